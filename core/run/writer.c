/* writer.c - see writer.h. */
#include "run/writer.h"

#include <string.h>

#include "base/alloc.h"
#include "batch/builder.h"
#include "run/host.h"
#include "run/scan.h"
#include "run/state.h"
#include "run/transaction.h"

/* ---- The store's side ---------------------------------------------------- */

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

/* ---- Barriers ------------------------------------------------------------ */

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
        code = tb_transaction_write(w, TB_ITEM_ROWS, &w->internals[TB_INTERNAL_STATE], &batch,
                                    err);
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
    code = tb_transaction_write(w, TB_ITEM_ROWS, &w->internals[TB_INTERNAL_RUN], &batch, err);
    tb_array_release(&batch);
    return code ? code : write_ended(w, err);
}

static int pass_barrier(struct tb_writer *w, bool final, struct toba_error *err)
{
    int code = final && w->keeps ? write_stage(w, err) : TOBA_OK;

    if (!code)
        code = tb_transaction_prepare(w, err);
    if (!code && tb_monitor_stopped(&w->runner->monitor))
        code = tb_monitor_reason(&w->runner->monitor, err);
    if (!code)
        code = tb_barrier_turn(w->exchange, w->index, final, err);
    if (!code)
        code = tb_transaction_commit(w, err);
    if (!code)
        tb_barrier_committed(w->exchange, w->index, final);
    return code;
}

static int take_item(struct tb_writer *w, struct tb_item *item, struct toba_error *err)
{
    int code = tb_transaction_write(w, item->kind, item->target, &item->batch, err);

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
            tb_transaction_abort(w);
            return code;
        default:
            tb_transaction_abort(w);
            return TOBA_OK; /* the reason is known */
        }
    }
    tb_transaction_abort(w);
    return code;
}

/* ---- The run's beginning and end ----------------------------------------- */

static int cover_runs(struct tb_writer *w, bool own, struct toba_error *err)
{
    struct ArrowArray batch;
    int code = tb_ledger_scopes(w->runner, w->index, own, &batch, err);

    if (code)
        return code;
    code = tb_transaction_write(w, TB_ITEM_COVER, &w->internals[TB_INTERNAL_RUN_STATE], &batch,
                                err);
    tb_array_release(&batch);
    return code;
}

static int commit_alone(struct tb_writer *w, int code, struct toba_error *err)
{
    if (!code)
        code = tb_transaction_prepare(w, err);
    if (!code)
        code = tb_transaction_commit(w, err);
    if (code)
        tb_transaction_abort(w);
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
    code = tb_transaction_write(w, TB_ITEM_ROWS, &w->internals[TB_INTERNAL_RUN], &batch, err);
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
    return tb_transaction_blame(w, code, err);
}

/* ---- The thread ---------------------------------------------------------- */

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

/* ---- Life ---------------------------------------------------------------- */

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
