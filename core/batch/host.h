/* host.h - the host table of a component that reads and writes no rows: sinks, and tests. */
#ifndef TB_BATCH_HOST_H
#define TB_BATCH_HOST_H

#include <toba/batch.h>

/* A table whose builder functions and `resize` work and whose `log` and `count` do nothing; the
 * rest is NULL. Static. */
const struct toba_host *tb_batch_host(void);

/* The members above, to be copied into a fuller table. */
#define TB_BATCH_HOST                                                                          \
    .size = sizeof(struct toba_host), .abi_major = TOBA_ABI_MAJOR,                             \
    .abi_minor = TOBA_ABI_MINOR, .resize = tb_resize, .builder_new = tb_builder_new,           \
    .builder_free = tb_builder_free, .builder_int = tb_builder_int,                            \
    .builder_double = tb_builder_double, .builder_text = tb_builder_text,                      \
    .builder_end_row = tb_builder_end_row, .builder_rows = tb_builder_rows,                    \
    .builder_bytes = tb_builder_bytes, .builder_finish = tb_builder_finish

#endif
