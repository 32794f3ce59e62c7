/* array.c - see array.h. */
#include "batch/array.h"

#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"

void tb_array_release(struct ArrowArray *array)
{
    if (array->release)
        array->release(array);
    memset(array, 0, sizeof *array);
}

void tb_array_move(struct ArrowArray *from, struct ArrowArray *to)
{
    *to = *from;
    memset(from, 0, sizeof *from);
}

static int64_t column_bytes(const struct ArrowArray *column, int32_t type)
{
    int64_t rows = column->length;
    const int32_t *offsets;

    switch (type) {
    case TOBA_BOOL:
        return rows / 4;
    case TOBA_INT32:
    case TOBA_DATE:
        return rows * 4 + rows / 8;
    case TOBA_TEXT:
        offsets = (const int32_t *)column->buffers[1] + column->offset;
        return rows * 4 + rows / 8 + offsets[rows] - offsets[0];
    default:
        return rows * 8 + rows / 8;
    }
}

int64_t tb_array_bytes(const struct ArrowArray *batch, const int32_t *types, int32_t n)
{
    int64_t bytes = 0;

    for (int32_t i = 0; i < n; i++)
        bytes += column_bytes(batch->children[i], types[i]);
    return bytes;
}

struct tb_shared {
    atomic_int owners;
    struct ArrowArray batch;
};

struct tb_shared *tb_shared_new(struct ArrowArray *batch)
{
    struct tb_shared *shared = tb_new(sizeof *shared);

    if (!shared) {
        tb_array_release(batch);
        return NULL;
    }
    atomic_init(&shared->owners, 1);
    tb_array_move(batch, &shared->batch);
    return shared;
}

struct tb_shared *tb_shared_keep(struct tb_shared *shared)
{
    atomic_fetch_add_explicit(&shared->owners, 1, memory_order_relaxed);
    return shared;
}

const struct ArrowArray *tb_shared_peek(const struct tb_shared *shared)
{
    return &shared->batch;
}

void tb_shared_drop(struct tb_shared *shared)
{
    if (!shared || atomic_fetch_sub_explicit(&shared->owners, 1, memory_order_acq_rel) != 1)
        return;
    tb_array_release(&shared->batch);
    tb_free(shared);
}
