/*
 * Writing and sorting CSV.
 */
#include "csv.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void next_field(struct text *line)
{
    if (line->size)
        text_add(line, ",");
}

void csv_add_null(struct text *line)
{
    next_field(line);
}

static void add_quoted(struct text *line, const char *value)
{
    text_add(line, "\"");
    for (; *value; value++)
        text_add_bytes(line, *value == '"' ? "\"\"" : value, *value == '"' ? 2 : 1);
    text_add(line, "\"");
}

void csv_add_string(struct text *line, const char *value)
{
    next_field(line);
    if (!value)
        return;
    if (!*value || strpbrk(value, ",\"\r\n"))
        add_quoted(line, value);
    else
        text_add(line, value);
}

void csv_add_number(struct text *line, int64_t value)
{
    next_field(line);
    text_addf(line, "%" PRId64, value);
}

void csv_add_bool(struct text *line, bool value)
{
    next_field(line);
    text_add(line, value ? "true" : "false");
}

static char *copy(const char *string)
{
    char *twin = strdup(string);

    if (!twin)
        abort();
    return twin;
}

void csv_rows_add(struct csv_rows *rows, const char *key, const struct text *line)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 256;
        struct csv_row *grown = realloc(rows->rows, room * sizeof *grown);

        if (!grown)
            abort();
        rows->rows = grown;
        rows->room = room;
    }
    rows->rows[rows->count].key = copy(key);
    rows->rows[rows->count].line = copy(text_peek(line));
    rows->count++;
}

static int compare(const void *left, const void *right)
{
    const struct csv_row *a = left;
    const struct csv_row *b = right;

    return strcmp(a->key, b->key);
}

void csv_rows_write(struct csv_rows *rows, struct text *text)
{
    if (rows->count)
        qsort(rows->rows, rows->count, sizeof *rows->rows, compare);
    for (size_t i = 0; i < rows->count; i++) {
        text_add(text, rows->rows[i].line);
        text_add(text, "\n");
    }
}

void csv_rows_free(struct csv_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->rows[i].key);
        free(rows->rows[i].line);
    }
    free(rows->rows);
    memset(rows, 0, sizeof *rows);
}
