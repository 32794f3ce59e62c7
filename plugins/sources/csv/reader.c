/* reader.c - see reader.h. A record is looked over first, so that it lies in memory as a whole,
 * and then cut into cells in place. */
#define _POSIX_C_SOURCE 200809L
#include "reader.h"

#include <errno.h>
#include <string.h>

enum { FIRST_ROOM = 1 << 16, FIRST_CELLS = 32 };

/* Where in a record a byte stands. */
enum place { CELL_START, PLAIN, QUOTED, BEHIND_QUOTE, BEHIND_CR };

static int no_memory(const struct csv_reader *r, struct toba_error *err)
{
    return toba_fail(err, TOBA_E_MEMORY, "%s: out of memory", r->path);
}

static int malformed(const struct csv_reader *r, int64_t line, const char *what,
                     struct toba_error *err)
{
    return toba_fail(err, TOBA_E_SOURCE, "%s:%lld: %s", r->path, (long long)line, what);
}

/* Makes room for more bytes behind those that are left, and for a zero behind them. */
static int make_room(struct csv_reader *r, struct toba_error *err)
{
    char *bigger;
    size_t room;

    if (r->from > 0) {
        memmove(r->bytes, r->bytes + r->from, r->end - r->from);
        r->end -= r->from;
        r->from = 0;
    }
    if (r->end + 1 < r->room)
        return 0;
    if (r->room >= CSV_RECORD_MAX) {
        malformed(r, r->next_line, "the record is longer than 16 MiB", err);
        return toba_hint(err, "is a quote not closed?");
    }
    room = r->room ? 2 * r->room : FIRST_ROOM;
    bigger = toba_resize(r->host, r->bytes, room);
    if (!bigger)
        return no_memory(r, err);
    r->bytes = bigger;
    r->room = room;
    return 0;
}

/* Reads on; `ended` when there is no more. */
static int fill(struct csv_reader *r, struct toba_error *err)
{
    size_t n;
    int code = make_room(r, err);

    if (code)
        return code;
    n = fread(r->bytes + r->end, 1, r->room - 1 - r->end, r->file);
    r->end += n;
    r->ended = n == 0;
    if (n == 0 && ferror(r->file))
        return toba_fail(err, TOBA_E_SOURCE, "%s cannot be read: %s", r->path, strerror(errno));
    return 0;
}

/* Where a record goes behind the byte `c`; false: it cannot. */
static bool step(enum place *place, char c)
{
    switch (*place) {
    case QUOTED:
        *place = c == '"' ? BEHIND_QUOTE : QUOTED;
        return true;
    case BEHIND_QUOTE:
        if (c == '"')
            *place = QUOTED;
        else
            *place = c == ',' ? CELL_START : BEHIND_CR;
        return c == '"' || c == ',' || c == '\r';
    case BEHIND_CR:
        return false;
    case CELL_START:
        if (c == '"') {
            *place = QUOTED;
            return true;
        } /* fall through */
    default:
        *place = c == ',' ? CELL_START : PLAIN;
        return c != '"';
    }
}

/* Fills `*size` with the bytes of the next record and its line end; 0 at the end of the file.
 */
static int look_over(struct csv_reader *r, size_t *size, struct toba_error *err)
{
    enum place place = CELL_START;
    int64_t line = r->next_line;
    size_t n = 0;
    int code;

    for (;; n++) {
        if (r->from + n == r->end) {
            code = r->ended ? 0 : fill(r, err);
            if (code)
                return code;
            if (r->from + n == r->end)
                break;
        }
        if (r->bytes[r->from + n] == '\n') {
            line++;
            if (place != QUOTED) {
                n++;
                break;
            }
        } else if (!step(&place, r->bytes[r->from + n])) {
            return malformed(r, line,
                             place == BEHIND_CR ? "text follows a closing quote"
                                                : "a quote in a cell that is not quoted",
                             err);
        }
    }
    if (place == QUOTED && r->ended && r->from + n == r->end)
        return malformed(r, r->next_line, "a quote is not closed", err);
    r->line = r->next_line;
    r->next_line = line;
    *size = n;
    return 0;
}

static int add_cell(struct csv_reader *r, struct csv_cell cell, struct toba_error *err)
{
    if (r->n_cells == r->cells_room) {
        const int32_t room = r->cells_room ? 2 * r->cells_room : FIRST_CELLS;
        struct csv_cell *bigger =
            toba_resize(r->host, r->cells, (size_t)room * sizeof *r->cells);

        if (!bigger)
            return no_memory(r, err);
        r->cells = bigger;
        r->cells_room = room;
    }
    r->cells[r->n_cells++] = cell;
    return 0;
}

/* Takes the quotes off the cell at `at` and returns what follows its closing quote. */
static char *unquote(char *at, struct csv_cell *cell)
{
    char *to = at, *from = at + 1;

    while (from[0] != '"' || from[1] == '"') {
        from += *from == '"';
        *to++ = *from++;
    }
    *cell = (struct csv_cell){at, to - at, true};
    return from + 1;
}

/* Cuts a record of `size` bytes, its line end left out, into cells. A zero follows it. */
static int cut(struct csv_reader *r, char *at, size_t size, struct toba_error *err)
{
    char *end = at + size;
    bool last = false;
    int code = 0;

    *end = '\0';
    r->n_cells = 0;
    while (!last && !code) {
        struct csv_cell cell = {at, 0, false};
        char *stop;

        if (*at == '"' && at < end) {
            stop = unquote(at, &cell);
        } else {
            stop = memchr(at, ',', (size_t)(end - at));
            stop = stop ? stop : end;
            cell.size = stop - at;
        }
        last = stop == end;
        at[cell.size] = '\0';
        at = stop + 1;
        code = add_cell(r, cell, err);
    }
    return code;
}

int csv_next(struct csv_reader *r, bool *more, struct toba_error *err)
{
    size_t size, text;
    char *at;

    do {
        const int code = look_over(r, &size, err);

        if (code)
            return code;
        at = r->bytes + r->from;
        r->from += size;
        r->offset += (int64_t)size;
        text = size;
        if (text > 0 && at[text - 1] == '\n')
            text--;
        if (text > 0 && at[text - 1] == '\r')
            text--;
    } while (size > 0 && text == 0);
    *more = size > 0;
    return *more ? cut(r, at, text, err) : 0;
}

int csv_open(struct csv_reader *r, const struct toba_host *host, const char *path,
             struct toba_error *err)
{
    int code;

    *r = (struct csv_reader){.host = host, .path = path, .next_line = 1};
    r->file = fopen(path, "rb");
    if (!r->file) {
        toba_fail(err, TOBA_E_CONFIG, "%s cannot be opened: %s", path, strerror(errno));
        return toba_hint(err, "a relative path begins in the working folder");
    }
    code = fill(r, err);
    if (!code && r->end >= 3 && memcmp(r->bytes, "\xEF\xBB\xBF", 3) == 0)
        r->offset = (int64_t)(r->from = 3);
    return code;
}

void csv_close(struct csv_reader *r)
{
    if (r->file)
        fclose(r->file);
    if (r->host) {
        toba_resize(r->host, r->bytes, 0);
        toba_resize(r->host, r->cells, 0);
    }
    *r = (struct csv_reader){0};
}

int csv_seek(struct csv_reader *r, int64_t offset, int64_t line, struct toba_error *err)
{
    if (fseeko(r->file, (off_t)offset, SEEK_SET))
        return toba_fail(err, TOBA_E_SOURCE, "%s cannot be read from byte %lld on: %s", r->path,
                         (long long)offset, strerror(errno));
    r->from = r->end = 0;
    r->ended = false;
    r->offset = offset;
    r->next_line = line;
    return 0;
}
