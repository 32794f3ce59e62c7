/* array.h - owning, sharing and measuring finished batches. */
#ifndef TB_BATCH_ARRAY_H
#define TB_BATCH_ARRAY_H

#include <toba/batch.h>

/* Releases a batch if it is alive; an empty struct is allowed. */
void tb_array_release(struct ArrowArray *array);
/* Moves: afterwards `from` is empty. */
void tb_array_move(struct ArrowArray *from, struct ArrowArray *to);
/* Bytes that the buffers of a batch with columns of these types take. */
int64_t tb_array_bytes(const struct ArrowArray *batch, const int32_t *types, int32_t n);

/* A batch that several owners hold: immutable, counted, released with the last. Any thread. */
struct tb_shared;

/* Takes the batch; NULL when memory is out (the batch is then released). One owner at first. */
struct tb_shared *tb_shared_new(struct ArrowArray *batch);
struct tb_shared *tb_shared_keep(struct tb_shared *shared);
const struct ArrowArray *tb_shared_peek(const struct tb_shared *shared);
/* NULL allowed. */
void tb_shared_drop(struct tb_shared *shared);

#endif
