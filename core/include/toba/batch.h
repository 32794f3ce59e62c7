/* batch.h - building and reading Arrow batches, for sinks and sources that handle whole
 * batches.
 *
 * A batch is a struct array; its children are columns. Row r of a batch is row
 * r + batch->offset of each child; the readers below add the child's own offset and allow for a
 * missing validity buffer. A builder is sticky: a failed put is remembered and comes out of the
 * next toba_builder_end_row() or toba_builder_finish(). One builder, one thread at a time. */
#ifndef TOBA_BATCH_H
#define TOBA_BATCH_H

#include <string.h>

#include <toba/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Reading ------------------------------------------------------------- */

/* Whether row `row` of a column is NULL. Rows are counted from 0, without the column's offset.
 */
static inline bool toba_is_null(const struct ArrowArray *column, int64_t row)
{
    const uint8_t *valid = (const uint8_t *)column->buffers[0];
    int64_t at = row + column->offset;

    return valid && !(valid[at / 8] >> (at % 8) & 1);
}

/* The value of a row that is not NULL, from a column of type BOOL, INT32, INT64, DATE (days) or
 * TIMESTAMP (microseconds). */
static inline int64_t toba_cell_int(const struct ArrowArray *column, int32_t type, int64_t row)
{
    const void *values = column->buffers[1];
    int64_t at = row + column->offset;

    switch (type) {
    case TOBA_BOOL:
        return ((const uint8_t *)values)[at / 8] >> (at % 8) & 1;
    case TOBA_INT32:
    case TOBA_DATE:
        return ((const int32_t *)values)[at];
    default:
        return ((const int64_t *)values)[at];
    }
}

/* The value of a row that is not NULL, from a column of any number type. */
static inline double toba_cell_double(const struct ArrowArray *column, int32_t type,
                                      int64_t row)
{
    if (type == TOBA_DOUBLE)
        return ((const double *)column->buffers[1])[row + column->offset];
    return (double)toba_cell_int(column, type, row);
}

/* The value of a row that is not NULL, from a TEXT column. Borrowed from the batch. */
static inline struct toba_text toba_cell_text(const struct ArrowArray *column, int64_t row)
{
    const int32_t *offsets = (const int32_t *)column->buffers[1];
    int64_t at = row + column->offset;
    struct toba_text text = {"", offsets[at + 1] - offsets[at], false};

    if (text.size > 0)
        text.at = (const char *)column->buffers[2] + offsets[at];
    return text;
}

/* ---- Building ------------------------------------------------------------ */

/* A builder of batches with `n` columns of the types TOBA_BOOL … TOBA_TIMESTAMP; NULL when
 * memory is out. `types` is copied. Free it with toba_builder_free(), NULL allowed. */
static inline struct toba_builder *toba_builder_new(const struct toba_host *host,
                                                    const int32_t *types, int32_t n)
{
    return host->builder_new(types, n);
}
/* Frees the builder and the rows in it. NULL allowed. */
static inline void toba_builder_free(const struct toba_host *host, struct toba_builder *builder)
{
    host->builder_free(builder);
}

/* Sets a column of the row under construction, of type BOOL (0, 1), INT32, INT64, DATE (days)
 * or TIMESTAMP (microseconds); a value beyond it is a failure. A column that is not set is
 * NULL. */
static inline void toba_builder_int(const struct toba_host *host, struct toba_builder *builder,
                                    int32_t column, int64_t v)
{
    host->builder_int(builder, column, v);
}
/* Sets a DOUBLE column. */
static inline void toba_builder_double(const struct toba_host *host,
                                       struct toba_builder *builder, int32_t column, double v)
{
    host->builder_double(builder, column, v);
}
/* Sets a TEXT column to `size` bytes, which are copied and must be UTF-8. `at` may be NULL
 * where `size` is 0. */
static inline void toba_builder_text(const struct toba_host *host, struct toba_builder *builder,
                                     int32_t column, const char *at, int64_t size)
{
    host->builder_text(builder, column, at, size);
}

/* Ends the row, or gives it up when a put failed (the builder can go on). Errors: TOBA_E_PLUGIN
 * for a wrong column or value, TOBA_E_MEMORY. */
static inline int toba_builder_end_row(const struct toba_host *host,
                                       struct toba_builder *builder, struct toba_error *err)
{
    return host->builder_end_row(builder, err);
}

/* Ended rows so far. */
static inline int64_t toba_builder_rows(const struct toba_host *host,
                                        const struct toba_builder *builder)
{
    return host->builder_rows(builder);
}
/* The bytes that they take. */
static inline int64_t toba_builder_bytes(const struct toba_host *host,
                                         const struct toba_builder *builder)
{
    return host->builder_bytes(builder);
}

/* Fills `batch` (caller releases) with the ended rows and empties the builder, which can be
 * used again. Errors: TOBA_E_MEMORY, and what a put left behind; `batch` is then untouched. */
static inline int toba_builder_finish(const struct toba_host *host,
                                      struct toba_builder *builder, struct ArrowArray *batch,
                                      struct toba_error *err)
{
    return host->builder_finish(builder, batch, err);
}

#ifdef __cplusplus
}
#endif

#endif
