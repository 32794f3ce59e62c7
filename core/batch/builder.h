/* builder.h - rows in, an Arrow batch out; the core's side of toba/batch.h. */
#ifndef TB_BATCH_BUILDER_H
#define TB_BATCH_BUILDER_H

#include <toba/batch.h>

/* As their namesakes of toba/batch.h. */
struct toba_builder *tb_builder_new(const int32_t *types, int32_t n);
void tb_builder_free(struct toba_builder *builder);
void tb_builder_null(struct toba_builder *builder, int32_t column);
void tb_builder_int(struct toba_builder *builder, int32_t column, int64_t v);
void tb_builder_double(struct toba_builder *builder, int32_t column, double v);
void tb_builder_text(struct toba_builder *builder, int32_t column, const char *at,
                     int64_t size);
int tb_builder_end_row(struct toba_builder *builder, struct toba_error *err);
int64_t tb_builder_rows(const struct toba_builder *builder);
int64_t tb_builder_bytes(const struct toba_builder *builder);
int tb_builder_finish(struct toba_builder *builder, struct ArrowArray *batch,
                      struct toba_error *err);

/* Puts the value of a cell of another batch's column, whose type is `type`. An int32 may go to
 * an int64 column and so on, as tb_builder_int() checks. */
void tb_builder_cell(struct toba_builder *builder, int32_t column, int32_t type,
                     const struct ArrowArray *from, int64_t row);
/* Forgets what was put into the row under construction. */
void tb_builder_drop_row(struct toba_builder *builder);

#endif
