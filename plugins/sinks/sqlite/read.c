/* read.c - opening a read, and its rows as batches; see read.h. */
#include "read.h"

#include "connection.h"

enum { ROWS_A_BATCH = 4096, BYTES_A_BATCH = 1 << 20 };

/* ---- Checks -------------------------------------------------------------- */

static int refuse(const struct toba_read *spec, struct toba_error *err, const char *what)
{
    return toba_fail(err, TOBA_E_PLUGIN, "a read of table %s.%s %s", spec->table->schema,
                     spec->table->name, what);
}

/* A path leads through a declared reference to the unique key of the other table, so that one
 * row has at most one row there. */
static int check_path(const struct toba_read *spec, const struct toba_path *path,
                      struct toba_error *err)
{
    const struct toba_column *c;

    if (path->column < 0 || path->column >= spec->table->n_columns)
        return refuse(spec, err, "names a column that the table lacks");
    c = &spec->table->columns[path->column];
    if (!path->via)
        return 0;
    if (c->references != path->via || path->via_column < 0 ||
        path->via_column >= path->via->n_columns)
        return refuse(spec, err, "goes through a reference that is not declared");
    if (path->via->n_key != 1 || path->via->key[0] != c->references_column)
        return refuse(spec, err, "goes through a reference to something else than a key");
    return 0;
}

static int check_dates(const struct toba_read *spec, struct toba_error *err)
{
    int32_t type = spec->date >= 0 && spec->date < spec->table->n_columns
                       ? spec->table->columns[spec->date].type
                       : TOBA_ANY;

    if (spec->date >= 0 && type != TOBA_DATE && type != TOBA_TIMESTAMP)
        return refuse(spec, err, "is dated by a column that holds no dates");
    if (spec->date < 0 && spec->rows != TOBA_ALL)
        return refuse(spec, err, "needs a date column");
    if (spec->rows == TOBA_CHANGED && spec->since_instant != INT64_MIN &&
        spec->table->indexed_stamp < 0)
        return refuse(spec, err, "asks for what changed, and no stamp is indexed");
    return 0;
}

int sq_read_check(const struct sq_store *store, const struct toba_read *spec,
                  struct toba_error *err)
{
    int rc = check_path(spec, &spec->key, err);

    (void)store;
    if (!rc && spec->sub_key.column >= 0)
        rc = check_path(spec, &spec->sub_key, err);
    for (int32_t i = 0; !rc && i < spec->n_columns; i++)
        rc = check_path(spec, &spec->columns[i], err);
    for (int32_t i = 0; !rc && i < spec->n_filters; i++)
        if (spec->filters[i].column < 0 || spec->filters[i].column >= spec->table->n_columns)
            rc = refuse(spec, err, "filters by a column that the table lacks");
    if (!rc)
        rc = check_dates(spec, err);
    if (!rc && !sq_key_type(sq_path_type(spec, &spec->key))) {
        toba_fail(err, TOBA_E_CONFIG, "rows of table %s cannot be grouped by %s",
                  spec->table->name, spec->table->columns[spec->key.column].name);
        rc = toba_hint(err, "a key is a text or a whole number");
    }
    return rc;
}

/* ---- Opening ------------------------------------------------------------- */

static bool has_parameter(sqlite3_stmt *statement, int parameter)
{
    return parameter <= sqlite3_bind_parameter_count(statement);
}

static void bind_time(sqlite3_stmt *statement, int parameter, const char *text)
{
    if (has_parameter(statement, parameter))
        sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
}

int sq_read_bind_fixed(struct sq_read *read, sqlite3_stmt *statement, struct toba_error *err)
{
    const struct toba_read *spec = read->spec;

    bind_time(statement, SQ_P_LOWER, read->lower);
    bind_time(statement, SQ_P_UPPER, read->upper);
    bind_time(statement, SQ_P_STAMP, read->stamp);
    bind_time(statement, SQ_P_SINCE, read->since);
    for (int32_t i = 0; i < spec->n_filters; i++) {
        const struct toba_column *c = &spec->table->columns[spec->filters[i].column];
        const char *reason = NULL;

        if (has_parameter(statement, SQ_P_FILTERS + i))
            reason =
                sq_bind_given(statement, SQ_P_FILTERS + i, c->type, spec->filters[i].value);
        if (reason) {
            toba_fail(err, TOBA_E_CONFIG, "the filter %s.%s = '%s' %s", spec->table->name,
                      c->name, spec->filters[i].value, reason);
            return toba_hint(err, "mend the value after `where` in the pipeline");
        }
    }
    return 0;
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The bounds of a point: dates in [lower, upper), within those of the read. */
static void set_bounds(const struct toba_read *spec, const struct toba_point *point,
                       struct sq_bounds *bounds)
{
    int32_t last = point->day < spec->to_day ? point->day : spec->to_day;
    int64_t after = point->after_day == INT32_MIN ? INT32_MIN : (int64_t)point->after_day + 1;

    sq_day_bound(after > spec->from_day ? after : spec->from_day, bounds->lower);
    sq_day_bound((int64_t)last + 1, bounds->upper);
}

static int set_times(struct sq_read *read, struct toba_error *err)
{
    const struct toba_read *spec = read->spec;

    sq_day_bound(spec->from_day, read->lower);
    sq_day_bound((int64_t)spec->to_day + 1, read->upper);
    if (spec->rows == TOBA_AS_OF) {
        read->points =
            sq_zeroed(read->store, ((size_t)spec->n_points + 1) * sizeof *read->points);
        if (!read->points)
            return sq_no_memory(err);
        for (int32_t i = 0; i < spec->n_points; i++)
            set_bounds(spec, &spec->points[i], &read->points[i]);
    }
    if (spec->rows == TOBA_CHANGED && spec->since_instant != INT64_MIN) {
        sq_day_bound(later(spec->since_day, INT32_MIN) + (int64_t)1, read->since);
        if (!sq_instant_text(spec->since_instant, read->stamp))
            return refuse(spec, err, "asks for what changed since a year out of 1 to 9999");
    }
    return 0;
}

static int prepare(struct sq_read *read, sqlite3_str *sql, sqlite3_stmt **statement,
                   struct toba_error *err)
{
    int rc = sq_prepare(read->store, read->db, sql, statement, err);

    return rc ? rc : sq_read_bind_fixed(read, *statement, err);
}

static int prepare_changed(struct sq_read *read, struct toba_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(read->db);
    int rc;

    sq_span_sql(sql, read);
    rc = prepare(read, sql, &read->span, err);
    if (rc)
        return rc;
    sql = sqlite3_str_new(read->db);
    sq_neighbour_sql(sql, read, true);
    rc = prepare(read, sql, &read->before, err);
    if (rc)
        return rc;
    sql = sqlite3_str_new(read->db);
    sq_neighbour_sql(sql, read, false);
    return prepare(read, sql, &read->after, err);
}

static int prepare_all(struct sq_read *read, struct toba_error *err)
{
    bool as_of = read->spec->rows == TOBA_AS_OF;
    sqlite3_str *sql = sqlite3_str_new(read->db);
    int rc;

    sq_rows_sql(sql, read, as_of ? SQ_NEWEST_FIRST : SQ_OLDEST_FIRST, as_of);
    rc = prepare(read, sql, &read->rows, err);
    if (!rc && as_of) {
        sql = sqlite3_str_new(read->db);
        sq_rows_sql(sql, read, SQ_OLDEST_FIRST, true);
        rc = prepare(read, sql, &read->oldest, err);
    }
    if (!rc && read->by_sub) {
        sql = sqlite3_str_new(read->db);
        sq_subs_sql(sql, read);
        rc = sq_prepare(read->store, read->db, sql, &read->subs, err);
    }
    if (!rc && read->spec->rows == TOBA_CHANGED && read->spec->since_instant != INT64_MIN)
        rc = prepare_changed(read, err);
    return rc;
}

static bool has_extra(const struct toba_read *spec)
{
    return spec->rows == TOBA_AS_OF || spec->rows == TOBA_CHANGED;
}

static int make_builder(struct sq_read *read, struct toba_error *err)
{
    const struct toba_read *spec = read->spec;
    int32_t *types = sq_zeroed(read->store, ((size_t)spec->n_columns + 3) * sizeof *types);
    int32_t n = 0;

    if (!types)
        return sq_no_memory(err);
    types[n++] = sq_path_type(spec, &spec->key);
    if (spec->sub_key.column >= 0)
        types[n++] = sq_path_type(spec, &spec->sub_key);
    if (has_extra(spec))
        types[n++] = spec->rows == TOBA_AS_OF ? TOBA_INT32 : TOBA_BOOL;
    for (int32_t i = 0; i < spec->n_columns; i++)
        types[n++] = sq_path_type(spec, &spec->columns[i]);
    read->builder = toba_builder_new(read->store->sink->host, types, n);
    sq_free(read->store, types);
    return read->builder ? 0 : sq_no_memory(err);
}

int sq_read_open(struct sq_read *read, const struct sq_store *store, sqlite3 *db,
                 const struct toba_read *spec, const struct sq_keys *keys,
                 struct toba_error *err)
{
    bool has_sub = spec->sub_key.column >= 0;
    int rc;

    *read = (struct sq_read){.store = store, .db = db, .spec = spec, .keys = keys};
    read->driven = spec->key.via && has_sub && !spec->sub_key.via &&
                   spec->sub_key.column == spec->key.column;
    read->by_sub = has_sub && (read->driven || has_extra(spec));
    rc = set_times(read, err);
    return rc ? rc : prepare_all(read, err);
}

/* Tells those who look for a slow read what it did: every run of a statement is one seek. */
static void tell(const struct sq_read *read)
{
    sqlite3_stmt *const statements[] = {read->subs, read->rows,   read->oldest,
                                        read->span, read->before, read->after};
    int64_t seeks = 0;

    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        if (statements[i])
            seeks += sqlite3_stmt_status(statements[i], SQLITE_STMTSTATUS_RUN, 0);
    if (seeks)
        toba_log(read->store->sink->in, TOBA_LOG_DEBUG, "read %s: %lld rows by %lld seeks",
                 read->spec->table->name, (long long)read->taken, (long long)seeks);
}

void sq_read_close(struct sq_read *read)
{
    if (read->store)
        tell(read);
    sq_finalize(&read->subs);
    sq_finalize(&read->rows);
    sq_finalize(&read->oldest);
    sq_finalize(&read->span);
    sq_finalize(&read->before);
    sq_finalize(&read->after);
    if (read->builder)
        toba_builder_free(read->store->sink->host, read->builder);
    read->builder = NULL;
    if (read->store)
        sq_free(read->store, read->points);
    read->points = NULL;
}

void sq_read_reset(struct sq_read *read)
{
    if (read->open)
        sqlite3_reset(read->open);
    read->open = NULL;
    if (read->subs)
        sqlite3_reset(read->subs);
    read->in_key = read->in_group = false;
}

void sq_read_place(struct sq_read *read, int64_t first, int64_t n)
{
    sq_read_reset(read);
    read->at = first;
    read->end = first + n;
}

/* ---- Rows ---------------------------------------------------------------- */

/* Steps to the next row, if need be through the next queries. */
static int next_row(struct sq_read *read, bool *have, struct toba_error *err)
{
    int rc = 0;

    *have = true;
    while (!rc && *have) {
        int code = read->open ? sqlite3_step(read->open) : SQLITE_DONE;

        if (code == SQLITE_ROW)
            return 0;
        if (read->open)
            sqlite3_reset(read->open);
        read->open = NULL;
        if (code != SQLITE_DONE) {
            sq_fail(read->store, read->db, err, "read from it");
            return toba_detail(err, "table %s", read->spec->table->name);
        }
        rc = sq_read_next_query(read, have, err);
    }
    return rc;
}

static int bad_cell(struct sq_read *read, const struct toba_path *path, const char *reason,
                    struct toba_error *err)
{
    const struct toba_table *table = path->via ? path->via : read->spec->table;
    const struct toba_column *key = &read->spec->table->columns[read->spec->key.column];
    char text[256];

    toba_fail(err, TOBA_E_SINK, "%s: table %s, column %s %s", read->store->path, table->name,
              table->columns[path->via ? path->via_column : path->column].name, reason);
    sq_keys_text(read->keys, read->at - 1, text, sizeof text);
    toba_detail(err, "a row of key %s", key->flags & TOBA_SECRET ? "***" : text);
    return toba_hint(err, "another program wrote it: mend the row, or delete it");
}

static int take_row(struct sq_read *read, struct toba_error *err)
{
    const struct toba_host *host = read->store->sink->host;
    const struct toba_read *spec = read->spec;
    const char *reason = NULL;
    int32_t to = 0;
    int from = 1;

    sq_keys_put(read->keys, read->at - 1, host, read->builder, to++);
    if (spec->sub_key.column >= 0) {
        reason = sq_take_cell(read->by_sub ? read->subs : read->open, read->by_sub ? 0 : from++,
                              sq_path_type(spec, &spec->sub_key), host, read->builder, to++);
        if (reason)
            return bad_cell(read, &spec->sub_key, reason, err);
    }
    if (has_extra(spec))
        toba_builder_int(host, read->builder, to++,
                         spec->rows == TOBA_AS_OF ? read->point
                                                  : sqlite3_column_int(read->open, 0));
    for (int32_t i = 0; i < spec->n_columns; i++) {
        reason = sq_take_cell(read->open, from++, sq_path_type(spec, &spec->columns[i]), host,
                              read->builder, to++);
        if (reason)
            return bad_cell(read, &spec->columns[i], reason, err);
    }
    read->taken++;
    return toba_builder_end_row(host, read->builder, err);
}

/* A row that could not be read leaves half of itself in the builder. */
static void drop_builder(struct sq_read *read)
{
    if (read->builder)
        toba_builder_free(read->store->sink->host, read->builder);
    read->builder = NULL;
}

static int fill(struct sq_read *read, struct ArrowArray *rows, struct toba_error *err)
{
    const struct toba_host *host = read->store->sink->host;
    bool have = true;
    int rc = 0;

    while (!rc && toba_builder_rows(host, read->builder) < ROWS_A_BATCH &&
           toba_builder_bytes(host, read->builder) < BYTES_A_BATCH) {
        rc = next_row(read, &have, err);
        if (rc || !have)
            break;
        rc = take_row(read, err);
    }
    return rc ? rc : toba_builder_finish(host, read->builder, rows, err);
}

int sq_read_fetch(struct sq_read *read, struct ArrowArray *rows, struct toba_error *err)
{
    int rc = read->builder ? 0 : make_builder(read, err);

    if (!rc)
        rc = fill(read, rows, err);
    if (rc)
        drop_builder(read);
    return rc;
}
