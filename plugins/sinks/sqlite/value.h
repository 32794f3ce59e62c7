/* value.h - cells of Arrow batches as SQLite keeps them, and back.
 *
 * Dates are the text YYYY-MM-DD, instants YYYY-MM-DDTHH:MM:SSZ, so text order is time order.
 * That holds for the years 1 to 9999; other dates do not fit. Booleans are 0 and 1.
 * Functions that say `reason` return NULL when all is well, else a constant text that
 * completes "the column …". */
#ifndef SQ_VALUE_H
#define SQ_VALUE_H

#include <sqlite3.h>

#include <toba/batch.h>
#include <toba/store.h>

/* Holds the text of a date or of an instant. */
enum { SQ_TIME_SIZE = 24 };

/* False when the year is outside 1 to 9999. */
bool sq_day_text(int64_t day, char out[SQ_TIME_SIZE]);
bool sq_instant_text(int64_t instant, char out[SQ_TIME_SIZE]);

/* The first text of `day` and, for bounds, one that no date is below or above. */
void sq_day_bound(int64_t day, char out[SQ_TIME_SIZE]);

/* False when the text is not exactly of the form above or no such time exists. */
bool sq_parse_day(const char *text, int size, int64_t *day);
bool sq_parse_instant(const char *text, int size, int64_t *instant);

/* Binds row `row` of a column. Texts are borrowed, as is `buffer`: both have to last until the
 * statement ran. Returns a reason. */
const char *sq_bind_cell(sqlite3_stmt *statement, int parameter, int32_t type,
                         const struct ArrowArray *column, int64_t row,
                         char buffer[SQ_TIME_SIZE]);
/* Binds a value that was given as text ("false", "7", "2026-11-23"). Returns a reason. */
const char *sq_bind_given(sqlite3_stmt *statement, int parameter, int32_t type,
                          const char *text);
/* A value given as text as an SQL literal. Returns a reason. */
const char *sq_literal(sqlite3_str *sql, int32_t type, const char *text);

/* Puts a column of the current row into a builder. Returns a reason. */
const char *sq_take_cell(sqlite3_stmt *statement, int column, int32_t type,
                         const struct toba_host *host, struct toba_builder *builder,
                         int32_t to);
/* Whether the text is UTF-8 without NUL. */
bool sq_clean_text(const char *text, int64_t size);

/* Writes the cells `columns` of a row, as in an error message, into `out`. */
void sq_key_text(const struct toba_table *table, const struct ArrowArray *const *cells,
                 const int32_t *columns, int32_t n, int64_t row, char *out, size_t room);

#endif
