/* test_storage.c - databases that cannot be written: exit code 4 with a hint, what was there
 * stays, and the next run completes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "database.h"
#include "small_disk.h"
#include "toba.h"

#define ENOUGH_KB 65536

static const char *const world[] = {"--accounts", "5", "--history-days", "60", NULL};

static struct launch launch_of(const char *database, int day)
{
    return (struct launch){
        .pipeline = HASTY_PIPELINE, .database = database, .day = day_number(day)};
}

static void run_day(const struct workspace *w, const char *database, int day)
{
    const struct launch launch = launch_of(database, day);

    toba_expect(w, &launch, 0);
}

static void expect_sink_failure(const struct workspace *w, const struct launch *launch,
                                const char *says)
{
    struct outcome outcome;

    toba_run(w, launch, &outcome);
    expect_code(&outcome, 4);
    expect_says(outcome.errors, says);
    expect_says(outcome.errors, "hint: ");
    outcome_free(&outcome);
}

/* Prepares `calm`, two undisturbed days, and `database`, the first of them. */
static void run_calmly(const struct workspace *w, const char *database, const char *calm)
{
    run_day(w, database, 0);
    database_copy(database, calm);
    run_day(w, calm, 1);
}

static void expect_completion(const struct workspace *w, const char *database, const char *calm)
{
    run_day(w, database, 1);
    expect_sound(database);
    expect_same_database("the run after the failure", database, calm, DUMP_CONTENT);
}

static void a_locked_database_is_told_and_left_alone(void **state)
{
    struct workspace *w = *state;
    const char *database = workspace_path(w, "locked.db"), *calm = workspace_path(w, "calm.db");
    const struct launch launch = launch_of(database, 1);
    sqlite3 *db;

    workspace_start_emulator(w, world);
    run_calmly(w, database, calm);

    db = database_open(database);
    database_execute(db, "BEGIN IMMEDIATE");
    expect_sink_failure(w, &launch, "locked");
    database_execute(db, "ROLLBACK");
    database_close(db);

    expect_completion(w, database, calm);
}

/* No file may grow beyond what the first day took and a little: a full disk, without root. */
static void a_file_that_may_not_grow_keeps_what_it_has(void **state)
{
    struct workspace *w = *state;
    const char *database = workspace_path(w, "full.db"), *calm = workspace_path(w, "calm.db");
    struct launch launch = launch_of(database, 1);
    struct stat info;
    char *before, *after;

    workspace_start_emulator(w, world);
    run_calmly(w, database, calm);
    before = database_dump(database, DUMP_EVERYTHING);
    assert_int_equal(stat(database, &info), 0);

    launch.largest_file = 100000; /* the write-ahead log has to pass it */
    expect_sink_failure(w, &launch, database);
    expect_sound(database);
    after = database_dump(database, DUMP_EVERYTHING);
    expect_same_rows("after a failed run", after, before);

    expect_completion(w, database, calm);
    free(before);
    free(after);
}

/* At every size of the disk the failure comes at another moment. */
static void a_full_disk_keeps_what_it_has(void **state)
{
    struct workspace *w = *state;
    const char *disk = workspace_path(w, "disk");
    const char *database = workspace_path(w, "disk/full.db");
    const char *first = workspace_path(w, "first.db"), *calm = workspace_path(w, "calm.db");
    const struct launch launch = launch_of(database, 1);
    struct stat info;
    int failed = 0;

    workspace_start_emulator(w, world);
    run_calmly(w, first, calm);
    assert_int_equal(stat(first, &info), 0);
    if (!small_disk_mount(disk, ENOUGH_KB))
        skip();

    for (int more = 40; more <= 1240; more += 200) {
        struct outcome outcome;

        small_disk_resize(disk, ENOUGH_KB);
        database_copy(first, database);
        small_disk_resize(disk, (int)(info.st_size / 1024) + more);
        toba_run(w, &launch, &outcome);
        if (outcome.code != 0) {
            expect_code(&outcome, 4);
            expect_says(outcome.errors, "hint: ");
            failed++;
        }
        outcome_free(&outcome);
        small_disk_resize(disk, ENOUGH_KB);
        expect_sound(database);
        expect_completion(w, database, calm);
    }
    assert_true(failed >= 2);
    small_disk_unmount(disk);
}

static void a_read_only_database_is_told(void **state)
{
    struct workspace *w = *state;
    const char *disk = workspace_path(w, "disk");
    const char *database = workspace_path(w, "disk/kept.db");
    const char *calm = workspace_path(w, "calm.db");
    const struct launch launch = launch_of(database, 1);

    workspace_start_emulator(w, world);
    if (!small_disk_mount(disk, ENOUGH_KB))
        skip();
    run_calmly(w, database, calm);

    small_disk_read_only(disk, true);
    expect_sink_failure(w, &launch, database);
    small_disk_read_only(disk, false);

    expect_completion(w, database, calm);
    small_disk_unmount(disk);
}

static void a_file_that_is_no_database_is_not_overwritten(void **state)
{
    struct workspace *w = *state;
    const char *path = workspace_path(w, "letter.txt");
    const struct launch launch = launch_of(path, 0);
    char line[64] = "";
    FILE *file;

    workspace_write(w, "letter.txt", "Dear reader, this is no database, but it is dear.\n");
    workspace_start_emulator(w, world);
    expect_sink_failure(w, &launch, path);

    file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_string_equal(line, "Dear reader, this is no database, but it is dear.\n");
}

static void a_folder_that_is_not_there_is_told(void **state)
{
    struct workspace *w = *state;
    const char *path = workspace_path(w, "nowhere/x.db");
    const struct launch launch = launch_of(path, 0);

    workspace_start_emulator(w, world);
    expect_sink_failure(w, &launch, path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_open, workspace_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_locked_database_is_told_and_left_alone),
        TEST(a_file_that_may_not_grow_keeps_what_it_has),
        TEST(a_full_disk_keeps_what_it_has),
        TEST(a_read_only_database_is_told),
        TEST(a_file_that_is_no_database_is_not_overwritten),
        TEST(a_folder_that_is_not_there_is_told),
    };

    return cmocka_run_group_tests_name("e2e.storage", tests, NULL, NULL);
}
