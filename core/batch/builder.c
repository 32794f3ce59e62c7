/* builder.c - see builder.h.
 *
 * Every column has the three buffers that Arrow gives it: validity bits, values (or text
 * offsets) and text bytes. The row under construction is written in place behind the ended
 * rows, so that ending it is a matter of counting, and giving it up one of forgetting. */
#include "batch/builder.h"

#include <limits.h>
#include <string.h>

#include "base/alloc.h"
#include "batch/utf8.h"

#define FIRST_ROWS 64
#define FIRST_BYTES 1024

enum { VALID, VALUES, BYTES, BUFFERS };

struct column {
    int32_t type;
    bool set; /* in the row under construction */
    int64_t nulls;
    int64_t used; /* bytes of text, the row under construction included */
    void *buffers[BUFFERS];
    int64_t bytes_room;
};

struct toba_builder {
    int32_t n;
    int64_t rows, room; /* every column has room for as many rows */
    struct toba_error failure;
    struct column columns[];
};

static size_t width(int32_t type)
{
    switch (type) {
    case TOBA_INT32:
    case TOBA_DATE:
    case TOBA_TEXT:
        return 4;
    case TOBA_BOOL:
        return 0; /* bits */
    default:
        return 8;
    }
}

static size_t values_size(int32_t type, int64_t rows)
{
    if (type == TOBA_BOOL)
        return (size_t)(rows + 7) / 8;
    return ((size_t)rows + (type == TOBA_TEXT)) * width(type);
}

static void set_bit(void *bits, int64_t at, bool on)
{
    uint8_t mask = (uint8_t)(1u << (at % 8));
    uint8_t *byte = (uint8_t *)bits + at / 8;

    *byte = (uint8_t)(on ? *byte | mask : *byte & ~mask);
}

static void fail(struct toba_builder *b, int code, const char *message)
{
    if (!b->failure.code)
        toba_fail(&b->failure, code, "%s", message);
}

/* Makes room for the row under construction; false: no memory. */
static bool reserve_row(struct toba_builder *b)
{
    int64_t room = b->room ? b->room * 2 : FIRST_ROWS;

    if (b->rows < b->room)
        return true;
    for (int32_t i = 0; i < b->n; i++) {
        struct column *c = &b->columns[i];
        void *valid = tb_resize(c->buffers[VALID], (size_t)(room + 7) / 8);

        if (valid)
            c->buffers[VALID] = valid;
        void *values = valid ? tb_resize(c->buffers[VALUES], values_size(c->type, room)) : NULL;
        if (!values) {
            fail(b, TOBA_E_MEMORY, "out of memory for a batch");
            return false;
        }
        if (c->type == TOBA_TEXT && b->room == 0)
            ((int32_t *)values)[0] = 0;
        c->buffers[VALUES] = values;
    }
    b->room = room;
    return true;
}

static struct column *column_for(struct toba_builder *b, int32_t i)
{
    if (i < 0 || i >= b->n) {
        fail(b, TOBA_E_PLUGIN, "a value was put into a column that does not exist");
        return NULL;
    }
    return reserve_row(b) ? &b->columns[i] : NULL;
}

struct toba_builder *tb_builder_new(const int32_t *types, int32_t n)
{
    struct toba_builder *b = tb_new(sizeof *b + (size_t)n * sizeof b->columns[0]);

    if (!b)
        return NULL;
    b->n = n;
    for (int32_t i = 0; i < n; i++)
        b->columns[i].type = types[i];
    return b;
}

static void free_buffers(struct column *c)
{
    for (int i = 0; i < BUFFERS; i++) {
        tb_free(c->buffers[i]);
        c->buffers[i] = NULL;
    }
}

void tb_builder_free(struct toba_builder *b)
{
    if (!b)
        return;
    for (int32_t i = 0; i < b->n; i++)
        free_buffers(&b->columns[i]);
    tb_free(b);
}

void tb_builder_null(struct toba_builder *b, int32_t column)
{
    struct column *c = column_for(b, column);

    if (c)
        c->set = false;
}

static void put_wide(struct toba_builder *b, struct column *c, int64_t v)
{
    ((int64_t *)c->buffers[VALUES])[b->rows] = v;
    c->set = true;
}

static void put_narrow(struct toba_builder *b, struct column *c, int64_t v)
{
    if (v < INT32_MIN || v > INT32_MAX) {
        fail(b, TOBA_E_PLUGIN, "a number does not fit into 32 bits");
        return;
    }
    ((int32_t *)c->buffers[VALUES])[b->rows] = (int32_t)v;
    c->set = true;
}

void tb_builder_int(struct toba_builder *b, int32_t column, int64_t v)
{
    struct column *c = column_for(b, column);

    if (!c)
        return;
    switch (c->type) {
    case TOBA_INT64:
    case TOBA_TIMESTAMP:
        put_wide(b, c, v);
        return;
    case TOBA_INT32:
    case TOBA_DATE:
        put_narrow(b, c, v);
        return;
    case TOBA_BOOL:
        set_bit(c->buffers[VALUES], b->rows, v != 0);
        c->set = true;
        return;
    case TOBA_DOUBLE:
        tb_builder_double(b, column, (double)v);
        return;
    default:
        fail(b, TOBA_E_PLUGIN, "a number was put into a text column");
    }
}

void tb_builder_double(struct toba_builder *b, int32_t column, double v)
{
    struct column *c = column_for(b, column);

    if (!c)
        return;
    if (c->type != TOBA_DOUBLE) {
        fail(b, TOBA_E_PLUGIN, "a double was put into a column of another type");
        return;
    }
    ((double *)c->buffers[VALUES])[b->rows] = v;
    c->set = true;
}

/* Bytes of text that the ended rows take. */
static int32_t ended_bytes(const struct toba_builder *b, const struct column *c)
{
    return ((const int32_t *)c->buffers[VALUES])[b->rows];
}

static bool reserve_bytes(struct toba_builder *b, struct column *c, int64_t used)
{
    int64_t room = c->bytes_room ? c->bytes_room : FIRST_BYTES;
    void *bytes;

    if (used <= c->bytes_room)
        return true;

    while (room < used)
        room *= 2;
    bytes = tb_resize(c->buffers[BYTES], (size_t)room);
    if (!bytes) {
        fail(b, TOBA_E_MEMORY, "out of memory for a batch");
        return false;
    }
    c->buffers[BYTES] = bytes;
    c->bytes_room = room;
    return true;
}

void tb_builder_text(struct toba_builder *b, int32_t column, const char *at, int64_t size)
{
    struct column *c = column_for(b, column);
    int32_t start;

    if (!c)
        return;
    if (c->type != TOBA_TEXT || size < 0) {
        fail(b, TOBA_E_PLUGIN, "text was put into a column of another type");
        return;
    }
    start = ended_bytes(b, c);
    if (size > INT32_MAX - start) {
        fail(b, TOBA_E_PLUGIN, "the text of a batch passes 2 GiB");
        return;
    }
    if (!tb_utf8_valid(at, size)) {
        fail(b, TOBA_E_PLUGIN, "a text is not UTF-8");
        return;
    }
    if (!reserve_bytes(b, c, start + size))
        return;
    if (size)
        memcpy((char *)c->buffers[BYTES] + start, at, (size_t)size);
    c->used = start + size;
    c->set = true;
}

void tb_builder_cell(struct toba_builder *b, int32_t column, int32_t type,
                     const struct ArrowArray *from, int64_t row)
{
    struct toba_text text;

    if (toba_is_null(from, row)) {
        tb_builder_null(b, column);
    } else if (type == TOBA_TEXT) {
        text = toba_cell_text(from, row);
        tb_builder_text(b, column, text.at, text.size);
    } else if (type == TOBA_DOUBLE) {
        tb_builder_double(b, column, toba_cell_double(from, type, row));
    } else {
        tb_builder_int(b, column, toba_cell_int(from, type, row));
    }
}

void tb_builder_drop_row(struct toba_builder *b)
{
    for (int32_t i = 0; i < b->n; i++)
        b->columns[i].set = false;
    b->failure.code = TOBA_OK;
}

static void end_column(struct toba_builder *b, struct column *c)
{
    set_bit(c->buffers[VALID], b->rows, c->set);
    c->nulls += !c->set;
    if (c->type == TOBA_TEXT)
        ((int32_t *)c->buffers[VALUES])[b->rows + 1] =
            c->set ? (int32_t)c->used : ended_bytes(b, c);
    else if (!c->set && c->type == TOBA_BOOL)
        set_bit(c->buffers[VALUES], b->rows, false);
    else if (!c->set)
        memset((char *)c->buffers[VALUES] + (size_t)b->rows * width(c->type), 0,
               width(c->type));
    c->set = false;
}

int tb_builder_end_row(struct toba_builder *b, struct toba_error *err)
{
    int code;

    if (!b->failure.code)
        reserve_row(b);
    code = b->failure.code;
    if (code) {
        *err = b->failure;
        tb_builder_drop_row(b);
        return code;
    }
    for (int32_t i = 0; i < b->n; i++)
        end_column(b, &b->columns[i]);
    b->rows++;
    return TOBA_OK;
}

int64_t tb_builder_rows(const struct toba_builder *b)
{
    return b->rows;
}

int64_t tb_builder_bytes(const struct toba_builder *b)
{
    int64_t bytes = 0;

    for (int32_t i = 0; i < b->n && b->rows; i++) {
        const struct column *c = &b->columns[i];

        bytes += (int64_t)values_size(c->type, b->rows) + b->rows / 8;
        if (c->type == TOBA_TEXT)
            bytes += ended_bytes(b, c);
    }
    return bytes;
}

/* ---- Handing over
 * ---------------------------------------------------------------------------- */

/* What a finished column owns; a struct array owns its children instead. */
struct owned_column {
    const void *buffers[BUFFERS];
};

struct owned_batch {
    const void *valid; /* a struct array's only buffer, always NULL here */
    struct ArrowArray *pointers;
    struct ArrowArray **children;
};

static void release_column(struct ArrowArray *array)
{
    struct owned_column *owned = array->private_data;

    for (int i = 0; i < BUFFERS; i++)
        tb_free((void *)(uintptr_t)owned->buffers[i]);
    tb_free(owned);
    array->release = NULL;
}

static void release_batch(struct ArrowArray *array)
{
    struct owned_batch *owned = array->private_data;

    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release)
            array->children[i]->release(array->children[i]);
    tb_free(owned->children);
    tb_free(owned->pointers);
    tb_free(owned);
    array->release = NULL;
}

static bool finish_column(struct toba_builder *b, struct column *c, struct ArrowArray *out)
{
    struct owned_column *owned = tb_new(sizeof *owned);

    if (!owned)
        return false;
    *out = (struct ArrowArray){.length = b->rows,
                               .null_count = c->nulls,
                               .n_buffers = c->type == TOBA_TEXT ? 3 : 2,
                               .buffers = owned->buffers,
                               .release = release_column,
                               .private_data = owned};
    if (c->nulls == 0) {
        tb_free(c->buffers[VALID]);
        c->buffers[VALID] = NULL;
    }
    memcpy(owned->buffers, c->buffers, sizeof c->buffers);
    memset(c->buffers, 0, sizeof c->buffers);
    c->nulls = c->used = c->bytes_room = 0;
    return true;
}

int tb_builder_finish(struct toba_builder *b, struct ArrowArray *batch, struct toba_error *err)
{
    struct owned_batch *owned;
    bool ok;

    memset(batch, 0, sizeof *batch);
    if (b->failure.code) {
        *err = b->failure;
        tb_builder_drop_row(b);
        return err->code;
    }
    tb_builder_drop_row(b);
    owned = tb_new(sizeof *owned);
    ok = owned && reserve_row(b); /* a batch without rows has buffers too */
    if (owned) {
        owned->pointers = tb_new_array((size_t)b->n, sizeof *owned->pointers);
        owned->children = tb_new_array((size_t)b->n, sizeof *owned->children);
        ok = ok && owned->pointers && owned->children;
    }
    if (!ok) {
        if (owned) {
            tb_free(owned->pointers);
            tb_free(owned->children);
        }
        tb_free(owned);
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
    }
    *batch = (struct ArrowArray){.length = b->rows,
                                 .n_buffers = 1,
                                 .buffers = &owned->valid,
                                 .n_children = b->n,
                                 .children = owned->children,
                                 .release = release_batch,
                                 .private_data = owned};
    for (int32_t i = 0; i < b->n; i++) {
        owned->children[i] = &owned->pointers[i];
        ok = ok && finish_column(b, &b->columns[i], &owned->pointers[i]);
    }
    if (!ok) {
        release_batch(batch);
        for (int32_t i = 0; i < b->n; i++) {
            free_buffers(&b->columns[i]);
            b->columns[i].nulls = b->columns[i].used = b->columns[i].bytes_room = 0;
        }
        toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
    }
    b->rows = b->room = 0;
    return ok ? TOBA_OK : TOBA_E_MEMORY;
}
