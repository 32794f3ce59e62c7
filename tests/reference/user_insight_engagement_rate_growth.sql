-- user_insight_engagement_rate_growth at :D: engagement per follower of the last T days against
-- that of the T days before, as a fraction. Followers are those of the window's last day, or of
-- the newest of the two days before it. Without followers at :D there is no row; without a rate
-- before, or with one of 0, the growth is NULL.

WITH
  timeframes(days) AS (VALUES (7), (28)),
  -- The windows: of T days, after base_day up to last_day.
  span(timeframe, base_day, last_day) AS (
    SELECT days, date(:D, -days || ' days'), :D FROM timeframes
    UNION ALL
    SELECT days, date(:D, (-2 * days) || ' days'), date(:D, -days || ' days') FROM timeframes
  ),
  -- For each post and window the dates of three rows: the newest up to last_day, the newest up
  -- to base_day, and the oldest of all.
  post AS (
    SELECT m.user_id, m.id AS media_id, s.*,
           date(m.timestamp) > s.base_day AS is_new,
           (SELECT max(h.datestamp) FROM media_like_comment h
            WHERE h.media_id = m.id AND h.datestamp <= s.last_day) AS last_row,
           (SELECT max(h.datestamp) FROM media_like_comment h
            WHERE h.media_id = m.id AND h.datestamp <= s.base_day) AS base_row,
           (SELECT min(h.datestamp) FROM media_like_comment h
            WHERE h.media_id = m.id) AS oldest_row
    FROM media m CROSS JOIN span s
  ),
  -- A post that is new starts from zero, unless there is a row from before the window. Where a
  -- count is hidden on either side, nothing is gained.
  gain AS (
    SELECT p.user_id, p.timeframe, p.last_day,
           coalesce(now.like_count - CASE WHEN p.base_row IS NULL AND p.is_new
                                          THEN 0 ELSE base.like_count END, 0) AS likes,
           coalesce(now.comments_count - CASE WHEN p.base_row IS NULL AND p.is_new
                                              THEN 0 ELSE base.comments_count END, 0) AS comments
    FROM post p
    JOIN media_like_comment now
      ON now.media_id = p.media_id AND now.datestamp = p.last_row
    JOIN media_like_comment base
      ON base.media_id = p.media_id AND base.datestamp = coalesce(p.base_row, p.oldest_row)
  ),
  engagement AS (
    SELECT user_id, timeframe, last_day, sum(likes) + sum(comments) AS total
    FROM gain
    WHERE user_id IN (SELECT id FROM user)
    GROUP BY user_id, timeframe, last_day
  ),
  audience AS (
    SELECT e.*,
           (SELECT d.followers_count FROM user_data d
            WHERE d.user_id = e.user_id
              AND d.datestamp <= e.last_day AND d.datestamp > date(e.last_day, '-3 days')
            ORDER BY d.datestamp DESC LIMIT 1) AS followers
    FROM engagement e
  ),
  rate AS (
    SELECT user_id, timeframe, last_day, CAST(total AS REAL) / followers AS value
    FROM audience
    WHERE followers <> 0
  )
SELECT now.user_id,
       (now.value - earlier.value) / nullif(earlier.value, 0) AS growth,
       now.timeframe,
       now.last_day AS datestamp
FROM rate now
LEFT JOIN rate earlier
  ON earlier.user_id = now.user_id
 AND earlier.timeframe = now.timeframe
 AND earlier.last_day = date(:D, -now.timeframe || ' days')
WHERE now.last_day = :D
ORDER BY now.user_id, now.timeframe, datestamp;
