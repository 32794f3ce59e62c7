/* run.h - runs a plan: opens its stores, works through its stages, and records what is done so
 * that a run that was cut off goes on where it stopped. */
#ifndef TB_RUN_RUN_H
#define TB_RUN_RUN_H

#include "base/arena.h"
#include "graph/plan.h"
#include "run/cancel.h"
#include "run/exchange.h"
#include "run/progress.h"

/* Start from tb_run_options_init(). */
struct tb_run_options {
    int64_t memory;                   /* bytes for queues and rows read */
    struct tb_barrier_limits barrier; /* when to commit */
    double reject_ratio; /* the run stops when a stream's rejected rows pass this part … */
    int64_t reject_rows; /* … of at least so many rows */
    bool create;         /* stores may create and alter tables */
    /* Takes a line of a step, a store or, `step` NULL, the run itself. Any thread, several at
     * once; NULL: lines are lost. `level` is an enum toba_log_level. */
    void (*log)(void *context, int level, const char *step, const char *text);
    void *log_context;
    struct tb_cancel *cancel;     /* NULL: cannot be cancelled */
    struct tb_progress *progress; /* made for the plan; NULL: nobody watches */
};

void tb_run_options_init(struct tb_run_options *options);

/* What came of one stream into one table. */
struct tb_write_report {
    const char *step, *schema, *table; /* the plan's */
    struct toba_written written;       /* what was committed; `rejected`: in all */
};

struct tb_run_report {
    struct tb_arena arena;
    char *run; /* the run's name; NULL: it did not come to one */
    bool resumed;
    int abandoned; /* older open runs that were closed */
    int n_stages, stages_done;
    int64_t barriers;
    struct tb_write_report *writes;
    int n_writes;
    struct tb_reason *reasons; /* what the steps counted */
    int n_reasons;
};

/* Runs the plan on the calling thread and threads of its own. Returns 0, or the code of the
 * first failure, which `err` then holds; TOBA_E_CANCELLED after a stop on request. The report
 * is filled in either case and to be freed; all zero before. */
int tb_run(const struct tb_plan *plan, const struct tb_run_options *options,
           struct tb_run_report *report, struct toba_error *err);
void tb_run_report_free(struct tb_run_report *report);

#endif
