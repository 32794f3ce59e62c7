/* display.h - what a person sees of a run while it goes on.
 *
 * On a terminal, a block of one line a step is redrawn in place below the log lines; elsewhere,
 * plain lines tell of each stage. All goes to stderr. Any thread. */
#ifndef TB_CLI_DISPLAY_H
#define TB_CLI_DISPLAY_H

#include <pthread.h>
#include <stdbool.h>

#include "graph/plan.h"
#include "run/progress.h"

struct tb_display {
    pthread_mutex_t lock;
    const struct tb_plan *plan;
    const struct tb_progress *progress;
    bool terminal;
    int drawn; /* lines of the block on the screen */
    int stage; /* told last, from 0; -1: none */
    int64_t began;
};

/* Borrows plan and progress. */
void tb_display_init(struct tb_display *display, const struct tb_plan *plan,
                     const struct tb_progress *progress);
/* Brings the screen up to date. */
void tb_display_update(struct tb_display *display);
/* Shows a line that stays. */
void tb_display_line(struct tb_display *display, const char *line);
/* Takes the block away for good. */
void tb_display_fini(struct tb_display *display);

#endif
