-- Growth columns of media_like_comment, for every row up to :D.
-- A post's count minus the count in its row before, however far back.

SELECT media_id,
       datestamp,
       comments_count - lag(comments_count) OVER post AS comments_count_growth,
       like_count     - lag(like_count)     OVER post AS like_count_growth
FROM media_like_comment
WHERE datestamp <= :D
WINDOW post AS (PARTITION BY media_id ORDER BY datestamp)
ORDER BY media_id, datestamp;
