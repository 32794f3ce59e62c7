/* held.c - updates that wait for other streams of the same transaction.
 *
 * The rows are kept in a temporary table, as SQLite keeps temporary tables: in a cache of a few
 * megabytes, and in a file beyond it. They come back as batches, so that they are written and
 * rejected like any others. */
#include "write.h"

#include "connection.h"
#include "schema.h"

enum { ROWS_A_BATCH = 4096 };

static void add_held_name(sqlite3_str *sql, const struct sq_writer *writer)
{
    sqlite3_str_appendf(sql, "temp.\"held %d\"", writer->hold_number);
}

static int make_table(struct sq_store *store, struct sq_writer *writer, struct toba_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(store->db);
    char *text;
    int rc;

    writer->hold_number = ++store->n_held;
    sqlite3_str_appendall(sql, "CREATE TABLE ");
    add_held_name(sql, writer);
    for (int32_t i = 0; i < writer->write->n_columns; i++)
        sqlite3_str_appendf(sql, "%sc%d", i ? ", " : " (", i + 1);
    sqlite3_str_appendall(sql, ")");
    text = sqlite3_str_finish(sql);
    if (!text)
        return sq_no_memory(err);
    rc = sq_exec(store, store->db, text, "make a temporary table", err);
    sqlite3_free(text);
    return rc;
}

static int prepare_hold(struct sq_store *store, struct sq_writer *writer,
                        struct toba_error *err)
{
    sqlite3_str *in = sqlite3_str_new(store->db), *out = sqlite3_str_new(store->db);
    int rc;

    sqlite3_str_appendall(in, "INSERT INTO ");
    add_held_name(in, writer);
    for (int32_t i = 0; i < writer->write->n_columns; i++)
        sqlite3_str_appendf(in, "%s?%d", i ? ", " : " VALUES (", i + 1);
    sqlite3_str_appendall(in, ")");
    sqlite3_str_appendall(out, "SELECT * FROM ");
    add_held_name(out, writer);
    sqlite3_str_appendall(out, " ORDER BY rowid");
    rc = sq_prepare(store, store->db, in, &writer->hold, err);
    if (rc)
        sqlite3_free(sqlite3_str_finish(out));
    else
        rc = sq_prepare(store, store->db, out, &writer->held, err);
    return rc;
}

void sq_drop_held(struct sq_store *store, struct sq_writer *writer)
{
    char sql[64];

    sq_finalize(&writer->hold);
    sq_finalize(&writer->held);
    if (!writer->hold_number)
        return;
    snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS temp.\"held %d\"", writer->hold_number);
    sqlite3_exec(store->db, sql, NULL, NULL, NULL);
}

int sq_hold_rows(struct sq_store *store, struct sq_writer *writer,
                 const struct ArrowArray *rows, struct toba_written *written,
                 struct toba_error *err)
{
    int rc = writer->hold ? 0 : make_table(store, writer, err);

    if (!rc && !writer->hold)
        rc = prepare_hold(store, writer, err);
    for (int64_t r = 0; !rc && r < rows->length; r++) {
        if (!sq_bind_row(store, writer, writer->hold, rows, r + rows->offset, written))
            continue;
        writer->holds = true;
        if (sqlite3_step(writer->hold) != SQLITE_DONE)
            rc = sq_fail(store, store->db, err, "keep rows for later");
        sqlite3_reset(writer->hold);
    }
    return rc;
}

static int take_row(struct sq_store *store, struct sq_writer *writer,
                    struct toba_builder *builder, struct toba_error *err)
{
    const struct toba_write *write = writer->write;

    for (int32_t i = 0; i < write->n_columns; i++) {
        int32_t type = write->table->columns[write->columns[i]].type;
        const char *reason = sq_take_cell(writer->held, i, type, store->sink->host, builder, i);

        if (reason)
            return toba_fail(err, TOBA_E_SINK, "%s: a temporary table %s", store->path, reason);
    }
    return toba_builder_end_row(store->sink->host, builder, err);
}

static int put_batch(struct sq_store *store, struct sq_writer *writer,
                     struct toba_builder *builder, struct toba_written *written,
                     struct toba_error *err)
{
    struct ArrowArray batch = {0};
    int rc = toba_builder_finish(store->sink->host, builder, &batch, err);

    if (!rc)
        rc = sq_put_rows(store, writer, &batch, written, err);
    if (batch.release)
        batch.release(&batch);
    return rc;
}

static int put_all(struct sq_store *store, struct sq_writer *writer,
                   struct toba_builder *builder, struct toba_written *written,
                   struct toba_error *err)
{
    int code = SQLITE_ROW, rc = 0;

    while (!rc && (code = sqlite3_step(writer->held)) == SQLITE_ROW) {
        rc = take_row(store, writer, builder, err);
        if (!rc && toba_builder_rows(store->sink->host, builder) >= ROWS_A_BATCH)
            rc = put_batch(store, writer, builder, written, err);
    }
    if (!rc && code != SQLITE_DONE)
        rc = sq_fail(store, store->db, err, "read back kept rows");
    sqlite3_reset(writer->held);
    return rc ? rc : put_batch(store, writer, builder, written, err);
}

static int forget_rows(struct sq_store *store, struct sq_writer *writer, struct toba_error *err)
{
    char sql[64];

    writer->holds = false;
    snprintf(sql, sizeof sql, "DELETE FROM temp.\"held %d\"", writer->hold_number);
    return sq_exec(store, store->db, sql, "empty a temporary table", err);
}

int sq_put_held(struct sq_store *store, struct sq_writer *writer, struct toba_written *written,
                struct toba_error *err)
{
    const struct toba_write *write = writer->write;
    const struct toba_host *host = store->sink->host;
    int32_t *types = sq_zeroed(store, ((size_t)write->n_columns + 1) * sizeof *types);
    struct toba_builder *builder = NULL;
    int rc = types ? 0 : sq_no_memory(err);

    for (int32_t i = 0; !rc && i < write->n_columns; i++)
        types[i] = write->table->columns[write->columns[i]].type;
    if (!rc) {
        builder = toba_builder_new(host, types, write->n_columns);
        rc = builder ? put_all(store, writer, builder, written, err) : sq_no_memory(err);
    }
    toba_builder_free(host, builder);
    sq_free(store, types);
    return rc ? rc : forget_rows(store, writer, err);
}
