/* host.c - see host.h. Planning has a table of its own, in graph. */
#include "run/host.h"

#include "base/alloc.h"
#include "batch/builder.h"
#include "batch/host.h"
#include "run/feed.h"
#include "run/in.h"
#include "run/out.h"
#include "run/runner.h"
#include "run/worker.h"

static void log_line(const struct toba_in *base, int32_t level, const char *text)
{
    const struct tb_in *in = (const struct tb_in *)base;

    tb_runner_log(in->runner, level, in->name, "%s", text);
}

static void count(const struct toba_in *base, const char *reason, int64_t n)
{
    const struct tb_in *in = (const struct tb_in *)base;

    if (reason)
        tb_progress_count(in->runner->progress, in->name, reason, n);
}

static bool cancelled(const struct toba_in *base)
{
    return tb_monitor_stopped(&((const struct tb_in *)base)->runner->monitor);
}

static int32_t day(const struct toba_in *base)
{
    return ((const struct tb_in *)base)->runner->plan->day;
}

static int64_t instant(const struct toba_in *base)
{
    return ((const struct tb_in *)base)->runner->ledger.run.instant;
}

static int find(struct toba_in *base, int32_t port, const char *key, struct toba_error *err)
{
    return tb_worker_find(((struct tb_in *)base)->worker, port, key, err);
}

static bool is_scope(int32_t scope)
{
    return scope == TOBA_STATE_RUN || scope == TOBA_STATE_KEPT;
}

static int state_get(struct toba_in *base, int32_t scope, const char *key,
                     struct toba_text *value, struct toba_error *err)
{
    struct tb_in *in = (struct tb_in *)base;

    *value = (struct toba_text){"", 0, true};
    if (!in->worker || in->worker->node->spec->kind != TOBA_SOURCE || !key || !is_scope(scope))
        return toba_fail(err, TOBA_E_PLUGIN,
                         "only a source has state, under a key and a scope");
    return tb_state_get(&in->worker->state, scope, key, value, err);
}

static int state_put(struct toba_out *base, int32_t scope, const char *key, const char *value,
                     struct toba_error *err)
{
    struct tb_out *out = (struct tb_out *)base;
    int code;

    if (out->worker->node->spec->kind != TOBA_SOURCE || !key || !value || !is_scope(scope))
        code =
            toba_fail(err, TOBA_E_PLUGIN, "only a source has state, under a key and a scope");
    else
        code = tb_feed_note(out->worker->feed, scope, out->worker->node->name, key, value, err);
    return tb_out_remember(out, code, err);
}

static int mark(struct toba_out *base, int64_t id, struct toba_error *err)
{
    struct tb_out *out = (struct tb_out *)base;
    int code;

    if (out->worker->node->spec->kind != TOBA_SOURCE)
        code = toba_fail(err, TOBA_E_PLUGIN, "only a source offers marks");
    else
        code = tb_feed_mark(out->worker->feed, true, id, err);
    return tb_out_remember(out, code, err);
}

static const struct toba_component *component(const struct toba_in *base)
{
    const struct tb_in *in = (const struct tb_in *)base;

    return in->worker ? in->worker->node->spec : NULL;
}

static int32_t type(const struct toba_in *base, bool output, int32_t port, int32_t field)
{
    const struct tb_in *in = (const struct tb_in *)base;
    const struct tb_node *node = in->worker ? in->worker->node : NULL;
    const struct tb_field *fields;
    int n;

    if (!node || port < 0 || port >= (output ? node->spec->n_outputs : node->spec->n_inputs))
        return TOBA_ANY;
    fields = output ? node->outputs[port].fields : node->inputs[port].fields;
    n = output ? node->outputs[port].n_fields : node->inputs[port].n_fields;
    if (field < 0 || field >= n || (!output && fields[field].column < 0))
        return TOBA_ANY;
    return fields[field].type;
}

static const struct toba_host host = {
    TB_BATCH_HOST,
    .log = log_line,
    .count = count,
    .cancelled = cancelled,
    .day = day,
    .instant = instant,
    .next = tb_in_next,
    .as_of = tb_in_as_of,
    .fresh = tb_in_fresh,
    .find = find,
    .key = tb_in_key,
    .get_int = tb_in_int,
    .get_double = tb_in_double,
    .get_text = tb_in_text,
    .get_day = tb_in_day_of,
    .status = tb_in_status,
    .wired = tb_out_wired,
    .put_null = tb_out_null,
    .put_int = tb_out_int,
    .put_double = tb_out_double,
    .put_text = tb_out_text,
    .put_key = tb_out_key,
    .pass = tb_out_pass,
    .end_row = tb_out_end_row,
    .cover = tb_out_cover,
    .state_get = state_get,
    .state_put = state_put,
    .mark = mark,
    .component = component,
    .type = type,
};

const struct toba_host *tb_host(void)
{
    return &host;
}
