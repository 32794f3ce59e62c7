-- Growth columns of user_data, for every row up to :D.
-- An account's count minus the count in its row before, however far back.

SELECT user_id,
       datestamp,
       followers_count - lag(followers_count) OVER account AS followers_count_growth,
       media_count     - lag(media_count)     OVER account AS media_count_growth
FROM user_data
WHERE datestamp <= :D
WINDOW account AS (PARTITION BY user_id ORDER BY datestamp)
ORDER BY user_id, datestamp;
