/* worker.h - one step at work: its instance, what it reads and what it writes. */
#ifndef TB_RUN_WORKER_H
#define TB_RUN_WORKER_H

#include "run/in.h"
#include "run/out.h"
#include "run/progress.h"
#include "run/scan.h"
#include "run/state.h"

struct tb_feed_run;

struct tb_worker {
    const struct tb_node *node;
    struct tb_runner *runner;
    struct tb_feed_run *feed;
    struct tb_step_counters *counters;
    void *self;
    bool opened;
    struct tb_in in;
    struct tb_out out;
    struct tb_state state;       /* a source's */
    struct tb_scan_run *lookups; /* a source's, by input port; opened when first used */
    struct tb_pages stream;      /* a `process` step's: the batch at hand */
};

/* Makes the worker of a node; `scan` is the one it reads, NULL: none. NULL: a failure. */
struct tb_worker *tb_worker_new(const struct tb_node *node, struct tb_feed_run *feed,
                                struct tb_scan_run *scan, struct toba_error *err);
/* Closes and frees; NULL allowed. */
void tb_worker_free(struct tb_worker *worker);

/* The component's callbacks, with what they did wrong: a failure names the step and its place
 * in the pipeline. */
int tb_worker_open(struct tb_worker *worker, struct toba_error *err);
/* *ended: the source came to its end. */
int tb_worker_next(struct tb_worker *worker, bool *ended, struct toba_error *err);
/* The batch is borrowed. */
int tb_worker_process(struct tb_worker *worker, const struct ArrowArray *batch,
                      struct toba_error *err);
/* For the key set in worker->in. */
int tb_worker_group(struct tb_worker *worker, struct toba_error *err);
/* toba_find(). */
int tb_worker_find(struct tb_worker *worker, int32_t port, const char *key,
                   struct toba_error *err);

#endif
