/* test_write.c - inserts, updates, what counts as a change, and rows that do not fit. */
#include <math.h>
#include <signal.h>
#include <sys/resource.h>

#include "batch/host.h"
#include "rig.h"
#include "tables.h"

static struct rig rig;

static int set_up(void **state)
{
    (void)state;
    rig_init(&rig);
    rig_open(&rig, &user_table, &day_table, &post_table, &like_table);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rig_fini(&rig);
    return 0;
}

#define WRITE(name, t, flag, ...)                                                              \
    static const int32_t name##_columns[] = {__VA_ARGS__};                                     \
    static const struct toba_write name = {.size = sizeof name,                                \
                                           .table = &t,                                        \
                                           .columns = name##_columns,                          \
                                           .n_columns = TOBA_COUNT(name##_columns),            \
                                           .flags = flag,                                      \
                                           .step = "test"}

WRITE(users, user_table, 0, USER_ID, USER_NAME, USER_PICTURE, USER_PAGE);
WRITE(names, user_table, 0, USER_NAME, USER_ID);
WRITE(problems, user_table, 0, USER_ID, USER_PROBLEMS);
WRITE(only_ids, user_table, 0, USER_ID);
WRITE(days, day_table, 0, DAY_USER, DAY_FOLLOWERS, DAY_DAY);
WRITE(growth, day_table, TOBA_WRITE_UPDATE, DAY_USER, DAY_DAY, DAY_GROWTH);
WRITE(late_growth, day_table, TOBA_WRITE_UPDATE | TOBA_WRITE_LAST, DAY_USER, DAY_DAY,
      DAY_GROWTH);
WRITE(ids_known, user_table, TOBA_WRITE_UPDATE, USER_ID);
WRITE(posts, post_table, 0, POST_ID, POST_USER, POST_TIME, POST_CAPTION);

static void at(const char *instant)
{
    rig.sink.instant = rig_instant(instant);
    rig_close(&rig);
    rig_open(&rig, &user_table, &day_table, &post_table, &like_table);
}

static void expect_written(int64_t inserted, int64_t updated, int64_t unchanged,
                           int64_t rejected)
{
    assert_int_equal(rig.written.inserted, inserted);
    assert_int_equal(rig.written.updated, updated);
    assert_int_equal(rig.written.unchanged, unchanged);
    assert_int_equal(rig.written.rejected, rejected);
    assert_int_equal(rig.written.deleted, 0);
}

/* ---- Inserts and updates ------------------------------------------------- */

static void a_new_row_has_its_columns_defaults_and_stamp(void **state)
{
    (void)state;
    rig_write(&rig, &users, "u1 | ann | https://x/p?s=1 | 77", "u2 | NULL | NULL | NULL");

    expect_written(2, 0, 0, 0);
    assert_query(&rig, "SELECT * FROM user",
                 "u1|ann|https://x/p?s=1|77|2026-11-23T05:00:00Z|0\n"
                 "u2|NULL|NULL|NULL|2026-11-23T05:00:00Z|0\n");
}

static void equal_rows_keep_their_stamp(void **state)
{
    (void)state;
    rig_write(&rig, &users, "u1 | ann | NULL | 77", "u2 | bea | NULL | NULL");

    at("2026-11-24T05:00:00Z");
    rig_write(&rig, &users, "u1 | ann | NULL | 77", "u2 | bea | NULL | 5");

    expect_written(0, 1, 1, 0);
    assert_query(&rig, "SELECT id, page, updated FROM user",
                 "u1|77|2026-11-23T05:00:00Z\nu2|5|2026-11-24T05:00:00Z\n");
}

static void a_batch_sets_only_the_columns_it_has(void **state)
{
    (void)state;
    rig_write(&rig, &users, "u1 | ann | NULL | 77");
    rig_write(&rig, &names, "anna | u1", "cleo | u3");
    rig_write(&rig, &problems, "u1 | true");

    assert_query(&rig, "SELECT id, username, page, has_problems FROM user",
                 "u1|anna|77|1\nu3|cleo|NULL|0\n");
}

static void a_null_that_the_batch_has_overwrites(void **state)
{
    (void)state;
    rig_write(&rig, &users, "u1 | ann | NULL | 77");
    rig_write(&rig, &users, "u1 | ann | NULL | NULL");

    expect_written(0, 1, 0, 0);
    assert_query(&rig, "SELECT page FROM user", "NULL\n");
}

static void a_new_signature_alone_is_no_change(void **state)
{
    (void)state;
    rig_write(&rig, &users, "u1 | ann | https://x/p?s=1 | 77");

    rig_write(&rig, &users, "u1 | ann | https://x/p?s=2 | 77");
    expect_written(0, 0, 1, 0);
    rig_write(&rig, &users, "u1 | ann | https://x/p | 77");
    expect_written(0, 0, 1, 0);
    assert_query(&rig, "SELECT picture FROM user", "https://x/p?s=1\n");

    rig_write(&rig, &users, "u1 | ann | https://x/other?s=1 | 77");
    expect_written(0, 1, 0, 0);
    rig_write(&rig, &users, "u1 | ann | NULL | 77");
    expect_written(0, 1, 0, 0);
    rig_write(&rig, &users, "u1 | ann | NULL | 77");
    expect_written(0, 0, 1, 0);
}

static void a_changed_row_takes_the_new_signature_too(void **state)
{
    (void)state;
    rig_write(&rig, &users, "u1 | ann | https://x/p?s=1 | 77");
    rig_write(&rig, &users, "u1 | ann | https://x/p?s=2 | 78");

    assert_query(&rig, "SELECT picture FROM user", "https://x/p?s=2\n");
}

static void of_two_rows_of_one_key_the_later_wins(void **state)
{
    (void)state;
    rig_write(&rig, &names, "ann | u1", "bea | u1");

    assert_query(&rig, "SELECT username FROM user", "bea\n");
}

static void surrogates_stay_when_a_row_is_updated(void **state)
{
    (void)state;
    rig_write(&rig, &days, "u1 | 10 | 2026-11-22", "u1 | 11 | 2026-11-23");
    rig_write(&rig, &days, "u1 | 12 | 2026-11-23", "u1 | 13 | 2026-11-24");

    expect_written(1, 1, 0, 0);
    assert_query(&rig, "SELECT id, followers, day FROM user_day ORDER BY day",
                 "1|10|2026-11-22\n2|12|2026-11-23\n3|13|2026-11-24\n");
}

static void a_stream_of_keys_only_inserts(void **state)
{
    (void)state;
    rig_write(&rig, &names, "ann | u1");
    rig_write(&rig, &only_ids, "u1", "u2");

    expect_written(1, 0, 1, 0);
    assert_query(&rig, "SELECT id, username FROM user", "u1|ann\nu2|NULL\n");
}

static void seconds_are_cut_never_rounded(void **state)
{
    (void)state;
    rig_write(&rig, &posts, "p1 | u1 | 2026-11-23T23:59:59.999999 | NULL",
              "p2 | u1 | 1969-12-31T23:59:59.500000 | NULL",
              "p3 | u1 | 2024-02-29T12:34:56 | x");

    assert_query(&rig, "SELECT published FROM post",
                 "2026-11-23T23:59:59Z\n1969-12-31T23:59:59Z\n2024-02-29T12:34:56Z\n");
}

static void a_slice_of_a_batch_is_written(void **state)
{
    const char *const rows[] = {"ann | u1", "bea | u2", "NULL | u3", "dot | u4", NULL};
    struct ArrowArray batch = {0};

    (void)state;
    rig_batch(&user_table, names_columns, 2, rows, &batch);
    batch.offset = 1;
    batch.length = 2;
    rig_begin(&rig);
    rig_must(&rig, rig.store->write(rig.self, &names, &batch, &rig.written, &rig.err));
    rig_commit(&rig, &names, NULL);
    batch.length = 4;
    batch.offset = 0;
    batch.release(&batch);

    assert_query(&rig, "SELECT id, username FROM user", "u2|bea\nu3|NULL\n");
}

static void an_empty_batch_is_no_error(void **state)
{
    (void)state;
    rig_begin(&rig);
    rig_put(&rig, &names, NULL);
    rig_commit(&rig, &names, NULL);

    expect_written(0, 0, 0, 0);
}

/* ---- Updates only -------------------------------------------------------- */

static void an_update_changes_counts_and_rejects(void **state)
{
    (void)state;
    rig_write(&rig, &days, "u1 | 10 | 2026-11-22", "u1 | 11 | 2026-11-23");
    at("2026-11-24T05:00:00Z");

    rig_write(&rig, &growth, "u1 | 2026-11-22 | NULL", "u1 | 2026-11-23 | 1",
              "u9 | 2026-11-23 | 5");

    expect_written(0, 1, 1, 1);
    assert_string_equal(rig.rejects,
                        "-: is an update of a row that is not there [u9, 2026-11-23]\n");
    assert_query(&rig, "SELECT day, growth, updated FROM user_day",
                 "2026-11-22|NULL|2026-11-23T05:00:00Z\n"
                 "2026-11-23|1|2026-11-24T05:00:00Z\n");
}

static void late_updates_see_what_other_streams_add(void **state)
{
    (void)state;
    rig_begin(&rig);
    rig_put(&rig, &late_growth, "u1 | 2026-11-23 | 3", "u9 | 2026-11-23 | 5", NULL);
    rig_put(&rig, &late_growth, "u1 | 2026-11-23 | 4", "NULL | 2026-11-23 | 5", NULL);
    rig_put(&rig, &days, "u1 | 11 | 2026-11-23", NULL);
    expect_written(1, 0, 0, 1);
    rig_commit(&rig, &days, &late_growth, NULL);

    expect_written(1, 2, 0, 2);
    assert_query(&rig, "SELECT user_id, growth FROM user_day", "u1|4\n");
    assert_string_equal(rig.rejects,
                        "user_id: is NULL and may not be [NULL, 2026-11-23]\n"
                        "-: is an update of a row that is not there [u9, 2026-11-23]\n");
}

static void late_updates_are_forgotten_with_their_transaction(void **state)
{
    (void)state;
    rig_write(&rig, &days, "u1 | 11 | 2026-11-23");
    rig_begin(&rig);
    rig_put(&rig, &late_growth, "u1 | 2026-11-23 | 3", NULL);
    rig.store->abort(rig.self);
    rig_write(&rig, &late_growth, "u1 | 2026-11-23 | NULL");
    expect_written(0, 0, 1, 0);
    rig_write(&rig, &late_growth, "u1 | 2026-11-23 | 4");
    expect_written(0, 1, 0, 0);
    rig_begin(&rig);
    rig_commit(&rig, &late_growth, NULL);
    expect_written(0, 0, 0, 0);
}

static void an_update_of_nothing_but_keys_only_looks(void **state)
{
    (void)state;
    rig_write(&rig, &names, "ann | u1");
    rig_write(&rig, &ids_known, "u1", "u2");

    expect_written(0, 0, 1, 1);
}

/* ---- Rows that do not fit ------------------------------------------------ */

static void nulls_where_none_may_be_are_rejected(void **state)
{
    (void)state;
    rig_write(&rig, &posts, "p1 | NULL | NULL | x", "NULL | u1 | NULL | x",
              "p3 | u1 | NULL | x");

    expect_written(1, 0, 0, 2);
    assert_string_equal(rig.rejects, "user_id: is NULL and may not be [p1]\n"
                                     "id: is NULL and may not be [NULL]\n");
}

static void times_that_text_cannot_order_are_rejected(void **state)
{
    static const int32_t types[] = {TOBA_TEXT, TOBA_TEXT, TOBA_TIMESTAMP, TOBA_TEXT};
    static const int64_t times[] = {INT64_MIN,          -62135596800000001, -62135596800000000,
                                    253402300799999999, 253402300800000000, INT64_MAX};
    const struct toba_host *host = tb_batch_host();
    struct toba_builder *builder = toba_builder_new(host, types, 4);
    struct ArrowArray batch = {0};

    (void)state;
    for (int32_t i = 0; i < TOBA_COUNT(times); i++) {
        char id[2] = {(char)('a' + i), 0};

        toba_builder_text(host, builder, 0, id, 1);
        toba_builder_text(host, builder, 1, "u", 1);
        toba_builder_int(host, builder, 2, times[i]);
        rig_must(&rig, toba_builder_end_row(host, builder, &rig.err));
    }
    rig_must(&rig, toba_builder_finish(host, builder, &batch, &rig.err));
    toba_builder_free(host, builder);
    rig_begin(&rig);
    rig_must(&rig, rig.store->write(rig.self, &posts, &batch, &rig.written, &rig.err));
    batch.release(&batch);
    rig_commit(&rig, &posts, NULL);

    expect_written(2, 0, 0, 4);
    assert_query(&rig, "SELECT id, published FROM post",
                 "c|0001-01-01T00:00:00Z\nd|9999-12-31T23:59:59Z\n");
}

static void a_nul_in_a_text_is_rejected(void **state)
{
    static const int32_t types[] = {TOBA_TEXT, TOBA_TEXT};
    const struct toba_host *host = tb_batch_host();
    struct toba_builder *builder = toba_builder_new(host, types, 2);
    struct ArrowArray batch = {0};

    (void)state;
    toba_builder_text(host, builder, 0, "a\0b", 3);
    toba_builder_text(host, builder, 1, "u1", 2);
    rig_must(&rig, toba_builder_end_row(host, builder, &rig.err));
    rig_must(&rig, toba_builder_finish(host, builder, &batch, &rig.err));
    toba_builder_free(host, builder);
    rig_begin(&rig);
    rig_must(&rig, rig.store->write(rig.self, &names, &batch, &rig.written, &rig.err));
    batch.release(&batch);
    rig_commit(&rig, &names, NULL);

    expect_written(0, 0, 0, 1);
    assert_string_equal(rig.rejects, "username: holds a NUL character [u1]\n");
}

static void what_a_rule_of_the_database_refuses_is_rejected(void **state)
{
    (void)state;
    rig_sql(&rig, "CREATE TRIGGER no_bob BEFORE INSERT ON user WHEN new.username = 'bob'"
                  " BEGIN SELECT raise(ABORT, 'not bob'); END");

    rig_write(&rig, &names, "ann | u1", "bob | u2", "cleo | u3");

    expect_written(2, 0, 0, 1);
    assert_string_equal(rig.rejects, "-: not bob [u2]\n");
    assert_query(&rig, "SELECT id FROM user", "u1\nu3\n");
}

static void a_rule_that_ends_the_transaction_is_an_error(void **state)
{
    const char *const rows[] = {"ann | u1", "bob | u2", NULL};
    struct ArrowArray batch = {0};

    (void)state;
    rig_sql(&rig, "CREATE TRIGGER no_bob BEFORE INSERT ON user WHEN new.username = 'bob'"
                  " BEGIN SELECT raise(ROLLBACK, 'not bob'); END");
    rig_batch(&user_table, names_columns, 2, rows, &batch);
    rig_begin(&rig);

    assert_int_equal(rig.store->write(rig.self, &names, &batch, &rig.written, &rig.err),
                     TOBA_E_SINK);
    batch.release(&batch);
    rig.store->abort(rig.self);
    assert_query(&rig, "SELECT count(*) FROM user", "0\n");
}

/* ---- Transactions -------------------------------------------------------- */

static void an_abort_leaves_nothing(void **state)
{
    (void)state;
    rig_begin(&rig);
    rig_put(&rig, &names, "ann | u1", NULL);
    rig.store->abort(rig.self);
    rig_write(&rig, &names, "bea | u2");

    assert_query(&rig, "SELECT id FROM user", "u2\n");
}

static void nothing_is_seen_before_the_commit(void **state)
{
    (void)state;
    rig_begin(&rig);
    rig_put(&rig, &names, "ann | u1", NULL);
    assert_query(&rig, "SELECT count(*) FROM user", "0\n");
    rig_commit(&rig, &names, NULL);

    assert_query(&rig, "SELECT count(*) FROM user", "1\n");
}

/* A file that may not grow stands for a full disk. */
static void a_disk_that_refuses_is_an_error_and_keeps_what_was(void **state)
{
    struct rlimit old, small;
    int code = 0;

    (void)state;
    rig_write(&rig, &names, "ann | u1");
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    small = old;
    small.rlim_cur = 300000;
    setrlimit(RLIMIT_FSIZE, &small);
    rig_begin(&rig);
    for (int i = 0; !code && i < 100000; i++) {
        char row[64];
        const char *const rows[] = {row, NULL};
        struct ArrowArray batch = {0};

        snprintf(row, sizeof row, "name%d | user%d", i, i);
        rig_batch(&user_table, names_columns, 2, rows, &batch);
        code = rig.store->write(rig.self, &names, &batch, &rig.written, &rig.err);
        batch.release(&batch);
    }
    if (!code)
        code = rig.store->commit(rig.self, &rig.err);
    rig.store->abort(rig.self);
    setrlimit(RLIMIT_FSIZE, &old);

    assert_int_equal(code, TOBA_E_SINK);
    assert_non_null(strstr(rig.err.hint, "disk"));
    rig_write(&rig, &names, "bea | u2");
    assert_query(&rig, "SELECT id FROM user", "u1\nu2\n");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_new_row_has_its_columns_defaults_and_stamp),
        CASE(equal_rows_keep_their_stamp),
        CASE(a_batch_sets_only_the_columns_it_has),
        CASE(a_null_that_the_batch_has_overwrites),
        CASE(a_new_signature_alone_is_no_change),
        CASE(a_changed_row_takes_the_new_signature_too),
        CASE(of_two_rows_of_one_key_the_later_wins),
        CASE(surrogates_stay_when_a_row_is_updated),
        CASE(a_stream_of_keys_only_inserts),
        CASE(seconds_are_cut_never_rounded),
        CASE(a_slice_of_a_batch_is_written),
        CASE(an_empty_batch_is_no_error),
        CASE(an_update_changes_counts_and_rejects),
        CASE(late_updates_see_what_other_streams_add),
        CASE(late_updates_are_forgotten_with_their_transaction),
        CASE(an_update_of_nothing_but_keys_only_looks),
        CASE(nulls_where_none_may_be_are_rejected),
        CASE(times_that_text_cannot_order_are_rejected),
        CASE(a_nul_in_a_text_is_rejected),
        CASE(what_a_rule_of_the_database_refuses_is_rejected),
        CASE(a_rule_that_ends_the_transaction_is_an_error),
        CASE(an_abort_leaves_nothing),
        CASE(nothing_is_seen_before_the_commit),
        CASE(a_disk_that_refuses_is_an_error_and_keeps_what_was),
    };

    return cmocka_run_group_tests_name("sqlite write", tests, NULL, NULL);
}
