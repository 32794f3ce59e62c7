/* feed.c - see feed.h. */
#include "run/feed.h"

#include <string.h>

#include "base/alloc.h"
#include "batch/builder.h"
#include "run/writer.h"

#define NOTE_ROWS 4096
#define DONE_KEY 512

/* ---- Sending ------------------------------------------------------------- */

int tb_feed_push(struct tb_feed_run *feed, int kind, struct tb_target *target,
                 struct ArrowArray *batch, const int32_t *types, int32_t n,
                 struct toba_error *err)
{
    int64_t bytes = tb_array_bytes(batch, types, n);
    struct tb_item *item;

    if (batch->length == 0 || feed->cut) { /* nothing, or behind the last barrier */
        tb_array_release(batch);
        return TOBA_OK;
    }
    feed->bytes += bytes;
    tb_counter_add(&tb_progress_totals(feed->runner->progress)->bytes, bytes);
    item = tb_item_new(kind, target, batch, bytes);
    if (!item)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
    return tb_queue_push(feed->exchange, feed->index, target->store, item, err);
}

static int refuse_note(void *context, const char *column, const char *reason, const char *key,
                       struct toba_error *err)
{
    (void)context;
    return toba_fail(err, TOBA_E_PLUGIN, "the state's %s %s (%s)", column, reason, key);
}

/* Sends the notes of a scope to every store that keeps them. */
static int send_notes(struct tb_feed_run *feed, int scope, struct toba_error *err)
{
    struct tb_fit_rejects refuse = {refuse_note, feed};
    const struct tb_fit *fit = &feed->note_fits[scope];
    struct tb_shared *shared;
    struct ArrowArray batch;
    int code;

    if (tb_builder_rows(feed->notes[scope]) == 0)
        return TOBA_OK;
    code = tb_builder_finish(feed->notes[scope], &batch, err);
    if (code)
        return code;
    shared = tb_shared_new(&batch);
    if (!shared)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for state");
    for (int i = 0; i < feed->runner->n_writers && !code; i++) {
        struct tb_writer *writer = &feed->runner->writers[i];

        if (!writer->keeps)
            continue;
        code =
            tb_fit_rows(fit, shared, 0, tb_shared_peek(shared)->length, &batch, &refuse, err);
        if (!code)
            code = tb_feed_push(
                feed, TB_ITEM_ROWS,
                &writer->internals[scope == TOBA_STATE_KEPT ? TB_INTERNAL_STATE
                                                            : TB_INTERNAL_RUN_STATE],
                &batch, fit->types, fit->n, err);
    }
    tb_shared_drop(shared);
    return code;
}

int tb_feed_note(struct tb_feed_run *feed, int32_t scope, const char *step, const char *key,
                 const char *value, struct toba_error *err)
{
    int code = tb_state_put(feed->runner, feed->notes[scope], scope, step, key, value, err);

    if (!code && tb_builder_rows(feed->notes[scope]) >= NOTE_ROWS)
        code = send_notes(feed, scope, err);
    return code;
}

static int send_rejects(struct tb_feed_run *feed, int store, struct toba_error *err)
{
    struct tb_rejects *rejects = &feed->rejects[store];
    struct ArrowArray batch;
    int code;

    if (tb_builder_rows(rejects->builder) == 0)
        return TOBA_OK;
    code = tb_builder_finish(rejects->builder, &batch, err);
    if (code)
        return code;
    return tb_feed_push(feed, TB_ITEM_ROWS, &rejects->writer->internals[TB_INTERNAL_REJECTS],
                        &batch, tb_rejects_types, TB_REJECTS_COLUMNS, err);
}

/* Sends all that has gathered anywhere in the feed. */
static int flush(struct tb_feed_run *feed, struct toba_error *err)
{
    int code = TOBA_OK;

    for (int i = 0; i < feed->n_workers && !code; i++)
        code = tb_out_flush(&feed->workers[i]->out, err);
    if (!code && feed->after && feed->after[0])
        code = tb_feed_note(feed, TOBA_STATE_RUN, feed->name, "after", feed->after, err);
    for (int i = 0; i < TB_SCOPES && !code; i++)
        code = send_notes(feed, i, err);
    for (int i = 0; i < feed->runner->n_writers && !code; i++)
        code = send_rejects(feed, i, err);
    return code;
}

int tb_feed_mark(struct tb_feed_run *feed, bool marked, int64_t mark, struct toba_error *err)
{
    int64_t rows = feed->rows, bytes = feed->bytes;
    int code;

    if (feed->cut)
        return TOBA_OK; /* a source that goes on for a while: what it gives is not taken */
    feed->marked = marked;
    feed->mark = mark;
    feed->rows = feed->bytes = 0;
    if (!tb_barrier_due(feed->exchange, feed->index, rows, bytes))
        return TOBA_OK;
    code = flush(feed, err);
    if (code)
        return code;
    tb_barrier_insert(feed->exchange, feed->index, marked, mark);
    feed->bytes = 0;
    feed->cut = tb_cancel_level(feed->runner->options->cancel) >= TB_CANCEL_BARRIER;
    return TOBA_OK;
}

/* ---- The thread ---------------------------------------------------------- */

static const char *done_key(const char *name, char *key)
{
    snprintf(key, DONE_KEY, "done %s", name);
    return key;
}

static int end_feed(struct tb_feed_run *feed, struct toba_error *err)
{
    char key[DONE_KEY];
    int code = TOBA_OK;

    if (!feed->cut) {
        code = tb_feed_note(feed, TOBA_STATE_RUN, TB_STATE_CORE, done_key(feed->name, key), "",
                            err);
        if (!code)
            code = flush(feed, err);
    }
    if (!code)
        tb_barrier_end(feed->exchange, feed->index, feed->marked, feed->mark, feed->cut);
    return code;
}

/* What a source marked before it refused is not lost: one more barrier, then the failure. What
 * it gave behind its last mark cannot be told from half an account, and is left to the next
 * run. */
static void keep_marked(struct tb_feed_run *feed)
{
    struct toba_error ignored = {0}; /* the source's own is the one to tell */

    if (feed->rows || feed->cut || !tb_barrier_demand(feed->exchange, feed->index) ||
        flush(feed, &ignored))
        return;
    tb_barrier_insert(feed->exchange, feed->index, feed->marked, feed->mark);
    tb_barrier_settle(feed->exchange);
}

/* Waits for the last commit, so that a source hears of its last mark. */
static void hear_last(struct tb_feed_run *feed)
{
    const struct tb_worker *source = feed->workers[0];
    int64_t mark;

    tb_barrier_final(feed->exchange);
    if (source->node->spec->committed && tb_barrier_durable(feed->exchange, feed->index, &mark))
        source->node->spec->committed(source->self, mark);
}

static void *run_feed(void *argument)
{
    struct tb_feed_run *feed = argument;
    struct toba_error err = {0};
    int code = TOBA_OK;

    for (int i = 0; i < feed->n_workers && !code; i++)
        code = tb_worker_open(feed->workers[i], &err);
    if (!code)
        code = feed->spec->source ? tb_feed_source(feed, &err) : tb_feed_scan(feed, &err);
    if (code == TOBA_E_SOURCE && feed->spec->source)
        keep_marked(feed);
    if (!code)
        code = end_feed(feed, &err);
    if (code)
        tb_monitor_fail(&feed->runner->monitor, &err);
    else if (feed->spec->source)
        hear_last(feed);
    for (int i = feed->n_workers - 1; i >= 0; i--) {
        tb_worker_free(feed->workers[i]);
        feed->workers[i] = NULL;
    }
    feed->n_workers = 0;
    return NULL;
}

/* ---- Life ---------------------------------------------------------------- */

struct tb_worker *tb_feed_worker(struct tb_feed_run *feed, const struct tb_node *node)
{
    for (int i = 0; i < feed->n_workers; i++)
        if (feed->workers[i]->node == node)
            return feed->workers[i];
    return NULL;
}

/* Makes the worker of a node, and those of all steps that its outputs feed. */
static int hire(struct tb_feed_run *feed, const struct tb_node *node, struct tb_scan_run *scan,
                struct tb_worker **hired, struct toba_error *err)
{
    struct tb_worker *worker = tb_worker_new(node, feed, scan, err);
    int code = TOBA_OK;

    if (!worker)
        return err->code;
    *hired = feed->workers[feed->n_workers++] = worker;
    for (int p = 0; p < worker->out.n && !code; p++) {
        struct tb_out_port *port = &worker->out.ports[p];

        for (int i = 0; port->rows && i < port->spec->n_streams && !code; i++)
            code = hire(feed, port->spec->streams[i], NULL, &port->streams[i], err);
    }
    return code;
}

static int hire_all(struct tb_feed_run *feed, struct toba_error *err)
{
    struct tb_worker *hired;
    int code = TOBA_OK;

    feed->workers =
        tb_new_array((size_t)feed->runner->plan->n_nodes, sizeof(struct tb_worker *));
    if (!feed->workers)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a stage");
    if (feed->spec->source)
        return hire(feed, feed->spec->source, NULL, &hired, err);
    code = tb_scan_init(&feed->scan, feed->runner, feed->spec->scan, err);
    for (int i = 0; i < feed->spec->scan->n_nodes && !code; i++)
        code = hire(feed, feed->spec->scan->nodes[i], &feed->scan, &hired, err);
    return code;
}

static int init_notes(struct tb_feed_run *feed, int scope, struct toba_error *err)
{
    static const int32_t all[] = {0, 1, 2, 3, 4};
    bool kept = scope == TOBA_STATE_KEPT;
    const struct toba_table *table = kept ? &tb_state_table : &tb_run_state_table;
    const int32_t *types = kept ? tb_state_types : tb_run_state_types;

    feed->notes[scope] = tb_builder_new(types, table->n_columns);
    if (!feed->notes[scope])
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for state");
    return tb_fit_init(&feed->note_fits[scope], table, all, all, table->n_columns, types,
                       table->n_columns, 0, err);
}

static int init_sending(struct tb_feed_run *feed, struct toba_error *err)
{
    int n = feed->runner->n_writers, code = TOBA_OK;

    for (int i = 0; i < TB_SCOPES && !code; i++)
        code = init_notes(feed, i, err);
    feed->rejects = tb_new_array((size_t)n, sizeof *feed->rejects);
    if (!code && !feed->rejects)
        code = toba_fail(err, TOBA_E_MEMORY, "out of memory for rejected rows");
    for (int i = 0; i < n && !code; i++)
        code = tb_rejects_init(&feed->rejects[i], feed->runner, &feed->runner->writers[i], err);
    return code;
}

int tb_feed_start(struct tb_feed_run *feed, struct tb_runner *runner,
                  const struct tb_feed *spec, struct toba_error *err)
{
    int code;

    feed->runner = runner;
    feed->spec = spec;
    feed->name = tb_feed_name(spec);
    code = init_sending(feed, err);
    if (!code)
        code = hire_all(feed, err);
    if (code)
        return code;
    if (pthread_create(&feed->thread, NULL, run_feed, feed))
        return toba_fail(err, TOBA_E_MEMORY, "no thread can be made for %s", feed->name);
    feed->running = true;
    return TOBA_OK;
}

void tb_feed_fini(struct tb_feed_run *feed)
{
    if (feed->running)
        pthread_join(feed->thread, NULL);
    for (int i = feed->n_workers - 1; i >= 0; i--)
        tb_worker_free(feed->workers[i]);
    tb_free(feed->workers);
    tb_scan_fini(&feed->scan);
    for (int i = 0; i < TB_SCOPES; i++) {
        tb_builder_free(feed->notes[i]);
        tb_fit_fini(&feed->note_fits[i]);
    }
    for (int i = 0; feed->rejects && i < feed->runner->n_writers; i++)
        tb_rejects_fini(&feed->rejects[i]);
    tb_free(feed->rejects);
    tb_free(feed->after);
}

const char *tb_feed_name(const struct tb_feed *spec)
{
    return spec->source ? spec->source->name : spec->scan->name;
}

int tb_feed_is_done(struct tb_runner *runner, const struct tb_feed *spec, bool *done,
                    struct toba_error *err)
{
    struct tb_state state;
    struct toba_text value;
    char key[DONE_KEY];
    int code;

    tb_state_init(&state, runner, TB_STATE_CORE);
    code = tb_state_get(&state, TOBA_STATE_RUN, done_key(tb_feed_name(spec), key), &value, err);
    *done = !code && !value.null;
    tb_state_fini(&state);
    return code;
}
