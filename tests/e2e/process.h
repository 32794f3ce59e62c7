/* process.h - programs run as a user runs them: real processes, whose output is kept.
 *
 * A child dies with the test program, so that no failing test leaves one behind. */
#ifndef E2E_PROCESS_H
#define E2E_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct program {
    const char *const *words;     /* the path first; NULL ends them */
    const char *const *variables; /* "NAME=value"; NULL ends them, or is none at all */
    int64_t largest_file;         /* bytes that a file may have; 0: any number */
};

struct process {
    pid_t pid;
    int output, errors; /* files in memory */
    double began;
};

struct outcome {
    int code;   /* the exit code; -1: `signal` ended it */
    int signal; /* 0: none */
    char *output, *errors;
    double seconds;
    long peak_kb; /* the most memory it had */
};

/* Starts a program. Of the test's own environment it sees all but TOBA_… and GRAPH_…. */
void process_start(struct process *process, const struct program *program);
/* What it has printed so far; freed by free(). */
char *process_errors(const struct process *process);
void process_signal(const struct process *process, int signal);
/* Waits for the end. False: it did not come in time, and the process goes on. */
bool process_wait(struct process *process, double seconds, struct outcome *outcome);
/* Waits for the end, and fails the test when it takes minutes. */
void process_await(struct process *process, struct outcome *outcome);
void process_kill(struct process *process);
void outcome_free(struct outcome *outcome);

/* Seconds of the steady clock. */
double seconds_now(void);
/* Lets some milliseconds pass between two looks at something. */
void take_a_breath(void);

#endif
