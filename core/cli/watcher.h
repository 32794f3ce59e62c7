/* watcher.h - the thread beside a run: it hears the signals and keeps the display moving. */
#ifndef TB_CLI_WATCHER_H
#define TB_CLI_WATCHER_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "cli/display.h"
#include "run/cancel.h"

struct tb_watcher {
    pthread_t thread;
    sigset_t signals, before;
    atomic_bool over;
    struct tb_cancel *cancel;
    struct tb_display *display;
};

/* Blocks SIGINT and SIGTERM in the calling thread and all that it will start, and starts the
 * watcher. The first signal asks the run to stop at its next barrier, the second at once. */
int tb_watcher_start(struct tb_watcher *watcher, struct tb_cancel *cancel,
                     struct tb_display *display);
void tb_watcher_stop(struct tb_watcher *watcher);

#endif
