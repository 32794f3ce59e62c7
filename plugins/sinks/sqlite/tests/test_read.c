/* test_read.c - snapshots, batches, and scans that ask for or meet something wrong. */
#include <stdlib.h>

#include "rig.h"
#include "tables.h"

static struct rig rig;

static int set_up(void **state)
{
    (void)state;
    rig_init(&rig);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rig_fini(&rig);
    return 0;
}

static const struct toba_path user_names[] = {{.column = USER_NAME}};
static const struct toba_path captions[] = {{.column = POST_TIME}, {.column = POST_CAPTION}};
static const struct toba_path day_cells[] = {{.column = DAY_DAY}, {.column = DAY_FOLLOWERS}};

#define NO_BOUNDS .from_day = INT32_MIN, .to_day = INT32_MAX

/* The row of each user; the posts of each user; the days of each user. */
static const struct toba_read by_user[] = {
    {.size = sizeof(struct toba_read),
     .table = &user_table,
     .key = {.column = USER_ID},
     .sub_key = {.column = -1},
     .date = -1,
     .columns = user_names,
     .n_columns = 1,
     NO_BOUNDS},
};
static const struct toba_read posts[] = {
    {.size = sizeof(struct toba_read),
     .table = &post_table,
     .key = {.column = POST_USER},
     .sub_key = {.column = POST_ID},
     .date = POST_TIME,
     .columns = captions,
     .n_columns = 2,
     NO_BOUNDS},
};
static const struct toba_read days[] = {
    {.size = sizeof(struct toba_read),
     .table = &day_table,
     .key = {.column = DAY_USER},
     .sub_key = {.column = -1},
     .date = DAY_DAY,
     .columns = day_cells,
     .n_columns = 2,
     NO_BOUNDS},
};

static struct toba_scan scan_of(const struct toba_read *reads)
{
    return (struct toba_scan){.size = sizeof(struct toba_scan),
                              .reads = reads,
                              .n_reads = 1,
                              .driver = &user_table,
                              .driver_column = USER_ID,
                              .driver_read = -1};
}

static void *open_scan(const struct toba_scan *scan)
{
    void *handle = NULL;

    rig_must(&rig, rig.store->scan_open(rig.self, scan, &handle, &rig.err));
    return handle;
}

/* The next keys as text; valid until the next call. */
static const char *chunk(void *scan, int64_t most)
{
    static const int32_t type = TOBA_TEXT;
    static char out[4096];
    struct ArrowArray keys = {0};
    char *text;

    rig_must(&rig, rig.store->scan_chunk(scan, most, &keys, &rig.err));
    text = rig_text(&keys, &type, 1);
    snprintf(out, sizeof out, "%s", text);
    sqlite3_free(text);
    keys.release(&keys);
    return out;
}

static void expect_rows(void *scan, const struct toba_read *read, int64_t first, int64_t n,
                        const char *expected)
{
    char *text;

    rig_must(&rig, rig.store->scan_range(scan, first, n, &rig.err));
    text = rig_fetch(&rig, scan, read, 0);
    assert_string_equal(text, expected);
    sqlite3_free(text);
}

static void make_users(void)
{
    rig_open(&rig, &user_table, &post_table, &day_table);
    rig_sql(&rig,
            "INSERT INTO user(id, username, updated) VALUES"
            " ('u1', 'ann', '2026-11-23T05:00:00Z'), ('u2', NULL, '2026-11-23T05:00:00Z'),"
            " ('u3', 'cleo', '2026-11-23T05:00:00Z')");
}

/* ---- Snapshots ----------------------------------------------------------- */

static void a_chunk_sees_one_snapshot_and_the_next_a_new_one(void **state)
{
    struct toba_scan spec = scan_of(by_user);
    void *scan;

    (void)state;
    make_users();
    scan = open_scan(&spec);
    assert_string_equal(chunk(scan, 2), "u1\nu2\n");
    rig_sql(&rig, "UPDATE user SET username = 'new'");
    expect_rows(scan, by_user, 0, 2, "u1|ann\nu2|NULL\n");
    rig_sql(&rig, "UPDATE user SET username = 'newer'");
    expect_rows(scan, by_user, 1, 1, "u2|NULL\n");

    assert_string_equal(chunk(scan, 2), "u3\n");
    expect_rows(scan, by_user, 0, 1, "u3|newer\n");
    assert_string_equal(chunk(scan, 2), "");
    rig.store->scan_close(scan);
}

static void what_is_not_committed_is_not_seen(void **state)
{
    static const int32_t columns[] = {USER_ID};
    static const struct toba_write write = {
        .size = sizeof write, .table = &user_table, .columns = columns, .n_columns = 1};
    struct toba_scan spec = scan_of(by_user);
    void *scan;

    (void)state;
    make_users();
    rig_begin(&rig);
    rig_put(&rig, &write, "u9", NULL);
    scan = open_scan(&spec);

    assert_string_equal(chunk(scan, 9), "u1\nu2\nu3\n");
    rig_commit(&rig, &write, NULL);
    assert_string_equal(chunk(scan, 9), "u9\n");
    rig.store->scan_close(scan);
}

static void a_scan_goes_on_after_a_key(void **state)
{
    struct toba_scan spec = scan_of(by_user);
    void *scan;

    (void)state;
    make_users();
    spec.after = "u1";
    scan = open_scan(&spec);

    assert_string_equal(chunk(scan, 9), "u2\nu3\n");
    rig.store->scan_close(scan);
}

static void a_single_key_needs_no_driver(void **state)
{
    struct toba_scan spec = scan_of(by_user);
    struct ArrowArray keys = {0};
    void *scan;

    (void)state;
    make_users();
    spec.driver = NULL;
    scan = open_scan(&spec);

    rig_must(&rig, rig.store->scan_key(scan, "u3", &rig.err));
    expect_rows(scan, by_user, 0, 1, "u3|cleo\n");
    rig_must(&rig, rig.store->scan_key(scan, "none", &rig.err));
    expect_rows(scan, by_user, 0, 1, "");
    assert_int_equal(rig.store->scan_chunk(scan, 1, &keys, &rig.err), TOBA_E_PLUGIN);
    rig.store->scan_close(scan);
}

static void batches_outlive_the_snapshot_and_the_scan(void **state)
{
    static const int32_t types[] = {TOBA_TEXT, TOBA_TEXT};
    struct toba_scan spec = scan_of(by_user);
    struct ArrowArray rows = {0};
    char *text;
    void *scan;

    (void)state;
    make_users();
    scan = open_scan(&spec);
    chunk(scan, 9);
    rig_must(&rig, rig.store->scan_range(scan, 0, 3, &rig.err));
    rig_must(&rig, rig.store->scan_fetch(scan, 0, &rows, &rig.err));
    rig.store->scan_release(scan);
    rig.store->scan_release(scan);
    rig.store->scan_close(scan);

    text = rig_text(&rows, types, 2);
    assert_string_equal(text, "u1|ann\nu2|NULL\nu3|cleo\n");
    sqlite3_free(text);
    rows.release(&rows);
}

/* ---- Batches ------------------------------------------------------------- */

/* Fetches all rows of the first key and says how many came in the largest batch. */
static int64_t largest_batch(const struct toba_read *read, int64_t *all)
{
    struct toba_scan spec = scan_of(read);
    void *scan = open_scan(&spec);
    int64_t largest = 0, length;

    *all = 0;
    chunk(scan, 1);
    rig_must(&rig, rig.store->scan_range(scan, 0, 1, &rig.err));
    do {
        struct ArrowArray rows = {0};

        rig_must(&rig, rig.store->scan_fetch(scan, 0, &rows, &rig.err));
        length = rows.length;
        largest = length > largest ? length : largest;
        *all += length;
        rows.release(&rows);
    } while (length > 0);
    rig.store->scan_close(scan);
    return largest;
}

static void batches_are_bounded_in_rows(void **state)
{
    int64_t all = 0;

    (void)state;
    make_users();
    rig_sql(&rig, "INSERT INTO user_day(user_id, day, updated) WITH n(i) AS (SELECT 1 UNION ALL"
                  " SELECT i + 1 FROM n WHERE i < 10000) SELECT 'u1', date('2000-01-01',"
                  " i || ' days'), '2026-11-23T05:00:00Z' FROM n");

    assert_int_equal(largest_batch(days, &all), 4096);
    assert_int_equal(all, 10000);
}

static void batches_are_bounded_in_bytes(void **state)
{
    int64_t all = 0;

    (void)state;
    make_users();
    rig_sql(&rig, "INSERT INTO post(id, user_id, caption, updated) WITH n(i) AS (SELECT 1 UNION"
                  " ALL SELECT i + 1 FROM n WHERE i < 100) SELECT 'p' || i, 'u1',"
                  " hex(zeroblob(30000)), '2026-11-23T05:00:00Z' FROM n");

    assert_in_range(largest_batch(posts, &all), 15, 20);
    assert_int_equal(all, 100);
}

/* ---- Questions that make no sense ---------------------------------------- */

static void expect_refused(const struct toba_scan *spec, int code, const char *message)
{
    void *scan = NULL;

    assert_int_equal(rig.store->scan_open(rig.self, spec, &scan, &rig.err), code);
    if (!strstr(rig.err.message, message))
        fail_msg("'%s' is not in '%s'", message, rig.err.message);
    assert_null(scan);
}

static void questions_that_make_no_sense_are_refused(void **state)
{
    struct toba_read read = posts[0];
    struct toba_scan spec = scan_of(&read);

    (void)state;
    make_users();
    read.key = (struct toba_path){POST_ID, &user_table, USER_NAME};
    expect_refused(&spec, TOBA_E_PLUGIN, "a reference that is not declared");
    read = posts[0];
    read.key.column = 77;
    expect_refused(&spec, TOBA_E_PLUGIN, "a column that the table lacks");
    read = posts[0];
    read.date = POST_CAPTION;
    expect_refused(&spec, TOBA_E_PLUGIN, "holds no dates");
    read = posts[0];
    read.rows = TOBA_AS_OF;
    read.date = -1;
    expect_refused(&spec, TOBA_E_PLUGIN, "needs a date column");
    read = posts[0];
    read.rows = TOBA_CHANGED;
    expect_refused(&spec, TOBA_E_PLUGIN, "no stamp is indexed");
    read = posts[0];
    spec.driver_column = USER_PAGE;
    expect_refused(&spec, TOBA_E_CONFIG, "of another type");
    spec.driver_column = USER_UPDATED;
    read.key.column = POST_TIME;
    expect_refused(&spec, TOBA_E_CONFIG, "cannot be grouped");
}

static void a_filter_that_does_not_fit_its_column_is_an_error(void **state)
{
    static const struct toba_equal filter[] = {{DAY_FOLLOWERS, "many"}};
    struct toba_read read = days[0];
    struct toba_scan spec = scan_of(&read);
    struct ArrowArray keys = {0};
    void *scan;

    (void)state;
    make_users();
    read.filters = filter;
    read.n_filters = 1;
    scan = open_scan(&spec);

    for (int i = 0; i < 2; i++) {
        assert_int_equal(rig.store->scan_chunk(scan, 1, &keys, &rig.err), TOBA_E_CONFIG);
        assert_non_null(strstr(rig.err.message, "user_day.followers = 'many' is no whole"));
    }
    rig.store->scan_close(scan);
}

static void ranges_outside_the_chunk_are_refused(void **state)
{
    struct toba_scan spec = scan_of(by_user);
    struct ArrowArray rows = {0};
    void *scan;

    (void)state;
    make_users();
    scan = open_scan(&spec);
    assert_int_equal(rig.store->scan_range(scan, 0, 0, &rig.err), TOBA_E_PLUGIN);
    chunk(scan, 2);

    assert_int_equal(rig.store->scan_range(scan, 1, 2, &rig.err), TOBA_E_PLUGIN);
    assert_int_equal(rig.store->scan_range(scan, -1, 1, &rig.err), TOBA_E_PLUGIN);
    assert_int_equal(rig.store->scan_range(scan, INT64_MAX, INT64_MAX, &rig.err),
                     TOBA_E_PLUGIN);
    assert_int_equal(rig.store->scan_fetch(scan, 1, &rows, &rig.err), TOBA_E_PLUGIN);
    rig.store->scan_release(scan);
    assert_int_equal(rig.store->scan_fetch(scan, 0, &rows, &rig.err), TOBA_E_PLUGIN);
    rig.store->scan_close(scan);
}

/* ---- Databases that others wrote ----------------------------------------- */

/* Tables of the right columns that take any value. */
static void make_careless(const char *rows)
{
    rig_sql(&rig, "CREATE TABLE user(id TEXT NOT NULL PRIMARY KEY, username TEXT, picture TEXT,"
                  " page INTEGER, updated TEXT NOT NULL, has_problems INTEGER NOT NULL);"
                  "CREATE TABLE user_day(id INTEGER PRIMARY KEY, user_id TEXT NOT NULL,"
                  " followers INTEGER, posts INTEGER, updated TEXT NOT NULL, day TEXT NOT NULL,"
                  " growth INTEGER, UNIQUE(user_id, day));"
                  "INSERT INTO user(id, updated, has_problems) VALUES('u1', '', 0)");
    rig_sql(&rig, rows);
    rig_open(&rig, &user_table, &day_table, &post_table);
}

static void expect_bad_rows(const struct toba_read *read, const char *message)
{
    struct toba_scan spec = scan_of(read);
    struct ArrowArray rows = {0};
    void *scan = open_scan(&spec);

    chunk(scan, 1);
    for (int i = 0; i < 2; i++) {
        rig_must(&rig, rig.store->scan_range(scan, 0, 1, &rig.err));
        assert_int_equal(rig.store->scan_fetch(scan, 0, &rows, &rig.err), TOBA_E_SINK);
        if (!strstr(rig.err.message, message))
            fail_msg("'%s' is not in '%s'", message, rig.err.message);
        assert_string_equal(rig.err.detail, "a row of key u1");
    }
    rig.store->scan_close(scan);
}

static void cells_of_the_wrong_kind_are_errors_that_say_where(void **state)
{
    static const struct {
        const char *day, *followers, *message;
    } cases[] = {
        {"'yesterday'", "1", "column day holds a text that is no date"},
        {"'2026-02-30'", "1", "column day holds a text that is no date"},
        {"'2026-11-23T00:00:00Z'", "1", "column day holds a text that is no date"},
        {"x'00ff'", "1", "column day holds something else than text"},
        {"'2026-11-23'", "'many'", "column followers holds something else than a whole number"},
        {"'2026-11-23'", "1.5", "column followers holds something else than a whole number"},
        {"'2026-11-23'", "3000000000", "column followers holds a number outside 32 bits"},
    };

    (void)state;
    for (int32_t i = 0; i < TOBA_COUNT(cases); i++) {
        char sql[512];

        snprintf(sql, sizeof sql,
                 "INSERT INTO user_day(user_id, updated, day, followers)"
                 " VALUES('u1', '', %s, %s)",
                 cases[i].day, cases[i].followers);
        make_careless(sql);
        expect_bad_rows(days, cases[i].message);
        rig_close(&rig);
        rig_sql(&rig, "DROP TABLE user; DROP TABLE user_day; DROP TABLE post");
    }
}

static void texts_that_are_no_texts_are_errors(void **state)
{
    (void)state;
    make_careless("UPDATE user SET username = CAST(x'61ff62' AS TEXT)");
    expect_bad_rows(by_user, "column username holds a text that is not UTF-8");
    rig_sql(&rig, "UPDATE user SET username = CAST(x'610062' AS TEXT)");
    expect_bad_rows(by_user, "column username holds a text that is not UTF-8 or has a NUL");
    rig_sql(&rig, "UPDATE user SET username = CAST(x'eda080' AS TEXT)");
    expect_bad_rows(by_user, "column username holds a text that is not UTF-8");
    rig_sql(&rig, "UPDATE user SET username = x'616263'");
    expect_bad_rows(by_user, "column username holds something else than text");
}

static void keys_of_the_wrong_kind_are_errors(void **state)
{
    struct toba_scan spec = scan_of(by_user);
    struct ArrowArray keys = {0};
    void *scan;

    (void)state;
    make_careless("INSERT INTO user(id, updated, has_problems) VALUES(x'ff', '', 0)");
    scan = open_scan(&spec);

    assert_int_equal(rig.store->scan_chunk(scan, 9, &keys, &rig.err), TOBA_E_SINK);
    assert_non_null(strstr(rig.err.message, "table user, column id"));
    assert_string_equal(rig.err.detail, "the key after u1");
    rig.store->scan_close(scan);
}

static void a_table_that_is_gone_is_an_error(void **state)
{
    struct toba_scan spec = scan_of(by_user);
    struct ArrowArray keys = {0};
    void *scan;

    (void)state;
    make_users();
    scan = open_scan(&spec);
    rig_sql(&rig, "DROP TABLE user");

    assert_int_equal(rig.store->scan_chunk(scan, 9, &keys, &rig.err), TOBA_E_SINK);
    assert_non_null(strstr(rig.err.message, "no such table"));
    rig.store->scan_close(scan);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_chunk_sees_one_snapshot_and_the_next_a_new_one),
        CASE(what_is_not_committed_is_not_seen),
        CASE(a_scan_goes_on_after_a_key),
        CASE(a_single_key_needs_no_driver),
        CASE(batches_outlive_the_snapshot_and_the_scan),
        CASE(batches_are_bounded_in_rows),
        CASE(batches_are_bounded_in_bytes),
        CASE(questions_that_make_no_sense_are_refused),
        CASE(a_filter_that_does_not_fit_its_column_is_an_error),
        CASE(ranges_outside_the_chunk_are_refused),
        CASE(cells_of_the_wrong_kind_are_errors_that_say_where),
        CASE(texts_that_are_no_texts_are_errors),
        CASE(keys_of_the_wrong_kind_are_errors),
        CASE(a_table_that_is_gone_is_an_error),
    };

    return cmocka_run_group_tests_name("sqlite read", tests, NULL, NULL);
}
