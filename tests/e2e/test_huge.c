/* test_huge.c - one account with very many posts is computed, and fetched, within a small
 * budget of memory, and right.
 *
 * The peak of a whole process is more than the budget, which is for rows on their way: the
 * program, its plugins and the stores' page caches come on top. The bound is for both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "database.h"
#include "expected.h"
#include "settings.h"
#include "toba.h"

#define BUDGET_MB "16"
#define BOUND_KB (80 * 1024)
#define DAY "2026-10-01"

/* Posts of the one account, each with a row on the days that the metrics look at and on some
 * between; every hundredth hides its likes, every seventh has no time. */
#define FILL                                                                                   \
    "BEGIN;"                                                                                   \
    "INSERT INTO user(id, updated_timestamp) VALUES ('huge', '2026-10-01T00:00:00Z');"         \
    "CREATE TEMP TABLE post AS WITH RECURSIVE n(i) AS"                                         \
    " (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %lld)"                             \
    " SELECT i, printf('179%%08d', i * 7919 %% 100000000) AS id, i %% 150 AS age FROM n;"      \
    "INSERT INTO media(id, user_id, timestamp, updated_timestamp, datestamp)"                  \
    " SELECT id, 'huge', iif(i %% 7 = 0, NULL, date('" DAY "', -age || ' days') ||"            \
    " 'T12:00:00Z'), '2026-10-01T00:00:00Z', '" DAY "' FROM post;"                             \
    "INSERT INTO media_like_comment"                                                           \
    "(id, media_id, like_count, comments_count, updated_timestamp, datestamp)"                 \
    " SELECT id || ago, id, iif(i %% 100 = 0, NULL, i %% 977 + (150 - ago) * (i %% 5)),"       \
    " i %% 13 + (150 - ago) / 10, '2026-10-01T00:00:00Z', date('" DAY "', -ago || ' days')"    \
    " FROM post, (SELECT column1 AS ago FROM (VALUES (0), (3), (7), (14), (28), (56), (90)))"  \
    " WHERE ago <= age ORDER BY id, ago DESC;"                                                 \
    "INSERT INTO user_data(user_id, followers_count, updated_timestamp, datestamp)"            \
    " SELECT 'huge', 90000 - ago * 3, '2026-10-01T00:00:00Z',"                                 \
    " date('" DAY "', -ago || ' days') FROM (SELECT column1 AS ago FROM"                       \
    " (VALUES (0), (7), (28)));"                                                               \
    "COMMIT"

static void fill(const char *database, long long posts)
{
    sqlite3 *db = database_open(database);
    char sql[4096];

    snprintf(sql, sizeof sql, FILL, posts);
    database_execute(db, sql);
    database_close(db);
}

/* By a run for a day before all others: every row that comes is then one to compute. */
static void make_tables(const struct workspace *w, const char *database)
{
    toba_expect(w,
                &(struct launch){
                    .pipeline = ANALYSE_PIPELINE, .database = database, .day = "2026-01-01"},
                0);
}

static void report_peak(const char *what, const struct outcome *outcome)
{
    print_message("%s: %.1f MB at most, %.1f s\n", what, (double)outcome->peak_kb / 1024,
                  outcome->seconds);
    if (!SANITIZED)
        assert_in_range(outcome->peak_kb, 1, BOUND_KB);
}

static void a_huge_account_is_computed_in_little_memory(void **state)
{
    struct workspace *w = *state;
    const struct launch launch = {.pipeline = ANALYSE_PIPELINE,
                                  .database = workspace_path(w, "huge.db"),
                                  .day = DAY,
                                  .memory = BUDGET_MB};
    struct outcome outcome;
    sqlite3 *db;

    make_tables(w, launch.database);
    fill(launch.database, setting("TOBA_POSTS", 50000, 200000));
    toba_run(w, &launch, &outcome);
    expect_code(&outcome, 0);
    report_peak("computing", &outcome);
    outcome_free(&outcome);

    db = database_open(launch.database);
    assert_int_equal(database_number(db, "SELECT count(*) FROM user_insight_engagement"), 2);
    expect_metrics(db, DAY, "one huge account");
    expect_growths(db, DAY, "one huge account");
    database_close(db);
}

/* The API lists the newest 10,000 posts of an account, and no more. */
static void a_huge_account_is_fetched_in_little_memory(void **state)
{
    static const char *const switches[] = {"--accounts", "1", "--huge", "50000", NULL};
    struct workspace *w = *state;
    const struct launch launch = {.pipeline = HASTY_PIPELINE,
                                  .database = workspace_path(w, "fetched.db"),
                                  .day = DAY,
                                  .memory = BUDGET_MB};
    struct outcome outcome;
    sqlite3 *db;

    workspace_start_emulator(w, switches);
    toba_run(w, &launch, &outcome);
    expect_code(&outcome, 0);
    report_peak("fetching", &outcome);
    outcome_free(&outcome);

    db = database_open(launch.database);
    assert_int_equal(database_number(db, "SELECT count(*) FROM media"), 10000);
    expect_truth(&w->emulator, db, DAY, DAY);
    expect_metrics(db, DAY, "one huge account");
    database_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_open, workspace_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_huge_account_is_computed_in_little_memory),
        TEST(a_huge_account_is_fetched_in_little_memory),
    };

    return cmocka_run_group_tests_name("e2e.huge", tests, NULL, NULL);
}
