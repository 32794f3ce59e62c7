/* reject.c - see reject.h. */
#include "run/reject.h"

#include <string.h>

#include "batch/builder.h"
#include "run/writer.h"

#define ATTEMPT_SHIFT 32 /* numbers of one attempt do not meet those of the next */

int tb_rejects_init(struct tb_rejects *rejects, struct tb_runner *runner,
                    struct tb_writer *writer, struct toba_error *err)
{
    memset(rejects, 0, sizeof *rejects);
    rejects->runner = runner;
    rejects->writer = writer;
    rejects->builder = tb_builder_new(tb_rejects_types, TB_REJECTS_COLUMNS);
    return rejects->builder ? TOBA_OK
                            : toba_fail(err, TOBA_E_MEMORY, "out of memory for rejected rows");
}

void tb_rejects_fini(struct tb_rejects *rejects)
{
    tb_builder_free(rejects->builder);
    rejects->builder = NULL;
}

static void put(struct toba_builder *builder, int32_t column, const char *text)
{
    if (text)
        tb_builder_text(builder, column, text, (int64_t)strlen(text));
    else
        tb_builder_null(builder, column);
}

static int keep(struct tb_rejects *rejects, const char *column, const char *reason,
                const char *key, struct toba_error *err)
{
    const struct tb_run_row *run = &rejects->runner->ledger.run;
    struct toba_builder *builder = rejects->builder;
    long long number = atomic_fetch_add(&rejects->writer->rejects_made, 1);

    put(builder, 0, run->run);
    put(builder, 1, rejects->target->spec->step);
    tb_builder_int(builder, 2, ((int64_t)run->attempts << ATTEMPT_SHIFT) | number);
    put(builder, 3, rejects->target->spec->table->name);
    put(builder, 4, column);
    put(builder, 5, reason);
    put(builder, 6, key);
    tb_builder_int(builder, 7, run->instant);
    return tb_builder_end_row(builder, err);
}

/* Whether a stream's rejected rows pass what the run allows. */
static int check_ratio(const struct tb_rejects *rejects, long long rejected, const char *column,
                       const char *reason, const char *key, struct toba_error *err)
{
    const struct tb_run_options *options = rejects->runner->options;
    const struct toba_write *write = rejects->target->spec;
    long long rows = atomic_load(&rejects->target->rows);

    if (rows < options->reject_rows || (double)rejected <= options->reject_ratio * (double)rows)
        return TOBA_OK;
    toba_fail(err, TOBA_E_SINK, "%s: %lld of %lld rows for %s do not fit", write->step,
              rejected, rows, write->table->name);
    toba_detail(err, "the last one: column %s %s; key: %s", column ? column : "(none)", reason,
                key ? key : "(unknown)");
    return toba_hint(err, "compare the table's columns with what the step gives");
}

int tb_rejects_add(void *context, const char *column, const char *reason, const char *key,
                   struct toba_error *err)
{
    struct tb_rejects *rejects = context;
    long long rejected = atomic_fetch_add(&rejects->target->rejected, 1) + 1;
    int code = TOBA_OK;

    tb_counter_add(&tb_progress_totals(rejects->runner->progress)->rejected, 1);
    if (rejects->writer->keeps)
        code = keep(rejects, column, reason, key, err);
    return code ? code : check_ratio(rejects, rejected, column, reason, key, err);
}
