/* child.h - running a check in a process of its own, so that a plugin's crash, hang or exit is
 * a result and not the end of the kit. */
#ifndef TB_KIT_CHILD_H
#define TB_KIT_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "kit/result.h"

/* Zeroed memory that children share; NULL when there is none. */
void *tb_kit_shared_new(size_t size);
void tb_kit_shared_free(void *memory, size_t size);

struct tb_kit_child {
    void (*work)(void *context, struct tb_kit_result *result);
    void *context;
    int seconds; /* how long it may take */
    bool quiet;  /* what it prints is dropped */
};

/* Runs child->work to its end, whatever that is, and fills `result`, which children share. */
void tb_kit_child_run(const struct tb_kit_child *child, struct tb_kit_result *result);

#endif
