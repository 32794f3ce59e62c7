/* writer.h - the thread of a store: opens it, writes what the feeds send, commits at barriers.
 *
 * The run orders one thing at a time and awaits it. A failure makes the run fail; the writer
 * then still takes orders, so that it can be closed. */
#ifndef TB_RUN_WRITER_H
#define TB_RUN_WRITER_H

#include "run/in.h"
#include "run/reject.h"
#include "run/runner.h"

enum tb_order {
    TB_ORDER_NONE = 0,
    TB_ORDER_OPEN,  /* opens the store */
    TB_ORDER_BEGIN, /* records that the run begins */
    TB_ORDER_STAGE, /* works until the stage's end */
    TB_ORDER_END,   /* forgets the state of the ended run */
    TB_ORDER_CLOSE  /* closes the store and ends the thread */
};

/* The streams that the core itself writes. */
enum {
    TB_INTERNAL_RUN,
    TB_INTERNAL_STATE,
    TB_INTERNAL_RUN_STATE,
    TB_INTERNAL_REJECTS,
    TB_INTERNALS
};

struct tb_writer {
    struct toba_sink sink; /* first: the store hands it back */
    struct tb_in in;       /* the store's name in the log */
    struct tb_runner *runner;
    int index;                      /* in plan->stores */
    const struct toba_store *store; /* callbacks */
    void *self;
    bool keeps;  /* it reads back and therefore has a ledger */
    bool opened; /* by the writer's thread; read by others after an await */
    const struct toba_table **tables;
    int n_tables;

    struct toba_write specs[TB_INTERNALS];
    struct tb_target internals[TB_INTERNALS];
    atomic_llong rejects_made; /* numbers of rejected rows */
    struct tb_rejects rejects; /* those that the store itself rejects */

    pthread_t thread;
    bool running;
    enum tb_order order; /* under the monitor's lock */

    /* While a stage runs. */
    struct tb_exchange *exchange;
    int stage;
    bool began; /* a transaction is open */
};

/* Prepares a writer, all zero before, and starts its thread. */
int tb_writer_start(struct tb_writer *writer, struct tb_runner *runner, int index,
                    struct toba_error *err);
/* Orders something of a writer that was started and is idle. */
void tb_writer_order(struct tb_writer *writer, enum tb_order order);
/* Waits until it is done, well or not. */
void tb_writer_await(struct tb_writer *writer);
/* Closes the store, ends the thread and frees. A writer that was not started is allowed. */
void tb_writer_fini(struct tb_writer *writer);

#endif
