/* memory.h - the memory that the kit lends a plugin: counted, checked, and failing on demand.
 *
 * toba_resize() and the builders carry no context, so this is the one place of the kit with
 * state of the process: a check runs in a process of its own. Any thread. */
#ifndef TB_KIT_MEMORY_H
#define TB_KIT_MEMORY_H

#include <toba/batch.h>

/* Forgets all before. Request `fail_at` (from 1) will fail, 0: none; new memory is filled with
 * `fill`. */
void tb_kit_memory_begin(long fail_at, unsigned char fill);
/* Counts a request that memory might fail: true: it does. */
bool tb_kit_memory_refuses(void);
/* Requests so far, and whether one was failed. */
long tb_kit_memory_asked(void);
bool tb_kit_memory_failed(void);
/* What was broken, or is not given back yet, as a sentence; NULL: nothing. Static. */
const char *tb_kit_memory_broken(void);
const char *tb_kit_memory_held(void);

/* Fills the members of a host table: resize and the builders. */
void tb_kit_memory_lend(struct toba_host *host);

#endif
