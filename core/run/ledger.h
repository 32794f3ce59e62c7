/* ledger.h - what a store remembers of runs: the tables toba_run, toba_state, toba_run_state
 * and toba_rejects, kept in the same transactions as the rows themselves.
 *
 * They are ordinary tables, written and read as any other. */
#ifndef TB_RUN_LEDGER_H
#define TB_RUN_LEDGER_H

#include <toba/store.h>

#include "base/arena.h"

struct tb_runner;
struct tb_writer;

extern const struct toba_table tb_run_table;       /* a row a run */
extern const struct toba_table tb_state_table;     /* kept from run to run */
extern const struct toba_table tb_run_state_table; /* forgotten when the run ends */
extern const struct toba_table tb_rejects_table;   /* rows that did not fit */

enum {
    TB_RUN_COLUMNS = 10,
    TB_STATE_COLUMNS = 4,
    TB_RUN_STATE_COLUMNS = 5,
    TB_REJECTS_COLUMNS = 8,
    TB_LEDGER_TABLES = 4
};

/* The tables above, and the types of their columns. */
extern const struct toba_table *const tb_ledger_tables[TB_LEDGER_TABLES];
extern const int32_t tb_run_types[TB_RUN_COLUMNS];
extern const int32_t tb_state_types[TB_STATE_COLUMNS];
extern const int32_t tb_run_state_types[TB_RUN_STATE_COLUMNS];
extern const int32_t tb_rejects_types[TB_REJECTS_COLUMNS];

/* A row of toba_run. Texts are the ledger's. */
struct tb_run_row {
    const char *run, *pipeline, *status, *digest;
    int32_t day;
    int64_t started; /* the first attempt's start */
    int64_t instant; /* the latest attempt's start: the stamp of its rows */
    int64_t ended;   /* INT64_MIN: not yet */
    int32_t stages_done, attempts;
    bool superseded; /* closed as abandoned by the run that begins */
};

/* The rows that a store has, newest last. */
struct tb_store_runs {
    struct tb_run_row *rows;
    int n;
};

struct tb_ledger {
    struct tb_arena arena;
    struct tb_store_runs *stores; /* by plan->stores */
    struct tb_run_row run;        /* this run */
    bool resumed;
    int abandoned;
};

/* Reads the ledgers of the open stores and decides whether an open run is resumed or a new one
 * begins. Runs of an older date, or of a changed plan, are marked to be closed. */
int tb_ledger_open(struct tb_runner *runner, struct toba_error *err);
void tb_ledger_fini(struct tb_ledger *ledger);

/* Fills `batch` with the rows of toba_run that a store takes as the run begins: the run's own
 * and those closed as abandoned. */
int tb_ledger_begin(const struct tb_runner *runner, int store, struct ArrowArray *batch,
                    struct toba_error *err);
/* … with the run's row after a stage; `last`: the run is done. */
int tb_ledger_stage(const struct tb_runner *runner, int stages_done, bool last,
                    struct ArrowArray *batch, struct toba_error *err);
/* Fills `batch` with the scopes of toba_run_state to be emptied: of the run itself (`own`), or
 * of those closed as abandoned. */
int tb_ledger_scopes(const struct tb_runner *runner, int store, bool own,
                     struct ArrowArray *batch, struct toba_error *err);

#endif
