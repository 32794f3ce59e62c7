/* worker.c - see worker.h. */
#include "run/worker.h"

#include <string.h>

#include "base/alloc.h"
#include "run/feed.h"
#include "run/host.h"
#include "run/runner.h"

/* ---- Failures ------------------------------------------------------------ */

/* Puts the step's name and place to a failure that has none yet. */
static void place(const struct tb_worker *w, struct toba_error *err)
{
    const struct tb_place *at = &w->node->step->place;
    char message[sizeof err->message];

    if (err->line || err->code == TOBA_E_CANCELLED)
        return;
    memcpy(message, err->message, sizeof message);
    snprintf(err->message, sizeof err->message, "%.100s: %.400s", w->node->name, message);
    if (at->file)
        snprintf(err->file, sizeof err->file, "%s", at->file);
    err->line = at->line;
}

/* What a callback came to: what it returned, what it did not say, what it ignored. */
static int judge(struct tb_worker *w, int code, struct toba_error *err)
{
    if (!code && w->in.failure.code)
        *err = w->in.failure;
    else if (!code && w->out.failure.code)
        *err = w->out.failure;
    else if (!code)
        return TOBA_OK;
    else if (code < 0 || code > TOBA_E_RETRY)
        toba_fail(err, TOBA_E_PLUGIN, "the plugin returned %d, which is no code", code);
    else if (!err->message[0])
        toba_fail(err, code, "the plugin failed without saying why");
    err->message[sizeof err->message - 1] = '\0';
    if (err->code <= 0 || err->code > TOBA_E_RETRY)
        err->code = code > 0 && code <= TOBA_E_RETRY ? code : TOBA_E_PLUGIN;
    place(w, err);
    return err->code;
}

/* ---- Callbacks ----------------------------------------------------------- */

int tb_worker_open(struct tb_worker *w, struct toba_error *err)
{
    int code = TOBA_OK;

    if (w->node->spec->open)
        code = judge(w, w->node->spec->open(w->self, &w->in.base, err), err);
    w->opened = code == TOBA_OK;
    return code;
}

static void end_lookups(struct tb_worker *w)
{
    for (int i = 0; w->lookups && i < w->in.n; i++) {
        struct tb_scan_run *scan = &w->lookups[i];

        if (!scan->handle)
            continue;
        tb_cursor_reset(&w->in.cursors[i]);
        tb_scan_clear(scan);
        scan->pages[0].complete = true;
        scan->store->scan_release(scan->handle);
    }
}

int tb_worker_next(struct tb_worker *w, bool *ended, struct toba_error *err)
{
    int code = w->node->spec->next(w->self, &w->in.base, &w->out.base, err);

    *ended = code == TOBA_END;
    end_lookups(w);
    return judge(w, *ended ? TOBA_OK : code, err);
}

int tb_worker_process(struct tb_worker *w, const struct ArrowArray *batch,
                      struct toba_error *err)
{
    struct tb_page page = {.batch = *batch};
    int code;

    page.first = batch->offset;
    page.end = batch->offset + batch->length;
    w->stream.first = w->stream.last = &page;
    w->stream.complete = true;
    tb_cursor_reset(&w->in.cursors[0]);
    tb_counter_add(&w->counters->rows_in, batch->length);
    code = judge(w, w->node->spec->process(w->self, &w->in.base, &w->out.base, err), err);
    tb_cursor_reset(&w->in.cursors[0]);
    w->stream.first = w->stream.last = NULL;
    return code;
}

int tb_worker_group(struct tb_worker *w, struct toba_error *err)
{
    int code;

    for (int i = 0; i < w->in.n; i++)
        tb_cursor_begin(&w->in.cursors[i]);
    code = judge(w, w->node->spec->group(w->self, &w->in.base, &w->out.base, err), err);
    tb_counter_add(&w->counters->keys, 1);
    return code ? code : tb_out_cover_key(&w->out, err);
}

static int begin_lookup(struct tb_worker *w, int32_t port, const char *key,
                        struct toba_error *err)
{
    struct tb_scan_run *scan = &w->lookups[port];
    int code = TOBA_OK;

    if (!scan->handle)
        code = tb_scan_open(scan, NULL, err);
    if (code)
        return code;
    tb_cursor_reset(&w->in.cursors[port]);
    tb_scan_clear(scan);
    scan->store->scan_release(scan->handle);
    return scan->store->scan_key(scan->handle, key, err);
}

int tb_worker_find(struct tb_worker *w, int32_t port, const char *key, struct toba_error *err)
{
    int code;

    if (!w || !w->lookups || port < 0 || port >= w->in.n || !key)
        return toba_fail(err, TOBA_E_PLUGIN, "only a source finds keys, on a port that it has");
    if (!w->in.cursors[port].pages)
        return TOBA_OK; /* not wired: it has no rows */
    code = begin_lookup(w, port, key, err);
    if (code && !w->in.failure.code)
        w->in.failure = *err;
    return code;
}

/* ---- Life ---------------------------------------------------------------- */

/* Children show the rows of the parent's current sub-key, where both have one. */
static void bind_parents(struct tb_worker *w)
{
    for (int i = 0; i < w->in.n; i++) {
        struct tb_cursor *cursor = &w->in.cursors[i];
        int32_t parent = w->node->inputs[i].parent;

        if (parent >= 0 && parent < w->in.n && parent != i && cursor->sub >= 0 &&
            w->in.cursors[parent].sub >= 0)
            cursor->parent = &w->in.cursors[parent];
    }
}

static int bind_group(struct tb_worker *w, struct tb_scan_run *scan, struct toba_error *err)
{
    int code = TOBA_OK;

    for (int i = 0; i < w->in.n && !code; i++) {
        const struct tb_node_input *input = &w->node->inputs[i];
        struct tb_cursor *cursor = &w->in.cursors[i];

        if (!input->wired) {
            code = tb_cursor_init_stream(cursor, input, NULL, &w->in.failure);
            continue;
        }
        code = tb_cursor_init(cursor, input, &scan->pages[input->read],
                              &scan->reads[input->read], &w->in.failure);
        cursor->key = &w->in.key;
    }
    if (code)
        *err = w->in.failure;
    bind_parents(w);
    return code;
}

static int bind_process(struct tb_worker *w, struct tb_scan_run *scan, struct toba_error *err)
{
    const struct tb_node_input *input = &w->node->inputs[0];
    int code;

    if (scan) {
        w->stream.types = scan->pages[input->read].types;
        w->stream.n_types = scan->pages[input->read].n_types;
    } else {
        const struct tb_out_port *from =
            &tb_feed_worker(w->feed, w->node->upstream)->out.ports[w->node->upstream_port];

        w->stream.types = from->types;
        w->stream.n_types = from->spec->n_fields;
    }
    code = tb_cursor_init_stream(&w->in.cursors[0], input, &w->stream, &w->in.failure);
    if (code)
        *err = w->in.failure;
    return code;
}

static int bind_source(struct tb_worker *w, struct toba_error *err)
{
    int code = TOBA_OK;

    tb_state_init(&w->state, w->runner, w->node->name);
    w->lookups = tb_new_array((size_t)w->in.n, sizeof *w->lookups);
    if (!w->lookups)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for step %s", w->node->name);
    for (int i = 0; i < w->in.n && !code; i++) {
        const struct tb_node_input *input = &w->node->inputs[i];
        struct tb_pages *pages = NULL;

        if (input->wired && input->lookup) {
            code = tb_scan_init(&w->lookups[i], w->runner, input->lookup, err);
            if (code)
                return code;
            pages = &w->lookups[i].pages[0];
            pages->dropping = pages->complete = true;
            code = tb_cursor_init(&w->in.cursors[i], input, pages, &w->lookups[i].reads[0],
                                  &w->in.failure);
        } else {
            code = tb_cursor_init_stream(&w->in.cursors[i], input, NULL, &w->in.failure);
        }
        if (code)
            *err = w->in.failure;
    }
    return code;
}

static int bind(struct tb_worker *w, struct tb_scan_run *scan, struct toba_error *err)
{
    const struct toba_component *spec = w->node->spec;

    w->self = tb_new(spec->instance_size);
    w->in.cursors = tb_new_array((size_t)spec->n_inputs, sizeof *w->in.cursors);
    if (!w->self || !w->in.cursors)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for step %s", w->node->name);
    if (w->node->options)
        memcpy(w->self, w->node->options, spec->instance_size);
    w->in.n = spec->n_inputs;
    if (spec->kind == TOBA_SOURCE)
        return bind_source(w, err);
    return spec->kind == TOBA_GROUP ? bind_group(w, scan, err) : bind_process(w, scan, err);
}

struct tb_worker *tb_worker_new(const struct tb_node *node, struct tb_feed_run *feed,
                                struct tb_scan_run *scan, struct toba_error *err)
{
    struct tb_worker *w = tb_new(sizeof *w);

    if (!w) {
        toba_fail(err, TOBA_E_MEMORY, "out of memory for step %s", node->name);
        return NULL;
    }
    w->node = node;
    w->runner = feed->runner;
    w->feed = feed;
    w->counters = tb_progress_counters(w->runner->progress, tb_runner_node(w->runner, node));
    w->in.base.host = w->out.base.host = tb_host();
    w->in.runner = w->runner;
    w->in.worker = w;
    w->in.name = node->name;
    if (bind(w, scan, err) || tb_out_init(&w->out, w, err)) {
        place(w, err);
        tb_worker_free(w);
        return NULL;
    }
    return w;
}

void tb_worker_free(struct tb_worker *w)
{
    if (!w)
        return;
    if (w->opened && w->node->spec->close)
        w->node->spec->close(w->self);
    for (int i = 0; w->in.cursors && i < w->in.n; i++)
        tb_cursor_fini(&w->in.cursors[i]);
    for (int i = 0; w->lookups && i < w->in.n; i++)
        tb_scan_fini(&w->lookups[i]);
    tb_state_fini(&w->state);
    tb_out_fini(&w->out);
    tb_free(w->lookups);
    tb_free(w->in.cursors);
    tb_free(w->self);
    tb_free(w);
}
