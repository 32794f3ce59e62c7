/* watcher.c - see watcher.h. */
#include "cli/watcher.h"

#define REDRAW_NANOS 200000000

static void hear(struct tb_watcher *w)
{
    if (tb_cancel_level(w->cancel) == TB_CANCEL_NO) {
        tb_display_line(w->display, "stopping at the next commit; once more stops at once");
        tb_cancel_request(w->cancel, TB_CANCEL_BARRIER);
    } else {
        tb_display_line(w->display, "stopping at once");
        tb_cancel_request(w->cancel, TB_CANCEL_NOW);
    }
}

static void *watch(void *context)
{
    struct tb_watcher *w = context;
    const struct timespec nap = {.tv_nsec = REDRAW_NANOS};

    while (!atomic_load(&w->over)) {
        int signal = sigtimedwait(&w->signals, NULL, &nap);

        if (signal == SIGINT || signal == SIGTERM)
            hear(w);
        tb_display_update(w->display);
    }
    return NULL;
}

int tb_watcher_start(struct tb_watcher *w, struct tb_cancel *cancel, struct tb_display *display)
{
    w->cancel = cancel;
    w->display = display;
    atomic_init(&w->over, false);
    sigemptyset(&w->signals);
    sigaddset(&w->signals, SIGINT);
    sigaddset(&w->signals, SIGTERM);
    sigaddset(&w->signals, SIGUSR1); /* which tb_watcher_stop() wakes it with */
    pthread_sigmask(SIG_BLOCK, &w->signals, &w->before);
    return pthread_create(&w->thread, NULL, watch, w);
}

void tb_watcher_stop(struct tb_watcher *w)
{
    atomic_store(&w->over, true);
    pthread_kill(w->thread, SIGUSR1);
    pthread_join(w->thread, NULL);
    pthread_sigmask(SIG_SETMASK, &w->before, NULL);
}
