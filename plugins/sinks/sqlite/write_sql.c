/* write_sql.c - the statements that upsert and update, see write.h.
 *
 * A row is written only when a column that is neither key nor stamp differs, so equal rows cost
 * no page and keep their stamp. toba_seen() is called for a row that is there already: with the
 * number of changes it tells inserted, updated and unchanged rows apart in one statement. */
#include "write.h"

#include "schema.h"

/* A column whose value decides whether the row changed. */
static bool is_value(const struct toba_table *table, int32_t column)
{
    return !(table->columns[column].flags & (TOBA_STAMP | TOBA_SURROGATE)) &&
           !sq_in_key(table, column);
}

static bool is_written(const struct toba_table *table, int32_t column)
{
    return !(table->columns[column].flags & (TOBA_STAMP | TOBA_SURROGATE));
}

static int32_t stamp_parameter(const struct toba_write *write, int32_t column)
{
    return write->n_columns + (write->table->columns[column].type == TOBA_DATE ? 2 : 1);
}

/* `a IS NOT ?1 OR …`; 0 when the stream has nothing but its key. */
static void add_differs(sqlite3_str *sql, const struct toba_write *write)
{
    const struct toba_table *table = write->table;
    int32_t n = 0;

    for (int32_t i = 0; i < write->n_columns; i++) {
        const struct toba_column *c = &table->columns[write->columns[i]];

        if (!is_value(table, write->columns[i]))
            continue;
        sqlite3_str_appendall(sql, n++ ? " OR " : "");
        sqlite3_str_appendf(sql,
                            c->flags & TOBA_SIGNED ? "NOT toba_same_url(t.\"%w\", ?%d)"
                                                   : "t.\"%w\" IS NOT ?%d",
                            c->name, i + 1);
    }
    if (n == 0)
        sqlite3_str_appendall(sql, "0");
}

static void add_set(sqlite3_str *sql, const struct toba_write *write)
{
    const struct toba_table *table = write->table;
    int32_t n = 0;

    for (int32_t i = 0; i < write->n_columns; i++)
        if (is_value(table, write->columns[i]))
            sqlite3_str_appendf(sql, "%s\"%w\" = ?%d", n++ ? ", " : "",
                                table->columns[write->columns[i]].name, i + 1);
    for (int32_t c = 0; c < table->n_columns; c++)
        if (table->columns[c].flags & TOBA_STAMP)
            sqlite3_str_appendf(sql, "%s\"%w\" = ?%d", n++ ? ", " : "", table->columns[c].name,
                                stamp_parameter(write, c));
    if (n == 0) /* a statement that never changes a row still has to be one */
        sqlite3_str_appendf(sql, "\"%w\" = t.\"%w\"", table->columns[table->key[0]].name,
                            table->columns[table->key[0]].name);
}

/* The row is there: seen; and changed where it differs. In this order. */
static void add_where(sqlite3_str *sql, const struct toba_write *write)
{
    sqlite3_str_appendf(sql, "CASE WHEN toba_seen(t.\"%w\") THEN ",
                        write->table->columns[write->table->key[0]].name);
    add_differs(sql, write);
    sqlite3_str_appendall(sql, " ELSE 0 END");
}

static void add_update(sqlite3_str *sql, const struct toba_write *write)
{
    const struct toba_table *table = write->table;

    sqlite3_str_appendall(sql, "UPDATE ");
    sq_main(sql, table);
    sqlite3_str_appendall(sql, " AS t SET ");
    add_set(sql, write);
    sqlite3_str_appendall(sql, " WHERE ");
    for (int32_t i = 0; i < write->n_columns; i++)
        if (sq_in_key(table, write->columns[i]))
            sqlite3_str_appendf(sql, "t.\"%w\" = ?%d AND ",
                                table->columns[write->columns[i]].name, i + 1);
    add_where(sql, write);
}

static void add_insert(sqlite3_str *sql, const struct toba_write *write)
{
    const struct toba_table *table = write->table;
    int32_t n = 0;

    sqlite3_str_appendall(sql, "INSERT INTO ");
    sq_main(sql, table);
    sqlite3_str_appendall(sql, " AS t (");
    for (int32_t i = 0; i < write->n_columns; i++)
        if (is_written(table, write->columns[i]))
            sqlite3_str_appendf(sql, "%s\"%w\"", n++ ? ", " : "",
                                table->columns[write->columns[i]].name);
    for (int32_t c = 0; c < table->n_columns; c++)
        if (table->columns[c].flags & TOBA_STAMP)
            sqlite3_str_appendf(sql, ", \"%w\"", table->columns[c].name);
    sqlite3_str_appendall(sql, ") VALUES (");
    n = 0;
    for (int32_t i = 0; i < write->n_columns; i++)
        if (is_written(table, write->columns[i]))
            sqlite3_str_appendf(sql, "%s?%d", n++ ? ", " : "", i + 1);
    for (int32_t c = 0; c < table->n_columns; c++)
        if (table->columns[c].flags & TOBA_STAMP)
            sqlite3_str_appendf(sql, ", ?%d", stamp_parameter(write, c));
    sqlite3_str_appendall(sql, ") ON CONFLICT (");
    sq_names(sql, table, table->key, table->n_key, "");
    sqlite3_str_appendall(sql, ") DO UPDATE SET ");
    add_set(sql, write);
    sqlite3_str_appendall(sql, " WHERE ");
    add_where(sql, write);
}

void sq_put_sql(sqlite3_str *sql, const struct toba_write *write)
{
    if (write->flags & TOBA_WRITE_UPDATE)
        add_update(sql, write);
    else
        add_insert(sql, write);
}
