/* instance.c - see instance.h: the host's memory, which every file of the store takes from. */
#include "instance.h"

#include <string.h>

void *sq_zeroed(const struct sq_store *store, size_t size)
{
    void *memory = toba_resize(store->sink->host, NULL, size);

    return memory ? memset(memory, 0, size) : NULL;
}

void sq_free(const struct sq_store *store, void *memory)
{
    if (memory)
        toba_resize(store->sink->host, memory, 0);
}

int sq_no_memory(struct toba_error *err)
{
    return toba_fail(err, TOBA_E_MEMORY, "sqlite: out of memory");
}
