/* monitor.h - the one lock of a run: its threads wait under it for each other, and the first
 * failure is kept in it.
 *
 * One lock is enough because it is taken a few times a batch, not a row. It is a leaf: no
 * plugin, store or other lock is called while it is held. */
#ifndef TB_RUN_MONITOR_H
#define TB_RUN_MONITOR_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <toba/error.h>

#include "run/cancel.h"

struct tb_monitor {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct tb_cancel *cancel; /* NULL: the run cannot be cancelled */
    atomic_bool failed;
    struct toba_error failure;
};

/* Borrows `cancel`, NULL allowed, until tb_monitor_fini(). */
void tb_monitor_init(struct tb_monitor *monitor, struct tb_cancel *cancel);
void tb_monitor_fini(struct tb_monitor *monitor);

void tb_monitor_lock(struct tb_monitor *monitor);
void tb_monitor_unlock(struct tb_monitor *monitor);
/* Under the lock: waits until something changed, perhaps for nothing. */
void tb_monitor_wait(struct tb_monitor *monitor);
/* Under the lock: something changed. */
void tb_monitor_changed(struct tb_monitor *monitor);
/* Without the lock: wakes all that wait. */
void tb_monitor_wake(struct tb_monitor *monitor);

/* Makes the run fail; the first failure wins. */
void tb_monitor_fail(struct tb_monitor *monitor, const struct toba_error *err);
/* Whether the run failed or is to stop at once. With or without the lock. */
bool tb_monitor_stopped(const struct tb_monitor *monitor);
/* Fills `err` with the reason of the stop and returns its code; 0: there is none. Without the
 * lock. */
int tb_monitor_reason(struct tb_monitor *monitor, struct toba_error *err);

#endif
