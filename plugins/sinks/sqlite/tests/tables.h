/* tables.h - tables as a pipeline would declare them, for the tests of the store. */
#ifndef TABLES_H
#define TABLES_H

#include <toba/store.h>

/* An account: several kinds of columns, a default, a signed URL. Kept in the key's order. */
enum { USER_ID, USER_NAME, USER_PICTURE, USER_PAGE, USER_UPDATED, USER_PROBLEMS };
extern const struct toba_table user_table;

/* A day of an account, with a surrogate. */
enum { DAY_ID, DAY_USER, DAY_FOLLOWERS, DAY_POSTS, DAY_UPDATED, DAY_DAY, DAY_GROWTH };
extern const struct toba_table day_table;

/* A post of an account. */
enum { POST_ID, POST_USER, POST_TIME, POST_CAPTION, POST_UPDATED };
extern const struct toba_table post_table;

/* A day of a post: the table that grows most. */
enum { LIKE_ID, LIKE_POST, LIKE_LIKES, LIKE_COMMENTS, LIKE_UPDATED, LIKE_DAY, LIKE_GROWTH };
extern const struct toba_table like_table;

/* A series an account, by instant. */
enum { SERIES_ID, SERIES_USER, SERIES_PERIOD, SERIES_VALUE, SERIES_TIME, SERIES_UPDATED };
extern const struct toba_table series_table;

/* Computed, replaced by account and day. */
enum { RESULT_ID, RESULT_USER, RESULT_SPAN, RESULT_VALUE, RESULT_DAY, RESULT_UPDATED };
extern const struct toba_table result_table;

/* Computed, of the latest day only, replaced by account. */
enum { LEAD_ID, LEAD_USER, LEAD_SPAN, LEAD_POST, LEAD_UPDATED };
extern const struct toba_table lead_table;

#endif
