/* runner.h - what the parts of one run share. Made by tb_run(), constant while a stage runs but
 * for what says otherwise. */
#ifndef TB_RUN_RUNNER_H
#define TB_RUN_RUNNER_H

#include "run/ledger.h"
#include "run/monitor.h"
#include "run/progress.h"
#include "run/run.h"

struct tb_writer;

/* One stream into one table, as its store's writer counts it. */
struct tb_target {
    const struct toba_write *spec;
    int store;
    bool touched;                /* in the open transaction; the writer's thread */
    struct toba_written pending; /* of the open transaction; the writer's thread */
    struct toba_written written; /* committed; the writer's thread */
    atomic_llong rows, rejected; /* offered, and left out; any thread */
};

struct tb_runner {
    const struct tb_plan *plan;
    const struct tb_run_options *options;
    struct tb_monitor monitor;
    struct tb_progress *progress;
    struct tb_writer *writers; /* by plan->stores */
    int n_writers;
    int keeper;                /* the store whose ledger counts; -1: no store reads back */
    struct tb_target *targets; /* by plan->writes */
    struct tb_ledger ledger;
};

/* Logs a line under the name of a step, NULL: the run. Any thread. */
TOBA_PRINTF(4, 5)
void tb_runner_log(const struct tb_runner *runner, int level, const char *step,
                   const char *format, ...);
/* The index of a node, a write, in the plan. */
int tb_runner_node(const struct tb_runner *runner, const struct tb_node *node);
int tb_runner_write(const struct tb_runner *runner, const struct tb_write *write);

#endif
