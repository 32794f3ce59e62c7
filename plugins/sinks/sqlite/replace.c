/* replace.c - see replace.h. */
#include "replace.h"

#include <string.h>

#include "connection.h"
#include "schema.h"

/* ---- Statements ---------------------------------------------------------- */

static int exec_text(struct sq_store *store, sqlite3_str *sql, const char *doing,
                     struct toba_error *err)
{
    char *text = sqlite3_str_finish(sql);
    int rc = text ? sq_exec(store, store->db, text, doing, err) : sq_no_memory(err);

    sqlite3_free(text);
    return rc;
}

/* A temporary table of some of the table's columns. */
static int make_kept(struct sq_store *store, const struct sq_replace *replace, const char *what,
                     const int32_t *columns, int32_t n, struct toba_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(store->db);

    sqlite3_str_appendf(sql, "CREATE TABLE temp.\"%s %d\" (", what, replace->number);
    for (int32_t i = 0; i < n; i++)
        sqlite3_str_appendf(sql, "\"%w\" %s, ", replace->table->columns[columns[i]].name,
                            sq_storage(replace->table->columns[columns[i]].type));
    sqlite3_str_appendall(sql, "PRIMARY KEY (");
    sq_names(sql, replace->table, columns, n, "");
    sqlite3_str_appendall(sql, ")) WITHOUT ROWID");
    return exec_text(store, sql, "make a temporary table", err);
}

static int prepare_keep(struct sq_store *store, const struct sq_replace *replace,
                        const char *what, int32_t n, sqlite3_stmt **statement,
                        struct toba_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(store->db);

    sqlite3_str_appendf(sql, "INSERT OR IGNORE INTO temp.\"%s %d\" VALUES (", what,
                        replace->number);
    for (int32_t i = 0; i < n; i++)
        sqlite3_str_appendf(sql, "%s?%d", i ? ", " : "", i + 1);
    sqlite3_str_appendall(sql, ")");
    return sq_prepare(store, store->db, sql, statement, err);
}

static int prepare_sweep(struct sq_store *store, struct sq_replace *replace,
                         struct toba_error *err)
{
    const struct toba_table *table = replace->table;
    sqlite3_str *sql = sqlite3_str_new(store->db);

    sqlite3_str_appendall(sql, "DELETE FROM ");
    sq_main(sql, table);
    sqlite3_str_appendall(sql, " AS t WHERE ");
    for (int32_t i = 0; i < table->n_scope; i++)
        sqlite3_str_appendf(sql, "t.\"%w\" = ?%d AND ", table->columns[table->scope[i]].name,
                            i + 1);
    sqlite3_str_appendf(sql, "NOT EXISTS (SELECT 1 FROM temp.\"sent %d\" AS s WHERE ",
                        replace->number);
    for (int32_t i = 0; i < table->n_key; i++)
        sqlite3_str_appendf(sql, "%ss.\"%w\" = t.\"%w\"", i ? " AND " : "",
                            table->columns[table->key[i]].name,
                            table->columns[table->key[i]].name);
    sqlite3_str_appendall(sql, ")");
    return sq_prepare(store, store->db, sql, &replace->sweep, err);
}

static int prepare_days(struct sq_store *store, struct sq_replace *replace,
                        struct toba_error *err)
{
    sqlite3_str *get = sqlite3_str_new(store->db), *set = sqlite3_str_new(store->db);
    int rc;

    sqlite3_str_appendall(get, "SELECT \"day\" FROM main.\"" SQ_SCOPE_TABLE
                               "\" WHERE \"table\" = ?1 AND \"scope\" = ?2");
    sqlite3_str_appendall(set, "INSERT INTO main.\"" SQ_SCOPE_TABLE "\" VALUES (?1, ?2, ?3)"
                               " ON CONFLICT DO UPDATE SET \"day\" = excluded.\"day\"");
    rc = sq_prepare(store, store->db, get, &replace->day_of, err);
    if (rc)
        sqlite3_free(sqlite3_str_finish(set));
    else
        rc = sq_prepare(store, store->db, set, &replace->set_day, err);
    return rc;
}

static int prepare(struct sq_store *store, struct sq_replace *replace, struct toba_error *err)
{
    const struct toba_table *table = replace->table;
    sqlite3_str *sql;
    int rc = make_kept(store, replace, "sent", table->key, table->n_key, err);

    if (!rc)
        rc = make_kept(store, replace, "covered", table->scope, table->n_scope, err);
    if (!rc)
        rc = prepare_keep(store, replace, "sent", table->n_key, &replace->send, err);
    if (!rc)
        rc = prepare_keep(store, replace, "covered", table->n_scope, &replace->cover, err);
    if (!rc)
        rc = prepare_sweep(store, replace, err);
    if (!rc) {
        sql = sqlite3_str_new(store->db);
        sqlite3_str_appendf(sql, "SELECT * FROM temp.\"covered %d\"", replace->number);
        rc = sq_prepare(store, store->db, sql, &replace->covered, err);
    }
    if (!rc && sq_keeps_day(table))
        rc = prepare_days(store, replace, err);
    return rc;
}

static void free_replace(struct sq_store *store, struct sq_replace *replace)
{
    char sql[128];

    sq_finalize(&replace->send);
    sq_finalize(&replace->cover);
    sq_finalize(&replace->covered);
    sq_finalize(&replace->sweep);
    sq_finalize(&replace->day_of);
    sq_finalize(&replace->set_day);
    sqlite3_free(replace->last_scope);
    snprintf(sql, sizeof sql,
             "DROP TABLE IF EXISTS temp.\"sent %d\"; DROP TABLE IF EXISTS temp.\"covered %d\"",
             replace->number, replace->number);
    sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    sq_free(store, replace);
}

void sq_forget_replaced(struct sq_store *store)
{
    while (store->replaced) {
        struct sq_replace *replace = store->replaced;

        store->replaced = replace->next;
        free_replace(store, replace);
    }
}

int sq_replace_of(struct sq_store *store, const struct toba_table *table,
                  struct sq_replace **found, struct toba_error *err)
{
    struct sq_replace *replace = store->replaced;
    int rc;

    while (replace && replace->table != table)
        replace = replace->next;
    *found = replace;
    if (replace)
        return 0;
    replace = sq_zeroed(store, sizeof *replace);
    if (!replace)
        return sq_no_memory(err);
    replace->table = table;
    replace->number = ++store->n_held;
    rc = prepare(store, replace, err);
    if (rc) {
        free_replace(store, replace);
        return rc;
    }
    replace->next = store->replaced;
    store->replaced = replace;
    *found = replace;
    return 0;
}

/* ---- The day of a scope -------------------------------------------------- */

static void add_escaped(sqlite3_str *sql, const char *text, int64_t size)
{
    for (int64_t i = 0; i < size; i++) {
        if (text[i] == ',' || text[i] == '\\')
            sqlite3_str_appendchar(sql, 1, '\\');
        sqlite3_str_appendchar(sql, 1, text[i]);
    }
}

static void add_scope_cell(sqlite3_str *sql, int32_t type, const struct ArrowArray *cell,
                           int64_t row)
{
    struct toba_text text;

    if (type == TOBA_TEXT) {
        text = toba_cell_text(cell, row);
        add_escaped(sql, text.at, text.size);
    } else if (type == TOBA_DOUBLE) {
        sqlite3_str_appendf(sql, "%!.17g", toba_cell_double(cell, type, row));
    } else {
        sqlite3_str_appendf(sql, "%lld", (long long)toba_cell_int(cell, type, row));
    }
}

/* A scope's values, joined by commas; `at` says which child has them, NULL: they are in order.
 * The caller frees it with sqlite3_free(). NULL: out of memory. */
static char *scope_text(const struct toba_table *table, const struct ArrowArray *rows,
                        const int32_t *at, int64_t row)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);

    for (int32_t i = 0; i < table->n_scope; i++) {
        const struct ArrowArray *cell = rows->children[at ? at[i] : i];

        if (i > 0)
            sqlite3_str_appendchar(sql, 1, ',');
        if (!toba_is_null(cell, row))
            add_scope_cell(sql, table->columns[table->scope[i]].type, cell, row);
    }
    /* An empty text would come out as NULL, and so does one that memory was out for. */
    if (sqlite3_str_length(sql) == 0 && sqlite3_str_errcode(sql) == SQLITE_OK) {
        sqlite3_free(sqlite3_str_finish(sql));
        return sqlite3_mprintf("");
    }
    return sqlite3_str_finish(sql);
}

/* Reads the day of a scope; `known` is false when there is none. */
static int day_of_scope(struct sq_store *store, struct sq_replace *replace, const char *scope,
                        bool *known, int64_t *day, struct toba_error *err)
{
    sqlite3_stmt *statement = replace->day_of;
    const char *text;
    int code, rc = 0;

    sqlite3_bind_text(statement, 1, replace->table->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, scope, -1, SQLITE_STATIC);
    code = sqlite3_step(statement);
    *known = code == SQLITE_ROW;
    if (*known) {
        text = (const char *)sqlite3_column_text(statement, 0);
        if (!text || !sq_parse_day(text, sqlite3_column_bytes(statement, 0), day))
            rc = toba_fail(err, TOBA_E_SINK,
                           "%s: table " SQ_SCOPE_TABLE " holds a day that is no date",
                           store->path);
    } else if (code != SQLITE_DONE) {
        rc = sq_fail(store, store->db, err, "read table " SQ_SCOPE_TABLE);
    }
    sqlite3_reset(statement);
    return rc;
}

static int set_day(struct sq_store *store, struct sq_replace *replace, const char *scope,
                   int32_t day, struct toba_error *err)
{
    sqlite3_stmt *statement = replace->set_day;
    char text[SQ_TIME_SIZE];
    int rc = 0;

    if (!sq_day_text(day, text))
        return toba_fail(err, TOBA_E_PLUGIN, "the run's date is outside the years 1 to 9999");
    sqlite3_bind_text(statement, 1, replace->table->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, scope, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, text, -1, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_DONE)
        rc = sq_fail(store, store->db, err, "write to table " SQ_SCOPE_TABLE);
    sqlite3_reset(statement);
    return rc;
}

/* Takes `scope`. Rows of one scope come one after the other: the last answer is kept. */
static int check_day(struct sq_store *store, struct sq_replace *replace, char *scope,
                     int32_t day, bool *stale, struct toba_error *err)
{
    int64_t there = 0;
    bool known = false;
    int rc;

    if (!scope)
        return sq_no_memory(err);
    if (replace->last_scope && replace->last_day == day &&
        strcmp(replace->last_scope, scope) == 0) {
        sqlite3_free(scope);
        *stale = replace->last_stale;
        return 0;
    }
    sqlite3_free(replace->last_scope);
    replace->last_scope = NULL;
    rc = day_of_scope(store, replace, scope, &known, &there, err);
    *stale = known && there > day;
    if (!rc && (!known || there < day))
        rc = set_day(store, replace, scope, day, err);
    if (rc) {
        sqlite3_free(scope);
        return rc;
    }
    replace->last_scope = scope;
    replace->last_day = day;
    replace->last_stale = *stale;
    return 0;
}

int sq_replace_admit(struct sq_store *store, struct sq_writer *writer,
                     const struct ArrowArray *rows, int64_t row, bool *stale,
                     struct toba_error *err)
{
    const struct toba_table *table = writer->write->table;

    *stale = false;
    if (!sq_keeps_day(table))
        return 0;
    return check_day(store, writer->replace, scope_text(table, rows, writer->scope_at, row),
                     writer->write->day, stale, err);
}

/* ---- Keys and scopes ----------------------------------------------------- */

static int keep(struct sq_store *store, struct sq_replace *replace, sqlite3_stmt *statement,
                struct toba_error *err)
{
    int rc = 0;

    replace->dirty = true;
    if (sqlite3_step(statement) != SQLITE_DONE)
        rc = sq_fail(store, store->db, err, "keep what was sent");
    sqlite3_reset(statement);
    return rc;
}

int sq_replace_sent(struct sq_store *store, struct sq_writer *writer,
                    const struct ArrowArray *rows, int64_t row, struct toba_error *err)
{
    const struct toba_table *table = writer->write->table;

    /* The row was bound before: its cells fit. */
    for (int32_t i = 0; i < table->n_key; i++)
        sq_bind_cell(writer->replace->send, i + 1, table->columns[table->key[i]].type,
                     rows->children[writer->key_at[i]], row, writer->times[writer->key_at[i]]);
    return keep(store, writer->replace, writer->replace->send, err);
}

static int cover_one(struct sq_store *store, struct sq_replace *replace,
                     const struct toba_write *write, const struct ArrowArray *scopes,
                     int64_t row, char (*times)[SQ_TIME_SIZE], struct toba_error *err)
{
    const struct toba_table *table = replace->table;
    bool stale = false;
    int rc = 0;

    for (int32_t i = 0; i < table->n_scope; i++) {
        const struct toba_column *c = &table->columns[table->scope[i]];
        const char *reason = toba_is_null(scopes->children[i], row)
                                 ? "is NULL"
                                 : sq_bind_cell(replace->cover, i + 1, c->type,
                                                scopes->children[i], row, times[i]);

        if (reason)
            return toba_fail(err, TOBA_E_PLUGIN, "%s covers a scope of %s whose %s %s",
                             write->step, table->name, c->name, reason);
    }
    if (sq_keeps_day(table))
        rc = check_day(store, replace, scope_text(table, scopes, NULL, row), write->day, &stale,
                       err);
    return rc || stale ? rc : keep(store, replace, replace->cover, err);
}

int sq_replace_cover(struct sq_store *store, struct sq_replace *replace,
                     const struct toba_write *write, const struct ArrowArray *scopes,
                     struct toba_error *err)
{
    char(*times)[SQ_TIME_SIZE] =
        sq_zeroed(store, ((size_t)replace->table->n_scope + 1) * sizeof *times);
    int rc = times ? 0 : sq_no_memory(err);

    for (int64_t r = 0; !rc && r < scopes->length; r++)
        rc = cover_one(store, replace, write, scopes, r + scopes->offset, times, err);
    sq_free(store, times);
    return rc;
}

/* ---- At the end of a transaction ----------------------------------------- */

static int clear(struct sq_store *store, struct sq_replace *replace, struct toba_error *err)
{
    char sql[128];

    /* Once the lock is given up, another program may set the day. */
    sqlite3_free(replace->last_scope);
    replace->last_scope = NULL;
    if (!replace->dirty)
        return 0;
    replace->dirty = false;
    snprintf(sql, sizeof sql, "DELETE FROM temp.\"sent %d\"; DELETE FROM temp.\"covered %d\"",
             replace->number, replace->number);
    return sq_exec(store, store->db, sql, "empty a temporary table", err);
}

static int sweep_scope(struct sq_store *store, struct sq_replace *replace,
                       struct toba_written *written, struct toba_error *err)
{
    int rc = 0;

    for (int32_t i = 0; i < replace->table->n_scope; i++)
        if (sqlite3_bind_value(replace->sweep, i + 1,
                               sqlite3_column_value(replace->covered, i)))
            return sq_no_memory(err);
    if (sqlite3_step(replace->sweep) != SQLITE_DONE)
        rc = sq_fail(store, store->db, err, "delete what is gone");
    else
        written->deleted += sqlite3_changes64(store->db);
    sqlite3_reset(replace->sweep);
    return rc;
}

int sq_replace_apply(struct sq_store *store, struct sq_replace *replace,
                     struct toba_written *written, struct toba_error *err)
{
    int code = SQLITE_ROW, rc = 0;

    while (!rc && (code = sqlite3_step(replace->covered)) == SQLITE_ROW)
        rc = sweep_scope(store, replace, written, err);
    if (!rc && code != SQLITE_DONE)
        rc = sq_fail(store, store->db, err, "read what was covered");
    sqlite3_reset(replace->covered);
    return rc ? rc : clear(store, replace, err);
}

int sq_replace_clear(struct sq_store *store, struct toba_error *err)
{
    int rc = 0;

    for (struct sq_replace *r = store->replaced; !rc && r; r = r->next)
        rc = clear(store, r, err);
    return rc;
}
