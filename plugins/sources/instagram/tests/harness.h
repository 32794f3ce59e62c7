/* harness.h - a host for one component: it fills the options, runs the callbacks as the core
 * would, and keeps rows, state, marks, counts and log lines for the tests to look at. */
#ifndef INSTAGRAM_TEST_HARNESS_H
#define INSTAGRAM_TEST_HARNESS_H

#include <toba/plugin.h>

enum { HARNESS_FIELDS = 20 };

/* A row as text: numbers in decimal, NULL for what was not set. */
struct harness_row {
    int port;
    char *fields[HARNESS_FIELDS];
    int64_t mark; /* the first mark after it; 0: none came */
};

struct harness_known {
    const char *user_id, *id;
    bool archived;
    int64_t published;
};

struct harness_option {
    const char *name, *value;
};

struct harness {
    struct toba_host table;
    struct toba_in in;
    struct toba_out out;
    const struct toba_component *component;

    int32_t day;
    bool cancelled;
    uint32_t unwired;                  /* ports, a bit each */
    const struct harness_known *known; /* ends with a NULL id */

    struct harness_row *rows;
    int n_rows;
    struct harness_row building[8]; /* by port */
    char *state[256];               /* "key=value" */
    int n_state;
    int64_t n_marks;
    char *log;                      /* all lines */
    char *counts;                   /* "reason=n\n" in the order of the calls */
    const struct harness_known *at; /* of the known rows being read */
    const char *finding;
};

void harness_init(struct harness *harness, const struct toba_component *component, int32_t day);
void harness_fini(struct harness *harness);

/* Plans, opens, takes all and closes, with these options (a NULL name ends them); the others
 * have their defaults. Returns what ended it: TOBA_END or a code. `steps` 0: to the end. */
int harness_run(struct harness *harness, const struct harness_option *options, int steps,
                struct toba_error *err);

/* Rows of a port; and the first of them whose first field is `key`, NULL when there is none. */
int harness_count(const struct harness *harness, int port);
const struct harness_row *harness_find(const struct harness *harness, int port,
                                       const char *key);

/* Forgets the rows, the log and the counts, and keeps the state. */
void harness_forget(struct harness *harness);

#endif
