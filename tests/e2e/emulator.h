/* emulator.h - a running Graph emulator and its control calls. */
#ifndef E2E_EMULATOR_H
#define E2E_EMULATOR_H

#include "process.h"

struct emulator {
    struct process process;
    char url[64];
};

struct emulator_stats {
    int requests, faults, in_flight, most_in_flight;
};

/* Starts the program on a free port with these switches; NULL ends them. */
void emulator_start(struct emulator *emulator, const char *const *switches);
/* Nothing happens to one that was not started. */
void emulator_stop(struct emulator *emulator);

/* GET of a path; the body is freed by free(). */
char *emulator_get(const struct emulator *emulator, const char *path);
void emulator_set_clock(const struct emulator *emulator, const char *instant);
/* Replaces the rules, one a line; an empty text ends all faults. */
void emulator_set_faults(const struct emulator *emulator, const char *rules);
/* An empty text ends all limits. */
void emulator_set_limits(const struct emulator *emulator, const char *limits);
void emulator_forget_stats(const struct emulator *emulator);
struct emulator_stats emulator_stats(const struct emulator *emulator);
/* Waits until it was asked so often since its stats were forgotten. */
void emulator_await_requests(const struct emulator *emulator, int requests);

#endif
