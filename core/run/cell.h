/* cell.h - one value on its way into a column of a table: whether it fits, and how it is
 * converted. */
#ifndef TB_RUN_CELL_H
#define TB_RUN_CELL_H

#include <toba/store.h>

/* Whether values of one type can go into a column of another at all. */
bool tb_cell_convertible(int32_t from, int32_t to);
/* Why the value in `row` of an array of type `from` does not fit `to`; NULL: it does. */
const char *tb_cell_misfit(const struct ArrowArray *array, int32_t from,
                           const struct toba_column *to, int64_t row);
/* The value of a fitting cell, for a column of any type but double and text. */
int64_t tb_cell_number(const struct ArrowArray *array, int32_t from, int32_t to, int64_t row);
/* Writes a value for people to read, always UTF-8 without control characters; returns the
 * bytes written, terminated, at most `room` - 1. */
int tb_cell_print(const struct ArrowArray *array, int32_t type, int64_t row, char *text,
                  int room);

#endif
