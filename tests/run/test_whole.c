/* test_whole.c - whole runs into SQLite files, as they should go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"
#include "pipelines.h"

static void source_fills_its_tables(void **state)
{
    struct harness *h = *state;

    int code = harness_run(h,
                           TABLES "return toba.pipeline 'p' {\n"
                                  "  toba.numbers { count = 10, days = 2 } >> t }",
                           HARNESS_DAY);

    assert_string_equal(h->err.message, "");
    assert_int_equal(code, 0);
    harness_expect(h, "a.db", "SELECT count(*), sum(value), min(day), max(day) FROM number",
                   "20|110|2024-10-03|2024-10-04");
    harness_expect(h, "a.db", "SELECT group_concat(id) FROM even", "2,4,6,8,10");
    harness_expect(h, "a.db", "SELECT run, status, stages_done, attempts FROM toba_run",
                   "p 2024-10-04 #1|done|1|1");
    harness_expect(h, "a.db", "SELECT count(*) FROM toba_run_state", "0");
    assert_int_equal(h->report.n_writes, 2);
    assert_true(h->report.barriers >= 1);
}

static void process_works_between_source_and_table(void **state)
{
    struct harness *h = *state;

    int code = harness_run(
        h,
        TABLES "return toba.pipeline 'p' {\n"
               "  toba.numbers { count = 5000 }.rows >> toba.upper {} >> t.number }",
        HARNESS_DAY);

    assert_int_equal(code, 0);
    harness_expect(h, "a.db", "SELECT count(*), sum(value) FROM number", "5000|12502500");
    harness_expect(h, "a.db", "SELECT name FROM number WHERE id = 4711", "NUMBER 4711");
}

static void group_reads_what_the_stage_before_wrote(void **state)
{
    struct harness *h = *state;

    int code = harness_run(h, TABLES TOTALS, HARNESS_DAY);

    assert_string_equal(h->err.message, "");
    assert_int_equal(code, 0);
    harness_expect(h, "a.db", "SELECT count(*), sum(total), min(day) FROM total",
                   "300|316050|2024-10-04");
    harness_expect(h, "a.db", "SELECT stages_done FROM toba_run", "2");
    assert_int_equal(h->report.stages_done, 2);
}

static void second_run_of_a_day_changes_nothing(void **state)
{
    struct harness *h = *state;

    harness_run(h, TABLES TOTALS, HARNESS_DAY);
    int code = harness_run(h, TABLES TOTALS, HARNESS_DAY);

    assert_int_equal(code, 0);
    harness_expect(h, "a.db", "SELECT run, status FROM toba_run ORDER BY 1",
                   "p 2024-10-04 #1|done p 2024-10-04 #2|done");
    for (int i = 0; i < h->report.n_writes; i++) {
        assert_int_equal(h->report.writes[i].written.inserted, 0);
        assert_int_equal(h->report.writes[i].written.updated, 0);
        assert_int_equal(h->report.writes[i].written.deleted, 0);
    }
}

#define THIRDS                                                                                 \
    "return toba.pipeline 'p' {\n"                                                             \
    "  toba.stumble { count = 20000, keys = 3 } >> t,\n"                                       \
    "  toba.stumble_at { rows = t.part } >> t.counts }"

static void one_key_beyond_the_memory_reads_as_any_other(void **state)
{
    struct harness *h = *state;
    const char *expected = "0|6666|66663333 1|6667|66670000 2|6667|66676667";
    const char *query = "SELECT value, rows, total FROM counts";

    h->options.barrier = (struct tb_barrier_limits){100000, 1 << 30, 1000000};
    assert_int_equal(harness_run(h, TABLES THIRDS, HARNESS_DAY), 0);
    harness_expect(h, "a.db", query, expected);
    harness_change(h, "a.db", "DELETE FROM counts");
    h->options.memory = 1;
    assert_int_equal(harness_run(h, TABLES THIRDS, HARNESS_DAY), 0);

    harness_expect(h, "a.db", query, expected);
}

static void scope_of_a_key_without_rows_is_emptied(void **state)
{
    struct harness *h = *state;

    assert_int_equal(harness_run(h, TABLES THIRDS, HARNESS_DAY), 0);
    harness_change(h, "a.db", "INSERT INTO counts VALUES (3, 1, 1), (4, 1, 1)");
    assert_int_equal(harness_run(h, TABLES THIRDS, HARNESS_DAY), 0);

    /* 3 is a level without rows, 4 is none: nobody speaks for it. */
    harness_expect(h, "a.db", "SELECT group_concat(value) FROM counts", "0,1,2,4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(source_fills_its_tables, harness_open, harness_close),
        cmocka_unit_test_setup_teardown(process_works_between_source_and_table, harness_open,
                                        harness_close),
        cmocka_unit_test_setup_teardown(group_reads_what_the_stage_before_wrote, harness_open,
                                        harness_close),
        cmocka_unit_test_setup_teardown(one_key_beyond_the_memory_reads_as_any_other,
                                        harness_open, harness_close),
        cmocka_unit_test_setup_teardown(scope_of_a_key_without_rows_is_emptied, harness_open,
                                        harness_close),
        cmocka_unit_test_setup_teardown(second_run_of_a_day_changes_nothing, harness_open,
                                        harness_close),
    };

    return cmocka_run_group_tests_name("whole runs", tests, NULL, NULL);
}
