/* test_resume.c - runs that were cut off, anywhere, and go on: in the end the tables are as if
 * nothing had happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "harness.h"
#include "pipelines.h"

#define NUMBERS 40 /* of STUMBLING */
#define KEYS 10
#define COUNTS "0|4 1|4 2|4 3|4 4|4 5|4 6|4 7|4 8|4 9|4"

static void expect_undisturbed(const struct harness *h)
{
    harness_expect(h, "a.db", "SELECT count(*), sum(id) FROM part", "40|820");
    harness_expect(h, "a.db", "SELECT value, rows FROM counts ORDER BY 1", COUNTS);
    harness_expect(h, "a.db", "SELECT count(*) FROM toba_run_state", "0");
}

static void order(const struct harness *h, const char *file, const char *word, int at)
{
    char text[64];

    snprintf(text, sizeof text, "%s %d", word, at);
    harness_write(h, file, text);
}

static void forget_all(const struct harness *h)
{
    harness_remove(h, "a.db");
    harness_remove(h, "a.db-wal");
    harness_remove(h, "a.db-shm");
    harness_remove(h, "orders");
    harness_remove(h, "later");
}

static void failed_run_goes_on_at_every_mark(void **state)
{
    struct harness *h = *state;

    for (int at = 1; at <= NUMBERS; at++) {
        forget_all(h);
        order(h, "orders", "fail", at);
        assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), TOBA_E_SOURCE);
        assert_non_null(strstr(h->err.message, "stumble: stumbled at"));
        assert_true(h->err.line > 0);
        harness_remove(h, "orders");
        assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);

        assert_true(h->report.resumed);
        expect_undisturbed(h);
        harness_expect(h, "a.db", "SELECT run, status, attempts FROM toba_run",
                       "p 2024-10-04 #1|done|2");
    }
}

static void failed_run_goes_on_at_every_key(void **state)
{
    struct harness *h = *state;

    h->options.memory = 1;
    for (int at = 1; at <= KEYS; at++) {
        forget_all(h);
        order(h, "later", "fail", at);
        assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), TOBA_E_SOURCE);
        assert_int_equal(h->report.stages_done, 1);
        harness_remove(h, "later");
        assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);

        assert_true(h->report.resumed);
        expect_undisturbed(h);
    }
}

static void killed_run_goes_on_at_every_mark(void **state)
{
    struct harness *h = *state;

    for (int at = 1; at <= NUMBERS; at += 3) {
        int status;

        forget_all(h);
        order(h, "orders", "die", at);
        status = harness_run_apart(h, TABLES STUMBLING, HARNESS_DAY);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 17);
        harness_remove(h, "orders");
        assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);

        expect_undisturbed(h);
    }
}

static void killed_run_goes_on_at_every_key(void **state)
{
    struct harness *h = *state;

    for (int at = 1; at <= KEYS; at++) {
        forget_all(h);
        order(h, "later", "die", at);
        assert_true(WIFEXITED(harness_run_apart(h, TABLES STUMBLING, HARNESS_DAY)));
        harness_remove(h, "later");
        assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);

        expect_undisturbed(h);
    }
}

static void scan_goes_on_behind_the_last_key_done(void **state)
{
    struct harness *h = *state;
    const char *pipeline =
        TABLES "return toba.pipeline 'p' {\n"
               "  toba.stumble { count = 1000, keys = 500 } >> t,\n"
               "  toba.stumble_at { rows = t.part, orders = '@/later' } >> t.counts }";

    order(h, "later", "say", 100);
    assert_int_equal(
        harness_run_interrupted(h, pipeline, HARNESS_DAY, "said", TB_CANCEL_BARRIER),
        TOBA_E_CANCELLED);
    /* The chunk with key 100 was the last; what it did must not be done again. */
    harness_change(h, "a.db", "DELETE FROM counts WHERE value = 1");
    harness_remove(h, "later");
    assert_int_equal(harness_run(h, pipeline, HARNESS_DAY), 0);

    assert_true(h->report.resumed);
    harness_expect(h, "a.db", "SELECT count(*), sum(value = 1) FROM counts", "499|0");
}

static void open_run_of_an_older_date_is_abandoned(void **state)
{
    struct harness *h = *state;

    order(h, "orders", "fail", 20);
    harness_run(h, TABLES STUMBLING, HARNESS_DAY - 1);
    harness_remove(h, "orders");
    assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);

    assert_false(h->report.resumed);
    assert_int_equal(h->report.abandoned, 1);
    harness_expect(h, "a.db", "SELECT run, status FROM toba_run ORDER BY day",
                   "p 2024-10-03 #1|abandoned p 2024-10-04 #1|done");
    expect_undisturbed(h);
}

static void open_run_of_a_later_date_stays_open(void **state)
{
    struct harness *h = *state;

    order(h, "orders", "fail", 20);
    harness_run(h, TABLES STUMBLING, HARNESS_DAY);
    harness_remove(h, "orders");
    assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY - 1), 0);
    assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);

    assert_true(h->report.resumed);
    expect_undisturbed(h);
}

static void changed_plan_starts_anew_and_says_so(void **state)
{
    struct harness *h = *state;

    order(h, "orders", "fail", 20);
    harness_run(h, TABLES STUMBLING, HARNESS_DAY);
    harness_remove(h, "orders");
    assert_int_equal(harness_run(h,
                                 TABLES "return toba.pipeline 'p' {\n"
                                        "  toba.stumble { count = 3 } >> t }",
                                 HARNESS_DAY),
                     0);

    assert_false(h->report.resumed);
    assert_non_null(strstr(h->log, "the plan has changed"));
    harness_expect(h, "a.db", "SELECT run, status FROM toba_run ORDER BY 1",
                   "p 2024-10-04 #1|abandoned p 2024-10-04 #2|done");
    harness_expect(h, "a.db", "SELECT count(*) FROM toba_run_state", "0");
}

static void kept_state_outlives_the_run(void **state)
{
    struct harness *h = *state;

    harness_run(h, TABLES STUMBLING, HARNESS_DAY);
    assert_non_null(strstr(h->log, "before: \n"));
    harness_run(h, TABLES STUMBLING, HARNESS_DAY);

    assert_non_null(strstr(h->log, "before: 40\n"));
    assert_false(h->report.resumed);
}

static void source_hears_of_its_last_mark(void **state)
{
    struct harness *h = *state;
    char heard[1024] = "";
    FILE *file;

    harness_run(h, TABLES STUMBLING, HARNESS_DAY);
    file = fopen(harness_path(h, "heard"), "r");
    assert_non_null(file);
    assert_non_null(fgets(heard, sizeof heard, file));
    fclose(file);

    assert_true(strlen(heard) >= 3);
    assert_string_equal(heard + strlen(heard) - 3, "40 ");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, harness_open, harness_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(failed_run_goes_on_at_every_mark),
        CASE(failed_run_goes_on_at_every_key),
        CASE(killed_run_goes_on_at_every_mark),
        CASE(killed_run_goes_on_at_every_key),
        CASE(scan_goes_on_behind_the_last_key_done),
        CASE(open_run_of_an_older_date_is_abandoned),
        CASE(open_run_of_a_later_date_stays_open),
        CASE(changed_plan_starts_anew_and_says_so),
        CASE(kept_state_outlives_the_run),
        CASE(source_hears_of_its_last_mark),
    };

    return cmocka_run_group_tests_name("resume", tests, NULL, NULL);
}
