/* monitor.c - see monitor.h. */
#include "run/monitor.h"

#include <string.h>

void tb_monitor_init(struct tb_monitor *monitor, struct tb_cancel *cancel)
{
    memset(monitor, 0, sizeof *monitor);
    pthread_mutex_init(&monitor->lock, NULL);
    pthread_cond_init(&monitor->changed, NULL);
    monitor->cancel = cancel;
    if (cancel)
        tb_cancel_watch(cancel, monitor);
}

void tb_monitor_fini(struct tb_monitor *monitor)
{
    if (monitor->cancel)
        tb_cancel_watch(monitor->cancel, NULL);
    pthread_cond_destroy(&monitor->changed);
    pthread_mutex_destroy(&monitor->lock);
}

void tb_monitor_lock(struct tb_monitor *monitor)
{
    pthread_mutex_lock(&monitor->lock);
}

void tb_monitor_unlock(struct tb_monitor *monitor)
{
    pthread_mutex_unlock(&monitor->lock);
}

void tb_monitor_wait(struct tb_monitor *monitor)
{
    pthread_cond_wait(&monitor->changed, &monitor->lock);
}

void tb_monitor_changed(struct tb_monitor *monitor)
{
    pthread_cond_broadcast(&monitor->changed);
}

void tb_monitor_wake(struct tb_monitor *monitor)
{
    tb_monitor_lock(monitor);
    tb_monitor_changed(monitor);
    tb_monitor_unlock(monitor);
}

void tb_monitor_fail(struct tb_monitor *monitor, const struct toba_error *err)
{
    tb_monitor_lock(monitor);
    if (!atomic_load(&monitor->failed)) {
        monitor->failure = *err;
        atomic_store(&monitor->failed, true);
    }
    tb_monitor_changed(monitor);
    tb_monitor_unlock(monitor);
}

bool tb_monitor_stopped(const struct tb_monitor *monitor)
{
    return atomic_load(&monitor->failed) || tb_cancel_level(monitor->cancel) >= TB_CANCEL_NOW;
}

int tb_monitor_reason(struct tb_monitor *monitor, struct toba_error *err)
{
    if (atomic_load(&monitor->failed)) {
        tb_monitor_lock(monitor);
        *err = monitor->failure;
        tb_monitor_unlock(monitor);
        return err->code;
    }
    if (tb_cancel_level(monitor->cancel) < TB_CANCEL_NOW)
        return TOBA_OK;
    toba_fail(err, TOBA_E_CANCELLED, "the run was stopped on request");
    return toba_hint(err, "run it again for the same date: it goes on where it stopped");
}
