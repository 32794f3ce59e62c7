/* scan.c - see scan.h.
 *
 * The connection opens with the first chunk. The next keys are found by one seek each, so a
 * chunk costs the same at the end of a table as at its start. Only when the keys are those of
 * rows that changed are they collected first, into a temporary table, on the first snapshot:
 * the index on the stamp does not come in the order of keys. */
#include "scan.h"

#include "connection.h"
#include "read.h"

struct sq_scan {
    struct sq_store *store;
    const struct toba_scan *spec;
    sqlite3 *db;
    sqlite3_stmt *next;  /* the next keys after parameter 1, up to parameter 2 */
    struct sq_keys keys; /* of the chunk */
    struct sq_read *reads;
    bool opened;   /* connected, and the reads prepared */
    bool started;  /* `next` is prepared and stands at the first key */
    bool inside;   /* the gate */
    bool snapshot; /* a transaction is open */
};

/* ---- Keys ---------------------------------------------------------------- */

/* The column that the keys come from, for messages. */
static void driver_column(const struct toba_scan *spec, const struct toba_table **table,
                          const struct toba_column **column)
{
    if (spec->driver_read >= 0 && spec->driver_read < spec->n_reads) {
        const struct toba_path *path = &spec->reads[spec->driver_read].key;

        *table = path->via ? path->via : spec->reads[spec->driver_read].table;
        *column = &(*table)->columns[path->via ? path->via_column : path->column];
    } else {
        *table = spec->driver;
        *column = spec->driver ? &spec->driver->columns[spec->driver_column] : NULL;
    }
}

static int32_t key_type(const struct toba_scan *spec)
{
    const struct toba_table *table = NULL;
    const struct toba_column *column = NULL;

    driver_column(spec, &table, &column);
    if (column)
        return column->type;
    return spec->n_reads > 0 ? sq_path_type(&spec->reads[0], &spec->reads[0].key) : TOBA_TEXT;
}

/* Each key is one seek from the last. `table` is quoted, with its database. */
static void add_table_keys(sqlite3_str *sql, const char *table, const char *column)
{
    sqlite3_str_appendf(sql,
                        "WITH RECURSIVE s(v) AS (SELECT min(\"%w\") FROM %s WHERE ?1 IS NULL"
                        " UNION ALL SELECT min(\"%w\") FROM %s WHERE \"%w\" > ?1"
                        " UNION ALL SELECT (SELECT min(\"%w\") FROM %s WHERE \"%w\" > s.v)"
                        " FROM s WHERE s.v IS NOT NULL)"
                        " SELECT v FROM s WHERE v IS NOT NULL LIMIT ?2",
                        column, table, column, table, column, column, table, column);
}

static const struct sq_read *changed_driver(const struct sq_scan *scan)
{
    const struct sq_read *read =
        scan->spec->driver_read >= 0 ? &scan->reads[scan->spec->driver_read] : NULL;

    return read && read->span ? read : NULL;
}

static int prepare_keys(struct sq_scan *scan, struct toba_error *err)
{
    const struct toba_scan *spec = scan->spec;
    sqlite3_str *sql = sqlite3_str_new(scan->db);
    char *table;
    int rc;

    if (changed_driver(scan)) {
        add_table_keys(sql, "temp.changed", "v");
    } else if (spec->driver_read >= 0) {
        sq_read_keys_sql(sql, &scan->reads[spec->driver_read]);
    } else {
        table = sqlite3_mprintf("main.\"%w\"", spec->driver->name);
        add_table_keys(sql, table ? table : "",
                       spec->driver->columns[spec->driver_column].name);
        sqlite3_free(table);
    }
    rc = sq_prepare(scan->store, scan->db, sql, &scan->next, err);
    if (!rc && spec->driver_read >= 0 && !changed_driver(scan))
        rc = sq_read_bind_fixed(&scan->reads[spec->driver_read], scan->next, err);
    return rc;
}

/* Runs one of the statements that fill temp.changed. */
static int collect(struct sq_scan *scan, struct sq_read *read,
                   void (*text)(sqlite3_str *, const struct sq_read *), const char *lower,
                   struct toba_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(scan->db);
    sqlite3_stmt *statement = NULL;
    int rc;

    text(sql, read);
    rc = sq_prepare(scan->store, scan->db, sql, &statement, err);
    if (!rc)
        rc = sq_read_bind_fixed(read, statement, err);
    if (!rc && lower)
        sqlite3_bind_text(statement, SQ_P_LOWER, lower, -1, SQLITE_STATIC);
    if (!rc && lower)
        sqlite3_bind_int64(statement, 2, -1); /* no limit */
    if (!rc && sqlite3_step(statement) != SQLITE_DONE)
        rc = sq_fail(scan->store, scan->db, err, "find what changed");
    sqlite3_finalize(statement);
    return rc;
}

static int collect_changed(struct sq_scan *scan, struct toba_error *err)
{
    struct sq_read *read = &scan->reads[scan->spec->driver_read];
    const char *lower = strcmp(read->since, read->lower) > 0 ? read->since : read->lower;
    int rc = sq_exec(scan->store, scan->db,
                     "CREATE TABLE temp.changed (v NOT NULL PRIMARY KEY) WITHOUT ROWID",
                     "make a temporary table", err);

    if (!rc)
        rc = collect(scan, read, sq_stamped_keys_sql, NULL, err);
    if (!rc)
        rc = collect(scan, read, sq_dated_keys_sql, lower, err);
    return rc;
}

static int bad_key(const struct sq_scan *scan, const char *reason, struct toba_error *err)
{
    const struct toba_table *table = NULL;
    const struct toba_column *column = NULL;

    driver_column(scan->spec, &table, &column);
    toba_fail(err, TOBA_E_SINK, "%s: table %s, column %s %s", scan->store->path, table->name,
              column->name, reason);
    if (scan->keys.n > 0 && !(column->flags & TOBA_SECRET)) {
        char text[256];

        sq_keys_text(&scan->keys, scan->keys.n - 1, text, sizeof text);
        toba_detail(err, "the key after %s", text);
    }
    return toba_hint(err, "another program wrote it: mend the row, or delete it");
}

/* Reads the chunk's keys and remembers where the next chunk goes on. */
static int read_keys(struct sq_scan *scan, int64_t most, struct toba_error *err)
{
    const char *reason = NULL;
    int code = SQLITE_ROW, rc = 0;

    scan->keys.n = 0;
    sqlite3_bind_int64(scan->next, 2, most);
    while (!rc && !reason && (code = sqlite3_step(scan->next)) == SQLITE_ROW)
        rc = sq_keys_add(scan->store, &scan->keys, scan->next, &reason, err);
    if (!rc && reason)
        rc = bad_key(scan, reason, err);
    else if (!rc && code != SQLITE_DONE)
        rc = sq_fail(scan->store, scan->db, err, "read keys");
    sqlite3_reset(scan->next);
    if (!rc && scan->keys.n > 0 &&
        sq_keys_bind(&scan->keys, scan->keys.n - 1, scan->next, 1, true))
        rc = sq_no_memory(err);
    return rc;
}

static int give_keys(const struct sq_scan *scan, struct ArrowArray *batch,
                     struct toba_error *err)
{
    const struct toba_host *host = scan->store->sink->host;
    struct toba_builder *builder = toba_builder_new(host, &scan->keys.type, 1);
    int rc = builder ? 0 : sq_no_memory(err);

    for (int64_t i = 0; !rc && i < scan->keys.n; i++) {
        sq_keys_put(&scan->keys, i, host, builder, 0);
        rc = toba_builder_end_row(host, builder, err);
    }
    if (!rc)
        rc = toba_builder_finish(host, builder, batch, err);
    if (builder)
        toba_builder_free(host, builder);
    return rc;
}

/* ---- Opening and snapshots ----------------------------------------------- */

static int open_scan(struct sq_scan *scan, struct toba_error *err)
{
    const struct toba_scan *spec = scan->spec;
    int rc = sq_connect_reader(scan->store, &scan->db, err);

    for (int32_t i = 0; !rc && i < spec->n_reads; i++)
        rc = sq_read_open(&scan->reads[i], scan->store, scan->db, &spec->reads[i], &scan->keys,
                          err);
    scan->opened = !rc;
    return rc;
}

/* On the first snapshot: where the keys come from, and where they begin. */
static int start_keys(struct sq_scan *scan, struct toba_error *err)
{
    const struct toba_scan *spec = scan->spec;
    const char *reason = NULL;
    int rc = 0;

    if (changed_driver(scan))
        rc = collect_changed(scan, err);
    if (!rc)
        rc = prepare_keys(scan, err);
    if (!rc && spec->after)
        reason = sq_bind_given(scan->next, 1, scan->keys.type, spec->after);
    if (reason)
        rc = toba_fail(err, TOBA_E_CONFIG, "the key '%s' to go on after %s", spec->after,
                       reason);
    scan->started = !rc;
    return rc;
}

/* Gives back what a connection holds, so that a failed opening can be tried again. */
static void shut(struct sq_scan *scan)
{
    for (int32_t i = 0; i < scan->spec->n_reads; i++)
        sq_read_close(&scan->reads[i]);
    sq_finalize(&scan->next);
    if (scan->db)
        sq_disconnect(&scan->db);
    scan->opened = scan->started = false;
}

static int begin_snapshot(struct sq_scan *scan, struct toba_error *err)
{
    int rc = 0;

    sq_scan_release(scan);
    sq_gate_enter(&scan->store->gate);
    scan->inside = true;
    if (!scan->opened)
        rc = open_scan(scan, err);
    if (!rc)
        rc = sq_exec(scan->store, scan->db, "BEGIN", "begin to read", err);
    scan->snapshot = !rc;
    if (rc)
        sq_scan_release(scan);
    if (rc && !scan->opened)
        shut(scan);
    return rc;
}

void sq_scan_release(struct sq_scan *scan)
{
    for (int32_t i = 0; scan->opened && i < scan->spec->n_reads; i++) {
        sq_read_reset(&scan->reads[i]);
        sq_read_place(&scan->reads[i], 0, 0);
    }
    if (scan->snapshot)
        sqlite3_exec(scan->db, "COMMIT", NULL, NULL, NULL);
    scan->snapshot = false;
    if (scan->inside)
        sq_gate_leave(&scan->store->gate);
    scan->inside = false;
}

int sq_scan_open(struct sq_store *store, const struct toba_scan *spec, struct sq_scan **made,
                 struct toba_error *err)
{
    struct sq_scan *scan;
    int rc = 0;

    for (int32_t i = 0; !rc && i < spec->n_reads; i++) {
        rc = sq_read_check(store, &spec->reads[i], err);
        if (!rc && sq_path_type(&spec->reads[i], &spec->reads[i].key) != key_type(spec))
            rc = toba_fail(err, TOBA_E_CONFIG, "the key of table %s is of another type",
                           spec->reads[i].table->name);
    }
    if (!rc && !sq_key_type(key_type(spec)))
        rc = toba_fail(err, TOBA_E_CONFIG, "a scan goes by texts or whole numbers only");
    scan = rc ? NULL : sq_zeroed(store, sizeof *scan);
    if (scan)
        scan->reads = sq_zeroed(store, ((size_t)spec->n_reads + 1) * sizeof *scan->reads);
    if (!rc && (!scan || !scan->reads)) {
        sq_free(store, scan);
        rc = sq_no_memory(err);
    }
    if (rc)
        return rc;
    scan->store = store;
    scan->spec = spec;
    scan->keys.type = key_type(spec);
    *made = scan;
    return 0;
}

void sq_scan_close(struct sq_scan *scan)
{
    struct sq_store *store;

    if (!scan)
        return;
    store = scan->store;
    sq_scan_release(scan);
    shut(scan);
    sq_keys_free(store, &scan->keys);
    sq_free(store, scan->reads);
    sq_free(store, scan);
}

/* ---- Chunks -------------------------------------------------------------- */

int sq_scan_chunk(struct sq_scan *scan, int64_t most, struct ArrowArray *keys,
                  struct toba_error *err)
{
    int rc = 0;

    if (scan->spec->driver_read < 0 && !scan->spec->driver)
        return toba_fail(err, TOBA_E_PLUGIN, "a scan without a driver has no keys of its own");
    rc = begin_snapshot(scan, err);
    if (!rc && !scan->started)
        rc = start_keys(scan, err);
    if (!rc)
        rc = read_keys(scan, most, err);
    if (!rc)
        rc = give_keys(scan, keys, err);
    if (rc)
        sq_scan_release(scan);
    if (rc && !scan->started) /* a next try starts from nothing */
        shut(scan);
    return rc;
}

int sq_scan_key(struct sq_scan *scan, const char *key, struct toba_error *err)
{
    const char *reason = NULL;
    int rc = begin_snapshot(scan, err);

    if (rc)
        return rc;
    scan->keys.n = 0;
    rc = sq_keys_add_given(scan->store, &scan->keys, key, &reason, err);
    if (!rc && reason)
        rc = toba_fail(err, TOBA_E_CONFIG, "the key '%s' %s", key, reason);
    if (!rc)
        rc = sq_scan_range(scan, 0, 1, err);
    else
        sq_scan_release(scan);
    return rc;
}

int sq_scan_range(struct sq_scan *scan, int64_t first, int64_t n, struct toba_error *err)
{
    if (!scan->snapshot || first < 0 || n < 0 || first > scan->keys.n - n)
        return toba_fail(err, TOBA_E_PLUGIN, "a range of keys outside the chunk was asked for");
    for (int32_t i = 0; i < scan->spec->n_reads; i++)
        sq_read_place(&scan->reads[i], first, n);
    return 0;
}

int sq_scan_fetch(struct sq_scan *scan, int32_t read, struct ArrowArray *rows,
                  struct toba_error *err)
{
    if (!scan->snapshot || read < 0 || read >= scan->spec->n_reads)
        return toba_fail(err, TOBA_E_PLUGIN, "rows were asked for outside a chunk");
    return sq_read_fetch(&scan->reads[read], rows, err);
}
