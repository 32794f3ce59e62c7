/* test_again.c - a day run a second time changes nothing, and a day that the API does not serve
 * stops before anything is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "database.h"
#include "toba.h"

static const char *const small_world[] = {"--accounts", "4", "--history-days", "20", NULL};

/* Stamps are whole seconds: the second run must begin in another one to be told apart. */
static void await_next_second(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec++;
    now.tv_nsec = 0;
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &now, NULL);
}

static void run_day(const struct workspace *w, const char *database, int day)
{
    toba_expect(w, &(struct launch){.database = database, .day = day_number(day)}, 0);
}

static void a_day_run_twice_changes_no_row_and_no_stamp(void **state)
{
    struct workspace *w = *state;
    const char *database = workspace_path(w, "twice.db");
    char *once, *twice;

    workspace_start_emulator(w, small_world);
    for (int day = 0; day < 3; day++)
        run_day(w, database, day);
    once = database_dump(database, DUMP_EVERYTHING);
    assert_non_null(strstr(once, "[media_like_comment]\n1"));

    await_next_second();
    run_day(w, database, 2);

    twice = database_dump(database, DUMP_EVERYTHING);
    expect_same_rows("the second run", twice, once);
    free(twice);
    free(once);
}

static void expect_refused(const struct workspace *w, const char *database, const char *day,
                           const char *clock)
{
    struct outcome outcome;

    toba_run(w, &(struct launch){.database = database, .day = day, .clock = clock}, &outcome);
    expect_code(&outcome, 3);
    expect_says(outcome.errors, day);
    expect_says(outcome.errors, "--as-of ");
    outcome_free(&outcome);
}

static void a_day_that_the_api_does_not_serve_writes_nothing(void **state)
{
    struct workspace *w = *state;
    const char *database = workspace_path(w, "days.db");
    char *before, *after;

    workspace_start_emulator(w, small_world);
    run_day(w, database, 1);
    before = database_dump(database, DUMP_EVERYTHING);

    expect_refused(w, database, "2026-10-01", "2026-10-02T06:00:00Z"); /* past */
    expect_refused(w, database, "2026-10-03", "2026-10-02T06:00:00Z"); /* future */
    expect_refused(w, database, "2026-10-02", "2026-10-03T00:10:00Z"); /* ten minutes late */
    expect_refused(w, database, "2026-10-01", "2026-10-03T00:05:00Z"); /* two days back */

    after = database_dump(database, DUMP_EVERYTHING);
    expect_same_rows("refused runs", after, before);
    run_day(w, database, 2);
    free(after);
    free(before);
}

/* The snapshots are of the API's date, whatever D is. */
static void the_day_before_is_served_until_ten_past_midnight(void **state)
{
    struct workspace *w = *state;
    const char *database = workspace_path(w, "midnight.db");
    sqlite3 *db;

    workspace_start_emulator(w, small_world);
    toba_expect(w,
                &(struct launch){
                    .database = database, .day = "2026-10-01", .clock = "2026-10-02T00:09:59Z"},
                0);

    db = database_open(database);
    assert_int_equal(database_number(db, "SELECT count(*) FROM user_data"), 4);
    assert_int_equal(
        database_number(db, "SELECT count(*) FROM user_data WHERE datestamp <> '2026-10-02'"),
        0);
    assert_int_equal(
        database_number(
            db, "SELECT count(*) FROM media_like_comment WHERE datestamp <> '2026-10-02'"),
        0);
    assert_int_equal(
        database_number(db, "SELECT count(*) FROM media WHERE datestamp <> '2026-10-01'"), 0);
    database_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_open, workspace_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_day_run_twice_changes_no_row_and_no_stamp),
        TEST(a_day_that_the_api_does_not_serve_writes_nothing),
        TEST(the_day_before_is_served_until_ten_past_midnight),
    };

    return cmocka_run_group_tests_name("e2e.again", tests, NULL, NULL);
}
