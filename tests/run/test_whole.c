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

static void source_covers_its_scopes(void **state)
{
    struct harness *h = *state;
    const char *pipeline = TABLES "return toba.pipeline 'p' {\n"
                                  "  toba.stumble { count = 9, keys = 3 } >> t }";

    assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);
    harness_change(h, "a.db", "INSERT INTO member VALUES (1, 99), (3, 99), (9, 99)");
    assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);

    /* 3 is covered and has no rows, 9 is nobody's. */
    harness_expect(h, "a.db", "SELECT value, group_concat(id) FROM member GROUP BY 1",
                   "0|3,6,9 1|1,4,7 2|2,5,8 9|99");
}

static void source_finds_what_is_committed(void **state)
{
    struct harness *h = *state;
    const char *pipeline =
        TABLES "return toba.pipeline 'p' {\n"
               "  toba.stumble { count = 40, keys = 10, known = t.part } >> t }";

    assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);
    assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);

    assert_int_equal(h->report.n_reasons, 1);
    assert_string_equal(h->report.reasons[0].reason, "known rows");
    assert_int_equal(h->report.reasons[0].n, 40 * 4);
}

static void process_reads_a_table(void **state)
{
    struct harness *h = *state;
    const char *pipeline = TABLES "return toba.pipeline 'p' {\n"
                                  "  toba.stumble { count = 20000, keys = 3 } >> t,\n"
                                  "  t.part >> toba.upper {} >> t.shout }";

    for (int64_t memory = 1; memory <= 1 << 26; memory <<= 26) {
        h->options.memory = memory;
        h->options.barrier = (struct tb_barrier_limits){10000, 1 << 30, 1000000};
        assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);
        harness_expect(h, "a.db", "SELECT count(*), min(name), max(name) FROM shout",
                       "20000|N1|N9999");
        harness_change(h, "a.db", "DELETE FROM shout");
    }
}

#define GROWTH                                                                                 \
    "return toba.pipeline 'p' {\n"                                                             \
    "  toba.numbers { count = 10, days = 3 } >> t,\n"                                          \
    "  t.number >> toba.delta { of = { 'value' } } >> t.number }"

static void step_reads_what_changed_since_it_ended(void **state)
{
    struct harness *h = *state;

    assert_int_equal(harness_run(h, TABLES GROWTH, HARNESS_DAY), 0);
    harness_expect(h, "a.db",
                   "SELECT count(*), count(value_growth), sum(value_growth) FROM number",
                   "30|20|0");
    harness_change(h, "a.db",
                   "UPDATE number SET stamp = '2001-01-01T00:00:00Z', value_growth = 7");
    harness_change(h, "a.db", "UPDATE number SET stamp = '2100-01-01T00:00:00Z' WHERE id = 5");
    assert_int_equal(harness_run(h, TABLES GROWTH, HARNESS_DAY), 0);

    /* Only the rows of 5 were written since; the others keep what is wrong with them. */
    harness_expect(h, "a.db",
                   "SELECT id = 5, count(*), count(value_growth), sum(value_growth)"
                   " FROM number GROUP BY 1",
                   "0|27|27|189 1|3|2|0");
}

static void later_date_reads_what_came_since(void **state)
{
    struct harness *h = *state;

    assert_int_equal(harness_run(h, TABLES GROWTH, HARNESS_DAY), 0);
    harness_change(h, "a.db",
                   "UPDATE number SET stamp = '2001-01-01T00:00:00Z', value_growth = 7");
    assert_int_equal(harness_run(h, TABLES GROWTH, HARNESS_DAY + 2), 0);

    harness_expect(h, "a.db", "SELECT day, sum(value_growth) FROM number GROUP BY 1",
                   "2024-10-02|70 2024-10-03|70 2024-10-04|70 2024-10-05|0 2024-10-06|0");
}

static void update_of_a_row_that_is_not_there_is_rejected(void **state)
{
    struct harness *h = *state;
    const char *pipeline =
        TABLES "return toba.pipeline 'p' {\n"
               "  toba.stumble { count = 40, keys = 10 } >> t,\n"
               "  toba.stumble_at { rows = t.part }"
               " >> t.named { value = 'value', rows = 'rows', total = 'total' } }";

    assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);
    harness_change(h, "a.db", "INSERT INTO named (value, name) VALUES (3, 'three')");
    assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);

    harness_expect(h, "a.db", "SELECT * FROM named", "3|three|4|72");
    harness_expect(h, "a.db",
                   "SELECT run, step, table_name, count(*), count(DISTINCT number)"
                   " FROM toba_rejects GROUP BY 1 ORDER BY 1",
                   "p 2024-10-04 #1|stumble_at|named|10|10 "
                   "p 2024-10-04 #2|stumble_at|named|9|9");
}

static void progress_can_be_watched(void **state)
{
    struct harness *h = *state;
    struct tb_step_progress step;
    struct tb_run_progress run;

    h->watch = true;
    assert_int_equal(harness_run(h, TABLES TOTALS, HARNESS_DAY), 0);

    assert_int_equal(h->watched_steps, 2);
    step = h->watched[1];
    run = h->watched_run;
    assert_int_equal(h->watched[0].rows_out, 2100 + 150);
    assert_int_equal(step.keys, 300);
    assert_int_equal(step.rows_in, 2100);
    assert_int_equal(step.rows_out, 300);
    assert_int_equal(run.stage, 1);
    assert_int_equal(run.n_stages, 2);
    assert_true(run.barriers >= 2);
    assert_true(run.bytes > 0);
    assert_int_equal(run.rejected, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, harness_open, harness_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(source_fills_its_tables),
        CASE(process_works_between_source_and_table),
        CASE(group_reads_what_the_stage_before_wrote),
        CASE(second_run_of_a_day_changes_nothing),
        CASE(one_key_beyond_the_memory_reads_as_any_other),
        CASE(scope_of_a_key_without_rows_is_emptied),
        CASE(source_covers_its_scopes),
        CASE(source_finds_what_is_committed),
        CASE(process_reads_a_table),
        CASE(step_reads_what_changed_since_it_ended),
        CASE(later_date_reads_what_came_since),
        CASE(update_of_a_row_that_is_not_there_is_rejected),
        CASE(progress_can_be_watched),
    };

    return cmocka_run_group_tests_name("whole runs", tests, NULL, NULL);
}
