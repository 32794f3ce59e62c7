/* csv.c - see csv.h. */
#include "csv.h"

#include <string.h>

void csv_begin(struct csv *csv, char *text)
{
    *csv = (struct csv){.at = text, .next_line = 1};
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
        csv->at += 3;
}

/* Unquotes the field at csv->at in place, and moves past it. */
static bool quoted(struct csv *csv)
{
    char *from = csv->at + 1, *to = csv->at;
    bool closed = false;

    while (*from && !closed) {
        if (from[0] == '"' && from[1] != '"') {
            closed = true;
        } else {
            from += *from == '"';
            csv->next_line += *from == '\n';
            *to++ = *from;
        }
        from++;
    }
    if (!closed) {
        csv->problem = "a quote is not closed";
        return false;
    }
    if (*from && !strchr(",\r\n", *from)) {
        csv->problem = "text follows a closing quote";
        return false;
    }
    csv->at = from;
    *to = '\0';
    return true;
}

/* Reads a field; `*last` when the row ends with it. */
static bool field(struct csv *csv, bool *last)
{
    char *start = csv->at, end;

    if (csv->n_fields == CSV_FIELDS_MAX) {
        csv->problem = "the row has too many fields";
        return false;
    }
    csv->fields[csv->n_fields++] = start;
    if (*start == '"') {
        if (!quoted(csv))
            return false;
    } else {
        csv->at += strcspn(start, ",\r\n");
    }
    end = *csv->at;
    *last = end != ',';
    if (!end)
        return true;
    *csv->at++ = '\0';
    if (end == '\r' && *csv->at == '\n')
        csv->at++;
    csv->next_line += *last;
    return true;
}

bool csv_next(struct csv *csv)
{
    bool last = false;

    csv->problem = NULL;
    do {
        csv->n_fields = 0;
        csv->line = csv->next_line;
        if (!*csv->at)
            return false;
        do {
            if (!field(csv, &last))
                return false;
        } while (!last);
    } while (csv->n_fields == 1 && !csv->fields[0][strspn(csv->fields[0], " \t")]);
    return true;
}
