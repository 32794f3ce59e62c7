/* rows.h - made-up rows for input ports: the same ones for the same shape and seed. */
#ifndef TB_KIT_ROWS_H
#define TB_KIT_ROWS_H

#include "kit/host.h"

/* What the rows of a key or a batch are like. */
enum tb_kit_shape {
    TB_KIT_NO_ROWS,
    TB_KIT_ONE_ROW,
    TB_KIT_ALL_NULL,
    TB_KIT_LONG_AGO, /* one row, far before D */
    TB_KIT_MANY,     /* each day of some weeks, and of three sub-keys */
    TB_KIT_HOLES,    /* days are missing and values are NULL */
    TB_KIT_EXTREME   /* numbers, texts and dates at the end of their ranges */
};

/* Gives every wired input of the host rows of a shape; they last until the arena is freed. */
int tb_kit_rows_give(struct tb_kit_host *host, struct tb_arena *arena, enum tb_kit_shape shape,
                     uint32_t seed, struct toba_error *err);
/* `n` rows for port 0, and no sub-keys: a batch. */
int tb_kit_rows_batch(struct tb_kit_host *host, struct tb_arena *arena, enum tb_kit_shape shape,
                      uint32_t seed, int n, struct toba_error *err);

#endif
