/* test_worlds.c - random small worlds: after runs for several days in any order, with changes
 * between them, every metric and every growth column is what plain SQL says.
 *
 * Worlds share a database, fifty at a time. World N is the same alone: TOBA_SEED=N
 * TOBA_WORLDS=1 runs it again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/day.h"
#include "database.h"
#include "embedded.h"
#include "expected.h"
#include "settings.h"
#include "toba.h"
#include "world.h"

#define WORLDS_A_DATABASE 50
#define ROUNDS 5

/* Worlds that share a database: those whose seeds begin alike, so that one that is run alone
 * has the days and the bounds that it had among the others. */
struct group {
    int64_t number, first, end;
    int32_t days[ROUNDS];
};

/* A day, a later one, an earlier one, the later one again, and the last. */
static void choose_days(struct group *group, struct dice *dice)
{
    int64_t day = dice_between(dice, WORLD_EARLIEST + 5, WORLD_LATEST - 15);

    group->days[0] = (int32_t)day;
    group->days[1] = (int32_t)(day + dice_between(dice, 1, 7));
    group->days[2] = (int32_t)(day - dice_between(dice, 1, 5));
    group->days[3] = group->days[1];
    group->days[4] = (int32_t)(day + dice_between(dice, 8, 15));
}

/* Statistics make SQLite take other ways to the same rows. */
static void analyse_perhaps(const char *database, struct dice *dice)
{
    sqlite3 *db = database_open(database);

    if (dice_percent(dice, 30))
        database_execute(db, "ANALYZE");
    database_close(db);
}

/* From rows that come one by one to those that all fit at once, and commits likewise. */
static void choose_bounds(struct embedded *embedded, struct dice *dice)
{
    embedded->options.memory = INT64_C(1) << dice_between(dice, 10, 26);
    embedded->options.barrier.rows =
        dice_percent(dice, 50) ? dice_between(dice, 1, 50) : 100000;
}

static void change_all(const char *database, const struct group *group, int round)
{
    sqlite3 *db = database_open(database);

    database_execute(db, "BEGIN");
    for (int64_t seed = group->first; seed < group->end; seed++) {
        if (round == 0)
            world_make(db, seed);
        else
            world_change(db, seed, round);
    }
    database_execute(db, "COMMIT");
    database_close(db);
}

static void check(const char *database, int32_t day, int round)
{
    sqlite3 *db = database_open(database);
    char date[TB_DAY_TEXT], what[96];

    tb_day_print(WORLD_FIRST_DAY + day, date);
    snprintf(what, sizeof what,
             "run %d; the row names its world: TOBA_SEED=N TOBA_WORLDS=1 repeats it",
             round + 1);
    expect_metrics(db, date, what);
    expect_growths(db, date, what);
    database_close(db);
}

static void run_group(struct embedded *embedded, struct group *group)
{
    struct dice dice = {(uint64_t)group->number};

    choose_days(group, &dice);
    choose_bounds(embedded, &dice);
    embedded_run(embedded, WORLD_FIRST_DAY); /* makes the tables */
    for (int round = 0; round < ROUNDS; round++) {
        change_all(embedded->database, group, round);
        analyse_perhaps(embedded->database, &dice);
        embedded_run(embedded, WORLD_FIRST_DAY + group->days[round]);
        check(embedded->database, group->days[round], round);
    }
}

static void metrics_of_random_worlds_are_what_sql_says(void **state)
{
    struct workspace *w = *state;
    int64_t seed = (int64_t)setting_seed(), end = seed + setting("TOBA_WORLDS", 300, 3000);
    struct embedded embedded;

    embedded_open(&embedded, ANALYSE_PIPELINE);
    print_message("worlds %lld to %lld\n", (long long)seed, (long long)end - 1);
    while (seed < end) {
        struct group group = {.number = seed / WORLDS_A_DATABASE, .first = seed};

        group.end = (group.number + 1) * WORLDS_A_DATABASE;
        if (group.end > end)
            group.end = end;
        embedded.database = workspace_path(w, "worlds.db");
        database_remove(embedded.database);
        run_group(&embedded, &group);
        seed = group.end;
    }
    embedded_close(&embedded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(metrics_of_random_worlds_are_what_sql_says,
                                        workspace_open, workspace_close),
    };

    return cmocka_run_group_tests_name("e2e.worlds", tests, NULL, NULL);
}
