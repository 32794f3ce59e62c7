/*
 * Faults by rule. A rule is `key=value` pairs joined by `;`:
 *
 *     path=/media;nth=3;kind=error:2
 *
 * `path` (part of the path, or with * ? [ a pattern of the whole of it) and `query` (part of
 * the query, decoded, without the token) say which calls match. Of these `nth=N` takes the
 * N-th, `every=N` each N-th, `p=0.1` (with `seed=N`) some by chance, and none of them: all.
 * `times=N` ends the rule after N faults. Of several rules the first one that fires wins.
 */
#ifndef EMULATOR_SERVER_FAULTS_H
#define EMULATOR_SERVER_FAULTS_H

#include "text.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
    FAULT_NONE,
    FAULT_ERROR,     /* error:CODE[/SUB][@HTTP]: the API's envelope */
    FAULT_ERROR_200, /* error200[:CODE[/SUB]]: the same in a 200 */
    FAULT_STATUS,    /* status:500: that status with a page of HTML */
    FAULT_TOO_MANY,  /* 429[:SECONDS]: no body, perhaps Retry-After */
    FAULT_RESET,     /* reset: cut before the answer */
    FAULT_CUT,       /* cut: cut in the middle of the body */
    FAULT_GARBAGE,   /* garbage: 200 with half the JSON */
    FAULT_SLOW,      /* slow:MS: the right answer, later */
    FAULT_STALL      /* stall: no answer until the client gives up */
};

struct fault {
    enum fault_kind kind;
    int code; /* of errors */
    int subcode;
    unsigned status; /* 0: the error's usual one */
    unsigned number; /* milliseconds of slow, seconds of 429; 0: none */
};

struct fault_rule {
    char *path;  /* NULL: any */
    char *query; /* NULL: any */
    unsigned nth;
    unsigned every;
    unsigned times;
    double chance; /* below 0: not by chance */
    uint64_t seed;
    struct fault fault;
    unsigned matched;
    unsigned fired;
};

struct faults {
    pthread_mutex_t lock;
    struct fault_rule *rules;
    unsigned count;
};

void faults_init(struct faults *faults);
void faults_fini(struct faults *faults);

/*
 * Replaces the rules by those of the text, one a line; blank lines and lines that begin with #
 * are none. False: complaint says which line is wrong, and the rules stay as they were.
 */
bool faults_set(struct faults *faults, const char *lines, struct text *complaint);

/* Counts a call and fills fault with what shall become of it; kind FAULT_NONE: nothing. */
void faults_pick(struct faults *faults, const char *path, const char *query,
                 struct fault *fault);

#endif
