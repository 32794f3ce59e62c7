/* test_tokens.c - accounts that cannot be fetched: who is flagged, what becomes of the others,
 * and that no token ever shows. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "database.h"
#include "expected.h"
#include "toba.h"

#define ACCOUNTS 6

/* ---- Troubles ------------------------------------------------------------ */

static void run_day(const struct workspace *w, const char *database, int day,
                    struct outcome *outcome)
{
    const struct launch launch = {
        .pipeline = HASTY_PIPELINE, .database = database, .day = day_number(day)};

    toba_run(w, &launch, outcome);
}

static void expect_day(const struct workspace *w, const char *database, int day, int code)
{
    struct outcome outcome;

    run_day(w, database, day, &outcome);
    expect_code(&outcome, code);
    outcome_free(&outcome);
}

/* The truth knows of troubles: their flags, and the rows that are not there. */
static void an_account_in_trouble_is_flagged_and_the_others_go_on(void **state)
{
    static const char *const switches[] = {"--accounts", "6",
                                           "--trouble",  "0=expired@2026-10-03",
                                           "--trouble",  "1=gone@2026-10-03",
                                           "--trouble",  "2=permission@2026-10-02",
                                           "--trouble",  "3=withdrawn@2026-10-04",
                                           "--trouble",  "4=restricted@2026-10-01",
                                           NULL};
    struct workspace *w = *state;
    const char *database = workspace_path(w, "troubles.db");
    sqlite3 *db;

    workspace_start_emulator(w, switches);
    for (int day = 0; day < 4; day++)
        expect_day(w, database, day, 0);

    db = database_open(database);
    expect_truth(&w->emulator, db, day_number(0), day_number(3));
    expect_metrics(db, day_number(3), "with accounts in trouble");
    database_close(db);
}

/* The account's user id in the accounts file, and its token. */
static void read_account(const struct workspace *w, int index, char id[64], char token[256])
{
    FILE *file = fopen(workspace_path(w, "accounts.csv"), "re");
    char line[1024];

    assert_non_null(file);
    for (int i = -2; i < index; i++)
        assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_int_equal(sscanf(line, "%63[^,],%*[^,],%255[^,]", id, token), 2);
}

static void expect_problems(const char *database, const char *id, int problems)
{
    sqlite3 *db = database_open(database);
    char sql[160];

    snprintf(sql, sizeof sql, "SELECT has_problems FROM user WHERE id = '%s'", id);
    assert_int_equal(database_number(db, sql), problems);
    assert_int_equal(database_number(db, "SELECT sum(has_problems) FROM user"), problems);
    database_close(db);
}

static void a_revoked_token_flags_its_account_until_a_clean_fetch(void **state)
{
    static const char *const switches[] = {"--accounts", "3", NULL};
    struct workspace *w = *state;
    const char *database = workspace_path(w, "revoked.db");
    char id[64], token[256], rule[128];
    struct outcome outcome;

    workspace_start_emulator(w, switches);
    read_account(w, 1, id, token);
    expect_day(w, database, 0, 0);

    snprintf(rule, sizeof rule, "path=/%s;kind=error:190/460", id);
    emulator_set_faults(&w->emulator, rule);
    run_day(w, database, 1, &outcome);
    expect_code(&outcome, 0);
    expect_says(outcome.errors, id);
    expect_says(outcome.errors, "the person changed the password");
    outcome_free(&outcome);
    expect_problems(database, id, 1);

    emulator_set_faults(&w->emulator, "");
    expect_day(w, database, 2, 0);
    expect_problems(database, id, 0);
}

static void an_account_that_fails_for_now_keeps_its_flags(void **state)
{
    static const char *const switches[] = {"--accounts", "3", NULL};
    struct workspace *w = *state;
    const char *database = workspace_path(w, "for-now.db");
    char id[64], token[256], rule[128];

    workspace_start_emulator(w, switches);
    read_account(w, 2, id, token);
    expect_day(w, database, 0, 0);

    snprintf(rule, sizeof rule, "path=/%s;kind=status:500", id);
    emulator_set_faults(&w->emulator, rule);
    expect_day(w, database, 1, 0);

    expect_problems(database, id, 0);
}

static void when_all_tokens_are_dead_the_run_stops_and_says_what_to_do(void **state)
{
    static const char *const switches[] = {"--accounts", "3", NULL};
    struct workspace *w = *state;
    const char *database = workspace_path(w, "dead.db");
    struct outcome outcome;
    sqlite3 *db;

    workspace_start_emulator(w, switches);
    expect_day(w, database, 0, 0);

    emulator_set_faults(&w->emulator, "kind=error:190/463");
    run_day(w, database, 1, &outcome);
    expect_code(&outcome, 3);
    expect_says(outcome.errors, "token");
    expect_says(outcome.errors, "hint: ");
    outcome_free(&outcome);
    db = database_open(database);
    assert_int_equal(
        database_number(db, "SELECT count(*) FROM user_data WHERE datestamp > '2026-10-01'"),
        0);
    assert_int_equal(database_number(db, "SELECT count(*) FROM user WHERE has_problems"), 3);
    database_close(db);

    emulator_set_faults(&w->emulator, "");
    expect_day(w, database, 1, 0);
    db = database_open(database);
    assert_int_equal(database_number(db, "SELECT count(*) FROM user WHERE has_problems"), 0);
    database_close(db);
}

/* ---- Secrecy ------------------------------------------------------------- */

static void expect_nowhere_in(const char *what, const char *bytes, size_t size,
                              const char *token)
{
    if (memmem(bytes, size, token, strlen(token)))
        fail_msg("%s holds a token", what);
}

static void expect_not_in_file(const char *path, const char *token)
{
    FILE *file = fopen(path, "re");
    char *bytes = NULL;
    size_t size;

    if (!file)
        return;
    fseek(file, 0, SEEK_END);
    size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, size, file), size);
    fclose(file);
    expect_nowhere_in(path, bytes, size, token);
    free(bytes);
}

/* Returns how many files it looked into. */
static int expect_not_in_folder(const char *folder, const char *token)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int n = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        char path[768];

        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        expect_not_in_file(path, token);
        n++;
    }
    closedir(dir);
    return n;
}

static void expect_secret(const struct workspace *w, const char *database,
                          const struct outcome *outcome, const char *token)
{
    char wal[512];

    snprintf(wal, sizeof wal, "%s-wal", database);
    expect_nowhere_in("stdout", outcome->output, strlen(outcome->output), token);
    expect_nowhere_in("stderr", outcome->errors, strlen(outcome->errors), token);
    expect_not_in_file(database, token);
    expect_not_in_file(wal, token);
    assert_true(expect_not_in_folder(workspace_path(w, "recording"), token) > 10);
}

/* Errors of all sorts make the program say more than usual. */
#define TALKATIVE                                                                              \
    "nth=3;kind=error:2\nnth=6;kind=status:502\nnth=9;kind=reset\nnth=12;kind=cut\n"           \
    "nth=15;kind=garbage\nnth=18;kind=429\nnth=20;kind=error:100\n"

static void tokens_never_show(void **state)
{
    static const char *const switches[] = {"--accounts", "6",         "--page-size",
                                           "30",         "--trouble", "2=expired",
                                           "--trouble",  "4=gone",    NULL};
    struct workspace *w = *state;
    const char *database = workspace_path(w, "secret.db");
    char recording[160], id[64], token[256];
    const struct launch launch = {.pipeline = HASTY_PIPELINE,
                                  .database = database,
                                  .day = day_number(0),
                                  .variable = recording};
    struct outcome outcome;

    workspace_start_emulator(w, switches);
    snprintf(recording, sizeof recording, "TOBA_RECORD=%s", workspace_path(w, "recording"));
    emulator_set_faults(&w->emulator, TALKATIVE);
    toba_run(w, &launch, &outcome);
    expect_code(&outcome, 0);

    for (int i = 0; i < ACCOUNTS; i++) {
        read_account(w, i, id, token);
        assert_true(strlen(token) > 20);
        expect_secret(w, database, &outcome, token);
    }
    expect_secret(w, database, &outcome, "EAAEmulator");
    outcome_free(&outcome);
}

static void a_recording_gives_the_same_tables_without_the_api(void **state)
{
    static const char *const switches[] = {"--accounts", "3", NULL};
    struct workspace *w = *state;
    const char *live = workspace_path(w, "live.db");
    const char *replayed = workspace_path(w, "replayed.db");
    char variable[160];
    struct launch launch = {.pipeline = HASTY_PIPELINE,
                            .database = live,
                            .day = day_number(0),
                            .variable = variable};

    workspace_start_emulator(w, switches);
    snprintf(variable, sizeof variable, "TOBA_RECORD=%s", workspace_path(w, "recording"));
    toba_expect(w, &launch, 0);

    snprintf(variable, sizeof variable, "TOBA_REPLAY=%s", workspace_path(w, "recording"));
    emulator_forget_stats(&w->emulator);
    launch.database = replayed;
    toba_expect(w, &launch, 0);

    assert_int_equal(emulator_stats(&w->emulator).requests, 0);
    expect_same_database("replayed", replayed, live, DUMP_CONTENT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_open, workspace_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_account_in_trouble_is_flagged_and_the_others_go_on),
        TEST(a_revoked_token_flags_its_account_until_a_clean_fetch),
        TEST(an_account_that_fails_for_now_keeps_its_flags),
        TEST(when_all_tokens_are_dead_the_run_stops_and_says_what_to_do),
        TEST(tokens_never_show),
        TEST(a_recording_gives_the_same_tables_without_the_api),
    };

    return cmocka_run_group_tests_name("e2e.tokens", tests, NULL, NULL);
}
