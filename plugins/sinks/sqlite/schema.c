/* schema.c - the statements of schema.h, made from the declared tables. */
#include "schema.h"

#include <string.h>

#include "value.h"

/* ---- Names --------------------------------------------------------------- */

void sq_name(sqlite3_str *sql, const char *name)
{
    sqlite3_str_appendf(sql, "\"%w\"", name);
}

void sq_main(sqlite3_str *sql, const struct toba_table *table)
{
    sqlite3_str_appendf(sql, "main.\"%w\"", table->name);
}

void sq_names(sqlite3_str *sql, const struct toba_table *table, const int32_t *columns,
              int32_t n, const char *prefix)
{
    for (int32_t i = 0; i < n; i++)
        sqlite3_str_appendf(sql, "%s%s\"%w\"", i ? ", " : "", prefix,
                            table->columns[columns[i]].name);
}

/* ---- What a declaration means -------------------------------------------- */

bool sq_has_surrogate(const struct toba_table *table)
{
    for (int32_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].flags & TOBA_SURROGATE)
            return true;
    return false;
}

bool sq_in_key(const struct toba_table *table, int32_t column)
{
    for (int32_t i = 0; i < table->n_key; i++)
        if (table->key[i] == column)
            return true;
    return false;
}

bool sq_keeps_day(const struct toba_table *table)
{
    return table->mode == TOBA_REPLACE && table->date < 0;
}

const char *sq_storage(int32_t type)
{
    switch (type) {
    case TOBA_BOOL:
    case TOBA_INT32:
    case TOBA_INT64:
        return "INTEGER";
    case TOBA_DOUBLE:
        return "REAL";
    default:
        return "TEXT";
    }
}

/* Whether the unique key begins with these columns, in any order. */
static bool key_begins_with(const struct toba_table *table, const int32_t *columns, int32_t n)
{
    int32_t found = 0;

    for (int32_t k = 0; k < table->n_key && k < n; k++)
        for (int32_t i = 0; i < n; i++)
            found += table->key[k] == columns[i];
    return found == n;
}

int32_t sq_index_candidates(const struct toba_table *table)
{
    return table->n_columns + 2;
}

void sq_index_at(const struct toba_table *table, int32_t k, struct sq_index *index)
{
    bool replace = table->mode == TOBA_REPLACE && table->n_scope > 0;

    *index = (struct sq_index){.one = k};
    if (k == 0 && replace) {
        index->columns = table->scope;
        index->n = table->n_scope;
    } else if (k == 1 && table->indexed_stamp >= 0) {
        index->one = table->indexed_stamp;
        index->n = 1;
    } else if (k >= 2 && table->columns[k - 2].references) {
        index->one = k - 2;
        /* The scope's index begins with it already. */
        index->n = !(replace && table->scope[0] == k - 2);
    }
    if (index->n == 1 && !index->columns)
        index->columns = &index->one;
    if (index->n > 0 && key_begins_with(table, index->columns, index->n))
        index->n = 0;
}

/* ---- Statements ---------------------------------------------------------- */

/* What STRICT does not check; NULL passes. The '+0 days' makes SQLite calculate the date, so
 * that a 30th of February comes out as another day. */
static void add_check(sqlite3_str *sql, const struct toba_column *column)
{
    const char *check = NULL;

    switch (column->type) {
    case TOBA_BOOL:
        check = " CHECK (\"%w\" IN (0, 1))";
        break;
    case TOBA_INT32:
        check = " CHECK (\"%w\" BETWEEN -2147483648 AND 2147483647)";
        break;
    case TOBA_DATE:
        check = " CHECK (\"%w\" IS date(\"%w\", '+0 days'))";
        break;
    case TOBA_TIMESTAMP:
        check = " CHECK (\"%w\" IS strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', \"%w\", '+0 days'))";
        break;
    default:
        return;
    }
    sqlite3_str_appendf(sql, check, column->name, column->name);
}

void sq_ddl_column(sqlite3_str *sql, const struct toba_table *table, int32_t column)
{
    const struct toba_column *c = &table->columns[column];

    sq_name(sql, c->name);
    if (c->flags & TOBA_SURROGATE) {
        sqlite3_str_appendall(sql, " INTEGER PRIMARY KEY");
        return;
    }
    sqlite3_str_appendf(sql, " %s", sq_storage(c->type));
    if (c->flags & TOBA_NOT_NULL || sq_in_key(table, column))
        sqlite3_str_appendall(sql, " NOT NULL");
    if (c->fallback) {
        sqlite3_str_appendall(sql, " DEFAULT ");
        sq_literal(sql, c->type, c->fallback);
    }
    add_check(sql, c);
}

/* A comment that `.schema` shows, kept to its line. */
static void add_comment(sqlite3_str *sql, const char *indent, const char *comment)
{
    if (!comment || !comment[0])
        return;
    sqlite3_str_appendf(sql, "%s-- ", indent);
    for (; *comment; comment++)
        sqlite3_str_appendchar(sql, 1, *comment == '\n' || *comment == '\r' ? ' ' : *comment);
    sqlite3_str_appendchar(sql, 1, '\n');
}

void sq_ddl_table(sqlite3_str *sql, const struct toba_table *table)
{
    bool surrogate = sq_has_surrogate(table);

    sqlite3_str_appendall(sql, "CREATE TABLE ");
    sq_main(sql, table);
    sqlite3_str_appendall(sql, " (\n");
    add_comment(sql, "  ", table->comment);
    for (int32_t i = 0; i < table->n_columns; i++) {
        add_comment(sql, "  ", table->columns[i].comment);
        sqlite3_str_appendall(sql, "  ");
        sq_ddl_column(sql, table, i);
        sqlite3_str_appendall(sql, ",\n");
    }
    sqlite3_str_appendf(sql, "  %s (", surrogate ? "UNIQUE" : "PRIMARY KEY");
    sq_names(sql, table, table->key, table->n_key, "");
    sqlite3_str_appendf(sql, ")\n) STRICT%s", surrogate ? "" : ", WITHOUT ROWID");
}

void sq_ddl_index(sqlite3_str *sql, const struct toba_table *table,
                  const struct sq_index *index)
{
    sqlite3_str_appendf(sql, "CREATE INDEX main.\"%w", table->name);
    for (int32_t i = 0; i < index->n; i++)
        sqlite3_str_appendf(sql, "_%w", table->columns[index->columns[i]].name);
    sqlite3_str_appendf(sql, "_index\" ON \"%w\" (", table->name);
    sq_names(sql, table, index->columns, index->n, "");
    sqlite3_str_appendall(sql, ")");
}

int sq_check_fallbacks(const struct toba_table *table, struct toba_error *err)
{
    for (int32_t i = 0; i < table->n_columns; i++) {
        const struct toba_column *c = &table->columns[i];
        sqlite3_str *sql = c->fallback ? sqlite3_str_new(NULL) : NULL;
        const char *reason = sql ? sq_literal(sql, c->type, c->fallback) : NULL;

        sqlite3_free(sqlite3_str_finish(sql));
        if (reason) {
            toba_fail(err, TOBA_E_CONFIG, "the default of %s.%s, '%s', %s", table->name,
                      c->name, c->fallback, reason);
            return toba_hint(err, "mend the column's default in the tables' declaration");
        }
    }
    return 0;
}
