/* alloc.h - the core's one door to the heap.
 *
 * A build with TOBA_FAIL_ALLOC lets a test fail the n-th allocation, so that every path of
 * running out of memory can be walked. */
#ifndef TB_BASE_ALLOC_H
#define TB_BASE_ALLOC_H

#include <stddef.h>

/* As realloc; size 0 frees and returns NULL. NULL when there is no memory. Any thread. */
void *tb_resize(void *memory, size_t size);
/* Zeroed memory, NULL when there is none. */
void *tb_new(size_t size);
/* An array of `n` zeroed items; NULL also when n * size overflows. */
void *tb_new_array(size_t n, size_t size);
/* A copy of a terminated text, freed by tb_free(). */
char *tb_copy(const char *text);
/* NULL allowed. */
void tb_free(void *memory);

#ifdef TOBA_FAIL_ALLOC
/* From now on the n-th allocation (from 1) fails, once, on whatever thread; 0: none does. */
void tb_alloc_fail_at(long n);
/* Whether the allocation chosen last has failed. */
int tb_alloc_failed(void);
#endif

#endif
