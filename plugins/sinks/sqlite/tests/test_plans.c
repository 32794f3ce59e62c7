/* test_plans.c - every statement of reads and writes seeks: none goes through a whole table and
 * none sorts, where the declared keys and references give an index.
 *
 * The statements are those that the store really runs: a hook on every new connection writes
 * them down. */
#include <stdlib.h>

#include "rig.h"
#include "tables.h"

static struct rig rig;
static char *statements[512];
static int n_statements;

/* ---- Writing down -------------------------------------------------------- */

static int note(unsigned what, void *context, void *statement, void *text)
{
    const char *sql = sqlite3_sql(statement);

    (void)what;
    (void)context;
    (void)text;
    for (int i = 0; i < n_statements; i++)
        if (sql && strcmp(statements[i], sql) == 0)
            return 0;
    if (sql && n_statements < TOBA_COUNT(statements))
        statements[n_statements++] = strdup(sql);
    return 0;
}

static int on_connect(sqlite3 *db, const char **message, const void *api)
{
    (void)message;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note, NULL);
}

static void forget(void)
{
    while (n_statements > 0)
        free(statements[--n_statements]);
}

/* Rows enough for SQLite's statistics to say something. */
static void fill(bool analyze)
{
    rig_sql(
        &rig,
        "INSERT INTO user(id, updated) WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        "  WHERE i < 40) SELECT 'u' || i, '2026-11-01T00:00:00Z' FROM n;"
        "INSERT INTO post(id, user_id, published, updated) WITH n(i) AS (SELECT 1 UNION ALL"
        "  SELECT i + 1 FROM n WHERE i < 10) SELECT user.id || 'p' || i, user.id,"
        "  '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z' FROM n, user;"
        "INSERT INTO post_day(id, post_id, likes, updated, day) WITH n(i) AS (SELECT 1 UNION"
        "  ALL SELECT i + 1 FROM n WHERE i < 20) SELECT post.id || i, post.id, 1,"
        "  '2026-11-01T00:00:00Z', date('2026-11-01', i || ' days') FROM n, post;"
        "INSERT INTO user_day(user_id, followers, updated, day) WITH n(i) AS (SELECT 1 UNION"
        "  ALL SELECT i + 1 FROM n WHERE i < 20) SELECT user.id, 1, '2026-11-01T00:00:00Z',"
        "  date('2026-11-01', i || ' days') FROM n, user;"
        "INSERT INTO series(user_id, period, value, end_time, updated) SELECT user_id,"
        "  'week', 5, day || 'T07:00:00Z', updated FROM user_day");
    if (analyze)
        rig_sql(&rig, "ANALYZE");
}

static int set_up(void **state)
{
    rig_init(&rig);
    rig_open(&rig, &user_table, &day_table, &post_table, &like_table, &series_table,
             &result_table, &lead_table);
    fill(*(bool *)*state);
    rig_close(&rig);
    sqlite3_auto_extension((void (*)(void))on_connect);
    rig_open(&rig, &user_table, &day_table, &post_table, &like_table, &series_table,
             &result_table, &lead_table);
    forget();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sqlite3_reset_auto_extension();
    forget();
    rig_fini(&rig);
    return 0;
}

/* ---- Judging ------------------------------------------------------------- */

static void any_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    (void)values;
    sqlite3_result_int(context, 1);
}

/* Whether a step of a plan goes through what may be large. `s` is the list of keys that a
 * statement makes for itself, "covered" the scopes of one transaction. */
static bool is_bad(const char *step)
{
    if (strstr(step, "TEMP B-TREE") || strstr(step, "AUTOMATIC"))
        return true;
    return strncmp(step, "SCAN ", 5) == 0 && strcmp(step, "SCAN s") != 0 &&
           strcmp(step, "SCAN CONSTANT ROW") != 0 &&
           strncmp(step, "SCAN temp.covered", 17) != 0;
}

static void judge(sqlite3 *db, const char *sql)
{
    char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);
    sqlite3_stmt *step = NULL;

    if (sqlite3_prepare_v2(db, explain, -1, &step, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(step) == SQLITE_ROW)
        if (is_bad((const char *)sqlite3_column_text(step, 3)))
            fail_msg("%s: %s", sqlite3_column_text(step, 3), sql);
    sqlite3_finalize(step);
    sqlite3_free(explain);
}

/* Pragmas, and what empties a temporary table, have no plan worth judging. */
static bool is_judged(const char *sql)
{
    static const char *const verbs[] = {"SELECT ", "WITH ", "INSERT ", "UPDATE ", "DELETE "};

    if (strncmp(sql, "DELETE FROM temp", 16) == 0)
        return false;
    for (int32_t i = 0; i < TOBA_COUNT(verbs); i++)
        if (strncmp(sql, verbs[i], strlen(verbs[i])) == 0)
            return true;
    return false;
}

static void expect_only_seeks(int at_least)
{
    int judged = 0, n = n_statements;
    sqlite3 *db = NULL;

    sqlite3_reset_auto_extension();
    assert_int_equal(sqlite3_open(rig.path, &db), SQLITE_OK);
    sqlite3_create_function(db, "toba_seen", 1, SQLITE_UTF8, NULL, any_function, NULL, NULL);
    sqlite3_create_function(db, "toba_same_url", 2, SQLITE_UTF8, NULL, any_function, NULL,
                            NULL);
    for (int i = 0; i < n; i++)
        if (strncmp(statements[i], "CREATE TABLE temp", 17) == 0)
            assert_int_equal(sqlite3_exec(db, statements[i], NULL, NULL, NULL), SQLITE_OK);
    for (int i = 0; i < n; i++) {
        if (!is_judged(statements[i]))
            continue;
        judge(db, statements[i]);
        judged++;
    }
    sqlite3_close(db);
    if (judged < at_least)
        fail_msg("only %d statements were judged", judged);
}

/* ---- Reads --------------------------------------------------------------- */

static void run(const struct toba_scan *scan)
{
    void *handle = NULL;
    int64_t length;

    rig_must(&rig, rig.store->scan_open(rig.self, scan, &handle, &rig.err));
    do {
        struct ArrowArray keys = {0};

        rig_must(&rig, rig.store->scan_chunk(handle, 30, &keys, &rig.err));
        length = keys.length;
        keys.release(&keys);
        rig_must(&rig, rig.store->scan_range(handle, 0, length, &rig.err));
        for (int i = 0; i < scan->n_reads; i++)
            sqlite3_free(rig_fetch(&rig, handle, &scan->reads[i], i));
    } while (length > 0);
    rig.store->scan_close(handle);
}

static const struct toba_path likes[] = {{.column = LIKE_LIKES}, {.column = LIKE_COMMENTS}};
static const struct toba_path through[] = {{.column = LIKE_LIKES},
                                           {LIKE_POST, &post_table, POST_TIME}};
static const struct toba_path published[] = {{.column = POST_TIME}};
static const struct toba_path followers[] = {{.column = DAY_FOLLOWERS}};
static const struct toba_path value[] = {{.column = SERIES_VALUE}};
static const struct toba_equal weeks[] = {{SERIES_PERIOD, "week"}};
static const struct toba_point points[] = {
    {20780, INT32_MIN}, {20773, 20770}, {TOBA_OLDEST, INT32_MIN}};

#define READ(t, sub, ...)                                                                      \
    {                                                                                          \
        .size = sizeof(struct toba_read), .table = &t, .from_day = INT32_MIN, .to_day = 20780, \
        .sub_key = {.column = sub}, .points = points, .n_points = 3, __VA_ARGS__               \
    }

static void reads_by_account(void **state)
{
    static const struct toba_read reads[] = {
        /* posts of an account, in the order of their ids */
        READ(post_table, POST_ID, .key = {.column = POST_USER}, .date = POST_TIME,
             .columns = published, .n_columns = 1),
        /* the history of each post, at points and whole */
        READ(like_table, LIKE_POST, .rows = TOBA_AS_OF,
             .key = {LIKE_POST, &post_table, POST_USER}, .date = LIKE_DAY, .columns = likes,
             .n_columns = 2),
        READ(like_table, LIKE_POST, .rows = TOBA_WINDOW,
             .key = {LIKE_POST, &post_table, POST_USER}, .date = LIKE_DAY, .columns = through,
             .n_columns = 2),
        READ(day_table, -1, .rows = TOBA_AS_OF, .key = {.column = DAY_USER}, .date = DAY_DAY,
             .columns = followers, .n_columns = 1),
        READ(day_table, -1, .rows = TOBA_ALL, .key = {.column = DAY_USER}, .date = DAY_DAY,
             .columns = followers, .n_columns = 1),
        /* a series, by filter and as sub-key */
        READ(series_table, -1, .rows = TOBA_AS_OF, .key = {.column = SERIES_USER},
             .date = SERIES_TIME, .filters = weeks, .n_filters = 1, .columns = value,
             .n_columns = 1),
        READ(series_table, -1, .rows = TOBA_WINDOW, .key = {.column = SERIES_USER},
             .date = SERIES_TIME, .filters = weeks, .n_filters = 1, .columns = value,
             .n_columns = 1),
        READ(series_table, SERIES_PERIOD, .rows = TOBA_AS_OF, .key = {.column = SERIES_USER},
             .date = SERIES_TIME, .columns = value, .n_columns = 1),
    };
    struct toba_scan scan = {.size = sizeof scan,
                             .reads = reads,
                             .n_reads = TOBA_COUNT(reads),
                             .driver = &user_table,
                             .driver_column = USER_ID,
                             .driver_read = -1};

    (void)state;
    run(&scan);

    expect_only_seeks(15);
}

static void reads_of_what_changed(void **state)
{
    static const struct toba_read like[] = {READ(
        like_table, -1, .rows = TOBA_CHANGED, .key = {.column = LIKE_POST}, .date = LIKE_DAY,
        .columns = likes, .n_columns = 2, .since_instant = 1, .since_day = 20700)};
    static const struct toba_read day[] = {
        READ(day_table, -1, .rows = TOBA_CHANGED, .key = {.column = DAY_USER}, .date = DAY_DAY,
             .columns = followers, .n_columns = 1, .since_instant = 1, .since_day = 20700)};
    static const struct toba_read all[] = {
        READ(day_table, -1, .rows = TOBA_CHANGED, .key = {.column = DAY_USER}, .date = DAY_DAY,
             .columns = followers, .n_columns = 1, .since_instant = INT64_MIN)};
    struct toba_scan scan = {.size = sizeof scan, .n_reads = 1};

    (void)state;
    scan.reads = like;
    run(&scan);
    scan.reads = day;
    run(&scan);
    scan.reads = all;
    run(&scan);

    expect_only_seeks(10);
}

/* ---- Writes -------------------------------------------------------------- */

static void writes(void **state)
{
    static const int32_t all[] = {RESULT_USER, RESULT_SPAN, RESULT_VALUE, RESULT_DAY};
    static const int32_t lead[] = {LEAD_USER, LEAD_SPAN, LEAD_POST};
    static const int32_t growth[] = {LIKE_POST, LIKE_DAY, LIKE_GROWTH};
    static const struct toba_write results = {
        .table = &result_table, .columns = all, .n_columns = 4};
    static const struct toba_write leads = {
        .table = &lead_table, .columns = lead, .n_columns = 3};
    static const struct toba_write updates = {
        .table = &like_table, .columns = growth, .n_columns = 3, .flags = TOBA_WRITE_UPDATE};

    (void)state;
    rig_begin(&rig);
    rig_put(&rig, &results, "u1 | 7 | 1 | 2026-11-10", NULL);
    rig_cover(&rig, &results, "u1 | 2026-11-10", NULL);
    rig_put(&rig, &leads, "u1 | 7 | p1", NULL);
    rig_cover(&rig, &leads, "u1", NULL);
    rig_put(&rig, &updates, "u1p1 | 2026-11-10 | 3", NULL);
    rig_commit(&rig, &results, &leads, &updates, NULL);

    expect_only_seeks(8);
}

int main(void)
{
    static bool without = false, with = true;
    const struct CMUnitTest tests[] = {
        {"reads_by_account", reads_by_account, set_up, tear_down, &without},
        {"reads_by_account_with_statistics", reads_by_account, set_up, tear_down, &with},
        {"reads_of_what_changed", reads_of_what_changed, set_up, tear_down, &without},
        {"reads_of_what_changed_with_statistics", reads_of_what_changed, set_up, tear_down,
         &with},
        {"writes", writes, set_up, tear_down, &without},
        {"writes_with_statistics", writes, set_up, tear_down, &with},
    };

    return cmocka_run_group_tests_name("sqlite plans", tests, NULL, NULL);
}
