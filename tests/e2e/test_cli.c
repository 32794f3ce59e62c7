/* test_cli.c - the command line: exit codes, help, mistakes, and what goes to a pipe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "toba.h"

#define WORDS(...)                                                                             \
    (const char *const[])                                                                      \
    {                                                                                          \
        __VA_ARGS__, NULL                                                                      \
    }

/* Runs a command; `out` and `err` are parts of what it must print, NULL: nothing at all. */
static void expect_command(const char *const *words, int code, const char *out, const char *err)
{
    struct outcome outcome;

    toba_command(words, &outcome);
    expect_code(&outcome, code);
    if (out)
        expect_says(outcome.output, out);
    else
        assert_string_equal(outcome.output, "");
    if (err)
        expect_says(outcome.errors, err);
    else
        assert_string_equal(outcome.errors, "");
    outcome_free(&outcome);
}

static void every_command_has_help(void **state)
{
    (void)state;
    expect_command(WORDS("--help"), 0, "usage: toba COMMAND", NULL);
    expect_command(WORDS("run", "--help"), 0, "usage: toba run", NULL);
    expect_command(WORDS("check", "--help"), 0, "usage: toba check", NULL);
    expect_command(WORDS("plan", "--help"), 0, "usage: toba plan", NULL);
    expect_command(WORDS("plugins", "--help"), 0, "usage: toba plugins", NULL);
    expect_command(WORDS("--version"), 0, "toba ", NULL);
}

static void a_wrong_command_line_is_code_2_and_says_what_is_wrong(void **state)
{
    (void)state;
    expect_command(WORDS("rnu", PIPELINE), 2, NULL, "there is no command 'rnu'");
    expect_command(WORDS("run"), 2, NULL, "name a pipeline file");
    expect_command(WORDS("run", PIPELINE, PIPELINE), 2, NULL, "one pipeline file at a time");
    expect_command(WORDS("run", "--as-off", PIPELINE), 2, NULL, "there is no option");
    expect_command(WORDS("run", PIPELINE, "--as-of"), 2, NULL, "a value is missing");
    expect_command(WORDS("run", "--as-of", "2026-02-30", PIPELINE), 2, NULL, "2026-02-30");
    expect_command(WORDS("run", "--memory", "1", PIPELINE), 2, NULL, "--memory takes");
    expect_command(WORDS("check", "--memory", "64", PIPELINE), 2, NULL, "there is no option");
    expect_command(WORDS("plugins", "show", "grpah"), 2, NULL, "did you mean 'graph'?");
}

static void a_wrong_pipeline_is_code_2_and_says_where(void **state)
{
    const struct workspace *w = *state;
    const char *file = workspace_path(w, "wrong.lua");

    workspace_write(w, "wrong.lua",
                    "local toba = require 'toba'\n"
                    "local store = toba.sqlite { path = 'x.db' }\n"
                    "local grown = toba.grwoth { timeframes = { 7 } }\n"
                    "local other = toba.sqlite { paht = 'y.db' }\n"
                    "return toba.pipeline 'p' { }\n");

    expect_command(WORDS("check", file), 2, NULL, "wrong.lua:3: ");
    expect_command(WORDS("check", file), 2, NULL, "did you mean 'toba.growth'?");
    expect_command(WORDS("run", file), 2, NULL, "wrong.lua:3: ");
    expect_command(WORDS("plan", file), 2, NULL, "wrong.lua:3: ");
    expect_command(WORDS("run", "nowhere.lua"), 2, NULL, "nowhere.lua");
    expect_command(WORDS("run", "/"), 2, NULL, "folder");
    expect_command(WORDS("run", "--env", "prdo", PIPELINE), 2, NULL, "prdo");
}

static void a_secret_that_is_not_set_is_named(void **state)
{
    (void)state;
    expect_command(WORDS("run", PIPELINE), 2, NULL, "GRAPH_TOKEN");
    expect_command(WORDS("check", "--env", "demo", PIPELINE), 0, "fine", NULL);
}

static void check_and_plan_show_the_pipeline_of_people(void **state)
{
    (void)state;
    expect_command(WORDS("plan", "--env", "demo", "--as-of", "2026-10-31", PIPELINE), 0,
                   "cekbrand as of 2026-10-31", NULL);
    expect_command(WORDS("plan", "--env", "demo", PIPELINE), 0, "stage 2", NULL);
    expect_command(WORDS("plugins"), 0, "engagement", NULL);
    expect_command(WORDS("plugins", "show", "growth"), 0, "timeframes", NULL);
}

static void an_api_that_is_not_there_is_code_3(void **state)
{
    const struct workspace *w = *state;
    struct launch launch = {.pipeline = HASTY_PIPELINE,
                            .database = workspace_path(w, "none.db"),
                            .day = day_number(0),
                            .variable = "TOBA_API=http://127.0.0.1:1"};
    struct outcome outcome;

    workspace_write(w, "accounts.csv", "user_id,token\n17840000000000001,EAAE\n");
    toba_run(w, &launch, &outcome);

    expect_code(&outcome, 3);
    expect_says(outcome.errors, "127.0.0.1");
    outcome_free(&outcome);
}

static void a_wrong_accounts_file_is_code_2_and_names_the_line(void **state)
{
    const struct workspace *w = *state;
    struct launch launch = {.database = workspace_path(w, "none.db"),
                            .day = day_number(0),
                            .variable = "TOBA_API=http://127.0.0.1:1"};
    struct outcome outcome;

    workspace_write(w, "accounts.csv", "user_id,token\n17840000000000001,EAAE\nnobody,EAAE\n");
    toba_run(w, &launch, &outcome);

    expect_code(&outcome, 2);
    expect_says(outcome.errors, "accounts.csv");
    expect_says(outcome.errors, "3");
    outcome_free(&outcome);
}

static void a_pipe_gets_plain_lines(void **state)
{
    static const char *const switches[] = {"--accounts", "2", NULL};
    struct workspace *w = *state;
    struct outcome outcome;

    workspace_start_emulator(w, switches);
    toba_run(w,
             &(struct launch){.database = workspace_path(w, "pipe.db"), .day = day_number(0)},
             &outcome);

    expect_code(&outcome, 0);
    assert_null(strchr(outcome.output, '\x1b'));
    assert_null(strchr(outcome.errors, '\x1b'));
    assert_null(strchr(outcome.errors, '\r'));
    expect_says(outcome.errors, "stage 1 of 2");
    expect_says(outcome.output, "cekbrand done as of " FIRST_DAY);
    outcome_free(&outcome);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_open, workspace_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_command_has_help),
        TEST(a_wrong_command_line_is_code_2_and_says_what_is_wrong),
        TEST(a_wrong_pipeline_is_code_2_and_says_where),
        TEST(a_secret_that_is_not_set_is_named),
        TEST(check_and_plan_show_the_pipeline_of_people),
        TEST(an_api_that_is_not_there_is_code_3),
        TEST(a_wrong_accounts_file_is_code_2_and_names_the_line),
        TEST(a_pipe_gets_plain_lines),
    };

    return cmocka_run_group_tests_name("e2e.cli", tests, NULL, NULL);
}
