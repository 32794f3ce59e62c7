/* schema_check.c - compares the declared tables with those of the database.
 *
 * What is missing and can be added is collected as statements; they run in one transaction,
 * after a second look, so that two programs which open a new database at once do not collide.
 * What differs is never changed: it is an error that names the table and the column. Columns,
 * indexes and tables that nobody declared are left alone. */
#include "schema.h"

#include <string.h>

#include "connection.h"

/* The statements that are missing. */
struct missing {
    sqlite3_str *sql;
    int32_t n;
};

struct check {
    const struct sq_store *store;
    const struct toba_table *table;
    struct missing *missing;
    struct toba_error *err;
};

static int differs(const struct check *check, const char *format, ...) TOBA_PRINTF(2, 3);

static int differs(const struct check *check, const char *format, ...)
{
    char how[sizeof check->err->detail];
    va_list args;

    va_start(args, format);
    vsnprintf(how, sizeof how, format, args);
    va_end(args);
    toba_fail(check->err, TOBA_E_SINK, "%s: table %s is not as declared", check->store->path,
              check->table->name);
    toba_detail(check->err, "%s", how);
    return toba_hint(check->err,
                     "declare it as it is, or set it aside with ALTER TABLE \"%s\" RENAME TO "
                     "\"%s_old\" and run again",
                     check->table->name, check->table->name);
}

static void begin_statement(struct missing *missing)
{
    if (missing->n++ > 0)
        sqlite3_str_appendall(missing->sql, ";\n");
}

/* Prepares a query about the table, whose name is parameter 1. */
static int ask(const struct check *check, const char *sql, sqlite3_stmt **statement)
{
    if (sqlite3_prepare_v2(check->store->db, sql, -1, statement, NULL) ||
        sqlite3_bind_text(*statement, 1, check->table->name, -1, SQLITE_STATIC))
        return sq_fail(check->store, check->store->db, check->err, "read its schema");
    return 0;
}

/* Ends a query: the code of `rc`, else of its last step. */
static int answered(const struct check *check, sqlite3_stmt *statement, int rc)
{
    if (sqlite3_finalize(statement) != SQLITE_OK && !rc)
        return sq_fail(check->store, check->store->db, check->err, "read its schema");
    return rc;
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);

    return text ? text : "";
}

/* ---- Columns ------------------------------------------------------------- */

static int32_t column_named(const struct toba_table *table, const char *name)
{
    for (int32_t i = 0; i < table->n_columns; i++)
        if (sqlite3_stricmp(table->columns[i].name, name) == 0)
            return i;
    return -1;
}

/* One column of the database: its name, type, NOT NULL, default, place in the primary key. */
static int check_column(const struct check *check, sqlite3_stmt *row, int32_t at)
{
    const struct toba_table *table = check->table;
    const char *name = text_of(row, 0), *type = text_of(row, 1);
    bool not_null = sqlite3_column_int(row, 2) || sqlite3_column_int(row, 4) > 0;
    bool has_default = sqlite3_column_type(row, 3) != SQLITE_NULL;
    const struct toba_column *c = at < 0 ? NULL : &table->columns[at];

    if (!c && not_null && !has_default)
        return differs(check, "column %s is NOT NULL there and not declared", name);
    if (!c)
        return 0;
    if (sqlite3_column_int(row, 5) != 0)
        return differs(check, "column %s is generated there", name);
    if (sqlite3_stricmp(type, sq_storage(c->type)) != 0)
        return differs(check, "column %s is %s there, declared %s", name, type,
                       sq_storage(c->type));
    if (c->flags & TOBA_SURROGATE)
        return sqlite3_column_int(row, 4) == 1
                   ? 0
                   : differs(check, "column %s is not the primary key there", name);
    if (not_null != (c->flags & TOBA_NOT_NULL || sq_in_key(table, at)))
        return differs(check, "column %s %s NULL there", name,
                       not_null ? "may not be" : "may be");
    return 0;
}

static int add_column(const struct check *check, int32_t at)
{
    const struct toba_column *c = &check->table->columns[at];

    if (c->flags & TOBA_SURROGATE || sq_in_key(check->table, at) ||
        (c->flags & TOBA_NOT_NULL && !c->fallback))
        return differs(check, "column %s is missing there and cannot be added", c->name);
    begin_statement(check->missing);
    sqlite3_str_appendall(check->missing->sql, "ALTER TABLE ");
    sq_main(check->missing->sql, check->table);
    sqlite3_str_appendall(check->missing->sql, " ADD COLUMN ");
    sq_ddl_column(check->missing->sql, check->table, at);
    return 0;
}

static int check_columns(const struct check *check)
{
    const struct toba_table *table = check->table;
    bool *found = sq_zeroed(check->store, (size_t)table->n_columns + 1);
    sqlite3_stmt *row = NULL;
    int rc = 0;

    if (!found)
        return sq_no_memory(check->err);
    rc = ask(check,
             "SELECT name, type, \"notnull\", dflt_value, pk, hidden"
             " FROM pragma_table_xinfo(?1, 'main')",
             &row);
    while (!rc && sqlite3_step(row) == SQLITE_ROW) {
        int32_t at = column_named(table, text_of(row, 0));

        rc = check_column(check, row, at);
        if (at >= 0)
            found[at] = true;
    }
    rc = answered(check, row, rc);
    for (int32_t i = 0; !rc && i < table->n_columns; i++)
        if (!found[i])
            rc = add_column(check, i);
    sq_free(check->store, found);
    return rc;
}

/* ---- Keys and indexes ---------------------------------------------------- */

/* Whether the database has an index that begins with the columns; `unique`: that is unique and
 * has exactly these. Columns are compared as the text '"a","b",', to which an ordering other
 * than the plain one adds a word that no declared column has. */
static int has_index(const struct check *check, const int32_t *columns, int32_t n, bool unique,
                     bool *has)
{
    sqlite3_str *text = sqlite3_str_new(NULL);
    sqlite3_stmt *row = NULL;
    char *wanted = NULL;
    int size, rc;

    for (int32_t i = 0; i < n; i++)
        sqlite3_str_appendf(text, "\"%s\",", check->table->columns[columns[i]].name);
    size = sqlite3_str_length(text);
    wanted = sqlite3_str_finish(text);
    if (!wanted)
        return sq_no_memory(check->err);
    rc = ask(check,
             "SELECT i.\"unique\", (SELECT group_concat(c, '') FROM"
             " (SELECT '\"' || coalesce(name, '') || '\"'"
             "  || CASE WHEN coll = 'BINARY' AND NOT \"desc\" THEN '' ELSE ' ' || coll END"
             "  || ',' AS c FROM pragma_index_xinfo(i.name, 'main') WHERE key ORDER BY seqno))"
             " FROM pragma_index_list(?1, 'main') AS i WHERE NOT i.partial",
             &row);
    *has = false;
    while (!rc && !*has && sqlite3_step(row) == SQLITE_ROW) {
        const char *there = text_of(row, 1);

        *has = sqlite3_strnicmp(there, wanted, size) == 0 &&
               (!unique || (sqlite3_column_int(row, 0) && (int)strlen(there) == size));
    }
    rc = answered(check, row, rc);
    sqlite3_free(wanted);
    return rc;
}

static int check_indexes(const struct check *check, bool table_is_new)
{
    const struct toba_table *table = check->table;
    int rc = 0;

    for (int32_t k = 0; !rc && k < sq_index_candidates(table); k++) {
        struct sq_index index;
        bool has = false;

        sq_index_at(table, k, &index);
        if (index.n > 0 && !table_is_new)
            rc = has_index(check, index.columns, index.n, false, &has);
        if (rc || has || index.n == 0)
            continue;
        begin_statement(check->missing);
        sq_ddl_index(check->missing->sql, table, &index);
    }
    return rc;
}

static int check_key(const struct check *check)
{
    const struct toba_table *table = check->table;
    bool has = false;
    int rc = has_index(check, table->key, table->n_key, true, &has);

    if (!rc && !has)
        rc = differs(check, "its unique key is another one there, or sorts otherwise");
    return rc;
}

/* ---- Tables -------------------------------------------------------------- */

/* What the database has under the table's name: "table", "view", … or "" for nothing. */
static int kind_there(const struct check *check, char *kind, size_t room)
{
    sqlite3_stmt *row = NULL;
    int rc = ask(check,
                 "SELECT type FROM pragma_table_list WHERE schema = 'main'"
                 " AND name = ?1 COLLATE NOCASE",
                 &row);

    kind[0] = '\0';
    if (!rc && sqlite3_step(row) == SQLITE_ROW)
        snprintf(kind, room, "%s", text_of(row, 0));
    return answered(check, row, rc);
}

static int check_table(const struct check *check)
{
    char kind[16];
    int rc = kind_there(check, kind, sizeof kind);

    if (rc)
        return rc;
    if (!kind[0]) {
        begin_statement(check->missing);
        sq_ddl_table(check->missing->sql, check->table);
        return check_indexes(check, true);
    }
    if (strcmp(kind, "table") != 0)
        return differs(check, "it is a %s there", kind);
    rc = check_columns(check);
    if (!rc)
        rc = check_key(check);
    return rc ? rc : check_indexes(check, false);
}

/* The store's own table, where a declared one needs it. */
static int check_scope_table(const struct sq_store *store,
                             const struct toba_table *const *tables, int32_t n,
                             struct missing *missing, struct toba_error *err)
{
    static const struct toba_table own = {.size = sizeof own, .name = SQ_SCOPE_TABLE};
    struct check check = {store, &own, missing, err};
    char kind[16];
    int rc = 0;

    for (int32_t i = 0; i < n; i++) {
        if (!sq_keeps_day(tables[i]))
            continue;
        rc = kind_there(&check, kind, sizeof kind);
        if (!rc && !kind[0]) {
            begin_statement(missing);
            sqlite3_str_appendall(missing->sql, SQ_SCOPE_DDL);
        }
        break;
    }
    return rc;
}

/* SQLite has one name space, and its names know no case. */
static int check_names(const struct sq_store *store, const struct toba_table *const *tables,
                       int32_t n, struct toba_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        const char *name = tables[i]->name;

        if (sqlite3_stricmp(name, SQ_SCOPE_TABLE) == 0 ||
            sqlite3_strnicmp(name, "sqlite_", 7) == 0) {
            toba_fail(err, TOBA_E_CONFIG, "%s: the name of table %s is taken", store->path,
                      name);
            return toba_hint(err, "give the table another name");
        }
        for (int32_t j = 0; j < i; j++) {
            if (sqlite3_stricmp(name, tables[j]->name) != 0)
                continue;
            toba_fail(err, TOBA_E_CONFIG, "%s: tables %s.%s and %s.%s would be one table",
                      store->path, tables[j]->schema, tables[j]->name, tables[i]->schema, name);
            return toba_hint(err, "SQLite has no schemas: give one of them another name, or "
                                  "another file");
        }
    }
    return 0;
}

static int look(const struct sq_store *store, const struct toba_table *const *tables, int32_t n,
                struct missing *missing, struct toba_error *err)
{
    int rc = 0;

    sqlite3_str_reset(missing->sql);
    missing->n = 0;
    for (int32_t i = 0; !rc && i < n; i++) {
        struct check check = {store, tables[i], missing, err};

        rc = sq_check_fallbacks(tables[i], err);
        if (!rc)
            rc = check_table(&check);
    }
    if (!rc)
        rc = check_scope_table(store, tables, n, missing, err);
    if (!rc && sqlite3_str_errcode(missing->sql) != SQLITE_OK)
        rc = sq_no_memory(err);
    return rc;
}

static int tell_missing(const struct sq_store *store, const struct missing *missing,
                        struct toba_error *err)
{
    const char *sql = sqlite3_str_value(missing->sql);
    const char *end = strstr(sql, ";\n");

    toba_fail(err, TOBA_E_SINK, "%s: %d statements are missing to what is declared",
              store->path, missing->n);
    toba_detail(err, "the first: %.*s", end ? (int)(end - sql) : (int)strlen(sql), sql);
    return toba_hint(err, "let toba create tables, or run the statements yourself");
}

static int add_missing(const struct sq_store *store, const struct toba_table *const *tables,
                       int32_t n, struct missing *missing, struct toba_error *err)
{
    int rc = sq_exec(store, store->db, "BEGIN IMMEDIATE", "change its tables", err);

    if (rc)
        return rc;
    rc = look(store, tables, n, missing, err);
    if (!rc && missing->n > 0)
        rc = sq_exec(store, store->db, sqlite3_str_value(missing->sql), "change its tables",
                     err);
    if (!rc)
        rc = sq_exec(store, store->db, "COMMIT", "change its tables", err);
    if (rc && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (!rc && missing->n > 0)
        toba_log(store->sink->in, TOBA_LOG_INFO,
                 "%s: made %d tables, columns or indexes that were missing", store->path,
                 missing->n);
    return rc;
}

int sq_ensure_tables(struct sq_store *store, const struct toba_table *const *tables, int32_t n,
                     struct toba_error *err)
{
    struct missing missing = {sqlite3_str_new(NULL), 0};
    int rc = check_names(store, tables, n, err);

    if (!rc)
        rc = look(store, tables, n, &missing, err);
    if (!rc && missing.n > 0)
        rc = store->sink->create ? add_missing(store, tables, n, &missing, err)
                                 : tell_missing(store, &missing, err);
    sqlite3_free(sqlite3_str_finish(missing.sql));
    return rc;
}
