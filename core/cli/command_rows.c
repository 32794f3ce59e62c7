/* command_rows.c - `toba rows`: prints what a table of a pipeline holds, as CSV, whatever store
 * it is in. The output can be read back by a CSV source: a text that is empty is quoted, a NULL
 * is nothing at all. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/day.h"
#include "batch/array.h"
#include "batch/host.h"
#include "cli/command.h"
#include "cli/planned.h"

static const char usage[] =
    "usage: toba rows [--env NAME] [--as-of DATE] PIPELINE SCHEMA.TABLE\n\n"
    "Prints the rows that a table of the pipeline holds, as CSV with a header line, in the "
    "order\n"
    "of the table's key. A NULL is an empty cell, an empty text is \"\".\n\n"
    "  --env NAME    the environment of toba.env to use (default: dev)\n"
    "  --as-of DATE  the date to plan the pipeline for (default: today, UTC)\n";

#define KEYS 512 /* read at a time */

/* The table being printed, and the store it is read from. */
struct reading {
    const struct toba_store *store;
    void *self;
    const struct toba_table *table;
    struct toba_path *columns;
    void *scan;
};

/* ---- Cells --------------------------------------------------------------- */

static void print_text(struct toba_text text)
{
    const bool plain = text.size > 0 && !memchr(text.at, '"', (size_t)text.size) &&
                       !memchr(text.at, ',', (size_t)text.size) &&
                       !memchr(text.at, '\n', (size_t)text.size) &&
                       !memchr(text.at, '\r', (size_t)text.size);

    if (plain) {
        fwrite(text.at, 1, (size_t)text.size, stdout);
        return;
    }
    putchar('"');
    for (int64_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"')
            putchar('"');
        putchar(text.at[i]);
    }
    putchar('"');
}

/* The shortest decimal that reads back as the same number. */
static void print_double(double v)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    fputs(text, stdout);
}

static void print_instant(int64_t v)
{
    char text[TB_INSTANT_TEXT];
    const int micros = (int)((v % 1000000 + 1000000) % 1000000);

    tb_instant_print(v - micros, text);
    if (micros)
        printf("%.*s.%06dZ", (int)strlen(text) - 1, text, micros);
    else
        fputs(text, stdout);
}

static void print_cell(const struct toba_column *column, const struct ArrowArray *array,
                       int64_t row)
{
    char day[TB_DAY_TEXT];

    if (toba_is_null(array, row))
        return;
    if (column->flags & TOBA_SECRET)
        fputs("***", stdout);
    else if (column->type == TOBA_TEXT)
        print_text(toba_cell_text(array, row));
    else if (column->type == TOBA_DOUBLE)
        print_double(toba_cell_double(array, TOBA_DOUBLE, row));
    else if (column->type == TOBA_BOOL)
        fputs(toba_cell_int(array, TOBA_BOOL, row) ? "true" : "false", stdout);
    else if (column->type == TOBA_DATE)
        fputs(tb_day_print((int32_t)toba_cell_int(array, TOBA_DATE, row), day), stdout);
    else if (column->type == TOBA_TIMESTAMP)
        print_instant(toba_cell_int(array, TOBA_TIMESTAMP, row));
    else
        printf("%" PRId64, toba_cell_int(array, column->type, row));
}

/* ---- Rows ---------------------------------------------------------------- */

static void print_header(const struct toba_table *table)
{
    for (int32_t c = 0; c < table->n_columns; c++)
        printf("%s%s", c ? "," : "", table->columns[c].name);
    putchar('\n');
}

/* A batch of the scan: the key, then the columns. */
static void print_batch(const struct toba_table *table, const struct ArrowArray *batch)
{
    for (int64_t row = batch->offset; row < batch->offset + batch->length; row++) {
        for (int32_t c = 0; c < table->n_columns; c++) {
            if (c)
                putchar(',');
            print_cell(&table->columns[c], batch->children[c + 1], row);
        }
        putchar('\n');
    }
}

static int print_chunk(const struct reading *r, int64_t keys, struct toba_error *err)
{
    int code = r->store->scan_range(r->scan, 0, keys, err);
    bool more = true;

    while (!code && more) {
        struct ArrowArray batch = {0};

        code = r->store->scan_fetch(r->scan, 0, &batch, err);
        more = !code && batch.length > 0;
        if (more)
            print_batch(r->table, &batch);
        tb_array_release(&batch);
    }
    return code;
}

static int print_chunks(const struct reading *r, struct toba_error *err)
{
    int64_t keys = 1;
    int code = TOBA_OK;

    while (!code && keys > 0) {
        struct ArrowArray batch = {0};

        code = r->store->scan_chunk(r->scan, KEYS, &batch, err);
        keys = code ? 0 : batch.length;
        tb_array_release(&batch);
        if (keys > 0)
            code = print_chunk(r, keys, err);
        r->store->scan_release(r->scan);
    }
    return code;
}

/* The column that rows are read by: a store takes a text or an integer. -1: the key has none.
 */
static int32_t key_column(const struct toba_table *table)
{
    for (int32_t k = 0; k < table->n_key; k++) {
        const int32_t type = table->columns[table->key[k]].type;

        if (type == TOBA_TEXT || type == TOBA_INT32 || type == TOBA_INT64)
            return table->key[k];
    }
    return -1;
}

static int print_table(struct reading *r, struct toba_error *err)
{
    const struct toba_table *table = r->table;
    struct toba_read read = {.size = sizeof read,
                             .table = table,
                             .rows = TOBA_ALL,
                             .key = {.column = key_column(table)},
                             .sub_key = {.column = -1},
                             .date = -1,
                             .n_columns = table->n_columns,
                             .from_day = INT32_MIN,
                             .to_day = INT32_MAX};
    struct toba_scan scan = {
        .size = sizeof scan, .reads = &read, .n_reads = 1, .driver_read = 0};
    int code;

    if (read.key.column < 0)
        return toba_fail(err, TOBA_E_CONFIG,
                         "table '%s' has no text or integer in its key to be read by",
                         table->name);
    r->columns = tb_new_array((size_t)table->n_columns, sizeof *r->columns);
    if (!r->columns)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the rows of a table");
    for (int32_t c = 0; c < table->n_columns; c++)
        r->columns[c].column = c;
    read.columns = r->columns;
    code = r->store->scan_open(r->self, &scan, &r->scan, err);
    if (code)
        return code;
    print_header(table);
    code = print_chunks(r, err);
    r->store->scan_close(r->scan);
    return code;
}

/* ---- The store ----------------------------------------------------------- */

static bool is_named(const struct toba_table *table, const char *name)
{
    const size_t schema = strlen(table->schema);

    return strncmp(name, table->schema, schema) == 0 && name[schema] == '.' &&
           strcmp(name + schema + 1, table->name) == 0;
}

static const struct tb_plan_store *find_table(const struct tb_plan *plan, const char *name,
                                              const struct toba_table **table)
{
    for (int s = 0; s < plan->n_stores; s++)
        for (int t = 0; t < plan->stores[s].n_tables; t++) {
            *table = plan->stores[s].tables[t];
            if (is_named(*table, name))
                return &plan->stores[s];
        }
    return NULL;
}

static int no_table(const struct tb_plan *plan, const char *name, struct toba_error *err)
{
    size_t used = 0;

    toba_fail(err, TOBA_E_CONFIG, "the pipeline uses no table '%s'", name);
    toba_hint(err, "there are:");
    for (int s = 0; s < plan->n_stores; s++)
        for (int t = 0; t < plan->stores[s].n_tables; t++) {
            const struct toba_table *table = plan->stores[s].tables[t];

            used = strlen(err->hint);
            snprintf(err->hint + used, sizeof err->hint - used, " %s.%s", table->schema,
                     table->name);
        }
    return err->code;
}

static int read_table(const struct tb_plan_store *store, struct reading *r,
                      struct toba_error *err)
{
    const struct toba_component *spec = store->node->spec;
    struct toba_in in = {tb_batch_host()};
    struct toba_sink sink = {.size = sizeof sink, .host = in.host, .in = &in};
    int code;

    r->store = spec->store;
    if (!r->store->scan_open)
        return toba_fail(err, TOBA_E_CONFIG, "%s cannot be read back", store->node->name);
    r->self = tb_new(spec->instance_size);
    if (!r->self)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for store %s", store->node->name);
    memcpy(r->self, store->node->options, spec->instance_size);
    code = r->store->open(r->self, &sink, &r->table, 1, err);
    if (code)
        return code;
    code = print_table(r, err);
    r->store->close(r->self);
    return code;
}

static int rows(struct tb_front *front, const struct tb_arguments *arguments)
{
    const struct tb_plan *plan = &front->plan;
    struct reading r = {0};
    struct toba_error err = {0};
    const struct tb_plan_store *store = find_table(plan, arguments->table, &r.table);
    int code = store ? read_table(store, &r, &err) : no_table(plan, arguments->table, &err);

    tb_free(r.columns);
    tb_free(r.self);
    if (code)
        tb_error_print(&err, stderr);
    else if (fflush(stdout) || ferror(stdout))
        return TB_EXIT_FAILED;
    return tb_exit_code(code);
}

int tb_command_rows(int argc, char **argv)
{
    return tb_planned_command(argc, argv, usage, "t", rows);
}
