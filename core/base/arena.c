/* arena.c - see arena.h. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

#define BLOCK 8192

struct tb_arena_block {
    struct tb_arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

static struct tb_arena_block *grow(struct tb_arena *arena, size_t size)
{
    size_t bytes = size > BLOCK ? size : BLOCK;
    struct tb_arena_block *block = tb_new(sizeof *block + bytes);

    if (!block) {
        arena->failed = true;
        return NULL;
    }
    block->size = bytes;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *tb_arena_new(struct tb_arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    struct tb_arena_block *block = arena->blocks;
    void *memory;

    if (size > SIZE_MAX / 2) { /* rounded up, or with its block, it might wrap around */
        arena->failed = true;
        return NULL;
    }
    size = (size + align - 1) / align * align;
    if (!block || block->size - block->used < size)
        block = grow(arena, size);
    if (!block)
        return NULL;
    memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

void *tb_arena_array(struct tb_arena *arena, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size) {
        arena->failed = true;
        return NULL;
    }
    return tb_arena_new(arena, n * size);
}

char *tb_arena_copy_n(struct tb_arena *arena, const char *text, size_t size)
{
    char *copy = tb_arena_new(arena, size + 1);

    if (copy && size)
        memcpy(copy, text, size);
    return copy;
}

char *tb_arena_copy(struct tb_arena *arena, const char *text)
{
    return text ? tb_arena_copy_n(arena, text, strlen(text)) : NULL;
}

char *tb_arena_print(struct tb_arena *arena, const char *format, ...)
{
    va_list args;
    int size;
    char *text;

    va_start(args, format);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = size < 0 ? NULL : tb_arena_new(arena, (size_t)size + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)size + 1, format, args);
    va_end(args);
    return text;
}

void *tb_arena_append(struct tb_arena *arena, void **items, int *n, size_t size)
{
    bool full = *n == 0 || (*n >= 4 && (*n & (*n - 1)) == 0);

    if (full) {
        /* Room for 4, then for twice as many whenever a power of two is reached. */
        void *bigger = tb_arena_array(arena, *n < 4 ? 4 : (size_t)*n * 2, size);

        if (!bigger)
            return NULL;
        if (*n)
            memcpy(bigger, *items, (size_t)*n * size);
        *items = bigger;
    }
    return (unsigned char *)*items + (size_t)(*n)++ * size;
}

void tb_arena_free(struct tb_arena *arena)
{
    while (arena->blocks) {
        struct tb_arena_block *next = arena->blocks->next;

        tb_free(arena->blocks);
        arena->blocks = next;
    }
    arena->failed = false;
}
