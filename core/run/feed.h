/* feed.h - one thread of a stage: a source, or a shared scan, with all steps that hang on it.
 */
#ifndef TB_RUN_FEED_H
#define TB_RUN_FEED_H

#include "run/exchange.h"
#include "run/reject.h"
#include "run/runner.h"
#include "run/worker.h"

enum { TB_SCOPES = 2 }; /* of state: enum toba_state_scope */

struct tb_feed_run {
    struct tb_runner *runner;
    const struct tb_feed *spec;
    const char *name; /* the source's or the scan's */
    struct tb_exchange *exchange;
    int index; /* in the exchange */

    struct tb_worker **workers; /* a step comes behind the one that feeds it */
    int n_workers;
    struct tb_scan_run scan; /* a scan's */
    int64_t page_bytes;      /* rows of a scan held at a time */

    struct toba_builder *notes[TB_SCOPES]; /* state not yet sent, by scope */
    struct tb_fit note_fits[TB_SCOPES];
    struct tb_rejects *rejects; /* by store */
    int64_t rows, bytes;        /* since the last mark */
    int64_t mark;               /* a source's latest */
    bool marked;
    char *after; /* a scan's last key done, to be noted at the next barrier */
    size_t after_room;
    bool cut; /* stopped on request behind a barrier */

    pthread_t thread;
    bool running;
};

/* Starts the thread of a feed, all zero before, of which exchange, index and page_bytes are
 * set. */
int tb_feed_start(struct tb_feed_run *feed, struct tb_runner *runner,
                  const struct tb_feed *spec, struct toba_error *err);
/* Waits for its end and frees. A feed that was not started is allowed. */
void tb_feed_fini(struct tb_feed_run *feed);
/* The name under which a feed notes its progress. */
const char *tb_feed_name(const struct tb_feed *spec);
/* Whether an earlier attempt of the run noted the feed's end. */
int tb_feed_is_done(struct tb_runner *runner, const struct tb_feed *spec, bool *done,
                    struct toba_error *err);

/* ---- For its parts, on its thread ---------------------------------------- */

/* The worker of a node of the feed. */
struct tb_worker *tb_feed_worker(struct tb_feed_run *feed, const struct tb_node *node);
/* Takes a batch with columns of these types and sends it to its target's store. */
int tb_feed_push(struct tb_feed_run *feed, int kind, struct tb_target *target,
                 struct ArrowArray *batch, const int32_t *types, int32_t n,
                 struct toba_error *err);
/* Notes state, with the rows before the next mark. */
int tb_feed_note(struct tb_feed_run *feed, int32_t scope, const char *step, const char *key,
                 const char *value, struct toba_error *err);
/* All so far belongs together: where a barrier is due, sends it and inserts the barrier. */
int tb_feed_mark(struct tb_feed_run *feed, bool marked, int64_t mark, struct toba_error *err);

/* Work until the end, a cut or a failure (feed_source.c, feed_scan.c). */
int tb_feed_source(struct tb_feed_run *feed, struct toba_error *err);
int tb_feed_scan(struct tb_feed_run *feed, struct toba_error *err);

#endif
