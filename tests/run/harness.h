/* harness.h - whole runs for tests: a pipeline as text, real plugins, SQLite files in a folder
 * that is removed afterwards. */
#ifndef TB_TESTS_RUN_HARNESS_H
#define TB_TESTS_RUN_HARNESS_H

#include <pthread.h>

#include "plugin/registry.h"
#include "run/run.h"

struct harness {
    char folder[64];
    struct tb_registry *registry;
    struct tb_run_options options; /* of every run; barriers at every mark at first */
    struct tb_run_report report;   /* of the latest run */
    struct toba_error err;
    char log[8192]; /* of the latest run */
    pthread_mutex_t log_lock;
    long fail_at; /* the allocation of the next run that fails; 0: none does */

    bool watch; /* whether runs fill … */
    struct tb_step_progress watched[8];
    struct tb_run_progress watched_run;
    int watched_steps;
};

#define HARNESS_DAY 20000 /* 2024-10-04 */

/* cmocka's set-up and tear-down; *state is the struct harness. */
int harness_open(void **state);
int harness_close(void **state);

/* A file of the folder; the text is valid until the next call. */
const char *harness_path(const struct harness *h, const char *name);
void harness_write(const struct harness *h, const char *name, const char *text);
void harness_remove(const struct harness *h, const char *name);

/* Runs a pipeline for a date; returns the code, h->err is filled. A pipeline that cannot be
 * planned fails the test. In the text, every @ stands for the folder. */
int harness_run(struct harness *h, const char *pipeline, int32_t day);
/* … in another process, which must die of signal or exit; returns its wait status. */
int harness_run_apart(struct harness *h, const char *pipeline, int32_t day);

/* Runs it, and asks it to stop at a level of tb_cancel_request() when a line with the word is
 * logged. */
int harness_run_interrupted(struct harness *h, const char *pipeline, int32_t day,
                            const char *word, int level);

/* Checks that a query of a SQLite file gives this text: values joined by '|', rows by a space.
 */
void harness_expect(const struct harness *h, const char *file, const char *sql,
                    const char *expected);
/* Executes a statement on a SQLite file. */
void harness_change(const struct harness *h, const char *file, const char *sql);
/* The result as such a text, freed by free(). */
char *harness_query(const struct harness *h, const char *file, const char *sql);

#endif
