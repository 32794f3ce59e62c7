/* csv.c - a source that gives the rows of a CSV file.
 *
 * The columns wanted are named in the pipeline with their types; the header line says where in
 * the file they are. A cell that is empty and not quoted is NULL. A cell that is no value of
 * its column's type stops the run, with file, line and column.
 *
 * Every some rows it offers a mark, whose state says how far it came, so that a run that was
 * cut off goes on from there, unless the file has changed since. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include <toba/plugin.h>

#include "reader.h"
#include "value.h"

struct column {
    char name[64];
    int32_t type;
    int32_t cell; /* where in a record it is */
};

struct csv {
    const char *path;
    struct toba_list wanted; /* "name type" */

    const struct toba_host *host;
    struct csv_reader reader;
    struct column *columns; /* one for each of `wanted` */
    int32_t n_header;       /* cells of the header */
    int64_t marks;
    char version[96]; /* what tells a changed file from the same one */
};

enum { ROWS };
enum { ROWS_A_MARK = 1000 };

#define POSITION "position" /* state: "MARKS OFFSET LINE VERSION" */

/* ---- Columns ------------------------------------------------------------- */

static int parse_column(const char *text, struct column *column, struct toba_error *err)
{
    const size_t size = strcspn(text, " ");
    const char *type = text + size + strspn(text + size, " ");

    *column = (struct column){.cell = -1};
    if (size == 0 || size >= sizeof column->name || !*type) {
        toba_fail(err, TOBA_E_CONFIG, "\"columns\": '%.80s' is no name and type", text);
        return toba_hint(err, "write: columns = { \"id text\", \"day date\", \"value int\" }");
    }
    memcpy(column->name, text, size);
    column->type = csv_type_named(type);
    if (column->type)
        return 0;
    toba_fail(err, TOBA_E_CONFIG, "\"columns\": column '%s' has the unknown type '%.40s'",
              column->name, type);
    return toba_hint(err, "text, int, bigint, double, boolean, date or timestamp");
}

static int plan_columns(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    const struct csv *self = instance;
    int code = 0;

    for (int32_t i = 0; i < self->wanted.n && !code; i++) {
        struct column column, earlier;

        code = parse_column(self->wanted.at[i], &column, err);
        for (int32_t k = 0; k < i && !code; k++) {
            parse_column(self->wanted.at[k], &earlier, NULL);
            if (strcmp(earlier.name, column.name) == 0)
                code = toba_fail(err, TOBA_E_CONFIG, "\"columns\": column '%s' comes twice",
                                 column.name);
        }
        if (!code)
            code = toba_plan_field(plan, true, ROWS, column.name, column.type, 0, err);
    }
    return code;
}

/* ---- Opening ------------------------------------------------------------- */

static int missing_column(const struct csv *self, const char *name, struct toba_error *err)
{
    const struct csv_reader *r = &self->reader;

    toba_fail(err, TOBA_E_SOURCE, "%s:%" PRId64 ": there is no column '%s'", self->path,
              r->line, name);
    toba_detail(err, "the header line names:");
    for (int32_t i = 0; i < r->n_cells; i++) {
        const size_t used = err ? strlen(err->detail) : 0;

        if (err)
            snprintf(err->detail + used, sizeof err->detail - used, " %.64s", r->cells[i].at);
    }
    return TOBA_E_SOURCE;
}

/* Reads the header, and finds in it where each column is. */
static int read_header(struct csv *self, struct toba_error *err)
{
    struct csv_reader *r = &self->reader;
    bool more;
    int code = csv_next(r, &more, err);

    if (code)
        return code;
    if (!more)
        return toba_fail(err, TOBA_E_SOURCE, "%s: the file has no header line", self->path);
    self->n_header = r->n_cells;
    for (int32_t i = 0; i < self->wanted.n; i++) {
        struct column *column = &self->columns[i];

        code = parse_column(self->wanted.at[i], column, err);
        if (code)
            return code;
        for (int32_t cell = 0; cell < r->n_cells; cell++) {
            if (strcmp(r->cells[cell].at, column->name) != 0)
                continue;
            if (column->cell >= 0)
                return toba_fail(err, TOBA_E_SOURCE, "%s:%" PRId64 ": two columns '%s'",
                                 self->path, r->line, column->name);
            column->cell = cell;
        }
        if (column->cell < 0)
            return missing_column(self, column->name, err);
    }
    return 0;
}

static void note_version(struct csv *self)
{
    struct stat s;

    if (fstat(fileno(self->reader.file), &s) || !S_ISREG(s.st_mode))
        return;
    snprintf(self->version, sizeof self->version, "%jd.%jd.%jd.%ld", (intmax_t)s.st_ino,
             (intmax_t)s.st_size, (intmax_t)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
}

/* Goes on where an earlier attempt of the run stopped. */
static int resume(struct csv *self, struct toba_in *in, struct toba_error *err)
{
    struct toba_text position;
    char text[256], version[96];
    int64_t marks, offset, line;
    int code = toba_state_get(in, TOBA_STATE_RUN, POSITION, &position, err);

    if (code || position.null)
        return code;
    snprintf(text, sizeof text, "%.*s", (int)position.size, position.at);
    if (sscanf(text, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %95s", &marks, &offset, &line,
               version) != 4)
        return 0;
    if (strcmp(version, self->version) != 0) {
        toba_log(in, TOBA_LOG_WARNING, "%s has changed: it is read from its start", self->path);
        return 0;
    }
    self->marks = marks;
    return csv_seek(&self->reader, offset, line, err);
}

static void close_csv(void *instance)
{
    struct csv *self = instance;

    csv_close(&self->reader);
    self->columns = toba_resize(self->host, self->columns, 0);
}

static int open_csv(void *instance, struct toba_in *in, struct toba_error *err)
{
    struct csv *self = instance;
    const size_t n = (size_t)self->wanted.n;
    int code;

    self->host = in->host;
    self->columns = toba_resize(self->host, NULL, (n ? n : 1) * sizeof *self->columns);
    if (!self->columns)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    code = csv_open(&self->reader, self->host, self->path, err);
    if (!code) {
        note_version(self);
        code = read_header(self, err);
    }
    if (!code && self->version[0])
        code = resume(self, in, err);
    if (code)
        close_csv(self);
    return code;
}

/* ---- Rows ---------------------------------------------------------------- */

static int bad_cell(const struct csv *self, const struct column *column,
                    const struct csv_cell *cell, struct toba_error *err)
{
    char text[41];

    snprintf(text, sizeof text, "%s", cell->at);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = '?';
    toba_fail(err, TOBA_E_SOURCE, "%s:%" PRId64 ": column '%s': '%s' is no %s", self->path,
              self->reader.line, column->name, text, csv_type_name(column->type));
    if (column->type == TOBA_BOOL)
        toba_hint(err, "true, false, 1 or 0");
    else if (column->type == TOBA_DATE)
        toba_hint(err, "a date is written YYYY-MM-DD");
    else if (column->type == TOBA_TIMESTAMP)
        toba_hint(err, "a timestamp is written YYYY-MM-DDTHH:MM:SSZ");
    return TOBA_E_SOURCE;
}

/* Puts one cell; false: it is no value of its column. */
static bool put_cell(struct toba_out *out, int32_t field, const struct column *column,
                     const struct csv_cell *cell)
{
    double d;
    int64_t i;

    if (column->type == TOBA_TEXT) {
        if (cell->size > 0 || cell->quoted)
            toba_put_text(out, ROWS, field, cell->at, cell->size);
        return true;
    }
    if (cell->size == 0)
        return true;
    if (cell->size != (int64_t)strlen(cell->at))
        return false;
    if (column->type == TOBA_DOUBLE) {
        if (!csv_double(cell->at, &d))
            return false;
        toba_put_double(out, ROWS, field, d);
        return true;
    }
    if (!csv_integer(cell->at, column->type, &i))
        return false;
    toba_put_int(out, ROWS, field, i);
    return true;
}

static int put_row(const struct csv *self, struct toba_out *out, struct toba_error *err)
{
    const struct csv_reader *r = &self->reader;

    if (r->n_cells != self->n_header)
        return toba_fail(err, TOBA_E_SOURCE, "%s:%" PRId64 ": %d cells, the header has %d",
                         self->path, r->line, r->n_cells, self->n_header);
    for (int32_t i = 0; i < self->wanted.n; i++) {
        const struct column *column = &self->columns[i];
        const struct csv_cell *cell = &r->cells[column->cell];

        if (!put_cell(out, i, column, cell))
            return bad_cell(self, column, cell, err);
    }
    return toba_end_row(out, ROWS, err);
}

static int mark(struct csv *self, struct toba_out *out, struct toba_error *err)
{
    char text[256];
    int code = 0;

    self->marks++;
    if (self->version[0]) {
        snprintf(text, sizeof text, "%" PRId64 " %" PRId64 " %" PRId64 " %s", self->marks,
                 self->reader.offset, self->reader.next_line, self->version);
        code = toba_state_put(out, TOBA_STATE_RUN, POSITION, text, err);
    }
    return code ? code : toba_mark(out, self->marks, err);
}

static int next_rows(void *instance, struct toba_in *in, struct toba_out *out,
                     struct toba_error *err)
{
    struct csv *self = instance;
    bool more = true;

    (void)in;
    for (int i = 0; i < ROWS_A_MARK; i++) {
        int code = csv_next(&self->reader, &more, err);

        if (code)
            return code;
        if (!more)
            return TOBA_END;
        code = put_row(self, out, err);
        if (code)
            return code;
    }
    return mark(self, out, err);
}

/* ---- The descriptor ------------------------------------------------------ */

static const struct toba_option options[] = {
    {.name = "path",
     .type = TOBA_OPTION_PATH,
     .flags = TOBA_REQUIRED,
     .offset = offsetof(struct csv, path),
     .help = "the file; its first line names the columns"},
    {.name = "columns",
     .type = TOBA_OPTION_LIST,
     .flags = TOBA_REQUIRED,
     .offset = offsetof(struct csv, wanted),
     .help =
         "the columns to read, each \"name type\"; the types are text, int, bigint, double, "
         "boolean, date and timestamp"},
};

static const struct toba_port outputs[] = {
    {.name = "rows", .help = "a row a line, with the fields that \"columns\" names"},
};

static const struct toba_component csv = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_SOURCE,
    .name = "csv",
    .summary = "The rows of a CSV file",
    TOBA_OPTIONS(options),
    TOBA_OUTPUTS(outputs),
    .instance_size = sizeof(struct csv),
    .plan = plan_columns,
    .open = open_csv,
    .close = close_csv,
    .next = next_rows,
};

TOBA_PLUGIN("csv", "0.1.0", "Apache-2.0", "CSV files", &csv)
