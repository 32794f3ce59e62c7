/* fit.h - turns a step's batch into one that its table can take: the write's columns in the
 * table's types, and only rows that fit.
 *
 * A row does not fit when a NOT NULL column is NULL, a number passes its column's range or is
 * not finite, a date is not of the years 1 to 9999, or a text holds a zero byte. Where nothing
 * is to be converted or left out the batch is passed on without a copy. */
#ifndef TB_RUN_FIT_H
#define TB_RUN_FIT_H

#include <toba/store.h>

#include "batch/array.h"

#define TB_KEY_TEXT 512 /* room for a row's key as text */

struct tb_fit_column {
    const struct toba_column *to;
    int32_t from; /* the child of the step's batch; -1: the constant D */
    int32_t from_type;
    bool key;
};

struct tb_fit {
    struct tb_fit_column *columns;
    int32_t *types; /* of the batches made */
    int32_t n;
    int32_t day;
};

/* Who hears of a row that does not fit. `key` is the row's, as text. */
struct tb_fit_rejects {
    int (*reject)(void *context, const char *column, const char *reason, const char *key,
                  struct toba_error *err);
    void *context;
};

/* For batches whose columns have `from_types`: child i is `columns[i]` of the table, taken from
 * child `fields[i]` of the step's batch, -1: D. Borrows the table. */
int tb_fit_init(struct tb_fit *fit, const struct toba_table *table, const int32_t *columns,
                const int32_t *fields, int32_t n, const int32_t *from_types, int32_t n_from,
                int32_t day, struct toba_error *err);
/* All zero is allowed. */
void tb_fit_fini(struct tb_fit *fit);

/* Fills `out` with rows [first, first + length) of a batch. Keeps the shared batch while `out`
 * needs it. */
int tb_fit_rows(const struct tb_fit *fit, struct tb_shared *rows, int64_t first, int64_t length,
                struct ArrowArray *out, const struct tb_fit_rejects *rejects,
                struct toba_error *err);

#endif
