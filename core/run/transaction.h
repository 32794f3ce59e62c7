/* transaction.h - one store's transaction: what is written between two commits, and what of it
 * counts.
 *
 * It begins with the first batch after a commit, so that a slow source does not keep one open
 * for nothing. All on the writer's thread. */
#ifndef TB_RUN_TRANSACTION_H
#define TB_RUN_TRANSACTION_H

#include "run/writer.h"

/* Writes a batch, or covers its scopes (TB_ITEM_COVER), beginning a transaction where none is
 * open. Borrows the batch. */
int tb_transaction_write(struct tb_writer *writer, int kind, struct tb_target *target,
                         const struct ArrowArray *batch, struct toba_error *err);
/* Does what waited for the end, and writes what the store rejected. */
int tb_transaction_prepare(struct tb_writer *writer, struct toba_error *err);
int tb_transaction_commit(struct tb_writer *writer, struct toba_error *err);
void tb_transaction_abort(struct tb_writer *writer);
/* Gives a store's failure the store's place, and a message where it forgot it; returns its
 * code. */
int tb_transaction_blame(const struct tb_writer *writer, int code, struct toba_error *err);

#endif
