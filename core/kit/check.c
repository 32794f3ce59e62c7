/* check.c - whole runs of a component; see check.h. */
#include "kit/check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "kit/memory.h"

enum { SOURCE_CALLS = 2000, SOURCE_SECONDS = 3, BATCH_ROWS = 300 };

static const enum tb_kit_shape several[] = {TB_KIT_NO_ROWS, TB_KIT_ONE_ROW,  TB_KIT_ALL_NULL,
                                            TB_KIT_MANY,    TB_KIT_LONG_AGO, TB_KIT_HOLES};

struct tb_kit_setup tb_kit_setup_of(struct tb_kit_task *task)
{
    return (struct tb_kit_setup){
        .spec = task->spec, .given = &task->given, .loud = task->loud, .result = task->result};
}

static int batch_rows(enum tb_kit_shape shape)
{
    if (shape == TB_KIT_NO_ROWS)
        return 0;
    return shape == TB_KIT_ONE_ROW || shape == TB_KIT_LONG_AGO ? 1 : BATCH_ROWS;
}

int tb_kit_feed(struct tb_kit_session *s, enum tb_kit_shape shape, uint32_t seed, int batch,
                struct toba_error *err)
{
    int all = batch_rows(shape), step = batch ? batch : all;
    int code = TOBA_OK;

    if (s->setup.spec->kind == TOBA_GROUP)
        return tb_kit_session_group(s, shape, seed, err);
    if (all == 0)
        return tb_kit_session_batch(s, shape, seed, 0, 0, 0, err);
    for (int first = 0; first < all && !code; first += step)
        code = tb_kit_session_batch(s, shape, seed, all, first,
                                    first + step < all ? step : all - first, err);
    return code;
}

static int drain(struct tb_kit_session *s, struct toba_error *err)
{
    time_t until = time(NULL) + SOURCE_SECONDS;
    int code = TOBA_OK;

    while (!code && !s->ended && s->calls < SOURCE_CALLS && time(NULL) < until)
        code = tb_kit_session_next(s, err);
    return code;
}

static int feed_all(struct tb_kit_session *s, const struct tb_kit_run *run,
                    struct toba_error *err)
{
    const enum tb_kit_shape *shapes = run->shapes ? run->shapes : several;
    int n = run->shapes ? run->n_shapes : (int)(sizeof several / sizeof *several);
    int code = TOBA_OK;

    if (s->setup.spec->kind == TOBA_SOURCE)
        return drain(s, err);
    for (int i = 0; i < n && !code; i++)
        code = tb_kit_feed(s, shapes[i], run->seed + (uint32_t)i, run->batch, err);
    return code;
}

static void copy(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text ? text : "");
}

void tb_kit_run_whole(struct tb_kit_task *task, const struct tb_kit_run *run,
                      struct tb_kit_outcome *o)
{
    struct tb_kit_setup setup = tb_kit_setup_of(task);
    struct tb_kit_session session;

    memset(o, 0, sizeof *o);
    setup.unwired_inputs = run->unwired_inputs;
    setup.unwired_outputs = run->unwired_outputs;
    setup.fill = run->fill;
    tb_kit_memory_begin(run->fail_at, run->fill ? (unsigned char)run->fill : 0xA5);
    o->code = tb_kit_session_plan(&session, &setup, &o->err);
    copy(o->planned, sizeof o->planned, tb_kit_memory_held());
    if (!o->code)
        o->code = tb_kit_session_open(&session, &o->err);
    if (!o->code)
        o->code = feed_all(&session, run, &o->err);
    copy(o->broken, sizeof o->broken, session.host.broken);
    copy(o->broken_hint, sizeof o->broken_hint, session.host.broken_hint);
    o->rows = session.host.rows;
    session.host.rows = (struct tb_kit_text){0};
    tb_kit_session_close(&session);
    copy(o->memory, sizeof o->memory, tb_kit_memory_broken());
    copy(o->held, sizeof o->held, tb_kit_memory_held());
    o->asked = tb_kit_memory_asked();
    o->starved = tb_kit_memory_failed();
}

void tb_kit_outcome_free(struct tb_kit_outcome *o)
{
    tb_free(o->rows.at);
    memset(&o->rows, 0, sizeof o->rows);
}

bool tb_kit_sound(struct tb_kit_task *task, const struct tb_kit_outcome *o)
{
    if (o->broken[0]) {
        tb_kit_end(task->result, TB_KIT_FAILED, "%s", o->broken);
        tb_kit_hint(task->result, "%s", o->broken_hint);
        return false;
    }
    if (!o->code)
        return true;
    if (o->code == TOBA_E_CONFIG || task->spec->kind == TOBA_SOURCE) {
        tb_kit_end_error(task->result, TB_KIT_SKIPPED, "not run: ", &o->err);
        tb_kit_hint(task->result, "give options with --option NAME=VALUE");
    } else {
        tb_kit_end_error(task->result, TB_KIT_FAILED,
                         "it fails on rows that are in order: ", &o->err);
    }
    return false;
}

bool tb_kit_same(const struct tb_kit_text *a, const struct tb_kit_text *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->at, b->at, a->size) == 0);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Puts the lines in order. */
static void sort_lines(struct tb_kit_text *text)
{
    struct tb_kit_text sorted = {0};
    char **lines;
    size_t n = 0, found = 0;

    for (size_t i = 0; i < text->size; i++)
        n += text->at[i] == '\n';
    lines = tb_new_array(n + 1, sizeof *lines);
    if (!lines)
        return;
    for (char *at = text->at; found < n; at = strchr(at, '\0') + 1) {
        *strchr(at, '\n') = '\0';
        lines[found++] = at;
    }
    qsort(lines, n, sizeof *lines, by_text);
    for (size_t i = 0; i < n; i++)
        tb_kit_text_add(&sorted, "%s\n", lines[i]);
    tb_free(lines);
    tb_free(text->at);
    *text = sorted;
}

bool tb_kit_same_rows(const struct toba_component *spec, struct tb_kit_text *a,
                      struct tb_kit_text *b)
{
    if (spec->kind == TOBA_SOURCE) {
        sort_lines(a);
        sort_lines(b);
    }
    return tb_kit_same(a, b);
}
