/* arena.h - memory that is freed all at once: a pipeline's and a plan's. One thread at a time.
 */
#ifndef TB_BASE_ARENA_H
#define TB_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include <toba/error.h>

struct tb_arena_block;

/* All zero is an empty arena. Once an allocation failed, `failed` stays true: a caller may make
 * many and ask once. */
struct tb_arena {
    struct tb_arena_block *blocks;
    bool failed;
};

/* Zeroed memory, aligned for any type, until tb_arena_free(); NULL when there is none. */
void *tb_arena_new(struct tb_arena *arena, size_t size);
void *tb_arena_array(struct tb_arena *arena, size_t n, size_t size);
/* Copies; NULL in, NULL out. */
char *tb_arena_copy(struct tb_arena *arena, const char *text);
char *tb_arena_copy_n(struct tb_arena *arena, const char *text, size_t size);
TOBA_PRINTF(2, 3)
char *tb_arena_print(struct tb_arena *arena, const char *format, ...);
/* Appends an item to an array of `*n` that the arena holds: returns the place of the new,
 * zeroed item, NULL when there is no memory. The array moves as it grows. */
void *tb_arena_append(struct tb_arena *arena, void **items, int *n, size_t size);
void tb_arena_free(struct tb_arena *arena);

#endif
