/* toba.h - a folder with an emulator and databases, and `toba run` in it. */
#ifndef E2E_TOBA_H
#define E2E_TOBA_H

#include "emulator.h"

/* The pipeline that people run, and what is made of it: one that does not wait long after
 * errors, and one that computes from the tables without fetching. */
#define PIPELINE PIPELINES "/cekbrand.lua"
#define HASTY_PIPELINE STAGED_PIPELINES "/hasty.lua"
#define ANALYSE_PIPELINE STAGED_PIPELINES "/analyse.lua"

/* All zero is empty. */
struct workspace {
    char folder[64];
    struct emulator emulator;
};

/* cmocka's set-up and tear-down: *state is a struct workspace with a new folder, which is
 * removed afterwards. */
int workspace_open(void **state);
int workspace_close(void **state);
/* Starts the emulator, with its clock at 06:00 of FIRST_DAY, and keeps its accounts file. */
void workspace_start_emulator(struct workspace *workspace, const char *const *switches);
/* A file of the folder. This text and all others stay until the workspace is closed. */
const char *workspace_path(const struct workspace *workspace, const char *name);
void workspace_write(const struct workspace *workspace, const char *name, const char *text);

#define FIRST_DAY "2026-10-01"

/* The date so many days after FIRST_DAY; the text stays likewise. */
const char *day_number(int days);

/* One `toba run`; what is 0 or NULL is as usual. */
struct launch {
    const char *pipeline; /* PIPELINE */
    const char *database; /* its path */
    const char *day;      /* --as-of; also what the emulator's clock is set to: 06:00 */
    const char *clock;    /* another instant for the clock */
    const char *memory;   /* --memory */
    const char *commit_every;
    const char *accounts; /* the accounts file */
    const char *variable; /* one more "NAME=value" */
    int64_t largest_file;
};

void toba_start(const struct workspace *workspace, const struct launch *launch,
                struct process *process);
/* Runs to the end. */
void toba_run(const struct workspace *workspace, const struct launch *launch,
              struct outcome *outcome);
/* … and fails the test when the exit code is another. */
void toba_expect(const struct workspace *workspace, const struct launch *launch, int code);
void expect_code(const struct outcome *outcome, int code);
/* Checks that a text is somewhere in another. */
void expect_says(const char *text, const char *part);
/* Any command: `words` are those behind "toba", NULL ends them. */
void toba_command(const char *const *words, struct outcome *outcome);

#endif
