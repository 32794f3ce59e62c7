/* fit.c - see fit.h.
 *
 * First every column is checked, the rows that do not fit are marked. When there are none the
 * batch made is a view: it borrows the columns whose type is right and owns the converted ones.
 * Else the rows that fit are copied. */
#include "run/fit.h"

#include <string.h>

#include "base/alloc.h"
#include "base/day.h"
#include "batch/builder.h"
#include "run/cell.h"

int tb_fit_init(struct tb_fit *fit, const struct toba_table *table, const int32_t *columns,
                const int32_t *fields, int32_t n, const int32_t *from_types, int32_t n_from,
                int32_t day, struct toba_error *err)
{
    memset(fit, 0, sizeof *fit);
    fit->day = day;
    fit->columns = tb_new_array((size_t)n, sizeof *fit->columns);
    fit->types = tb_new_array((size_t)n, sizeof *fit->types);
    if (!fit->columns || !fit->types) {
        tb_fit_fini(fit);
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a write");
    }
    fit->n = n;
    for (int32_t i = 0; i < n; i++) {
        struct tb_fit_column *c = &fit->columns[i];

        c->to = &table->columns[columns[i]];
        c->from = fields[i] < n_from ? fields[i] : -1;
        c->from_type = c->from < 0 ? TOBA_DATE : from_types[c->from];
        for (int32_t k = 0; k < table->n_key; k++)
            c->key = c->key || table->key[k] == columns[i];
        fit->types[i] = c->to->type;
        if (tb_cell_convertible(c->from_type, c->to->type))
            continue;
        tb_fit_fini(fit);
        return toba_fail(err, TOBA_E_PLUGIN,
                         "column %s of %s cannot take what is written to it",
                         table->columns[columns[i]].name, table->name);
    }
    return TOBA_OK;
}

void tb_fit_fini(struct tb_fit *fit)
{
    tb_free(fit->columns);
    tb_free(fit->types);
    fit->columns = NULL;
    fit->types = NULL;
}

/* ---- Checking ------------------------------------------------------------ */

/* A step's batch, and the rows of it that are wanted. */
struct rows {
    const struct ArrowArray *batch;
    int64_t first, length; /* as the children count them */
    int32_t *misfits;      /* by row: the column that does not fit, from 1; NULL: all fit */
};

/* Whether a whole text column is free of zero bytes. */
static bool is_clean_text(const struct ArrowArray *column, const struct rows *rows)
{
    const int32_t *offsets = (const int32_t *)column->buffers[1] + column->offset + rows->first;
    int32_t size = offsets[rows->length] - offsets[0];

    return size <= 0 ||
           !memchr((const char *)column->buffers[2] + offsets[0], '\0', (size_t)size);
}

/* Whether a column is seen to fit without looking at each cell. */
static bool fits_at_a_glance(const struct tb_fit_column *c, const struct ArrowArray *column,
                             const struct rows *rows)
{
    if (c->to->flags & TOBA_NOT_NULL && column->buffers[0] && column->null_count != 0)
        return false;
    if (c->from_type == TOBA_TEXT)
        return is_clean_text(column, rows);
    if (c->from_type == TOBA_INT32)
        return c->to->type != TOBA_BOOL;
    return c->from_type == TOBA_BOOL ||
           (c->from_type == TOBA_INT64 && c->to->type == TOBA_INT64);
}

static int check_column(const struct tb_fit *fit, int32_t i, struct rows *rows,
                        struct toba_error *err)
{
    const struct tb_fit_column *c = &fit->columns[i];
    const struct ArrowArray *column;

    if (c->from < 0)
        return TOBA_OK;
    column = rows->batch->children[c->from];
    if (fits_at_a_glance(c, column, rows))
        return TOBA_OK;
    for (int64_t r = 0; r < rows->length; r++) {
        if (!tb_cell_misfit(column, c->from_type, c->to, rows->first + r))
            continue;
        if (!rows->misfits)
            rows->misfits = tb_new_array((size_t)rows->length, sizeof *rows->misfits);
        if (!rows->misfits)
            return toba_fail(err, TOBA_E_MEMORY, "out of memory for rejected rows");
        if (!rows->misfits[r])
            rows->misfits[r] = i + 1;
    }
    return TOBA_OK;
}

/* ---- A view -------------------------------------------------------------- */

struct view {
    struct tb_shared *keep;
    const void *valid; /* the struct's own buffer, NULL */
    struct ArrowArray **pointers;
    struct ArrowArray children[];
};

/* What a converted column owns. */
struct converted {
    const void *buffers[2];
};

static void release_borrowed(struct ArrowArray *array)
{
    array->release = NULL;
}

static void release_converted(struct ArrowArray *array)
{
    struct converted *owned = array->private_data;

    tb_free((void *)(uintptr_t)owned->buffers[0]);
    tb_free((void *)(uintptr_t)owned->buffers[1]);
    tb_free(owned);
    array->release = NULL;
}

static void release_view(struct ArrowArray *array)
{
    struct view *view = array->private_data;

    for (int64_t i = 0; i < array->n_children; i++)
        if (view->children[i].release)
            view->children[i].release(&view->children[i]);
    tb_shared_drop(view->keep);
    tb_free(view->pointers);
    tb_free(view);
    array->release = NULL;
}

static size_t value_size(int32_t type, int64_t rows)
{
    if (type == TOBA_BOOL)
        return (size_t)(rows + 7) / 8;
    return (size_t)rows * (type == TOBA_INT32 || type == TOBA_DATE ? 4 : 8);
}

static void set_value(void *values, int32_t type, int64_t at, int64_t v)
{
    if (type == TOBA_BOOL)
        ((uint8_t *)values)[at / 8] |= (uint8_t)((unsigned)v << (at % 8));
    else if (type == TOBA_INT32 || type == TOBA_DATE)
        ((int32_t *)values)[at] = (int32_t)v;
    else
        ((int64_t *)values)[at] = v;
}

/* Copies the values; `from` NULL: all are D. `valid` NULL: none is NULL. */
static void convert(const struct tb_fit *fit, const struct tb_fit_column *c,
                    const struct ArrowArray *from, const struct rows *rows, void *values,
                    uint8_t *valid)
{
    for (int64_t r = 0; r < rows->length; r++) {
        int64_t at = rows->first + r;

        if (!from) {
            set_value(values, c->to->type, r,
                      c->to->type == TOBA_TIMESTAMP ? fit->day * TB_DAY_MICROS : fit->day);
            continue;
        }
        if (toba_is_null(from, at))
            continue;
        if (valid)
            valid[r / 8] |= (uint8_t)(1u << (r % 8));
        if (c->to->type == TOBA_DOUBLE)
            ((double *)values)[r] = toba_cell_double(from, c->from_type, at);
        else
            set_value(values, c->to->type, r,
                      tb_cell_number(from, c->from_type, c->to->type, at));
    }
}

static int convert_column(const struct tb_fit *fit, const struct tb_fit_column *c,
                          const struct ArrowArray *from, const struct rows *rows,
                          struct ArrowArray *to, struct toba_error *err)
{
    bool nulls = from && from->buffers[0];
    struct converted *owned = tb_new(sizeof *owned);
    uint8_t *valid = nulls ? tb_new((size_t)(rows->length + 7) / 8) : NULL;
    void *values = tb_new(value_size(c->to->type, rows->length));

    if (!owned || !values || (nulls && !valid)) {
        tb_free(owned);
        tb_free(valid);
        tb_free(values);
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
    }
    convert(fit, c, from, rows, values, valid);
    owned->buffers[0] = valid;
    owned->buffers[1] = values;
    *to = (struct ArrowArray){.length = rows->length,
                              .null_count = nulls ? -1 : 0,
                              .n_buffers = 2,
                              .buffers = owned->buffers,
                              .release = release_converted,
                              .private_data = owned};
    return TOBA_OK;
}

static void borrow_column(const struct ArrowArray *from, const struct rows *rows,
                          struct ArrowArray *to)
{
    *to = *from;
    to->offset += rows->first;
    to->length = rows->length;
    if (to->null_count != 0)
        to->null_count = -1;
    to->release = release_borrowed;
    to->private_data = NULL;
}

static int make_view(const struct tb_fit *fit, struct tb_shared *shared,
                     const struct rows *rows, struct ArrowArray *out, struct toba_error *err)
{
    struct view *view = tb_new(sizeof *view + (size_t)fit->n * sizeof view->children[0]);
    int code = TOBA_OK;

    if (view)
        view->pointers = tb_new_array((size_t)fit->n, sizeof(struct ArrowArray *));
    if (!view || !view->pointers) {
        tb_free(view);
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
    }
    *out = (struct ArrowArray){.length = rows->length,
                               .n_buffers = 1,
                               .buffers = &view->valid,
                               .n_children = fit->n,
                               .children = view->pointers,
                               .release = release_view,
                               .private_data = view};
    view->keep = tb_shared_keep(shared);
    for (int32_t i = 0; i < fit->n && !code; i++) {
        const struct tb_fit_column *c = &fit->columns[i];
        const struct ArrowArray *from = c->from < 0 ? NULL : rows->batch->children[c->from];

        view->pointers[i] = &view->children[i];
        if (from && c->from_type == c->to->type)
            borrow_column(from, rows, &view->children[i]);
        else
            code = convert_column(fit, c, from, rows, &view->children[i], err);
    }
    if (code)
        tb_array_release(out);
    return code;
}

/* ---- A copy -------------------------------------------------------------- */

static void print_key(const struct tb_fit *fit, const struct rows *rows, int64_t row,
                      char *text)
{
    int at = 0;

    text[0] = '\0';
    for (int32_t i = 0; i < fit->n; i++) {
        const struct tb_fit_column *c = &fit->columns[i];

        if (!c->key || c->from < 0 || at >= TB_KEY_TEXT - 80)
            continue;
        at += snprintf(text + at, (size_t)(TB_KEY_TEXT - at), "%s%.40s=", at ? ", " : "",
                       c->to->name);
        if (c->to->flags & TOBA_SECRET)
            at += snprintf(text + at, (size_t)(TB_KEY_TEXT - at), "***");
        else
            at += tb_cell_print(rows->batch->children[c->from], c->from_type, row, text + at,
                                TB_KEY_TEXT - at);
    }
}

static int reject_row(const struct tb_fit *fit, const struct rows *rows, int64_t r,
                      const struct tb_fit_rejects *rejects, struct toba_error *err)
{
    const struct tb_fit_column *c = &fit->columns[rows->misfits[r] - 1];
    const char *reason =
        tb_cell_misfit(rows->batch->children[c->from], c->from_type, c->to, rows->first + r);
    char key[TB_KEY_TEXT];

    print_key(fit, rows, rows->first + r, key);
    return rejects->reject(rejects->context, c->to->name, reason, key, err);
}

static void copy_cell(const struct tb_fit *fit, const struct rows *rows, int32_t i, int64_t row,
                      struct toba_builder *builder)
{
    const struct tb_fit_column *c = &fit->columns[i];
    const struct ArrowArray *from = c->from < 0 ? NULL : rows->batch->children[c->from];

    if (!from)
        tb_builder_int(builder, i,
                       c->to->type == TOBA_TIMESTAMP ? fit->day * TB_DAY_MICROS : fit->day);
    else if (c->to->type == c->from_type || c->to->type == TOBA_DOUBLE ||
             toba_is_null(from, row))
        tb_builder_cell(builder, i, c->from_type, from, row);
    else
        tb_builder_int(builder, i, tb_cell_number(from, c->from_type, c->to->type, row));
}

static int copy_fitting(const struct tb_fit *fit, const struct rows *rows,
                        struct ArrowArray *out, const struct tb_fit_rejects *rejects,
                        struct toba_error *err)
{
    struct toba_builder *builder = tb_builder_new(fit->types, fit->n);
    int code = builder ? TOBA_OK : toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");

    for (int64_t r = 0; r < rows->length && !code; r++) {
        if (rows->misfits[r]) {
            code = reject_row(fit, rows, r, rejects, err);
            continue;
        }
        for (int32_t i = 0; i < fit->n; i++)
            copy_cell(fit, rows, i, rows->first + r, builder);
        code = tb_builder_end_row(builder, err);
    }
    if (!code)
        code = tb_builder_finish(builder, out, err);
    tb_builder_free(builder);
    return code;
}

int tb_fit_rows(const struct tb_fit *fit, struct tb_shared *shared, int64_t first,
                int64_t length, struct ArrowArray *out, const struct tb_fit_rejects *rejects,
                struct toba_error *err)
{
    const struct ArrowArray *batch = tb_shared_peek(shared);
    struct rows rows = {batch, batch->offset + first, length, NULL};
    int code = TOBA_OK;

    memset(out, 0, sizeof *out);
    for (int32_t i = 0; i < fit->n && !code; i++)
        code = check_column(fit, i, &rows, err);
    if (!code)
        code = rows.misfits ? copy_fitting(fit, &rows, out, rejects, err)
                            : make_view(fit, shared, &rows, out, err);
    tb_free(rows.misfits);
    return code;
}
