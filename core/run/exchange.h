/* exchange.h - where the feeds and the writers of a stage meet: a lane of batches from each
 * feed to each store, and the barriers that make them one.
 *
 *   feed 0 ──lane──► store 0        A barrier stands at the same place in every lane of a feed.
 *        └──lane──► store 1         A writer that meets it leaves the lane alone until all its
 *   feed 1 ──lane──► store 0 …      lanes have met it, commits, and goes on.
 *
 * One barrier is on its way at a time. The keeper, the store whose ledger a resumed run trusts,
 * commits a barrier after all others have: what its state says is done is done everywhere. */
#ifndef TB_RUN_EXCHANGE_H
#define TB_RUN_EXCHANGE_H

#include <toba/arrow.h>

#include "run/monitor.h"

struct tb_target;

enum { TB_ITEM_ROWS = 0, TB_ITEM_COVER = 1 };

/* A batch on its way to a store. */
struct tb_item {
    int kind;
    struct tb_target *target;
    struct ArrowArray batch;
    int64_t bytes;
    bool then_barrier, then_end; /* what stands in the lane behind it */
    struct tb_item *next;
};

/* Takes the batch (released on failure too); NULL when memory is out. */
struct tb_item *tb_item_new(int kind, struct tb_target *target, struct ArrowArray *batch,
                            int64_t bytes);
/* NULL allowed. */
void tb_item_free(struct tb_item *item);

struct tb_lane {
    struct tb_item *first, *last;
    int64_t bytes;
    bool aligned; /* its barrier was met */
    bool ended;
};

/* When a mark becomes a barrier: at the first of these. */
struct tb_barrier_limits {
    int64_t rows, bytes, millis;
};

struct tb_feed_position {
    uint64_t inserted; /* the newest barrier in its lanes */
    int64_t mark;      /* the source's mark at that barrier, or at its end */
    bool marked;
    bool over;            /* it came to its end */
    int64_t durable_mark; /* committed everywhere … */
    bool durable;         /* … and not reported yet */
};

struct tb_exchange {
    struct tb_monitor *monitor;
    int n_feeds, n_stores;
    int keeper; /* the store that commits last; -1: none */
    struct tb_lane *lanes;
    int64_t lane_bytes; /* a lane holds no more, but for a single larger batch */
    struct tb_barrier_limits limits;

    uint64_t requested;  /* the newest barrier asked for */
    uint64_t *committed; /* by store */
    struct tb_feed_position *feeds;
    bool cut;                          /* a feed stopped before its end, on request */
    bool final;                        /* the stage's last commit is done in every store */
    int finals;                        /* … in so many */
    int64_t rows, bytes, since_millis; /* since the last barrier was asked for */
    atomic_llong *barriers; /* counts those committed everywhere; NULL: nobody counts */
};

/* Borrows the monitor. TOBA_E_MEMORY is its only failure. */
int tb_exchange_init(struct tb_exchange *exchange, struct tb_monitor *monitor, int n_feeds,
                     int n_stores, struct toba_error *err);
void tb_exchange_fini(struct tb_exchange *exchange);

/* ---- Lanes (queue.c) ----------------------------------------------------- */

/* Takes the item; waits while the lane is full. Fails only when the run stops. */
int tb_queue_push(struct tb_exchange *exchange, int feed, int store, struct tb_item *item,
                  struct toba_error *err);

enum tb_taken { TB_TAKEN_ITEM, TB_TAKEN_BARRIER, TB_TAKEN_END, TB_TAKEN_STOP };

/* Waits for what a store is to do next. An item belongs to the caller. `turn` is the caller's,
 * zero at first: it keeps one lane from being served alone. */
enum tb_taken tb_queue_take(struct tb_exchange *exchange, int store, int *turn,
                            struct tb_item **item);

/* ---- Barriers (barrier.c) ------------------------------------------------ */

/* At a feed's mark, with what it sent since the last call: whether a barrier is to be inserted
 * here. */
bool tb_barrier_due(struct tb_exchange *exchange, int feed, int64_t rows, int64_t bytes);
/* Asks for a barrier at once, waiting for the one on its way; false: the run stops. */
bool tb_barrier_demand(struct tb_exchange *exchange, int feed);
/* Waits until the newest barrier asked for is committed everywhere, or the run stops. */
void tb_barrier_settle(struct tb_exchange *exchange);
/* Inserts the barrier asked for behind all that the feed pushed. */
void tb_barrier_insert(struct tb_exchange *exchange, int feed, bool marked, int64_t mark);
/* Nothing more comes from the feed: it came to its end or, `cut`, was stopped behind its last
 * barrier. */
void tb_barrier_end(struct tb_exchange *exchange, int feed, bool marked, int64_t mark,
                    bool cut);
/* Before a store commits: waits for its turn. Fails only when the run stops. */
int tb_barrier_turn(struct tb_exchange *exchange, int store, bool final,
                    struct toba_error *err);
/* A store has committed. */
void tb_barrier_committed(struct tb_exchange *exchange, int store, bool final);
/* Whether a mark of the feed became durable since the last call, and which. */
bool tb_barrier_durable(struct tb_exchange *exchange, int feed, int64_t *mark);
/* Waits until the stage's last commit is done; false: the run stops, or the stage was cut and
 * its last barrier is committed. */
bool tb_barrier_final(struct tb_exchange *exchange);

#endif
