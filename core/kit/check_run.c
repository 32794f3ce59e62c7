/* check_run.c - the rules of whole runs: memory comes back, running out of it is survived, the
 * same input gives the same output, and instances do not know of each other. */
#include <string.h>

#include "kit/check.h"
#include "kit/memory.h"

#define RUNNABLE (TB_KIT_GROUPS | TB_KIT_PROCESSES | TB_KIT_SOURCES)

enum { MOST_FAILURES = 4000 };

/* ---- The same input ------------------------------------------------------ */

static void compare(struct tb_kit_task *task, char fill, const char *what, const char *hint)
{
    const struct tb_kit_run first = {.seed = 8}, second = {.seed = 8, .fill = fill};
    struct tb_kit_outcome a, b;

    tb_kit_run_whole(task, &first, &a);
    tb_kit_run_whole(task, &second, &b);
    if (tb_kit_sound(task, &a) && tb_kit_sound(task, &b) &&
        !tb_kit_same_rows(task->spec, &a.rows, &b.rows)) {
        tb_kit_end(task->result, TB_KIT_FAILED, "%s", what);
        tb_kit_hint(task->result, "%s", hint);
    }
    tb_kit_outcome_free(&a);
    tb_kit_outcome_free(&b);
}

static void check_same(struct tb_kit_task *task)
{
    compare(task, 0, "the same input gave other output the second time",
            "output depends on input, options and D alone: not on clocks, addresses, chance or "
            "variables outside the instance");
}

static void check_borrowed(struct tb_kit_task *task)
{
    compare(task, 'B', "its output depends on memory that it may not read",
            "a text is valid until the port's next row, the number behind a NULL is none, and "
            "memory of toba_resize() is not zeroed");
}

/* ---- Memory -------------------------------------------------------------- */

static bool memory_sound(struct tb_kit_task *task, const struct tb_kit_outcome *o)
{
    if (o->memory[0]) {
        tb_kit_end(task->result, TB_KIT_FAILED, "%s", o->memory);
        tb_kit_hint(task->result, "what toba_resize() or a builder gave is given back once");
    } else if (o->held[0]) {
        tb_kit_end(task->result, TB_KIT_FAILED, "after `close`, %s", o->held);
        tb_kit_hint(task->result, "`close` gives back all that the instance took; a failing "
                                  "`open` does so itself");
    }
    return !task->result->status;
}

static void check_memory(struct tb_kit_task *task)
{
    struct tb_kit_outcome o;

    tb_kit_run_whole(task, &(struct tb_kit_run){.seed = 10}, &o);
    if (tb_kit_sound(task, &o))
        memory_sound(task, &o);
    tb_kit_outcome_free(&o);
}

static void judge_starved(struct tb_kit_task *task, struct tb_kit_outcome *o,
                          struct tb_kit_outcome *usual)
{
    if (o->broken[0]) {
        tb_kit_sound(task, o);
    } else if (!o->code && !tb_kit_same_rows(task->spec, &o->rows, &usual->rows)) {
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "it goes on without memory, and gives other rows");
        tb_kit_hint(task->result, "return TOBA_E_MEMORY when toba_resize() gives NULL");
    } else if (o->code && o->code != TOBA_E_MEMORY) {
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "running out of memory is told as code %d: %.200s", o->code, o->err.message);
        tb_kit_hint(task->result, "return TOBA_E_MEMORY, or the code that a call returned");
    } else {
        memory_sound(task, o);
    }
}

static void check_starved(struct tb_kit_task *task)
{
    static const enum tb_kit_shape shapes[] = {TB_KIT_ONE_ROW, TB_KIT_MANY};
    struct tb_kit_run run = {.shapes = shapes, .n_shapes = 2, .seed = 12};
    struct tb_kit_outcome usual, starved;
    long asked;

    tb_kit_run_whole(task, &run, &usual);
    asked = usual.asked < MOST_FAILURES ? usual.asked : MOST_FAILURES;
    tb_kit_sound(task, &usual);
    for (run.fail_at = 1; run.fail_at <= asked && !task->result->status; run.fail_at++) {
        tb_kit_run_whole(task, &run, &starved);
        if (starved.starved)
            judge_starved(task, &starved, &usual);
        tb_kit_outcome_free(&starved);
    }
    if (task->result->status == TB_KIT_FAILED)
        snprintf(task->result->detail, sizeof task->result->detail,
                 "when request %ld of %ld failed", run.fail_at - 1, usual.asked);
    tb_kit_outcome_free(&usual);
}

/* ---- Instances ----------------------------------------------------------- */

struct pair {
    struct tb_kit_session session;
    uint32_t seed;
    bool done;
    int code;
    struct toba_error err;
    struct tb_kit_text rows;
};

static void begin(struct tb_kit_task *task, struct pair *p, uint32_t seed)
{
    struct tb_kit_setup setup = tb_kit_setup_of(task);

    memset(p, 0, sizeof *p);
    p->seed = seed;
    p->code = tb_kit_session_plan(&p->session, &setup, &p->err);
    if (!p->code)
        p->code = tb_kit_session_open(&p->session, &p->err);
}

/* The step of a number: a key, a batch, or a call. */
static void step(struct pair *p, int number)
{
    static const enum tb_kit_shape shapes[] = {TB_KIT_MANY, TB_KIT_ONE_ROW, TB_KIT_HOLES,
                                               TB_KIT_NO_ROWS, TB_KIT_MANY};
    struct tb_kit_session *s = &p->session;
    int steps = s->setup.spec->kind == TOBA_SOURCE ? 200 : 5;

    p->done = p->done || p->code || s->ended || number >= steps;
    if (p->done)
        return;
    if (s->setup.spec->kind == TOBA_SOURCE)
        p->code = tb_kit_session_next(s, &p->err);
    else
        p->code = tb_kit_feed(s, shapes[number], p->seed + (uint32_t)number, 0, &p->err);
}

static void finish(struct pair *p)
{
    p->rows = p->session.host.rows;
    p->session.host.rows = (struct tb_kit_text){0};
    tb_kit_session_close(&p->session);
}

static void run_alone(struct tb_kit_task *task, struct pair *p, uint32_t seed)
{
    begin(task, p, seed);
    for (int i = 0; !p->done; i++)
        step(p, i);
    finish(p);
}

static void run_together(struct tb_kit_task *task, struct pair *a, struct pair *b)
{
    begin(task, a, a->seed);
    begin(task, b, b->seed);
    for (int i = 0; !a->done || !b->done; i++) {
        step(a, i);
        step(b, i);
    }
    finish(a);
    finish(b);
}

static void check_instances(struct tb_kit_task *task)
{
    struct pair alone[2], together[2] = {{.seed = 14}, {.seed = 31}};

    tb_kit_memory_begin(0, 0xA5);
    run_alone(task, &alone[0], 14);
    run_alone(task, &alone[1], 31);
    run_together(task, &together[0], &together[1]);
    if (alone[0].code) {
        const struct tb_kit_outcome o = {.code = alone[0].code, .err = alone[0].err};

        tb_kit_sound(task, &o);
    } else if (!tb_kit_same_rows(task->spec, &alone[0].rows, &together[0].rows) ||
               !tb_kit_same_rows(task->spec, &alone[1].rows, &together[1].rows)) {
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "two instances that run side by side give other rows than alone");
        tb_kit_hint(task->result, "keep everything in the instance: a plugin has no variables "
                                  "of its own");
    }
}

const struct tb_kit_check tb_kit_checks_run[] = {
    {"same input", RUNNABLE, check_same},         {"borrowed memory", RUNNABLE, check_borrowed},
    {"two instances", RUNNABLE, check_instances}, {"memory", RUNNABLE, check_memory},
    {"out of memory", RUNNABLE, check_starved},   {NULL, 0, NULL},
};
