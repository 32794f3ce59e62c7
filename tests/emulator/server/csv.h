/*
 * CSV as RFC 4180 quotes it, with lines that end in \n. NULL is an empty field, an empty string
 * is
 * `""`: a reader can tell them apart.
 */
#ifndef EMULATOR_SERVER_CSV_H
#define EMULATOR_SERVER_CSV_H

#include "text.h"

#include <stdbool.h>
#include <stdint.h>

/* Each adds one field, after a comma unless the line is still empty. */
void csv_add_string(struct text *line, const char *value); /* value may be NULL */
void csv_add_null(struct text *line);
void csv_add_number(struct text *line, int64_t value);
void csv_add_bool(struct text *line, bool value);

/* Rows that are sorted by key before they are written. */
struct csv_row {
    char *key;
    char *line;
};

struct csv_rows {
    struct csv_row *rows;
    size_t count;
    size_t room;
};

void csv_rows_add(struct csv_rows *rows, const char *key, const struct text *line);

/* Adds all rows to text, bytewise by key. */
void csv_rows_write(struct csv_rows *rows, struct text *text);
void csv_rows_free(struct csv_rows *rows);

#endif
