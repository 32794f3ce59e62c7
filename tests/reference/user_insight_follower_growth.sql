-- user_insight_follower_growth at :D: followers as of :D against those as of T days before, as a
-- fraction. As of a day means: that day's row, or the newest of the two days before it. Without
-- followers as of :D there is no row; without any before, or with 0, the growth is NULL.

WITH
  timeframes(days) AS (VALUES (7), (28)),
  moment(timeframe, day) AS (
    SELECT days, :D FROM timeframes
    UNION ALL
    SELECT days, date(:D, -days || ' days') FROM timeframes
  ),
  audience AS (
    SELECT u.id AS user_id, m.*,
           (SELECT d.followers_count FROM user_data d
            WHERE d.user_id = u.id
              AND d.datestamp <= m.day AND d.datestamp > date(m.day, '-3 days')
            ORDER BY d.datestamp DESC LIMIT 1) AS followers
    FROM user u CROSS JOIN moment m
  )
SELECT now.user_id,
       now.day AS date_stamp,
       now.timeframe,
       (CAST(now.followers AS REAL) - earlier.followers) / nullif(earlier.followers, 0) AS growth
FROM audience now
JOIN audience earlier
  ON earlier.user_id = now.user_id
 AND earlier.timeframe = now.timeframe
 AND earlier.day = date(:D, -now.timeframe || ' days')
WHERE now.day = :D AND now.followers IS NOT NULL
ORDER BY now.user_id, now.timeframe, date_stamp;
