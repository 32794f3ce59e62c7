/* cancel.c - see cancel.h. The lock keeps a watcher alive while it is woken; it is taken before
 * the watcher's own, never after. */
#include "run/cancel.h"

#include "run/monitor.h"

void tb_cancel_request(struct tb_cancel *cancel, int level)
{
    int now = atomic_load(&cancel->level);

    while (now < level && !atomic_compare_exchange_weak(&cancel->level, &now, level))
        continue;
    pthread_mutex_lock(&cancel->lock);
    if (cancel->watcher)
        tb_monitor_wake(cancel->watcher);
    pthread_mutex_unlock(&cancel->lock);
}

int tb_cancel_level(const struct tb_cancel *cancel)
{
    return cancel ? atomic_load(&cancel->level) : TB_CANCEL_NO;
}

void tb_cancel_watch(struct tb_cancel *cancel, struct tb_monitor *watcher)
{
    pthread_mutex_lock(&cancel->lock);
    cancel->watcher = watcher;
    pthread_mutex_unlock(&cancel->lock);
}
