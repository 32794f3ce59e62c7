-- generate.sql: a history of accounts, posts and counts, straight into a store's tables.
--
-- Parameters, all optional: :accounts (2000), :days of history (60), :posts of an account (30),
-- :last_day of the history ('2026-11-23'). The same parameters give the same rows.
--
-- Posts were published evenly over 11/6 of the days, so that a little less than half of them are
-- older than the history and have a row for each of its days; the others have one for each day
-- since they were published. The growth columns stay NULL, as before a first run.

BEGIN;

CREATE TEMP TABLE size AS
SELECT coalesce(:accounts, 2000)         AS accounts,
       coalesce(:days, 60)               AS days,
       coalesce(:posts, 30)              AS posts,
       coalesce(:days, 60) * 11 / 6      AS span,
       coalesce(:last_day, '2026-11-23') AS last_day;

-- The days by their age: 0 is the last one.
CREATE TEMP TABLE day(age INTEGER PRIMARY KEY, date TEXT, digits TEXT);
WITH RECURSIVE count(n) AS (
  SELECT 0 UNION ALL SELECT n + 1 FROM count, size WHERE n + 1 < max(days, span + 1)
)
INSERT INTO day
SELECT n, date(last_day, -n || ' days'), strftime('%Y%m%d', last_day, -n || ' days')
FROM count, size;

-- `dice` is scattered evenly over 0 … 2^31 - 1; what follows takes different parts of it.
CREATE TEMP TABLE account(n INTEGER PRIMARY KEY, id TEXT, dice INTEGER);
WITH RECURSIVE count(n) AS (
  SELECT 0 UNION ALL SELECT n + 1 FROM count, size WHERE n + 1 < accounts
)
INSERT INTO account
SELECT n,
       printf('17841%012d', (n * 61803398879) % 1000000000000),
       ((n + 1) * 2654435761 + 40503) % 4294967296 / 2
FROM count;

-- From 1,500 followers to a million, most accounts small; each grows or shrinks at its own pace,
-- in hundred-thousandths a day.
CREATE TEMP TABLE audience AS
SELECT n, id, dice,
       1500 + (dice / 7 % 1000) * (dice / 7 % 1000) AS followers,
       dice / 11 % 40 - 8                           AS pace
FROM account;

-- Post ids are scattered over the accounts, as real ones are. A post's likes approach `peak`.
CREATE TEMP TABLE post(n INTEGER PRIMARY KEY, id TEXT, account INTEGER, age INTEGER,
                       dice INTEGER, peak INTEGER);
WITH RECURSIVE count(n) AS (
  SELECT 0 UNION ALL SELECT n + 1 FROM count, size WHERE n + 1 < posts
),
numbered AS (
  SELECT a.n * posts + c.n AS n, a.n AS account, a.followers,
         (c.n * span + a.dice % span) / posts AS age
  FROM audience a, count c, size
)
INSERT INTO post
SELECT n,
       printf('179%014d', (n * 61803398879) % 100000000000000),
       account,
       age,
       ((n + 7) * 2654435761 + 12345) % 4294967296 / 2,
       followers * (((n + 7) * 2654435761) % 4294967296 / 3 % 60 + 5) / 1000
FROM numbered;
CREATE INDEX temp.post_of_account ON post(account, age);

INSERT INTO user(id, username, name, biography, profile_picture_url, website,
                 social_account_id, updated_timestamp, has_problems, is_userid_valid)
SELECT id, printf('brand_%05d', n), printf('Brand %d', n), 'What we make, day by day.',
       printf('https://example.com/brand_%05d.jpg', n), NULL, 100000000000000 + n,
       last_day || 'T02:00:00Z', 0, 1
FROM audience, size
ORDER BY id;

INSERT INTO user_data(user_id, followers_count, follows_count, media_count,
                      updated_timestamp, datestamp)
SELECT a.id,
       a.followers + a.followers * a.pace * (days - d.age) / 100000 + a.dice / 13 % (d.age + 3),
       200 + a.dice / 17 % 600,
       (SELECT count(*) FROM post p WHERE p.account = a.n AND p.age >= d.age),
       d.date || 'T02:00:00Z',
       d.date
FROM audience a, size
JOIN day d ON d.age < days
ORDER BY a.id, d.date;

-- One account in fifty hides its likes. Now and then a few likes are taken back.
CREATE TEMP VIEW counts AS
SELECT p.id AS media_id, p.account, d.age, d.date, d.digits,
       CASE WHEN p.account % 50 = 49 THEN NULL
            ELSE p.peak * (p.age - d.age + 1) / (p.age - d.age + 3) + p.dice / 19 % (d.age % 5 + 2)
       END AS likes,
       p.peak / 40 * (p.age - d.age + 1) / (p.age - d.age + 2) + p.dice / 23 % 4 AS comments
FROM post p JOIN day d ON d.age <= p.age;

INSERT INTO media(id, user_id, permalink, media_type, timestamp, username, caption,
                  is_comment_enabled, comments_count, like_count, media_url, shortcode, owner_id,
                  is_archieved, updated_timestamp, datestamp)
SELECT p.id, a.id, printf('https://example.com/p/%x/', p.n),
       CASE p.dice / 29 % 3 WHEN 0 THEN 'IMAGE' WHEN 1 THEN 'VIDEO' ELSE 'CAROUSEL_ALBUM' END,
       printf('%sT%02d:%02d:00Z', d.date, p.dice / 31 % 24, p.dice / 37 % 60),
       printf('brand_%05d', a.n), printf('Post %d of #brand%d', p.n, a.n),
       1, c.comments, c.likes, printf('https://example.com/m/%x.jpg', p.n),
       printf('%x', p.n), a.id, 0, last_day || 'T02:00:00Z', last_day
FROM post p
JOIN audience a ON a.n = p.account
JOIN day d ON d.age = p.age
JOIN counts c ON c.media_id = p.id AND c.age = 0, size
ORDER BY p.id;

INSERT INTO media_like_comment(id, media_id, like_count, comments_count, updated_timestamp,
                               datestamp)
SELECT media_id || '_' || digits, media_id, likes, comments, date || 'T02:00:00Z', date
FROM counts, size
WHERE age < days
ORDER BY media_id, date;

DROP VIEW temp.counts;
DROP TABLE temp.post;
DROP TABLE temp.audience;
DROP TABLE temp.account;
DROP TABLE temp.day;
DROP TABLE temp.size;
COMMIT;
