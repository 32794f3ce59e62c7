/* transaction.h - begin, commit, abort, and keeping the write-ahead log short. */
#ifndef SQ_TRANSACTION_H
#define SQ_TRANSACTION_H

#include "instance.h"

int sq_begin(struct sq_store *store, struct toba_error *err);
int sq_commit(struct sq_store *store, struct toba_error *err);
void sq_abort(struct sq_store *store);

/* Lets commits count the pages of the log. */
int sq_watch_log(struct sq_store *store, struct toba_error *err);

#endif
