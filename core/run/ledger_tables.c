/* ledger_tables.c - the declarations of the tables that the core keeps in every store. */
#include "run/ledger.h"

#define SCHEMA "toba"

/* clang-format off */
static const struct toba_column run_columns[TB_RUN_COLUMNS] = {
    {.name = "run",         .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the run's name"},
    {.name = "pipeline",    .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the pipeline that ran"},
    {.name = "day",         .type = TOBA_DATE,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the date it was run for"},
    {.name = "started",     .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "start of the first attempt"},
    {.name = "instant",     .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "start of the latest attempt, the stamp of its rows"},
    {.name = "ended",       .type = TOBA_TIMESTAMP, .flags = 0,             .references_column = -1, .comment = "when the last stage was committed"},
    {.name = "status",      .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "open, done or abandoned"},
    {.name = "stages_done", .type = TOBA_INT32,     .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "stages committed"},
    {.name = "attempts",    .type = TOBA_INT32,     .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "times it was started or resumed"},
    {.name = "digest",      .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "of the plan"},
};

static const struct toba_column state_columns[TB_STATE_COLUMNS] = {
    {.name = "key",      .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the step's own key"},
    {.name = "pipeline", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the pipeline"},
    {.name = "step",     .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the step whose state it is"},
    {.name = "value",    .type = TOBA_TEXT, .flags = 0,             .references_column = -1, .comment = "what it noted"},
};

static const struct toba_column run_state_columns[TB_RUN_STATE_COLUMNS] = {
    {.name = "key",   .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the step's own key"},
    {.name = "run",   .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the run"},
    {.name = "step",  .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the step whose state it is"},
    {.name = "day",   .type = TOBA_DATE, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the date it is run for"},
    {.name = "value", .type = TOBA_TEXT, .flags = 0,             .references_column = -1, .comment = "what it noted"},
};

static const struct toba_column rejects_columns[TB_REJECTS_COLUMNS] = {
    {.name = "run",         .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the run"},
    {.name = "step",        .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the step that wrote the row"},
    {.name = "number",      .type = TOBA_INT64,     .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "tells the rows of a run apart"},
    {.name = "table_name",  .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "the table it was meant for"},
    {.name = "column_name", .type = TOBA_TEXT,      .flags = 0,             .references_column = -1, .comment = "the column that does not fit"},
    {.name = "reason",      .type = TOBA_TEXT,      .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "why"},
    {.name = "row_key",     .type = TOBA_TEXT,      .flags = 0,             .references_column = -1, .comment = "the row's key"},
    {.name = "instant",     .type = TOBA_TIMESTAMP, .flags = TOBA_NOT_NULL, .references_column = -1, .comment = "start of the attempt"},
};
/* clang-format on */

static const int32_t first[] = {0};
static const int32_t first_three[] = {0, 1, 2};
static const int32_t second[] = {1};

const int32_t tb_run_types[TB_RUN_COLUMNS] = {
    TOBA_TEXT,      TOBA_TEXT, TOBA_DATE,  TOBA_TIMESTAMP, TOBA_TIMESTAMP,
    TOBA_TIMESTAMP, TOBA_TEXT, TOBA_INT32, TOBA_INT32,     TOBA_TEXT};
const int32_t tb_state_types[TB_STATE_COLUMNS] = {TOBA_TEXT, TOBA_TEXT, TOBA_TEXT, TOBA_TEXT};
const int32_t tb_run_state_types[TB_RUN_STATE_COLUMNS] = {TOBA_TEXT, TOBA_TEXT, TOBA_TEXT,
                                                          TOBA_DATE, TOBA_TEXT};
const int32_t tb_rejects_types[TB_REJECTS_COLUMNS] = {TOBA_TEXT, TOBA_TEXT,     TOBA_INT64,
                                                      TOBA_TEXT, TOBA_TEXT,     TOBA_TEXT,
                                                      TOBA_TEXT, TOBA_TIMESTAMP};

const struct toba_table tb_run_table = {.size = sizeof(struct toba_table),
                                        .schema = SCHEMA,
                                        .name = "toba_run",
                                        .comment = "Runs of pipelines on this store.",
                                        .columns = run_columns,
                                        .n_columns = TB_RUN_COLUMNS,
                                        .key = first,
                                        .n_key = 1,
                                        .mode = TOBA_UPSERT,
                                        .date = -1,
                                        .indexed_stamp = -1};

/* The key comes first in both state tables: state is looked up by it. */
const struct toba_table tb_state_table = {.size = sizeof(struct toba_table),
                                          .schema = SCHEMA,
                                          .name = "toba_state",
                                          .comment = "What steps keep from run to run.",
                                          .columns = state_columns,
                                          .n_columns = TB_STATE_COLUMNS,
                                          .key = first_three,
                                          .n_key = 3,
                                          .mode = TOBA_UPSERT,
                                          .date = -1,
                                          .indexed_stamp = -1};

/* Emptied by covering the run with no rows. It is dated so that a store has no need to note
 * which date a scope was computed for. */
const struct toba_table tb_run_state_table = {.size = sizeof(struct toba_table),
                                              .schema = SCHEMA,
                                              .name = "toba_run_state",
                                              .comment =
                                                  "How far the steps of an open run are.",
                                              .columns = run_state_columns,
                                              .n_columns = TB_RUN_STATE_COLUMNS,
                                              .key = first_three,
                                              .n_key = 3,
                                              .mode = TOBA_REPLACE,
                                              .scope = second,
                                              .n_scope = 1,
                                              .date = 3,
                                              .indexed_stamp = -1};

const struct toba_table tb_rejects_table = {.size = sizeof(struct toba_table),
                                            .schema = SCHEMA,
                                            .name = "toba_rejects",
                                            .comment = "Rows that did not fit their table.",
                                            .columns = rejects_columns,
                                            .n_columns = TB_REJECTS_COLUMNS,
                                            .key = first_three,
                                            .n_key = 3,
                                            .mode = TOBA_UPSERT,
                                            .date = -1,
                                            .indexed_stamp = -1};

const struct toba_table *const tb_ledger_tables[TB_LEDGER_TABLES] = {
    &tb_run_table, &tb_state_table, &tb_run_state_table, &tb_rejects_table};
