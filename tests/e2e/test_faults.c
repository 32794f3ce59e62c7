/* test_faults.c - whatever the wire does to single calls, the tables are those of an
 * undisturbed run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "database.h"
#include "settings.h"
#include "toba.h"

static const char *const world[] = {"--accounts", "5", "--history-days", "30", "--page-size",
                                    "20",         NULL};

static const char *first, *calm, *work;

static void run_day(const struct workspace *w, const char *database, int day)
{
    const struct launch launch = {
        .pipeline = HASTY_PIPELINE, .database = database, .day = day_number(day)};

    toba_expect(w, &launch, 0);
}

static int prepare(void **state)
{
    workspace_open(state);
    first = workspace_path(*state, "first.db");
    calm = workspace_path(*state, "calm.db");
    work = workspace_path(*state, "work.db");
    workspace_start_emulator(*state, world);
    run_day(*state, first, 0);
    database_copy(first, calm);
    run_day(*state, calm, 1);
    return 0;
}

/* Runs the second day under these rules, which must take some calls. */
static void expect_no_trace_of(const struct workspace *w, const char *rules)
{
    struct emulator_stats stats;

    database_copy(first, work);
    emulator_set_faults(&w->emulator, rules);
    emulator_forget_stats(&w->emulator);
    run_day(w, work, 1);
    stats = emulator_stats(&w->emulator);
    emulator_set_faults(&w->emulator, "");
    if (!stats.faults)
        fail_msg("no call was disturbed by %s", rules);
    expect_same_database(rules, work, calm, DUMP_CONTENT);
}

/* By chance, of the seed; tries enough are made that none is given up. */
static void expect_no_trace_by_chance(const struct workspace *w, const char *kind)
{
    char rules[128];

    snprintf(rules, sizeof rules, "p=0.25;seed=%u;kind=%s", (unsigned)setting_seed(), kind);
    expect_no_trace_of(w, rules);
}

static void server_errors_leave_no_trace(void **state)
{
    expect_no_trace_by_chance(*state, "status:500");
    expect_no_trace_by_chance(*state, "status:503");
    expect_no_trace_by_chance(*state, "error:1@500");
    expect_no_trace_by_chance(*state, "error:2");
}

static void an_error_in_a_200_leaves_no_trace(void **state)
{
    expect_no_trace_by_chance(*state, "error200:2");
}

static void broken_connections_leave_no_trace(void **state)
{
    expect_no_trace_by_chance(*state, "reset");
    expect_no_trace_by_chance(*state, "cut");
}

static void garbage_leaves_no_trace(void **state)
{
    expect_no_trace_by_chance(*state, "garbage");
}

static void slow_answers_leave_no_trace(void **state)
{
    expect_no_trace_by_chance(*state, "slow:100");
}

static void an_answer_that_never_comes_is_asked_for_again(void **state)
{
    const struct workspace *w = *state;
    const struct launch impatient = {.pipeline = HASTY_PIPELINE,
                                     .database = work,
                                     .day = day_number(1),
                                     .variable = "TOBA_TIMEOUT=2"};

    database_copy(first, work);
    emulator_set_faults(&w->emulator, "path=/media;nth=3;kind=stall");
    toba_expect(w, &impatient, 0);
    emulator_set_faults(&w->emulator, "");

    expect_same_database("stall", work, calm, DUMP_CONTENT);
}

static void call_limits_leave_no_trace(void **state)
{
    const struct workspace *w = *state;

    expect_no_trace_by_chance(w, "429");
    expect_no_trace_of(w, "nth=4;kind=429:1");
    expect_no_trace_by_chance(w, "error:4");
    expect_no_trace_by_chance(w, "error:17");
    expect_no_trace_by_chance(w, "error:80002");
}

static void a_real_limit_of_calls_a_second_leaves_no_trace(void **state)
{
    const struct workspace *w = *state;
    struct emulator_stats stats;

    database_copy(first, work);
    emulator_set_limits(&w->emulator, "app=30;window=1;clock=real");
    run_day(w, work, 1);
    stats = emulator_stats(&w->emulator);
    emulator_set_limits(&w->emulator, "");

    assert_true(stats.requests > 30);
    expect_same_database("limits", work, calm, DUMP_CONTENT);
}

static void faults_of_all_kinds_at_once_leave_no_trace(void **state)
{
    expect_no_trace_of(*state, "p=0.06;seed=1;kind=status:502\n"
                               "p=0.06;seed=2;kind=reset\n"
                               "p=0.06;seed=3;kind=cut\n"
                               "p=0.06;seed=4;kind=garbage\n"
                               "p=0.06;seed=5;kind=error200:1\n"
                               "p=0.06;seed=6;kind=429\n"
                               "p=0.06;seed=7;kind=slow:50");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_errors_leave_no_trace),
        cmocka_unit_test(an_error_in_a_200_leaves_no_trace),
        cmocka_unit_test(broken_connections_leave_no_trace),
        cmocka_unit_test(garbage_leaves_no_trace),
        cmocka_unit_test(slow_answers_leave_no_trace),
        cmocka_unit_test(an_answer_that_never_comes_is_asked_for_again),
        cmocka_unit_test(call_limits_leave_no_trace),
        cmocka_unit_test(a_real_limit_of_calls_a_second_leaves_no_trace),
        cmocka_unit_test(faults_of_all_kinds_at_once_leave_no_trace),
    };

    return cmocka_run_group_tests_name("e2e.faults", tests, prepare, workspace_close);
}
