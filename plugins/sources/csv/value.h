/* value.h - what a cell's text stands for. */
#ifndef CSV_VALUE_H
#define CSV_VALUE_H

#include <toba/plugin.h>

/* The type of a name (text, int, bigint, double, boolean, date, timestamp); 0: there is none.
 */
int32_t csv_type_named(const char *name);
const char *csv_type_name(int32_t type);

/* Reads an int, bigint, boolean (true, false, 1, 0), date (YYYY-MM-DD, as days) or timestamp
 * (YYYY-MM-DDTHH:MM:SS[.ffffff][Z|+HH:MM], a blank for the T; UTC without a zone; as
 * microseconds). `text` is terminated. False: it is none. */
bool csv_integer(const char *text, int32_t type, int64_t *value);
/* Reads a finite decimal number. */
bool csv_double(const char *text, double *value);

#endif
