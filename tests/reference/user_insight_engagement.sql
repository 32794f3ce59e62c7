-- user_insight_engagement at :D: the likes and comments that a user's posts gained in T days.

WITH
  timeframes(days) AS (VALUES (7), (28)),
  -- The windows: of T days, after base_day up to last_day.
  span(timeframe, base_day, last_day) AS (
    SELECT days, date(:D, -days || ' days'), :D FROM timeframes
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
  )
SELECT user_id,
       sum(likes) + sum(comments) AS engagement,
       sum(likes)                 AS likes_count,
       sum(comments)              AS comments_count,
       timeframe,
       last_day                   AS datestamp
FROM gain
WHERE user_id IN (SELECT id FROM user)
GROUP BY user_id, timeframe
ORDER BY user_id, timeframe, datestamp;
