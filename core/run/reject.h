/* reject.h - rows that do not fit: counted, kept in toba_rejects, and a reason to stop when
 * they are too many. */
#ifndef TB_RUN_REJECT_H
#define TB_RUN_REJECT_H

#include <toba/batch.h>

#include "run/fit.h"

struct tb_runner;
struct tb_target;
struct tb_writer;

/* Rejected rows on their way to the ledger of one store; one thread. */
struct tb_rejects {
    struct tb_runner *runner;
    struct tb_writer *writer; /* the store's */
    struct tb_target *target; /* whose rows are being fitted */
    struct toba_builder *builder;
};

int tb_rejects_init(struct tb_rejects *rejects, struct tb_runner *runner,
                    struct tb_writer *writer, struct toba_error *err);
/* All zero is allowed. */
void tb_rejects_fini(struct tb_rejects *rejects);

/* Notes a row of rejects->target; `column` and `key` may be NULL. Fails when there are too
 * many. Its type is tb_fit_rejects.reject, `context` the struct tb_rejects. */
int tb_rejects_add(void *context, const char *column, const char *reason, const char *key,
                   struct toba_error *err);

#endif
