/* cancel.h - how the command line asks a run to stop.
 *
 * A cancel outlives the runs that watch it. A request only ever rises. */
#ifndef TB_RUN_CANCEL_H
#define TB_RUN_CANCEL_H

#include <pthread.h>
#include <stdatomic.h>

enum {
    TB_CANCEL_NO = 0,
    TB_CANCEL_BARRIER = 1, /* stop once the work at hand is committed */
    TB_CANCEL_NOW = 2      /* stop at once; what is not committed is done again by a resume */
};

struct tb_monitor;

struct tb_cancel {
    atomic_int level;
    pthread_mutex_t lock;
    struct tb_monitor *watcher;
};

#define TB_CANCEL_INIT                                                                         \
    {                                                                                          \
        .level = TB_CANCEL_NO, .lock = PTHREAD_MUTEX_INITIALIZER, .watcher = NULL              \
    }

/* Asks the run to stop and wakes whoever waits in it. Any thread, but not a signal handler: let
 * a thread wait for the signals. */
void tb_cancel_request(struct tb_cancel *cancel, int level);
/* Any thread; NULL is never cancelled. */
int tb_cancel_level(const struct tb_cancel *cancel);
/* Borrows the monitor to be woken until it is replaced; NULL: none. */
void tb_cancel_watch(struct tb_cancel *cancel, struct tb_monitor *watcher);

#endif
