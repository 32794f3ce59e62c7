/* write.c - see write.h. */
#include "write.h"

#include <string.h>

#include "connection.h"
#include "replace.h"
#include "schema.h"

/* ---- SQL functions ------------------------------------------------------- */

/* toba_seen(any): notes that the statement met a row that is there; true. */
static void seen(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    (void)values;
    *(bool *)sqlite3_user_data(context) = true;
    sqlite3_result_int(context, 1);
}

static int before_query(const char *url, int size)
{
    const char *mark = memchr(url, '?', (size_t)size);

    return mark ? (int)(mark - url) : size;
}

/* toba_same_url(a, b): whether two URLs are equal but for their queries; NULL equals NULL. */
static void same_url(sqlite3_context *context, int n, sqlite3_value **values)
{
    const char *a = (const char *)sqlite3_value_text(values[0]);
    const char *b = (const char *)sqlite3_value_text(values[1]);
    int a_size = sqlite3_value_bytes(values[0]), b_size = sqlite3_value_bytes(values[1]);

    (void)n;
    if (!a || !b) {
        sqlite3_result_int(context, a == b);
        return;
    }
    a_size = before_query(a, a_size);
    b_size = before_query(b, b_size);
    sqlite3_result_int(context, a_size == b_size && memcmp(a, b, (size_t)a_size) == 0);
}

int sq_add_functions(struct sq_store *store, struct toba_error *err)
{
    int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;

    if (sqlite3_create_function_v2(store->db, "toba_seen", 1, flags, &store->seen, seen, NULL,
                                   NULL, NULL) ||
        sqlite3_create_function_v2(store->db, "toba_same_url", 2, flags | SQLITE_DETERMINISTIC,
                                   NULL, same_url, NULL, NULL, NULL))
        return sq_fail(store, store->db, err, "add functions");
    return 0;
}

/* ---- Writers ------------------------------------------------------------- */

static void free_writer(struct sq_store *store, struct sq_writer *writer)
{
    sq_drop_held(store, writer);
    sq_finalize(&writer->put);
    sq_free(store, writer->key_at);
    sq_free(store, writer->scope_at);
    sq_free(store, writer->cells);
    sq_free(store, writer->times);
    sq_free(store, writer);
}

void sq_forget_writers(struct sq_store *store)
{
    while (store->writers) {
        struct sq_writer *writer = store->writers;

        store->writers = writer->next;
        free_writer(store, writer);
    }
    sq_forget_replaced(store);
}

static int32_t child_of(const struct toba_write *write, int32_t column)
{
    for (int32_t i = 0; i < write->n_columns; i++)
        if (write->columns[i] == column)
            return i;
    return -1;
}

/* Where the batches have the key and, of tables that need it for their rows, the scope. */
static int map_columns(struct sq_writer *writer, struct toba_error *err)
{
    const struct toba_write *write = writer->write;
    const struct toba_table *table = write->table;

    for (int32_t i = 0; i < table->n_key; i++) {
        writer->key_at[i] = child_of(write, table->key[i]);
        if (writer->key_at[i] < 0)
            return toba_fail(err, TOBA_E_PLUGIN, "%s writes to %s without its key column %s",
                             write->step, table->name, table->columns[table->key[i]].name);
    }
    for (int32_t i = 0; i < table->n_scope; i++) {
        writer->scope_at[i] = child_of(write, table->scope[i]);
        if (writer->scope_at[i] < 0 && sq_keeps_day(table))
            return toba_fail(err, TOBA_E_PLUGIN, "%s writes to %s without its scope column %s",
                             write->step, table->name, table->columns[table->scope[i]].name);
    }
    return 0;
}

static int make_buffers(struct sq_store *store, struct sq_writer *writer,
                        struct toba_error *err)
{
    const struct toba_write *write = writer->write;
    size_t key = (size_t)write->table->n_key + 1, scope = (size_t)write->table->n_scope + 1;

    writer->key_at = sq_zeroed(store, key * sizeof *writer->key_at);
    writer->scope_at = sq_zeroed(store, scope * sizeof *writer->scope_at);
    writer->cells = sq_zeroed(store, key * sizeof *writer->cells);
    writer->times = sq_zeroed(store, ((size_t)write->n_columns + 1) * sizeof *writer->times);
    if (!writer->key_at || !writer->scope_at || !writer->cells || !writer->times)
        return sq_no_memory(err);
    return 0;
}

/* The stamp is bound once: the instant is the run's. */
static int prepare_put(struct sq_store *store, struct sq_writer *writer, struct toba_error *err)
{
    int64_t instant = store->sink->instant;
    sqlite3_str *sql = sqlite3_str_new(store->db);
    int32_t n = writer->write->n_columns;
    int rc;

    sq_put_sql(sql, writer->write);
    rc = sq_prepare(store, store->db, sql, &writer->put, err);
    if (rc)
        return rc;
    if (!sq_instant_text(instant, writer->stamp))
        return toba_fail(err, TOBA_E_PLUGIN,
                         "the run's instant is outside the years 1 to 9999");
    memcpy(writer->stamp_day, writer->stamp, 10);
    /* Fails where the table has no stamp of that type: then there is nothing to bind. */
    sqlite3_bind_text(writer->put, n + 1, writer->stamp, -1, SQLITE_STATIC);
    sqlite3_bind_text(writer->put, n + 2, writer->stamp_day, -1, SQLITE_STATIC);
    return 0;
}

static int new_writer(struct sq_store *store, const struct toba_write *write,
                      struct sq_writer **made, struct toba_error *err)
{
    struct sq_writer *writer = sq_zeroed(store, sizeof *writer);
    int rc = writer ? 0 : sq_no_memory(err);

    if (rc)
        return rc;
    writer->write = write;
    rc = make_buffers(store, writer, err);
    if (!rc)
        rc = map_columns(writer, err);
    if (!rc && write->table->mode == TOBA_REPLACE)
        rc = sq_replace_of(store, write->table, &writer->replace, err);
    if (!rc)
        rc = prepare_put(store, writer, err);
    if (rc) {
        free_writer(store, writer);
        return rc;
    }
    writer->next = store->writers;
    store->writers = writer;
    *made = writer;
    return 0;
}

static int writer_of(struct sq_store *store, const struct toba_write *write,
                     struct sq_writer **found, struct toba_error *err)
{
    for (struct sq_writer *w = store->writers; w; w = w->next) {
        if (w->write == write) {
            *found = w;
            return 0;
        }
    }
    return new_writer(store, write, found, err);
}

/* ---- Rows ---------------------------------------------------------------- */

static void reject(struct sq_store *store, struct sq_writer *writer,
                   const struct ArrowArray *rows, int64_t row, const char *column,
                   const char *reason, struct toba_written *written)
{
    const struct toba_table *table = writer->write->table;
    char key[512];

    for (int32_t i = 0; i < table->n_key; i++)
        writer->cells[i] = rows->children[writer->key_at[i]];
    sq_key_text(table, writer->cells, table->key, table->n_key, row, key, sizeof key);
    written->rejected++;
    store->sink->reject(store->sink, writer->write, column, reason, key);
}

bool sq_bind_row(struct sq_store *store, struct sq_writer *writer, sqlite3_stmt *statement,
                 const struct ArrowArray *rows, int64_t row, struct toba_written *written)
{
    const struct toba_write *write = writer->write;

    for (int32_t i = 0; i < write->n_columns; i++) {
        const struct toba_column *c = &write->table->columns[write->columns[i]];
        const struct ArrowArray *cell = rows->children[i];
        const char *reason = NULL;

        if (c->flags & (TOBA_STAMP | TOBA_SURROGATE))
            continue; /* the store's own */
        if ((c->flags & TOBA_NOT_NULL || sq_in_key(write->table, write->columns[i])) &&
            toba_is_null(cell, row))
            reason = "is NULL and may not be";
        else
            reason = sq_bind_cell(statement, i + 1, c->type, cell, row, writer->times[i]);
        if (reason) {
            reject(store, writer, rows, row, c->name, reason, written);
            return false;
        }
    }
    return true;
}

/* Runs the bound statement. A row that a rule of the database refuses is rejected. */
static int put_row(struct sq_store *store, struct sq_writer *writer,
                   const struct ArrowArray *rows, int64_t row, bool *put,
                   struct toba_written *written, struct toba_error *err)
{
    bool update = writer->write->flags & TOBA_WRITE_UPDATE;
    int code;

    store->seen = false;
    code = sqlite3_step(writer->put);
    *put = code == SQLITE_DONE;
    if ((code & 0xff) == SQLITE_CONSTRAINT && !sqlite3_get_autocommit(store->db)) {
        reject(store, writer, rows, row, NULL, sqlite3_errmsg(store->db), written);
    } else if (code != SQLITE_DONE) {
        sq_fail(store, store->db, err, "write to it");
        toba_detail(err, "table %s, step %s", writer->write->table->name, writer->write->step);
        sqlite3_reset(writer->put);
        return err->code;
    } else if (update && !store->seen) {
        *put = false;
        reject(store, writer, rows, row, NULL, "is an update of a row that is not there",
               written);
    } else if (sqlite3_changes64(store->db) == 0) {
        written->unchanged++;
    } else if (store->seen) {
        written->updated++;
    } else {
        written->inserted++;
    }
    sqlite3_reset(writer->put);
    return 0;
}

/* One row, with what the replace mode asks for. */
static int write_row(struct sq_store *store, struct sq_writer *writer,
                     const struct ArrowArray *rows, int64_t row, struct toba_written *written,
                     struct toba_error *err)
{
    bool stale = false, put = false;
    int rc = 0;

    if (!sq_bind_row(store, writer, writer->put, rows, row, written))
        return 0;
    if (writer->replace)
        rc = sq_replace_admit(store, writer, rows, row, &stale, err);
    if (!rc && stale) {
        written->unchanged++;
        return 0;
    }
    if (!rc)
        rc = put_row(store, writer, rows, row, &put, written, err);
    if (!rc && put && writer->replace)
        rc = sq_replace_sent(store, writer, rows, row, err);
    return rc;
}

int sq_put_rows(struct sq_store *store, struct sq_writer *writer, const struct ArrowArray *rows,
                struct toba_written *written, struct toba_error *err)
{
    int rc = 0;

    for (int64_t r = 0; !rc && r < rows->length; r++)
        rc = write_row(store, writer, rows, r + rows->offset, written, err);
    return rc;
}

int sq_write(struct sq_store *store, const struct toba_write *write,
             const struct ArrowArray *rows, struct toba_written *written,
             struct toba_error *err)
{
    struct sq_writer *writer = NULL;
    int rc = writer_of(store, write, &writer, err);

    if (rc)
        return rc;
    if (write->flags & TOBA_WRITE_LAST)
        return sq_hold_rows(store, writer, rows, written, err);
    return sq_put_rows(store, writer, rows, written, err);
}

int sq_cover(struct sq_store *store, const struct toba_write *write,
             const struct ArrowArray *scopes, struct toba_error *err)
{
    struct sq_replace *replace = NULL;
    int rc = 0;

    if (write->table->mode != TOBA_REPLACE)
        return toba_fail(err, TOBA_E_PLUGIN, "%s covers scopes of %s, which is not replaced",
                         write->step, write->table->name);
    rc = sq_replace_of(store, write->table, &replace, err);
    return rc ? rc : sq_replace_cover(store, replace, write, scopes, err);
}

int sq_apply(struct sq_store *store, const struct toba_write *write,
             struct toba_written *written, struct toba_error *err)
{
    struct sq_replace *replace = NULL;
    struct sq_writer *writer = NULL;
    int rc = writer_of(store, write, &writer, err);

    if (!rc && writer->holds)
        rc = sq_put_held(store, writer, written, err);
    if (!rc && write->table->mode == TOBA_REPLACE)
        rc = sq_replace_of(store, write->table, &replace, err);
    if (!rc && replace)
        rc = sq_replace_apply(store, replace, written, err);
    return rc;
}
