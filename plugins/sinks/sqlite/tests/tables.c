/* tables.c - see tables.h. */
#include "tables.h"

#define COLUMNS(c) .columns = (c), .n_columns = TOBA_COUNT(c)
#define KEY(k) .key = (k), .n_key = TOBA_COUNT(k)
#define SCOPE(s) .mode = TOBA_REPLACE, .scope = (s), .n_scope = TOBA_COUNT(s)

/* clang-format off */
static const struct toba_column user_columns[] = {
    {.name = "id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .comment = "the account"},
    {.name = "username", .type = TOBA_TEXT, .comment = "handle,\nas it is now"},
    {.name = "picture", .type = TOBA_TEXT, .flags = TOBA_SIGNED},
    {.name = "page", .type = TOBA_INT64},
    {.name = "updated", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL | TOBA_STAMP},
    {.name = "has_problems", .type = TOBA_BOOL, .flags = TOBA_NOT_NULL, .fallback = "false"},
};
static const int32_t user_key[] = {USER_ID};
const struct toba_table user_table = {
    .size = sizeof user_table, .schema = "raw", .name = "user", .comment = "One row an account.",
    COLUMNS(user_columns), KEY(user_key), .date = -1, .indexed_stamp = -1,
};

static const struct toba_column day_columns[] = {
    {.name = "id", .type = TOBA_INT64, .flags = TOBA_SURROGATE},
    {.name = "user_id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references = &user_table},
    {.name = "followers", .type = TOBA_INT32},
    {.name = "posts", .type = TOBA_INT32},
    {.name = "updated", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL | TOBA_STAMP},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_NOT_NULL},
    {.name = "growth", .type = TOBA_INT32},
};
static const int32_t day_key[] = {DAY_USER, DAY_DAY};
const struct toba_table day_table = {
    .size = sizeof day_table, .schema = "raw", .name = "user_day",
    COLUMNS(day_columns), KEY(day_key), .date = DAY_DAY, .indexed_stamp = DAY_UPDATED,
};

static const struct toba_column post_columns[] = {
    {.name = "id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL},
    {.name = "user_id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references = &user_table},
    {.name = "published", .type = TOBA_TIMESTAMP},
    {.name = "caption", .type = TOBA_TEXT},
    {.name = "updated", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL | TOBA_STAMP},
};
static const int32_t post_key[] = {POST_ID};
const struct toba_table post_table = {
    .size = sizeof post_table, .schema = "raw", .name = "post",
    COLUMNS(post_columns), KEY(post_key), .date = POST_TIME, .indexed_stamp = -1,
};

static const struct toba_column like_columns[] = {
    {.name = "id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL},
    {.name = "post_id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references = &post_table},
    {.name = "likes", .type = TOBA_INT32},
    {.name = "comments", .type = TOBA_INT32},
    {.name = "updated", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL | TOBA_STAMP},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_NOT_NULL},
    {.name = "likes_growth", .type = TOBA_INT32},
};
static const int32_t like_key[] = {LIKE_POST, LIKE_DAY};
const struct toba_table like_table = {
    .size = sizeof like_table, .schema = "raw", .name = "post_day",
    COLUMNS(like_columns), KEY(like_key), .date = LIKE_DAY, .indexed_stamp = LIKE_UPDATED,
};

static const struct toba_column series_columns[] = {
    {.name = "id", .type = TOBA_INT64, .flags = TOBA_SURROGATE},
    {.name = "user_id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references = &user_table},
    {.name = "period", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL},
    {.name = "value", .type = TOBA_INT32, .flags = TOBA_NOT_NULL},
    {.name = "end_time", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL},
    {.name = "updated", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL | TOBA_STAMP},
};
static const int32_t series_key[] = {SERIES_USER, SERIES_PERIOD, SERIES_TIME};
const struct toba_table series_table = {
    .size = sizeof series_table, .schema = "raw", .name = "series",
    COLUMNS(series_columns), KEY(series_key), .date = SERIES_TIME, .indexed_stamp = SERIES_UPDATED,
};

static const struct toba_column result_columns[] = {
    {.name = "id", .type = TOBA_INT64, .flags = TOBA_SURROGATE},
    {.name = "user_id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references = &user_table},
    {.name = "span", .type = TOBA_INT32, .flags = TOBA_NOT_NULL},
    {.name = "value", .type = TOBA_DOUBLE},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_NOT_NULL},
    {.name = "updated", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL | TOBA_STAMP},
};
static const int32_t result_key[] = {RESULT_USER, RESULT_SPAN, RESULT_DAY};
static const int32_t result_scope[] = {RESULT_USER, RESULT_DAY};
const struct toba_table result_table = {
    .size = sizeof result_table, .schema = "computed", .name = "result",
    COLUMNS(result_columns), KEY(result_key), SCOPE(result_scope),
    .date = RESULT_DAY, .indexed_stamp = -1,
};

static const struct toba_column lead_columns[] = {
    {.name = "id", .type = TOBA_INT64, .flags = TOBA_SURROGATE},
    {.name = "user_id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references = &user_table},
    {.name = "span", .type = TOBA_INT32, .flags = TOBA_NOT_NULL},
    {.name = "post_id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references = &post_table},
    {.name = "updated", .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL | TOBA_STAMP},
};
static const int32_t lead_key[] = {LEAD_USER, LEAD_SPAN};
static const int32_t lead_scope[] = {LEAD_USER};
const struct toba_table lead_table = {
    .size = sizeof lead_table, .schema = "computed", .name = "lead",
    COLUMNS(lead_columns), KEY(lead_key), SCOPE(lead_scope), .date = -1, .indexed_stamp = -1,
};
/* clang-format on */
