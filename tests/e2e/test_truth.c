/* test_truth.c - day after day through the real command: the raw tables hold what the emulator
 * says is true, and every metric of every day is what plain SQL makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "database.h"
#include "expected.h"
#include "settings.h"
#include "toba.h"

static void check_day(const char *database, const char *day)
{
    sqlite3 *db = database_open(database);

    expect_metrics(db, day, "a day's run");
    database_close(db);
}

static void days_of_runs_leave_the_truth_and_the_metrics(void **state)
{
    static const char *const switches[] = {"--accounts", "6", "--history-days", "60", NULL};
    struct workspace *w = *state;
    const char *path = workspace_path(w, "truth.db");
    int days = (int)setting("TOBA_DAYS", 35, 62);
    sqlite3 *db;

    workspace_start_emulator(w, switches);
    for (int i = 0; i < days; i++) {
        toba_expect(w, &(struct launch){.database = path, .day = day_number(i)}, 0);
        check_day(path, day_number(i));
    }

    db = database_open(path);
    expect_truth(&w->emulator, db, day_number(0), day_number(days - 1));
    expect_growths(db, day_number(days - 1), "all runs");
    if (days >= 20) /* by then some posts are gone */
        assert_true(database_number(db, "SELECT count(*) FROM media WHERE is_archieved") > 0);
    database_close(db);
    print_message("%d days are right\n", days);
}

/* Posts that the API does not list, though the store knows them: one of each account, older
 * than all that are listed. */
#define FORGOTTEN                                                                              \
    "INSERT INTO media(id, user_id, timestamp, like_count, updated_timestamp, datestamp)"      \
    " SELECT 'old-' || id, id, '2015-01-01T00:00:00Z', 7, '2026-09-01T00:00:00Z',"             \
    " '2026-09-01' FROM user"

static void a_post_is_archived_only_by_a_list_read_to_its_end(void **state)
{
    static const char *const switches[] = {"--accounts", "3", "--page-size", "20", NULL};
    struct workspace *w = *state;
    struct launch launch = {.pipeline = HASTY_PIPELINE,
                            .database = workspace_path(w, "archive.db"),
                            .day = day_number(0)};
    char *id, rule[128];
    sqlite3 *db;

    workspace_start_emulator(w, switches);
    toba_expect(w, &launch, 0);
    db = database_open(launch.database);
    database_execute(db, FORGOTTEN);
    id = database_rows(db, "SELECT min(id) FROM user", NULL);
    snprintf(rule, sizeof rule, "path=/%.*s/media;query=after=;kind=error:10",
             (int)strcspn(id, "\n"), id);
    free(id);

    emulator_set_faults(&w->emulator, rule); /* the first account's list breaks off */
    launch.day = day_number(1);
    toba_expect(w, &launch, 0);

    assert_int_equal(database_number(db, "SELECT count(*) FROM media WHERE id LIKE 'old-%'"
                                         " AND is_archieved AND like_count = 7"
                                         " AND datestamp = '2026-09-01'"),
                     2);
    assert_int_equal(database_number(db, "SELECT count(*) FROM media JOIN"
                                         " (SELECT min(id) AS first FROM user)"
                                         " ON user_id = first WHERE is_archieved"),
                     0);
    database_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_post_is_archived_only_by_a_list_read_to_its_end,
                                        workspace_open, workspace_close),
        cmocka_unit_test_setup_teardown(days_of_runs_leave_the_truth_and_the_metrics,
                                        workspace_open, workspace_close),
    };

    return cmocka_run_group_tests_name("e2e.truth", tests, NULL, NULL);
}
