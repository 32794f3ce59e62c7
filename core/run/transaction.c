/* transaction.c - see transaction.h. */
#include "run/transaction.h"

#include <string.h>

#include "batch/builder.h"

/* Gives a store's failure the store's name, and a code where the store forgot it. */
int tb_transaction_blame(const struct tb_writer *w, int code, struct toba_error *err)
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

static int begin(struct tb_writer *w, struct toba_error *err)
{
    int code = w->began ? TOBA_OK : tb_transaction_blame(w, w->store->begin(w->self, err), err);

    if (!code)
        w->began = true;
    return code;
}

int tb_transaction_write(struct tb_writer *w, int kind, struct tb_target *target,
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
        return tb_transaction_blame(w, w->store->cover(w->self, target->spec, batch, err), err);
    return tb_transaction_blame(
        w, w->store->write(w->self, target->spec, batch, &target->pending, err), err);
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
        if (target->store == w->index && target->touched &&
            target != &w->internals[TB_INTERNAL_REJECTS])
            code = tb_transaction_blame(
                w, w->store->apply(w->self, target->spec, &target->pending, err), err);
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

void tb_transaction_abort(struct tb_writer *w)
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
            code = tb_transaction_write(w, TB_ITEM_ROWS, target, &batch, err);
        tb_array_release(&batch);
    }
    if (!code && target->touched)
        code = tb_transaction_blame(
            w, w->store->apply(w->self, target->spec, &target->pending, err), err);
    return code;
}

int tb_transaction_prepare(struct tb_writer *w, struct toba_error *err)
{
    int code = w->began ? apply_targets(w, err) : TOBA_OK;

    return code ? code : write_rejects(w, err);
}

int tb_transaction_commit(struct tb_writer *w, struct toba_error *err)
{
    int code;

    if (!w->began)
        return TOBA_OK;
    code = tb_transaction_blame(w, w->store->commit(w->self, err), err);
    if (!code)
        settle_targets(w, true);
    return code;
}
