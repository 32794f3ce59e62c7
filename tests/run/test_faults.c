/* test_faults.c - steps that go wrong and users who interrupt: every run ends in good order,
 * says which step it was, and can go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"
#include "pipelines.h"

static int run_ordered(struct harness *h, const char *orders)
{
    harness_write(h, "orders", orders);
    return harness_run(h, TABLES STUMBLING, HARNESS_DAY);
}

static void unknown_code_is_the_plugins_bug(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_ordered(h, "lie 5"), TOBA_E_PLUGIN);
    assert_string_equal(h->err.message, "stumble: the plugin returned 4711, which is no code");
}

static void failure_without_a_message_gets_one(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_ordered(h, "mute 5"), TOBA_E_SOURCE);
    assert_string_equal(h->err.message, "stumble: the plugin failed without saying why");
}

/* No threshold is reached, so nothing but the refusal itself can have caused a commit. */
static void what_a_source_marked_before_it_refused_is_kept(void **state)
{
    struct harness *h = *state;

    h->options.barrier = (struct tb_barrier_limits){1000000, 1 << 30, 3600000};

    assert_int_equal(run_ordered(h, "fail 5"), TOBA_E_SOURCE);
    assert_string_equal(h->err.message, "stumble: stumbled at 5");
    harness_expect(h, "a.db", "SELECT max(id) FROM part", "4");
    harness_expect(h, "a.db", "SELECT status FROM toba_run", "open");
}

static void failed_row_that_the_plugin_ignores_fails_the_run(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_ordered(h, "ignore 5"), TOBA_E_PLUGIN);
    assert_string_equal(h->err.message, "stumble: text was put into a column of another type");
}

static void port_that_does_not_exist_fails_the_run(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_ordered(h, "misuse 5"), TOBA_E_PLUGIN);
    assert_non_null(strstr(h->err.message, "port that does not exist"));
}

static void group_is_judged_as_a_source_is(void **state)
{
    struct harness *h = *state;

    harness_write(h, "later", "misuse 3");
    assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), TOBA_E_PLUGIN);
    assert_non_null(strstr(h->err.message, "stumble_at: "));
}

static void mark_amid_a_row_does_not_reach_into_the_next(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_ordered(h, "partial 5"), 0);
    harness_expect(h, "a.db", "SELECT count(*), sum(id) FROM part", "40|820");
}

/* ---- Rows that do not fit ------------------------------------------------ */

static int run_strict(struct harness *h, const char *orders)
{
    harness_write(h, "orders", orders);
    return harness_run(h,
                       TABLES "return toba.pipeline 'p' {\n"
                              "  toba.stumble { count = 2000, orders = '@/orders' }.rows\n"
                              "    >> t.strict }",
                       HARNESS_DAY);
}

static void expect_reject(struct harness *h, const char *expected)
{
    harness_expect(h, "a.db", "SELECT count(*) FROM strict", "1999");
    harness_expect(h, "a.db",
                   "SELECT step, table_name, column_name, reason, row_key FROM toba_rejects",
                   expected);
    assert_int_equal(h->report.writes[0].written.rejected, 1);
}

static void zero_byte_rejects_the_row(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_strict(h, "zero 7"), 0);
    expect_reject(h, "stumble|strict|name|holds a zero byte|id=7");
}

static void text_that_is_not_utf8_rejects_the_row(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_strict(h, "garbage 7"), 0);
    expect_reject(h, "stumble|strict|name|is not UTF-8|NULL");
}

static void number_beyond_the_column_rejects_the_row(void **state)
{
    struct harness *h = *state;

    assert_int_equal(run_strict(h, "huge 7"), 0);
    expect_reject(h, "stumble|strict|value|does not fit into 32 bits|id=7");
}

static void too_many_rejects_stop_the_run(void **state)
{
    struct harness *h = *state;

    h->options.reject_rows = 1;
    h->options.reject_ratio = 0.0001;
    assert_int_equal(run_strict(h, "huge 7"), TOBA_E_SINK);
    assert_non_null(strstr(h->err.message, "do not fit"));
    assert_non_null(strstr(h->err.detail, "column value does not fit into 32 bits; key: id=7"));
    harness_expect(h, "a.db", "SELECT status FROM toba_run", "open");
}

/* ---- Interruption -------------------------------------------------------- */

static void expect_resumed(struct harness *h)
{
    harness_remove(h, "orders");
    assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);
    assert_true(h->report.resumed);
    harness_expect(h, "a.db", "SELECT count(*), sum(id) FROM part", "40|820");
    harness_expect(h, "a.db", "SELECT sum(rows) FROM counts", "40");
}

static void cancel_stops_at_the_next_barrier(void **state)
{
    struct harness *h = *state;

    h->options.barrier.rows = 1000000;
    h->options.barrier.bytes = 1000000;
    assert_int_equal(
        harness_run_interrupted(h, TABLES STUMBLING, HARNESS_DAY, "before:", TB_CANCEL_BARRIER),
        TOBA_E_CANCELLED);

    /* The first mark after the request became a barrier and was committed. */
    harness_expect(h, "a.db", "SELECT count(*) FROM part", "1");
    harness_expect(h, "a.db", "SELECT status FROM toba_run", "open");
    expect_resumed(h);
}

static void cancel_at_once_wakes_a_source_that_waits(void **state)
{
    struct harness *h = *state;

    harness_write(h, "orders", "wait 9");
    assert_int_equal(
        harness_run_interrupted(h, TABLES STUMBLING, HARNESS_DAY, "waiting", TB_CANCEL_NOW),
        TOBA_E_CANCELLED);

    harness_expect(h, "a.db", "SELECT status FROM toba_run", "open");
    expect_resumed(h);
}

static void cancel_before_the_run_does_nothing(void **state)
{
    struct harness *h = *state;

    assert_int_equal(
        harness_run_interrupted(h, TABLES STUMBLING, HARNESS_DAY, "begins", TB_CANCEL_BARRIER),
        TOBA_E_CANCELLED);

    assert_int_equal(h->report.stages_done, 0);
    expect_resumed(h);
}

/* ---- Stores -------------------------------------------------------------- */

static void store_that_cannot_be_opened_is_named(void **state)
{
    struct harness *h = *state;

    assert_int_equal(harness_run(h,
                                 TABLE_LIST
                                 "local store = toba.sqlite { path = '@/no/such/folder.db' }\n"
                                 "local t = store:schema('s', tables)\n"
                                 "return toba.pipeline 'p' { toba.numbers {} >> t }",
                                 HARNESS_DAY),
                     TOBA_E_SINK);
    assert_true(h->err.line > 0);
    assert_null(h->report.run);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, harness_open, harness_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(unknown_code_is_the_plugins_bug),
        CASE(failure_without_a_message_gets_one),
        CASE(what_a_source_marked_before_it_refused_is_kept),
        CASE(failed_row_that_the_plugin_ignores_fails_the_run),
        CASE(port_that_does_not_exist_fails_the_run),
        CASE(group_is_judged_as_a_source_is),
        CASE(mark_amid_a_row_does_not_reach_into_the_next),
        CASE(zero_byte_rejects_the_row),
        CASE(text_that_is_not_utf8_rejects_the_row),
        CASE(number_beyond_the_column_rejects_the_row),
        CASE(too_many_rejects_stop_the_run),
        CASE(cancel_stops_at_the_next_barrier),
        CASE(cancel_at_once_wakes_a_source_that_waits),
        CASE(cancel_before_the_run_does_nothing),
        CASE(store_that_cannot_be_opened_is_named),
    };

    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
