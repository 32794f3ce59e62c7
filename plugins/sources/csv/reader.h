/* reader.h - a CSV file (RFC 4180), a record at a time: commas, optional double quotes (doubled
 * inside), lines ending in LF or CRLF, empty lines left out. Memory is bounded by the longest
 * record. */
#ifndef CSV_READER_H
#define CSV_READER_H

#include <stdio.h>

#include <toba/plugin.h>

enum { CSV_RECORD_MAX = 16 << 20 }; /* bytes of one record */

struct csv_cell {
    const char *at; /* `size` bytes, then a zero */
    int64_t size;
    bool quoted;
};

/* All zero is empty. */
struct csv_reader {
    const struct toba_host *host;
    const char *path; /* borrowed */
    FILE *file;
    char *bytes; /* of the file: those from `from` to `end` are still to be read */
    size_t room, from, end;
    bool ended;             /* the file has no more than these */
    int64_t line;           /* of the record read last, from 1 */
    int64_t next_line;      /* of the record after it */
    int64_t offset;         /* in the file, of the record after it */
    struct csv_cell *cells; /* of the record read last; valid until the next read */
    int32_t n_cells, cells_room;
};

/* Opens a file, which stands before its first record; a byte order mark is skipped. `path` is
 * borrowed. Close it in either case. Errors: TOBA_E_CONFIG, TOBA_E_MEMORY. */
int csv_open(struct csv_reader *reader, const struct toba_host *host, const char *path,
             struct toba_error *err);
void csv_close(struct csv_reader *reader);

/* Reads the next record; *more is false at the end. Errors: TOBA_E_SOURCE for a malformed
 * record, TOBA_E_MEMORY. */
int csv_next(struct csv_reader *reader, bool *more, struct toba_error *err);

/* Goes on at a record whose offset and line an earlier reader of the same file gave. */
int csv_seek(struct csv_reader *reader, int64_t offset, int64_t line, struct toba_error *err);

#endif
