/* check_source.c - a source: rows that match what it declares, and an ear for a cancel. */
#include <pthread.h>
#include <time.h>

#include "kit/check.h"
#include "kit/memory.h"

enum { PATIENCE_MS = 2000, BEFORE_MS = 200 };

static void check_rows(struct tb_kit_task *task)
{
    struct tb_kit_outcome o;

    tb_kit_run_whole(task, &(struct tb_kit_run){0}, &o);
    tb_kit_sound(task, &o);
    tb_kit_outcome_free(&o);
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct caller {
    struct tb_kit_host *host;
    _Atomic int64_t at;
};

/* Asks the source to stop while it is at work. */
static void *cancel_soon(void *context)
{
    const struct timespec before = {0, BEFORE_MS * 1000000L};
    struct caller *caller = context;

    nanosleep(&before, NULL);
    caller->at = now_ms();
    atomic_store(&caller->host->cancel, true);
    return NULL;
}

static void run_cancelled(struct tb_kit_task *task, struct tb_kit_session *s)
{
    struct caller caller = {.host = &s->host};
    struct toba_error err = {0};
    pthread_t thread;
    int64_t took;
    int code = TOBA_OK;

    if (pthread_create(&thread, NULL, cancel_soon, &caller)) {
        tb_kit_end(task->result, TB_KIT_SKIPPED, "no thread to cancel from");
        return;
    }
    while (!code && !s->ended && !atomic_load(&s->host.cancel))
        code = tb_kit_session_next(s, &err);
    took = now_ms();
    pthread_join(thread, NULL);
    took -= caller.at;
    if (code && code != TOBA_E_CANCELLED && took < 0)
        tb_kit_end_error(task->result, TB_KIT_SKIPPED, "not run: ", &err);
    if (took > PATIENCE_MS) {
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "`next` heard a cancel only after more than %d s", PATIENCE_MS / 1000);
        tb_kit_hint(task->result, "return from `next` within a second, or ask toba_cancelled() "
                                  "while waiting");
    }
}

static void check_cancel(struct tb_kit_task *task)
{
    struct tb_kit_setup setup = tb_kit_setup_of(task);
    struct tb_kit_session session;
    struct tb_kit_outcome o = {0};

    tb_kit_memory_begin(0, 0xA5);
    o.code = tb_kit_session_plan(&session, &setup, &o.err);
    if (!o.code)
        o.code = tb_kit_session_open(&session, &o.err);
    if (tb_kit_sound(task, &o))
        run_cancelled(task, &session);
    tb_kit_session_close(&session);
}

const struct tb_kit_check tb_kit_checks_source[] = {
    {"rows", TB_KIT_SOURCES, check_rows},
    {"cancel", TB_KIT_SOURCES, check_cancel},
    {NULL, 0, NULL},
};
