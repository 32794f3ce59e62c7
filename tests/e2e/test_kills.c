/* test_kills.c - a run that is killed anywhere, or stopped by a signal, and then run again
 * leaves the tables as if nothing had happened.
 *
 * Every test takes the second day of a world. The first day is run once, and the second once
 * undisturbed: `calm.db`, which all others are compared with. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "database.h"
#include "settings.h"
#include "toba.h"

/* Two requests at a time, each late, and commits in quick order: a run lasts for many. */
#define FEW_AT_A_TIME "TOBA_IN_FLIGHT=2"

static const char *const slow_world[] = {
    "--accounts", "8", "--history-days", "20", "--page-size", "10", "--latency", "10", NULL};

struct second_day {
    struct workspace *workspace;
    const char *first, *calm, *work;
    double seconds; /* of the undisturbed run */
    int requests;
};

static struct second_day set;

static struct launch launch_of(const char *database)
{
    return (struct launch){.pipeline = HASTY_PIPELINE,
                           .database = database,
                           .day = day_number(1),
                           .commit_every = "0.1",
                           .variable = FEW_AT_A_TIME};
}

static int prepare(void **state)
{
    struct launch calm;
    struct outcome outcome;

    workspace_open(state);
    set.workspace = *state;
    set.first = workspace_path(*state, "first.db");
    set.calm = workspace_path(*state, "calm.db");
    set.work = workspace_path(*state, "work.db");
    workspace_start_emulator(*state, slow_world);
    toba_expect(*state,
                &(struct launch){
                    .pipeline = HASTY_PIPELINE, .database = set.first, .day = day_number(0)},
                0);
    database_copy(set.first, set.calm);
    emulator_forget_stats(&set.workspace->emulator);
    calm = launch_of(set.calm);
    toba_run(*state, &calm, &outcome);
    expect_code(&outcome, 0);
    set.seconds = outcome.seconds;
    set.requests = emulator_stats(&set.workspace->emulator).requests;
    outcome_free(&outcome);
    return 0;
}

static void start_second_day(struct process *process)
{
    const struct launch launch = launch_of(set.work);

    toba_start(set.workspace, &launch, process);
}

static void expect_as_if_nothing_had_happened(const char *what)
{
    const struct launch launch = launch_of(set.work);

    toba_expect(set.workspace, &launch, 0);
    expect_sound(set.work);
    expect_same_database(what, set.work, set.calm, DUMP_CONTENT);
}

/* False: the run had ended before. */
static bool kill_after(double seconds)
{
    struct process process;
    struct outcome outcome;

    start_second_day(&process);
    if (process_wait(&process, seconds, &outcome)) {
        expect_code(&outcome, 0);
        outcome_free(&outcome);
        return false;
    }
    process_kill(&process);
    return true;
}

static void a_run_killed_anywhere_leaves_what_an_undisturbed_one_does(void **state)
{
    struct dice dice = {setting_seed()};
    int64_t wanted = setting("TOBA_KILLS", 20, 200);
    int64_t kills = 0, worlds = 0;

    (void)state;
    print_message("TOBA_SEED=%llu, a run takes %.2f s and %d requests\n",
                  (unsigned long long)setting_seed(), set.seconds, set.requests);
    while (kills < wanted) {
        char what[96];
        double at;
        bool killed;

        database_copy(set.first, set.work);
        worlds++;
        do {
            at = set.seconds * (double)dice_below(&dice, 1050) / 1000;
            killed = kill_after(at);
            kills += killed;
        } while (killed && dice_percent(&dice, 40));
        snprintf(what, sizeof what, "kill %lld, the last after %.3f s", (long long)kills, at);
        expect_as_if_nothing_had_happened(what);
    }
    print_message("%lld kills of %lld runs\n", (long long)kills, (long long)worlds);
}

static int64_t count_in_work(const char *sql)
{
    sqlite3 *db = database_open(set.work);
    int64_t n = database_number(db, sql);

    database_close(db);
    return n;
}

static void stop_late(int signal)
{
    struct process process;
    struct outcome outcome;

    database_copy(set.first, set.work);
    emulator_forget_stats(&set.workspace->emulator);
    start_second_day(&process);
    emulator_await_requests(&set.workspace->emulator, set.requests * 2 / 3);
    process_signal(&process, signal);
    process_await(&process, &outcome);
    expect_code(&outcome, 130);
    expect_says(outcome.errors, "it goes on where it stopped");
    outcome_free(&outcome);
}

static void a_signal_stops_at_a_commit_and_the_run_goes_on_there(int signal)
{
    stop_late(signal);

    assert_int_equal(count_in_work("SELECT count(*) FROM toba_run WHERE status = 'open'"), 1);
    assert_true(count_in_work("SELECT count(*) FROM toba_run_state") > 0);
    assert_true(count_in_work("SELECT count(*) FROM user_data WHERE datestamp = '2026-10-02'") >
                0);
    expect_as_if_nothing_had_happened("after a stop at a commit");
    assert_int_equal(count_in_work("SELECT count(*) FROM toba_run WHERE status = 'open'"), 0);
}

static void ctrl_c_stops_at_a_commit_and_the_run_goes_on_there(void **state)
{
    (void)state;
    a_signal_stops_at_a_commit_and_the_run_goes_on_there(SIGINT);
}

static void sigterm_is_ctrl_c(void **state)
{
    (void)state;
    a_signal_stops_at_a_commit_and_the_run_goes_on_there(SIGTERM);
}

/* The emulator never answers: only a stop at once can end the run. */
static void ctrl_c_twice_stops_at_once(void **state)
{
    struct workspace *w = *state;
    struct process process;
    struct outcome outcome;

    database_copy(set.first, set.work);
    emulator_set_faults(&w->emulator, "path=/media;kind=stall");
    emulator_forget_stats(&w->emulator);
    start_second_day(&process);
    emulator_await_requests(&w->emulator, 4);

    process_signal(&process, SIGINT);
    assert_false(process_wait(&process, 0.5, &outcome));
    process_signal(&process, SIGINT);

    assert_true(process_wait(&process, 10, &outcome));
    expect_code(&outcome, 130);
    outcome_free(&outcome);
    emulator_set_faults(&w->emulator, "");
    expect_as_if_nothing_had_happened("after a stop at once");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ctrl_c_stops_at_a_commit_and_the_run_goes_on_there),
        cmocka_unit_test(sigterm_is_ctrl_c),
        cmocka_unit_test(ctrl_c_twice_stops_at_once),
        cmocka_unit_test(a_run_killed_anywhere_leaves_what_an_undisturbed_one_does),
    };

    return cmocka_run_group_tests_name("e2e.kills", tests, prepare, workspace_close);
}
