/* test_replace.c - tables in replace mode: what goes, what stays, and the day of a scope. */
#include "rig.h"
#include "tables.h"

static struct rig rig;

static int set_up(void **state)
{
    (void)state;
    rig_init(&rig);
    rig_open(&rig, &user_table, &post_table, &result_table, &lead_table);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rig_fini(&rig);
    return 0;
}

static const int32_t result_columns[] = {RESULT_USER, RESULT_SPAN, RESULT_VALUE, RESULT_DAY};
static const struct toba_write results = {.size = sizeof results,
                                          .table = &result_table,
                                          .columns = result_columns,
                                          .n_columns = 4,
                                          .step = "test"};
static const int32_t lead_columns[] = {LEAD_USER, LEAD_SPAN, LEAD_POST};
static const struct toba_write leads = {.size = sizeof leads,
                                        .table = &lead_table,
                                        .columns = lead_columns,
                                        .n_columns = 3,
                                        .step = "test",
                                        .day = 20000};
static struct toba_write older, newer;

static int prepare_days(void **state)
{
    older = newer = leads;
    older.day = leads.day - 1;
    newer.day = leads.day + 1;
    return set_up(state);
}

static void fill_results(void)
{
    rig_begin(&rig);
    rig_put(&rig, &results, "u1 | 7 | 0.5 | 2026-11-22", "u1 | 28 | 0.25 | 2026-11-22",
            "u1 | 7 | 1.5 | 2026-11-23", "u1 | 28 | 1.25 | 2026-11-23",
            "u2 | 7 | 2.5 | 2026-11-23", NULL);
    rig_commit(&rig, &results, NULL);
}

static const char all_results[] =
    "SELECT id, user_id, span, value, day FROM result ORDER BY id";
static const char all_leads[] = "SELECT id, user_id, span, post_id FROM lead ORDER BY id";
static const char all_days[] = "SELECT \"table\", scope, day FROM toba_scope ORDER BY scope";

static void rows_of_a_covered_scope_that_were_not_sent_go(void **state)
{
    (void)state;
    fill_results();

    rig_begin(&rig);
    rig_put(&rig, &results, "u1 | 28 | 9 | 2026-11-23", NULL);
    rig_cover(&rig, &results, "u1 | 2026-11-23", NULL);
    rig_commit(&rig, &results, NULL);

    assert_int_equal(rig.written.deleted, 1);
    assert_int_equal(rig.written.updated, 1);
    assert_query(&rig, all_results,
                 "1|u1|7|0.5|2026-11-22\n2|u1|28|0.25|2026-11-22\n"
                 "4|u1|28|9.0|2026-11-23\n5|u2|7|2.5|2026-11-23\n");
}

static void a_covered_scope_without_rows_becomes_empty(void **state)
{
    (void)state;
    fill_results();

    rig_begin(&rig);
    rig_cover(&rig, &results, "u1 | 2026-11-22", "u2 | 2026-11-23", "u3 | 2026-11-23", NULL);
    rig_commit(&rig, &results, NULL);

    assert_int_equal(rig.written.deleted, 3);
    assert_query(&rig, all_results, "3|u1|7|1.5|2026-11-23\n4|u1|28|1.25|2026-11-23\n");
}

static void rows_without_a_cover_delete_nothing(void **state)
{
    (void)state;
    fill_results();

    rig_begin(&rig);
    rig_put(&rig, &results, "u1 | 7 | 9 | 2026-11-23", NULL);
    rig_commit(&rig, &results, NULL);

    assert_int_equal(rig.written.deleted, 0);
    assert_query(&rig, "SELECT count(*) FROM result", "5\n");
}

static void unchanged_rows_count_as_sent(void **state)
{
    (void)state;
    fill_results();

    rig_begin(&rig);
    rig_cover(&rig, &results, "u1 | 2026-11-23", NULL);
    rig_put(&rig, &results, "u1 | 7 | 1.5 | 2026-11-23", "u1 | 28 | 1.25 | 2026-11-23", NULL);
    rig_commit(&rig, &results, NULL);

    assert_int_equal(rig.written.unchanged, 2);
    assert_int_equal(rig.written.deleted, 0);
}

static void what_was_sent_is_forgotten_after_the_commit(void **state)
{
    (void)state;
    fill_results();

    rig_begin(&rig);
    rig_cover(&rig, &results, "u2 | 2026-11-23", NULL);
    rig_commit(&rig, &results, NULL);

    assert_int_equal(rig.written.deleted, 1);
}

static void an_abort_forgets_rows_and_covers(void **state)
{
    (void)state;
    fill_results();
    rig_begin(&rig);
    rig_put(&rig, &results, "u1 | 7 | 9 | 2026-11-23", NULL);
    rig_cover(&rig, &results, "u2 | 2026-11-23", NULL);
    rig.store->abort(rig.self);

    rig_begin(&rig);
    rig_cover(&rig, &results, "u1 | 2026-11-23", NULL);
    rig_commit(&rig, &results, NULL);

    assert_int_equal(rig.written.deleted, 2);
    assert_query(&rig, "SELECT count(*) FROM result WHERE user_id = 'u2'", "1\n");
}

static void cover_of_a_table_that_is_not_replaced_is_a_bug(void **state)
{
    static const int32_t columns[] = {USER_ID};
    const struct toba_write write = {
        .size = sizeof write, .table = &user_table, .columns = columns, .n_columns = 1};
    struct ArrowArray none = {0};

    (void)state;
    rig_begin(&rig);

    assert_int_equal(rig.store->cover(rig.self, &write, &none, &rig.err), TOBA_E_PLUGIN);
    rig.store->abort(rig.self);
}

/* ---- Tables without a date ----------------------------------------------- */

static void write_leads(const struct toba_write *write, const char *row, const char *scope)
{
    rig_begin(&rig);
    rig_put(&rig, write, row, NULL);
    rig_cover(&rig, write, scope, NULL);
    rig_commit(&rig, write, NULL);
}

static void an_undated_table_keeps_the_day_of_each_scope(void **state)
{
    (void)state;
    write_leads(&leads, "u1 | 7 | p1", "u1");

    assert_query(&rig, all_leads, "1|u1|7|p1\n");
    assert_query(&rig, all_days, "lead|u1|2024-10-04\n");
}

static void an_older_day_changes_nothing(void **state)
{
    (void)state;
    write_leads(&leads, "u1 | 7 | p1", "u1");

    write_leads(&older, "u1 | 28 | p9", "u1");
    assert_int_equal(rig.written.inserted, 0);
    assert_int_equal(rig.written.deleted, 0);
    write_leads(&older, "u1 | 7 | p9", "u1");
    rig_begin(&rig);
    rig_cover(&rig, &older, "u1", NULL);
    rig_commit(&rig, &older, NULL);

    assert_query(&rig, all_leads, "1|u1|7|p1\n");
    assert_query(&rig, all_days, "lead|u1|2024-10-04\n");
}

static void the_same_and_a_newer_day_replace(void **state)
{
    (void)state;
    write_leads(&leads, "u1 | 7 | p1", "u1");

    write_leads(&leads, "u1 | 28 | p2", "u1");
    assert_query(&rig, all_leads, "2|u1|28|p2\n");
    write_leads(&newer, "u1 | 28 | p3", "u1");

    assert_query(&rig, all_leads, "2|u1|28|p3\n");
    assert_query(&rig, all_days, "lead|u1|2024-10-05\n");
}

static void the_day_is_kept_by_scope(void **state)
{
    (void)state;
    write_leads(&leads, "u1 | 7 | p1", "u1");
    write_leads(&older, "u,2\\ | 7 | p2", "u,2\\");

    assert_query(&rig, "SELECT user_id, post_id FROM lead ORDER BY user_id",
                 "u,2\\|p2\nu1|p1\n");
    assert_query(&rig, all_days, "lead|u1|2024-10-04\nlead|u\\,2\\\\|2024-10-03\n");
}

static void an_empty_scope_keeps_its_day_too(void **state)
{
    (void)state;
    rig_begin(&rig);
    rig_cover(&rig, &leads, "u1", NULL);
    rig_commit(&rig, &leads, NULL);

    write_leads(&older, "u1 | 7 | p1", "u1");

    assert_query(&rig, "SELECT count(*) FROM lead", "0\n");
}

static void an_abort_forgets_the_day(void **state)
{
    (void)state;
    rig_begin(&rig);
    rig_put(&rig, &newer, "u1 | 7 | p1", NULL);
    rig_cover(&rig, &newer, "u1", NULL);
    rig.store->abort(rig.self);

    write_leads(&older, "u1 | 7 | p2", "u1");

    assert_query(&rig, all_leads, "1|u1|7|p2\n");
}

static void another_program_may_set_the_day_between_transactions(void **state)
{
    (void)state;
    write_leads(&leads, "u1 | 7 | p1", "u1");
    rig_sql(&rig, "UPDATE toba_scope SET day = '2030-01-01'");

    write_leads(&leads, "u1 | 7 | p2", "u1");

    assert_query(&rig, all_leads, "1|u1|7|p1\n");
}

static void a_day_that_is_no_date_is_an_error(void **state)
{
    const char *const rows[] = {"u1 | 7 | p1", NULL};
    struct ArrowArray batch = {0};

    (void)state;
    rig_sql(&rig, "INSERT INTO toba_scope VALUES('lead', 'u1', 'soon')");
    rig_batch(&lead_table, lead_columns, 3, rows, &batch);
    rig_begin(&rig);

    assert_int_equal(rig.store->write(rig.self, &leads, &batch, &rig.written, &rig.err),
                     TOBA_E_SINK);
    assert_non_null(strstr(rig.err.message, "toba_scope"));
    batch.release(&batch);
    rig.store->abort(rig.self);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, prepare_days, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rows_of_a_covered_scope_that_were_not_sent_go),
        CASE(a_covered_scope_without_rows_becomes_empty),
        CASE(rows_without_a_cover_delete_nothing),
        CASE(unchanged_rows_count_as_sent),
        CASE(what_was_sent_is_forgotten_after_the_commit),
        CASE(an_abort_forgets_rows_and_covers),
        CASE(cover_of_a_table_that_is_not_replaced_is_a_bug),
        CASE(an_undated_table_keeps_the_day_of_each_scope),
        CASE(an_older_day_changes_nothing),
        CASE(the_same_and_a_newer_day_replace),
        CASE(the_day_is_kept_by_scope),
        CASE(an_empty_scope_keeps_its_day_too),
        CASE(an_abort_forgets_the_day),
        CASE(another_program_may_set_the_day_between_transactions),
        CASE(a_day_that_is_no_date_is_an_error),
    };

    return cmocka_run_group_tests_name("sqlite replace", tests, NULL, NULL);
}
