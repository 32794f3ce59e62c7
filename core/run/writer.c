/* writer.c - see writer.h.
 *
 * A transaction begins with the first batch after a commit, so that a slow source does not keep
 * one open for nothing. */
#include "run/writer.h"

#include <string.h>

#include "base/alloc.h"
#include "batch/builder.h"
#include "run/host.h"
#include "run/scan.h"
#include "run/state.h"

/* ---- The store's side -----------------------------------------------------------------------
 */

static struct tb_target *target_of(struct tb_writer *w, const struct toba_write *write)
{
    struct tb_runner *runner = w->runner;

    for (int i = 0; i < TB_INTERNALS; i++)
        if (&w->specs[i] == write)
            return &w->internals[i];
    for (int i = 0; i < runner->plan->n_writes; i++)
        if (runner->targets[i].spec == write)
            return &runner->targets[i];
    return NULL;
}

/* What a store calls for a row that it cannot take. */
static void reject(const struct toba_sink *sink, const struct toba_write *write,
                   const char *column, const char *reason, const char *key)
{
    struct tb_writer *w = (struct tb_writer *)(uintptr_t)sink;
    struct toba_error err;

    w->rejects.target = target_of(w, write);
    if (w->rejects.target && tb_rejects_add(&w->rejects, column, reason, key, &err))
        tb_monitor_fail(&w->runner->monitor, &err);
}

/* Gives a store's failure the store's name, and a code where the store forgot it. */
static int blame(const struct tb_writer *w, int code, struct toba_error *err)
{
    const char *name = w->runner->plan->stores[w->index].node->name;
    struct tb_place place = w->runner->plan->stores[w->index].node->step->place;

    if (code && !err->code)
        toba_fail(err, TOBA_E_PLUGIN, "store %s failed without saying why", name);
    if (code && !err->line && place.file) {
        snprintf(err->file, sizeof err->file, "%s", place.file);
        err->line = place.line;
    }
    return code ? err->code : TOBA_OK;
}

/* ---- Transactions ---------------------------------------------------------------------------
 */

static int begin(struct tb_writer *w, struct toba_error *err)
{
    int code = w->began ? TOBA_OK : blame(w, w->store->begin(w->self, err), err);

    if (!code)
        w->began = true;
    return code;
}

static int apply_item(struct tb_writer *w, int kind, struct tb_target *target,
                      const struct ArrowArray *batch, struct toba_error *err)
{
    int code;

    if (batch->length == 0)
        return TOBA_OK;
    code = begin(w, err);
    if (code)
        return code;
    target->touched = true;
    if (kind == TB_ITEM_COVER)
        return blame(w, w->store->cover(w->self, target->spec, batch, err), err);
    return blame(w, w->store->write(w->self, target->spec, batch, &target->pending, err), err);
}

static void add_written(struct toba_written *to, const struct toba_written *from)
{
    to->inserted += from->inserted;
    to->updated += from->updated;
    to->unchanged += from->unchanged;
    to->deleted += from->deleted;
    to->rejected += from->rejected;
}

/* The i-th stream that the writer may have written to, NULL behind the last. */
static struct tb_target *target_at(struct tb_writer *w, int i)
{
    if (i < w->runner->plan->n_writes)
        return &w->runner->targets[i];
    i -= w->runner->plan->n_writes;
    return i < TB_INTERNALS ? &w->internals[i] : NULL;
}

static int apply_targets(struct tb_writer *w, struct toba_error *err)
{
    struct tb_target *target;
    int code = TOBA_OK;

    for (int i = 0; (target = target_at(w, i)) && !code; i++)
        if (target->touched && target->store == w->index &&
            target != &w->internals[TB_INTERNAL_REJECTS])
            code = blame(w, w->store->apply(w->self, target->spec, &target->pending, err), err);
    return code;
}

/* Ends the transaction in the counts. */
static void settle_targets(struct tb_writer *w, bool committed)
{
    struct tb_target *target;

    w->began = false;
    for (int i = 0; (target = target_at(w, i)); i++) {
        if (target->store != w->index || !target->touched)
            continue;
        if (committed)
            add_written(&target->written, &target->pending);
        memset(&target->pending, 0, sizeof target->pending);
        target->touched = false;
    }
}

static void abort_open(struct tb_writer *w)
{
    if (w->began)
        w->store->abort(w->self);
    settle_targets(w, false);
}

/* Writes the rows that the store rejected, in `apply` too: therefore last. */
static int write_rejects(struct tb_writer *w, struct toba_error *err)
{
    struct tb_target *target = &w->internals[TB_INTERNAL_REJECTS];
    struct ArrowArray batch;
    int code = TOBA_OK;

    if (tb_builder_rows(w->rejects.builder) > 0) {
        code = tb_builder_finish(w->rejects.builder, &batch, err);
        if (!code)
            code = apply_item(w, TB_ITEM_ROWS, target, &batch, err);
        tb_array_release(&batch);
    }
    if (!code && target->touched)
        code = blame(w, w->store->apply(w->self, target->spec, &target->pending, err), err);
    return code;
}

static int commit_open(struct tb_writer *w, struct toba_error *err)
{
    int code;

    if (!w->began)
        return TOBA_OK;
    code = blame(w, w->store->commit(w->self, err), err);
    if (!code)
        settle_targets(w, true);
    return code;
}

/* ---- Barriers -------------------------------------------------------------------------------
 */

/* Notes for which date and options the stage's steps have ended, where that decides what they
 * read next time. */
static int write_ended(struct tb_writer *w, struct toba_error *err)
{
    const struct tb_runner *runner = w->runner;
    struct toba_builder *builder = tb_builder_new(tb_state_types, TB_STATE_COLUMNS);
    struct ArrowArray batch;
    int code = builder ? TOBA_OK : toba_fail(err, TOBA_E_MEMORY, "out of memory for state");

    for (int i = 0; i < runner->plan->n_nodes && !code; i++) {
        const struct tb_node *node = runner->plan->nodes[i];

        if (node->stage == w->stage && tb_scan_reads_changed(node))
            code = tb_scan_put_ended(runner, node, builder, err);
    }
    if (!code)
        code = tb_builder_finish(builder, &batch, err);
    if (!code) {
        code = apply_item(w, TB_ITEM_ROWS, &w->internals[TB_INTERNAL_STATE], &batch, err);
        tb_array_release(&batch);
    }
    tb_builder_free(builder);
    return code;
}

static int write_stage(struct tb_writer *w, struct toba_error *err)
{
    bool last = w->stage + 1 == w->runner->plan->n_stages;
    struct ArrowArray batch;
    int code = tb_ledger_stage(w->runner, w->stage + 1, last, &batch, err);

    if (code)
        return code;
    code = apply_item(w, TB_ITEM_ROWS, &w->internals[TB_INTERNAL_RUN], &batch, err);
    tb_array_release(&batch);
    return code ? code : write_ended(w, err);
}

static int pass_barrier(struct tb_writer *w, bool final, struct toba_error *err)
{
    int code = final && w->keeps ? write_stage(w, err) : TOBA_OK;

    if (!code && w->began)
        code = apply_targets(w, err);
    if (!code)
        code = write_rejects(w, err);
    if (!code && tb_monitor_stopped(&w->runner->monitor))
        code = tb_monitor_reason(&w->runner->monitor, err);
    if (!code)
        code = tb_barrier_turn(w->exchange, w->index, final, err);
    if (!code)
        code = commit_open(w, err);
    if (!code)
        tb_barrier_committed(w->exchange, w->index, final);
    return code;
}

static int take_item(struct tb_writer *w, struct tb_item *item, struct toba_error *err)
{
    int code = apply_item(w, item->kind, item->target, &item->batch, err);

    tb_item_free(item);
    return code;
}

static int work_stage(struct tb_writer *w, struct toba_error *err)
{
    struct tb_item *item;
    int turn = 0, code = TOBA_OK;

    while (!code) {
        switch (tb_queue_take(w->exchange, w->index, &turn, &item)) {
        case TB_TAKEN_ITEM:
            code = take_item(w, item, err);
            break;
        case TB_TAKEN_BARRIER:
            code = pass_barrier(w, false, err);
            break;
        case TB_TAKEN_END:
            if (!w->exchange->cut)
                code = pass_barrier(w, true, err);
            abort_open(w);
            return code;
        default:
            abort_open(w);
            return TOBA_OK; /* the reason is known */
        }
    }
    abort_open(w);
    return code;
}

/* ---- The run's beginning and end ------------------------------------------------------------
 */

static int cover_runs(struct tb_writer *w, bool own, struct toba_error *err)
{
    struct ArrowArray batch;
    int code = tb_ledger_scopes(w->runner, w->index, own, &batch, err);

    if (code)
        return code;
    code = apply_item(w, TB_ITEM_COVER, &w->internals[TB_INTERNAL_RUN_STATE], &batch, err);
    tb_array_release(&batch);
    return code;
}

static int commit_alone(struct tb_writer *w, int code, struct toba_error *err)
{
    if (!code && w->began)
        code = apply_targets(w, err);
    if (!code)
        code = commit_open(w, err);
    if (code)
        abort_open(w);
    return code;
}

static int begin_run(struct tb_writer *w, struct toba_error *err)
{
    struct ArrowArray batch;
    int code;

    if (!w->keeps)
        return TOBA_OK;
    code = tb_ledger_begin(w->runner, w->index, &batch, err);
    if (code)
        return code;
    code = apply_item(w, TB_ITEM_ROWS, &w->internals[TB_INTERNAL_RUN], &batch, err);
    tb_array_release(&batch);
    return commit_alone(w, code ? code : cover_runs(w, false, err), err);
}

static int end_run(struct tb_writer *w, struct toba_error *err)
{
    return w->keeps ? commit_alone(w, cover_runs(w, true, err), err) : TOBA_OK;
}

static int open_store(struct tb_writer *w, struct toba_error *err)
{
    int code = w->store->open(w->self, &w->sink, w->tables, w->n_tables, err);

    w->opened = code == 0;
    return blame(w, code, err);
}

/* ---- The thread -----------------------------------------------------------------------------
 */

static int obey(struct tb_writer *w, enum tb_order order, struct toba_error *err)
{
    switch (order) {
    case TB_ORDER_OPEN:
        return open_store(w, err);
    case TB_ORDER_BEGIN:
        return begin_run(w, err);
    case TB_ORDER_STAGE:
        return work_stage(w, err);
    case TB_ORDER_END:
        return end_run(w, err);
    default:
        if (w->opened)
            w->store->close(w->self);
        w->opened = false;
        return TOBA_OK;
    }
}

static void *run_writer(void *argument)
{
    struct tb_writer *w = argument;
    struct tb_monitor *monitor = &w->runner->monitor;
    enum tb_order order;

    do {
        struct toba_error err = {0};

        tb_monitor_lock(monitor);
        while ((order = w->order) == TB_ORDER_NONE)
            tb_monitor_wait(monitor);
        tb_monitor_unlock(monitor);
        if (obey(w, order, &err))
            tb_monitor_fail(monitor, &err);
        tb_monitor_lock(monitor);
        w->order = TB_ORDER_NONE;
        tb_monitor_changed(monitor);
        tb_monitor_unlock(monitor);
    } while (order != TB_ORDER_CLOSE);
    return NULL;
}

void tb_writer_order(struct tb_writer *w, enum tb_order order)
{
    tb_monitor_lock(&w->runner->monitor);
    w->order = order;
    tb_monitor_changed(&w->runner->monitor);
    tb_monitor_unlock(&w->runner->monitor);
}

void tb_writer_await(struct tb_writer *w)
{
    tb_monitor_lock(&w->runner->monitor);
    while (w->order != TB_ORDER_NONE)
        tb_monitor_wait(&w->runner->monitor);
    tb_monitor_unlock(&w->runner->monitor);
}

/* ---- Life -----------------------------------------------------------------------------------
 */

static void declare_internal(struct tb_writer *w, int i, const struct toba_table *table,
                             const int32_t *columns)
{
    w->specs[i] = (struct toba_write){.size = sizeof(struct toba_write),
                                      .table = table,
                                      .columns = columns,
                                      .n_columns = table->n_columns,
                                      .step = "toba",
                                      .day = w->runner->plan->day};
    w->internals[i].spec = &w->specs[i];
    w->internals[i].store = w->index;
}

static void declare_internals(struct tb_writer *w)
{
    static const int32_t all[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    declare_internal(w, TB_INTERNAL_RUN, &tb_run_table, all);
    declare_internal(w, TB_INTERNAL_STATE, &tb_state_table, all);
    declare_internal(w, TB_INTERNAL_RUN_STATE, &tb_run_state_table, all);
    declare_internal(w, TB_INTERNAL_REJECTS, &tb_rejects_table, all);
}

/* The tables of the pipeline and, in a store that reads back, those of the ledger. */
static bool list_tables(struct tb_writer *w)
{
    const struct tb_plan_store *spec = &w->runner->plan->stores[w->index];

    w->tables = tb_new_array((size_t)spec->n_tables + TB_LEDGER_TABLES, sizeof *w->tables);
    if (!w->tables)
        return false;
    for (int i = 0; i < spec->n_tables; i++)
        w->tables[w->n_tables++] = spec->tables[i];
    for (int i = 0; w->keeps && i < TB_LEDGER_TABLES; i++)
        w->tables[w->n_tables++] = tb_ledger_tables[i];
    return true;
}

int tb_writer_start(struct tb_writer *w, struct tb_runner *runner, int index,
                    struct toba_error *err)
{
    const struct tb_node *node = runner->plan->stores[index].node;
    int code;

    w->runner = runner;
    w->index = index;
    w->store = node->spec->store;
    w->keeps = w->store->scan_open != NULL;
    w->in = (struct tb_in){.base = {tb_host()}, .runner = runner, .name = node->name};
    w->sink = (struct toba_sink){.size = sizeof w->sink,
                                 .host = tb_host(),
                                 .in = &w->in.base,
                                 .create = runner->options->create,
                                 .reject = reject};
    declare_internals(w);
    w->self = tb_new(node->spec->instance_size);
    if (!w->self || !list_tables(w))
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for store %s", node->name);
    if (node->options)
        memcpy(w->self, node->options, node->spec->instance_size);
    code = tb_rejects_init(&w->rejects, runner, w, err);
    if (code)
        return code;
    if (pthread_create(&w->thread, NULL, run_writer, w))
        return toba_fail(err, TOBA_E_MEMORY, "no thread can be made for store %s", node->name);
    w->running = true;
    return TOBA_OK;
}

void tb_writer_fini(struct tb_writer *w)
{
    if (w->running) {
        tb_writer_order(w, TB_ORDER_CLOSE);
        pthread_join(w->thread, NULL);
    }
    tb_rejects_fini(&w->rejects);
    tb_free(w->tables);
    tb_free(w->self);
}
