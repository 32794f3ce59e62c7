/* csv.h - a CSV text, a row at a time: commas, optional double quotes (doubled inside), lines
 * ending in LF or CRLF. */
#ifndef INSTAGRAM_CSV_H
#define INSTAGRAM_CSV_H

#include <stdbool.h>

enum { CSV_FIELDS_MAX = 64 };

struct csv {
    char *at; /* what is left; rows are cut out of it in place */
    int line; /* of the row read last, from 1 */
    int next_line;
    char *fields[CSV_FIELDS_MAX]; /* of the row read last */
    int n_fields;
    const char *problem; /* why the last read failed; else NULL */
};

/* Begins a text, which is changed; a byte order mark is skipped. */
void csv_begin(struct csv *csv, char *text);

/* Reads the next row that is not blank. False at the end, and on a malformed row. */
bool csv_next(struct csv *csv);

#endif
