/* toba.c - see toba.h. */
#include "toba.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/day.h"

#define LONGEST 512

/* ---- The folder ---------------------------------------------------------- */

/* Paths and dates that tests hand around, until a workspace is closed. */
static char **texts;
static int n_texts;

static char *new_text(void)
{
    texts = realloc(texts, (size_t)(n_texts + 1) * sizeof *texts);
    assert_non_null(texts);
    texts[n_texts] = calloc(1, LONGEST);
    assert_non_null(texts[n_texts]);
    return texts[n_texts++];
}

static void free_texts(void)
{
    while (n_texts > 0)
        free(texts[--n_texts]);
    free(texts);
    texts = NULL;
}

int workspace_open(void **state)
{
    struct workspace *workspace = calloc(1, sizeof *workspace);

    assert_non_null(workspace);
    strcpy(workspace->folder, "/tmp/toba-e2e-XXXXXX");
    assert_non_null(mkdtemp(workspace->folder));
    *state = workspace;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

int workspace_close(void **state)
{
    struct workspace *workspace = *state;

    emulator_stop(&workspace->emulator);
    nftw(workspace->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(workspace);
    free_texts();
    return 0;
}

const char *workspace_path(const struct workspace *workspace, const char *name)
{
    char *path = new_text();

    snprintf(path, LONGEST, "%s/%s", workspace->folder, name);
    return path;
}

void workspace_write(const struct workspace *workspace, const char *name, const char *text)
{
    const char *path = workspace_path(workspace, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0600), 0); /* it may hold tokens */
}

void workspace_start_emulator(struct workspace *workspace, const char *const *switches)
{
    char *accounts;

    emulator_start(&workspace->emulator, switches);
    emulator_set_clock(&workspace->emulator, FIRST_DAY "T06:00:00Z");
    accounts = emulator_get(&workspace->emulator, "accounts.csv");
    workspace_write(workspace, "accounts.csv", accounts);
    free(accounts);
}

const char *day_number(int days)
{
    int32_t first;

    assert_true(tb_day_parse(FIRST_DAY, &first));
    return tb_day_print(first + days, new_text());
}

/* ---- toba ---------------------------------------------------------------- */

static void set_clock(const struct workspace *workspace, const struct launch *launch)
{
    char instant[64];

    if (!workspace->emulator.process.pid)
        return;
    snprintf(instant, sizeof instant, "%sT06:00:00Z", launch->day);
    emulator_set_clock(&workspace->emulator, launch->clock ? launch->clock : instant);
}

static const char *variable(const char *name, const char *value)
{
    char *text = new_text();

    snprintf(text, LONGEST, "%s=%s", name, value);
    return text;
}

void toba_start(const struct workspace *workspace, const struct launch *launch,
                struct process *process)
{
    const char *words[] = {TOBA,
                           "run",
                           launch->pipeline ? launch->pipeline : PIPELINE,
                           "--env",
                           "demo",
                           "--as-of",
                           launch->day,
                           "--commit-every",
                           launch->commit_every ? launch->commit_every : "2",
                           launch->memory ? "--memory" : NULL,
                           launch->memory,
                           NULL};
    const char *variables[] = {
        variable("TOBA_API", workspace->emulator.url), variable("TOBA_DB", launch->database),
        variable("TOBA_ACCOUNTS", launch->accounts ? launch->accounts
                                                   : workspace_path(workspace, "accounts.csv")),
        launch->variable, NULL};
    const struct program program = {words, variables, launch->largest_file};

    set_clock(workspace, launch);
    process_start(process, &program);
}

void toba_run(const struct workspace *workspace, const struct launch *launch,
              struct outcome *outcome)
{
    struct process process;

    toba_start(workspace, launch, &process);
    process_await(&process, outcome);
}

/* cmocka cuts long messages: what a program said goes out before. */
void expect_code(const struct outcome *outcome, int code)
{
    if (outcome->code == code)
        return;
    fprintf(stderr, "%s%s", outcome->output, outcome->errors);
    fail_msg("exit code %d (signal %d), not %d", outcome->code, outcome->signal, code);
}

void toba_expect(const struct workspace *workspace, const struct launch *launch, int code)
{
    struct outcome outcome;

    toba_run(workspace, launch, &outcome);
    expect_code(&outcome, code);
    outcome_free(&outcome);
}

void expect_says(const char *text, const char *part)
{
    if (strstr(text, part))
        return;
    fputs(text, stderr);
    fail_msg("it does not say '%s'", part);
}

void toba_command(const char *const *words, struct outcome *outcome)
{
    const char *all[16] = {TOBA};
    const struct program program = {.words = all};
    struct process process;

    for (int i = 0; words[i] && i < 14; i++)
        all[i + 1] = words[i];
    process_start(&process, &program);
    process_await(&process, outcome);
}
