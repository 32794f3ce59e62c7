/* rig.c - see rig.h. */
#include "rig.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "batch/host.h"

/* ---- Opening ------------------------------------------------------------- */

static void keep_reject(const struct toba_sink *sink, const struct toba_write *write,
                        const char *column, const char *reason, const char *key)
{
    struct rig *rig = (struct rig *)((char *)(uintptr_t)sink - offsetof(struct rig, sink));
    size_t used = strlen(rig->rejects);

    (void)write;
    snprintf(rig->rejects + used, sizeof rig->rejects - used, "%s: %s [%s]\n",
             column ? column : "-", reason, key);
}

static const struct toba_component *load(void)
{
    static const struct toba_component *loaded;
    const struct toba_plugin *(*entry)(void) = NULL;
    void *library;

    if (loaded)
        return loaded;
    library = dlopen(TOBA_SQLITE_PLUGIN, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fail_msg("%s", dlerror());
    *(void **)&entry = dlsym(library, "toba_plugin_entry");
    assert_non_null(entry);
    loaded = entry()->components[0];
    return loaded;
}

static const struct toba_option *option(struct rig *rig, const char *name)
{
    for (int32_t i = 0; i < rig->component->n_options; i++)
        if (strcmp(rig->component->options[i].name, name) == 0)
            return &rig->component->options[i];
    fail_msg("no option %s", name);
    return NULL;
}

void rig_option_text(struct rig *rig, const char *name, const char *value)
{
    *(const char **)((char *)rig->self + option(rig, name)->offset) = value;
}

void rig_option_int(struct rig *rig, const char *name, int64_t value)
{
    *(int64_t *)((char *)rig->self + option(rig, name)->offset) = value;
}

void rig_init(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    snprintf(rig->folder, sizeof rig->folder, "/tmp/toba-sqlite-XXXXXX");
    assert_non_null(mkdtemp(rig->folder));
    snprintf(rig->path, sizeof rig->path, "%s/store.db", rig->folder);
    rig->component = load();
    rig->store = rig->component->store;
    rig->in.host = tb_batch_host();
    rig->sink = (struct toba_sink){.size = sizeof rig->sink,
                                   .host = tb_batch_host(),
                                   .in = &rig->in,
                                   .instant = rig_instant("2026-11-23T05:00:00Z"),
                                   .create = true,
                                   .reject = keep_reject};
}

void rig_must(struct rig *rig, int code)
{
    if (code)
        fail_msg("%s; %s; %s", rig->err.message, rig->err.detail, rig->err.hint);
}

static int open_tables(struct rig *rig, const struct toba_table *const *tables, int32_t n)
{
    int code;

    rig->self = calloc(1, rig->component->instance_size);
    assert_non_null(rig->self);
    rig_option_text(rig, "path", rig->path);
    rig_option_int(rig, "cache_mb", 16);
    rig_option_int(rig, "busy_seconds", 0);
    rig_option_text(rig, "synchronous", "normal");
    code = rig->store->open(rig->self, &rig->sink, tables, n, &rig->err);
    if (code) {
        free(rig->self);
        rig->self = NULL;
    }
    return code;
}

int rig_try_open(struct rig *rig, const struct toba_table *table, ...)
{
    const struct toba_table *tables[16];
    int32_t n = 0;
    va_list more;

    va_start(more, table);
    for (; table; table = va_arg(more, const struct toba_table *))
        tables[n++] = table;
    va_end(more);
    return open_tables(rig, tables, n);
}

void rig_close(struct rig *rig)
{
    if (rig->self)
        rig->store->close(rig->self);
    free(rig->self);
    rig->self = NULL;
}

void rig_fini(struct rig *rig)
{
    char name[256];
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};

    rig_close(rig);
    for (int32_t i = 0; i < TOBA_COUNT(endings); i++) {
        snprintf(name, sizeof name, "%s%s", rig->path, endings[i]);
        unlink(name);
    }
    rmdir(rig->folder);
}

/* ---- Rows from text ------------------------------------------------------ */

int64_t rig_instant(const char *text)
{
    struct tm tm = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    int64_t fraction = 0;

    assert_non_null(end);
    if (*end == '.')
        fraction = strtoll(end + 1, NULL, 10); /* microseconds, six digits */
    return (int64_t)timegm(&tm) * 1000000 + fraction;
}

int64_t rig_day(const char *text)
{
    char instant[64];

    snprintf(instant, sizeof instant, "%.10sT00:00:00Z", text);
    return rig_instant(instant) / 1000000 / 86400;
}

static void put_cell(struct toba_builder *builder, int32_t at, int32_t type, const char *cell)
{
    const struct toba_host *host = tb_batch_host();

    if (strcmp(cell, "NULL") == 0)
        return;
    switch (type) {
    case TOBA_TEXT:
        toba_builder_text(host, builder, at, cell, (int64_t)strlen(cell));
        break;
    case TOBA_DOUBLE:
        toba_builder_double(host, builder, at, strtod(cell, NULL));
        break;
    case TOBA_DATE:
        toba_builder_int(host, builder, at, rig_day(cell));
        break;
    case TOBA_TIMESTAMP:
        toba_builder_int(host, builder, at, rig_instant(cell));
        break;
    case TOBA_BOOL:
        toba_builder_int(host, builder, at, strcmp(cell, "true") == 0);
        break;
    default:
        toba_builder_int(host, builder, at, strtoll(cell, NULL, 10));
    }
}

static void put_row(struct toba_builder *builder, const int32_t *types, int32_t n,
                    const char *row)
{
    struct toba_error err;
    char cell[4096];

    for (int32_t i = 0; i < n; i++) {
        const char *end = strchr(row, '|');
        size_t size = end ? (size_t)(end - row) : strlen(row);

        while (size > 0 && *row == ' ')
            row++, size--;
        while (size > 0 && row[size - 1] == ' ')
            size--;
        assert_true(size < sizeof cell);
        memcpy(cell, row, size);
        cell[size] = '\0';
        put_cell(builder, i, types[i], cell);
        row = end ? end + 1 : "";
    }
    if (toba_builder_end_row(tb_batch_host(), builder, &err))
        fail_msg("%s", err.message);
}

void rig_batch(const struct toba_table *table, const int32_t *columns, int32_t n,
               const char *const *rows, struct ArrowArray *batch)
{
    const struct toba_host *host = tb_batch_host();
    struct toba_builder *builder;
    struct toba_error err;
    int32_t types[64];

    assert_true(n <= 64);
    for (int32_t i = 0; i < n; i++)
        types[i] = table->columns[columns[i]].type;
    builder = toba_builder_new(host, types, n);
    assert_non_null(builder);
    for (; *rows; rows++)
        put_row(builder, types, n, *rows);
    if (toba_builder_finish(host, builder, batch, &err))
        fail_msg("%s", err.message);
    toba_builder_free(host, builder);
}

/* ---- Writing ------------------------------------------------------------- */

static void collect(const char *first, va_list more, const char *rows[64])
{
    int32_t n = 0;

    for (; first && n < 63; first = va_arg(more, const char *))
        rows[n++] = first;
    rows[n] = NULL;
}

void rig_begin(struct rig *rig)
{
    rig_must(rig, rig->store->begin(rig->self, &rig->err));
    rig->written = (struct toba_written){0};
    rig->rejects[0] = '\0';
}

void rig_put(struct rig *rig, const struct toba_write *write, const char *row, ...)
{
    struct ArrowArray batch = {0};
    const char *rows[64];
    va_list more;

    va_start(more, row);
    collect(row, more, rows);
    va_end(more);
    rig_batch(write->table, write->columns, write->n_columns, rows, &batch);
    rig_must(rig, rig->store->write(rig->self, write, &batch, &rig->written, &rig->err));
    batch.release(&batch);
}

void rig_cover(struct rig *rig, const struct toba_write *write, const char *scope, ...)
{
    struct ArrowArray batch = {0};
    const char *rows[64];
    va_list more;

    va_start(more, scope);
    collect(scope, more, rows);
    va_end(more);
    rig_batch(write->table, write->table->scope, write->table->n_scope, rows, &batch);
    rig_must(rig, rig->store->cover(rig->self, write, &batch, &rig->err));
    batch.release(&batch);
}

void rig_commit(struct rig *rig, const struct toba_write *write, ...)
{
    va_list more;

    va_start(more, write);
    for (; write; write = va_arg(more, const struct toba_write *))
        rig_must(rig, rig->store->apply(rig->self, write, &rig->written, &rig->err));
    va_end(more);
    rig_must(rig, rig->store->commit(rig->self, &rig->err));
}

/* ---- Looking ------------------------------------------------------------- */

static sqlite3 *connect_outside(struct rig *rig)
{
    sqlite3 *db = NULL;

    if (sqlite3_open(rig->path, &db))
        fail_msg("%s", sqlite3_errmsg(db));
    return db;
}

void rig_sql(struct rig *rig, const char *sql)
{
    sqlite3 *db = connect_outside(rig);
    char *message = NULL;

    sqlite3_exec(db, sql, NULL, NULL, &message);
    if (message)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(db);
}

const char *rig_query(struct rig *rig, const char *sql)
{
    static char out[1 << 16];
    sqlite3 *db = connect_outside(rig);
    sqlite3_stmt *row = NULL;
    size_t used = 0;

    out[0] = '\0';
    if (sqlite3_prepare_v2(db, sql, -1, &row, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(row) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(row); i++) {
            const char *text = (const char *)sqlite3_column_text(row, i);

            used +=
                (size_t)snprintf(out + used, sizeof out - used, "%s%s", text ? text : "NULL",
                                 i + 1 < sqlite3_column_count(row) ? "|" : "\n");
        }
    if (sqlite3_finalize(row))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
    return out;
}

static void add_cell(sqlite3_str *text, const struct ArrowArray *cell, int32_t type,
                     int64_t row)
{
    struct toba_text t;
    struct tm tm;
    char time[64];
    time_t seconds;

    if (toba_is_null(cell, row)) {
        sqlite3_str_appendall(text, "NULL");
        return;
    }
    switch (type) {
    case TOBA_TEXT:
        t = toba_cell_text(cell, row);
        sqlite3_str_append(text, t.at, (int)t.size);
        break;
    case TOBA_DOUBLE:
        sqlite3_str_appendf(text, "%g", toba_cell_double(cell, type, row));
        break;
    case TOBA_DATE:
    case TOBA_TIMESTAMP:
        seconds = type == TOBA_DATE ? toba_cell_int(cell, type, row) * 86400
                                    : toba_cell_int(cell, type, row) / 1000000;
        gmtime_r(&seconds, &tm);
        strftime(time, sizeof time, type == TOBA_DATE ? "%Y-%m-%d" : "%Y-%m-%dT%H:%M:%SZ", &tm);
        sqlite3_str_appendall(text, time);
        break;
    default:
        sqlite3_str_appendf(text, "%lld", (long long)toba_cell_int(cell, type, row));
    }
}

static void add_rows(sqlite3_str *text, const struct ArrowArray *batch, const int32_t *types,
                     int32_t n)
{
    for (int64_t r = 0; r < batch->length; r++)
        for (int32_t i = 0; i < n; i++) {
            add_cell(text, batch->children[i], types[i], r + batch->offset);
            sqlite3_str_appendall(text, i + 1 < n ? "|" : "\n");
        }
}

static char *finish(sqlite3_str *text)
{
    char *out = sqlite3_str_finish(text);

    return out ? out : sqlite3_mprintf("");
}

char *rig_text(const struct ArrowArray *batch, const int32_t *types, int32_t n)
{
    sqlite3_str *text = sqlite3_str_new(NULL);

    add_rows(text, batch, types, n);
    return finish(text);
}

static int32_t path_type(const struct toba_read *read, const struct toba_path *path)
{
    return path->via ? path->via->columns[path->via_column].type
                     : read->table->columns[path->column].type;
}

char *rig_fetch(struct rig *rig, void *scan, const struct toba_read *read, int32_t i)
{
    sqlite3_str *text = sqlite3_str_new(NULL);
    int32_t types[64], n = 0;
    int64_t length;

    types[n++] = path_type(read, &read->key);
    if (read->sub_key.column >= 0)
        types[n++] = path_type(read, &read->sub_key);
    if (read->rows == TOBA_AS_OF || read->rows == TOBA_CHANGED)
        types[n++] = read->rows == TOBA_AS_OF ? TOBA_INT32 : TOBA_BOOL;
    for (int32_t c = 0; c < read->n_columns; c++)
        types[n++] = path_type(read, &read->columns[c]);
    do {
        struct ArrowArray batch = {0};

        rig_must(rig, rig->store->scan_fetch(scan, i, &batch, &rig->err));
        assert_int_equal(batch.n_children, n);
        add_rows(text, &batch, types, n);
        length = batch.length;
        batch.release(&batch);
    } while (length > 0);
    return finish(text);
}
