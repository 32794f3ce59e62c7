/* alloc.c - see alloc.h. */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef TOBA_FAIL_ALLOC
#include <stdatomic.h>

static atomic_long until_failure;
static atomic_int failed;

void tb_alloc_fail_at(long n)
{
    atomic_store(&failed, 0);
    atomic_store(&until_failure, n);
}

int tb_alloc_failed(void)
{
    return atomic_load(&failed);
}

static int refused(void)
{
    if (atomic_load(&until_failure) <= 0 || atomic_fetch_sub(&until_failure, 1) != 1)
        return 0;
    atomic_store(&failed, 1);
    return 1;
}
#else
static int refused(void)
{
    return 0;
}
#endif

void *tb_resize(void *memory, size_t size)
{
    if (size == 0) {
        free(memory);
        return NULL;
    }
    return refused() ? NULL : realloc(memory, size);
}

void *tb_new(size_t size)
{
    return refused() ? NULL : calloc(1, size ? size : 1);
}

void *tb_new_array(size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        return NULL;
    return tb_new(n * size);
}

char *tb_copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = tb_new(size);

    return copy ? memcpy(copy, text, size) : NULL;
}

void tb_free(void *memory)
{
    free(memory);
}
