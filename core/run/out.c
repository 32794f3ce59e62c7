/* out.c - see out.h. */
#include "run/out.h"

#include <string.h>

#include "base/alloc.h"
#include "base/day.h"
#include "batch/builder.h"
#include "run/feed.h"
#include "run/in.h"
#include "run/runner.h"
#include "run/worker.h"

#define BATCH_ROWS 4096
#define BATCH_TEXT (256 * 1024)

int tb_out_remember(struct tb_out *out, int code, const struct toba_error *err)
{
    if (code && !out->failure.code)
        out->failure = *err;
    return code;
}

/* ---- Sending ------------------------------------------------------------- */

static int send_fitted(struct tb_out *out, struct tb_outlet *outlet, int kind,
                       const struct tb_fit *fit, struct tb_shared *shared, int64_t first,
                       int64_t length, struct toba_error *err)
{
    struct tb_feed_run *feed = out->worker->feed;
    struct tb_rejects *rejects = &feed->rejects[outlet->target->store];
    struct tb_fit_rejects to = {tb_rejects_add, rejects};
    struct ArrowArray batch;
    int code;

    rejects->target = outlet->target;
    if (kind == TB_ITEM_ROWS)
        atomic_fetch_add(&outlet->target->rows, length);
    code = tb_fit_rows(fit, shared, first, length, &batch, &to, err);
    if (code)
        return code;
    return tb_feed_push(feed, kind, outlet->target, &batch, fit->types, fit->n, err);
}

static int send_rows(struct tb_out *out, struct tb_out_port *port, struct tb_shared *shared,
                     int64_t length, struct toba_error *err)
{
    struct ArrowArray rows = *tb_shared_peek(shared);
    int code = TOBA_OK;

    rows.length = length;
    tb_counter_add(&out->worker->counters->rows_out, length);
    for (int i = 0; i < port->spec->n_writes && !code; i++)
        code = send_fitted(out, &port->outlets[i], TB_ITEM_ROWS, &port->outlets[i].rows, shared,
                           0, length, err);
    for (int i = 0; i < port->spec->n_streams && !code; i++)
        code = tb_worker_process(port->streams[i], &rows, err);
    return code;
}

/* Takes the gathered rows; *shared is NULL when there are none. */
static int take_rows(struct tb_out_port *port, struct tb_shared **shared,
                     struct toba_error *err)
{
    struct ArrowArray batch;
    int code;

    *shared = NULL;
    port->text_bytes = 0;
    tb_builder_drop_row(port->rows); /* a row half put does not reach into the next batch */
    if (tb_builder_rows(port->rows) == 0)
        return TOBA_OK;
    code = tb_builder_finish(port->rows, &batch, err);
    if (code)
        return code;
    *shared = tb_shared_new(&batch);
    return *shared ? TOBA_OK : toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
}

static int flush_port(struct tb_out *out, struct tb_out_port *port, struct toba_error *err)
{
    struct tb_shared *shared;
    int code = take_rows(port, &shared, err);

    if (!code && shared)
        code = send_rows(out, port, shared, tb_shared_peek(shared)->length, err);
    tb_shared_drop(shared);
    return code;
}

static int flush_covered(struct tb_out *out, struct tb_outlet *outlet, struct toba_error *err)
{
    struct ArrowArray batch;
    int code;

    if (!outlet->covered || tb_builder_rows(outlet->covered) == 0)
        return TOBA_OK;
    code = tb_builder_finish(outlet->covered, &batch, err);
    if (code)
        return code;
    return tb_feed_push(out->worker->feed, TB_ITEM_COVER, outlet->target, &batch,
                        outlet->scopes.types, outlet->scopes.n, err);
}

int tb_out_flush(struct tb_out *out, struct toba_error *err)
{
    int code = TOBA_OK;

    for (int p = 0; p < out->n && !code; p++) {
        struct tb_out_port *port = &out->ports[p];

        if (!port->rows)
            continue;
        code = flush_port(out, port, err);
        for (int i = 0; i < port->spec->n_writes && !code; i++)
            code = flush_covered(out, &port->outlets[i], err);
        for (int i = 0; i < port->spec->n_streams && !code; i++)
            code = tb_out_flush(&port->streams[i]->out, err);
    }
    return code;
}

/* ---- Rows ---------------------------------------------------------------- */

/* Leaves out a row that holds a value no table can take. */
static int leave_out(struct tb_out *out, struct tb_out_port *port, struct toba_error *err)
{
    const struct tb_field *field = &port->spec->fields[port->misfit];
    struct tb_feed_run *feed = out->worker->feed;
    char reason[160];
    int code = TOBA_OK;

    snprintf(reason, sizeof reason, "row left out: %.80s %s", field->name, port->misfit_reason);
    tb_progress_count(feed->runner->progress, out->worker->node->name, reason, 1);
    for (int i = 0; i < port->spec->n_writes && !code; i++) {
        struct tb_target *target = port->outlets[i].target;

        feed->rejects[target->store].target = target;
        atomic_fetch_add(&target->rows, 1);
        code = tb_rejects_add(&feed->rejects[target->store], field->name, port->misfit_reason,
                              NULL, err);
    }
    tb_builder_drop_row(port->rows);
    port->misfit_reason = NULL;
    return code;
}

static int end_row(struct tb_out *out, struct tb_out_port *port, struct toba_error *err)
{
    int code;

    if (port->misfit_reason)
        return leave_out(out, port, err);
    code = tb_builder_end_row(port->rows, err);
    out->worker->feed->rows++;
    if (!code && (port->text_bytes >= BATCH_TEXT || tb_builder_rows(port->rows) >= BATCH_ROWS))
        code = flush_port(out, port, err);
    return code;
}

/* Whether a row can be ended: a code, or `*port` NULL where the row is dropped. */
static int check_port(struct tb_out *out, int32_t at, struct tb_out_port **port,
                      struct toba_error *err)
{
    *port = NULL;
    if (out->failure.code) {
        *err = out->failure;
        return err->code;
    }
    if (at < 0 || at >= out->n)
        return toba_fail(err, TOBA_E_PLUGIN,
                         "the plugin wrote to an output port that does not exist");
    if (out->ports[at].rows)
        *port = &out->ports[at];
    return TOBA_OK;
}

int tb_out_end_row(struct toba_out *base, int32_t at, struct toba_error *err)
{
    struct tb_out *out = (struct tb_out *)base;
    struct tb_out_port *port;
    int code = check_port(out, at, &port, err);

    if (!code && port)
        code = end_row(out, port, err);
    return tb_out_remember(out, code, err);
}

/* ---- Scopes -------------------------------------------------------------- */

static bool replaces(const struct tb_out_port *port)
{
    for (int i = 0; i < port->spec->n_writes; i++)
        if (port->outlets[i].scopes.n > 0)
            return true;
    return false;
}

/* Ends the row as the last of its batch, sends the rows before it, and it as a scope. */
static int cover(struct tb_out *out, struct tb_out_port *port, struct toba_error *err)
{
    struct tb_shared *shared = NULL;
    int64_t scope = tb_builder_rows(port->rows);
    int code = tb_builder_end_row(port->rows, err);

    if (!code)
        code = take_rows(port, &shared, err);
    if (!code && scope > 0)
        code = send_rows(out, port, shared, scope, err);
    for (int i = 0; i < port->spec->n_writes && !code; i++)
        if (port->outlets[i].scopes.n > 0)
            code = send_fitted(out, &port->outlets[i], TB_ITEM_COVER, &port->outlets[i].scopes,
                               shared, scope, 1, err);
    tb_shared_drop(shared);
    return code;
}

int tb_out_cover(struct toba_out *base, int32_t at, struct toba_error *err)
{
    struct tb_out *out = (struct tb_out *)base;
    struct tb_out_port *port;
    int code = check_port(out, at, &port, err);

    if (code || !port)
        return tb_out_remember(out, code, err);
    if (port->misfit_reason)
        code = toba_fail(err, TOBA_E_PLUGIN, "a scope's column %s %s",
                         port->spec->fields[port->misfit].name, port->misfit_reason);
    else if (replaces(port))
        code = cover(out, port, err);
    else
        tb_builder_drop_row(port->rows);
    return tb_out_remember(out, code, err);
}

static int cover_key(struct tb_out *out, struct tb_outlet *outlet, struct toba_error *err)
{
    const struct tb_key *key = &out->worker->in.key;
    int64_t day = out->worker->runner->plan->day;
    int code;

    for (int32_t i = 0; i < outlet->scopes.n; i++) {
        bool dated = outlet->write->scope_fields[i] < 0;

        if (dated && outlet->scopes.types[i] == TOBA_TIMESTAMP)
            tb_builder_int(outlet->covered, i, day * TB_DAY_MICROS);
        else if (dated)
            tb_builder_int(outlet->covered, i, day);
        else if (key->type == TOBA_TEXT)
            tb_builder_text(outlet->covered, i, key->text.at, key->text.size);
        else
            tb_builder_int(outlet->covered, i, key->number);
    }
    code = tb_builder_end_row(outlet->covered, err);
    if (!code && tb_builder_rows(outlet->covered) >= BATCH_ROWS)
        code = flush_covered(out, outlet, err);
    return code;
}

int tb_out_cover_key(struct tb_out *out, struct toba_error *err)
{
    int code = TOBA_OK;

    for (int p = 0; p < out->n && !code; p++) {
        struct tb_out_port *port = &out->ports[p];

        for (int i = 0; port->rows && i < port->spec->n_writes && !code; i++)
            if (port->outlets[i].covered)
                code = cover_key(out, &port->outlets[i], err);
    }
    return code;
}

/* ---- Life ---------------------------------------------------------------- */

static int init_outlet(struct tb_outlet *outlet, struct tb_out_port *port,
                       const struct tb_write *write, struct tb_runner *runner,
                       struct toba_error *err)
{
    const struct toba_table *table = write->spec.table;
    bool scoped = table->mode == TOBA_REPLACE && write->scope_fields;
    int code;

    outlet->write = write;
    outlet->target = &runner->targets[tb_runner_write(runner, write)];
    code = tb_fit_init(&outlet->rows, table, write->spec.columns, write->fields,
                       write->spec.n_columns, port->types, port->spec->n_fields,
                       runner->plan->day, err);
    if (!code && scoped)
        code = tb_fit_init(&outlet->scopes, table, table->scope, write->scope_fields,
                           table->n_scope, port->types, port->spec->n_fields, runner->plan->day,
                           err);
    if (code || !scoped || !write->covers)
        return code;
    outlet->covered = tb_builder_new(outlet->scopes.types, outlet->scopes.n);
    return outlet->covered ? TOBA_OK
                           : toba_fail(err, TOBA_E_MEMORY, "out of memory for scopes");
}

static int init_port(struct tb_out_port *port, const struct tb_node_output *spec,
                     struct tb_runner *runner, struct toba_error *err)
{
    int code = TOBA_OK;

    port->spec = spec;
    if (!spec->wired)
        return TOBA_OK;
    port->types = tb_new_array((size_t)spec->n_fields, sizeof *port->types);
    port->outlets = tb_new_array((size_t)spec->n_writes, sizeof *port->outlets);
    port->streams = tb_new_array((size_t)spec->n_streams, sizeof *port->streams);
    if (!port->types || !port->outlets || !port->streams)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for an output port");
    for (int i = 0; i < spec->n_fields; i++)
        port->types[i] = spec->fields[i].type;
    port->rows = tb_builder_new(port->types, spec->n_fields);
    if (!port->rows)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for an output port");
    for (int i = 0; i < spec->n_writes && !code; i++)
        code = init_outlet(&port->outlets[i], port, spec->writes[i], runner, err);
    return code;
}

int tb_out_init(struct tb_out *out, struct tb_worker *worker, struct toba_error *err)
{
    const struct tb_node *node = worker->node;
    int code = TOBA_OK;

    out->worker = worker;
    out->ports = tb_new_array((size_t)node->spec->n_outputs, sizeof *out->ports);
    if (!out->ports)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for output ports");
    out->n = node->spec->n_outputs;
    for (int i = 0; i < out->n && !code; i++)
        code = init_port(&out->ports[i], &node->outputs[i], worker->runner, err);
    return code;
}

static void fini_port(struct tb_out_port *port)
{
    for (int i = 0; port->outlets && i < port->spec->n_writes; i++) {
        tb_fit_fini(&port->outlets[i].rows);
        tb_fit_fini(&port->outlets[i].scopes);
        tb_builder_free(port->outlets[i].covered);
    }
    tb_free(port->outlets);
    tb_free(port->streams);
    tb_builder_free(port->rows);
    tb_free(port->types);
}

void tb_out_fini(struct tb_out *out)
{
    for (int i = 0; out->ports && i < out->n; i++)
        fini_port(&out->ports[i]);
    tb_free(out->ports);
    out->ports = NULL;
    out->n = 0;
}
