/* progress.h - what a run has done so far, for another thread to show while it runs.
 *
 * Made before the run and read at any time until it is freed. */
#ifndef TB_RUN_PROGRESS_H
#define TB_RUN_PROGRESS_H

#include <stdatomic.h>
#include <stdint.h>

#include "graph/plan.h"

struct tb_progress;

struct tb_step_progress {
    const char *step; /* the plan's */
    int64_t rows_in, rows_out;
    int64_t keys; /* `group`: visited */
};

struct tb_run_progress {
    int stage, n_stages; /* the stage at work, from 0 */
    int64_t barriers;    /* committed in every store */
    int64_t bytes;       /* sent to the stores */
    int64_t rejected;    /* rows that did not fit */
};

/* What a step counted under a reason. */
struct tb_reason {
    const char *step, *reason;
    int64_t n;
};

/* Counters for a plan, which is borrowed; NULL when memory is out. */
struct tb_progress *tb_progress_new(const struct tb_plan *plan);
/* NULL allowed. */
void tb_progress_free(struct tb_progress *progress);

int tb_progress_steps(const struct tb_progress *progress);
void tb_progress_step(const struct tb_progress *progress, int i, struct tb_step_progress *step);
void tb_progress_run(const struct tb_progress *progress, struct tb_run_progress *run);
/* The reasons so far, in order of first use; valid until tb_progress_free(). */
int tb_progress_reasons(struct tb_progress *progress);
void tb_progress_reason(struct tb_progress *progress, int i, struct tb_reason *reason);

/* ---- For the run --------------------------------------------------------- */

struct tb_step_counters {
    atomic_llong rows_in, rows_out, keys;
};

struct tb_run_counters {
    atomic_int stage;
    atomic_llong barriers, bytes, rejected;
};

/* The counters of plan->nodes[i]. */
struct tb_step_counters *tb_progress_counters(struct tb_progress *progress, int i);
struct tb_run_counters *tb_progress_totals(struct tb_progress *progress);
/* Adds to what a step, borrowed, counted under a reason, copied. Any thread. What memory does
 * not allow to count is lost. */
void tb_progress_count(struct tb_progress *progress, const char *step, const char *reason,
                       int64_t n);

static inline void tb_counter_add(atomic_llong *counter, int64_t n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

#endif
