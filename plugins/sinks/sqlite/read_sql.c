/* read_sql.c - the SQL of a read, see read.h.
 *
 * In the texts `t` is the table read, `k` the table through which the key comes, and `j3` the
 * row that column 3 of `t` references. Joins name their order (CROSS JOIN), and references are
 * looked up by the unique key of their table, so that SQLite has nothing left to guess. */
#include "read.h"

#include "schema.h"

int32_t sq_path_type(const struct toba_read *spec, const struct toba_path *path)
{
    return path->via ? path->via->columns[path->via_column].type
                     : spec->table->columns[path->column].type;
}

static const char *column_name(const struct sq_read *read, int32_t column)
{
    return read->spec->table->columns[column].name;
}

/* The name, in the table referenced, of the column that `column` references. */
static const char *target_name(const struct toba_read *spec, const struct toba_path *path)
{
    return path->via->columns[spec->table->columns[path->column].references_column].name;
}

static bool joins_key(const struct sq_read *read)
{
    return read->spec->key.via && !read->driven;
}

static void add_path(sqlite3_str *sql, const struct sq_read *read, const struct toba_path *path)
{
    if (!path->via)
        sqlite3_str_appendf(sql, "t.\"%w\"", column_name(read, path->column));
    else if (joins_key(read) && path->column == read->spec->key.column)
        sqlite3_str_appendf(sql, "k.\"%w\"", path->via->columns[path->via_column].name);
    else
        sqlite3_str_appendf(sql, "j%d.\"%w\"", path->column,
                            path->via->columns[path->via_column].name);
}

static void add_date(sqlite3_str *sql, const struct sq_read *read)
{
    sqlite3_str_appendf(sql, "t.\"%w\"", column_name(read, read->spec->date));
}

/* Joins the row that a path's column references, unless an earlier path joined it. */
static void add_join(sqlite3_str *sql, const struct sq_read *read, const struct toba_path *path,
                     const struct toba_path *earlier, int32_t n_earlier)
{
    const struct toba_read *spec = read->spec;

    if (!path->via || (joins_key(read) && path->column == spec->key.column))
        return;
    for (int32_t i = 0; i < n_earlier; i++)
        if (earlier[i].via && earlier[i].column == path->column)
            return;
    if (path != &spec->sub_key && spec->sub_key.column == path->column && spec->sub_key.via)
        return;
    sqlite3_str_appendall(sql, " LEFT JOIN ");
    sq_main(sql, path->via);
    sqlite3_str_appendf(sql, " AS j%d ON j%d.\"%w\" = t.\"%w\"", path->column, path->column,
                        target_name(spec, path), column_name(read, path->column));
}

/* `columns`: whether the statement takes the read's columns, too. */
static void add_from(sqlite3_str *sql, const struct sq_read *read, bool columns)
{
    const struct toba_read *spec = read->spec;

    sqlite3_str_appendall(sql, " FROM ");
    if (joins_key(read)) {
        sq_main(sql, spec->key.via);
        sqlite3_str_appendall(sql, " AS k CROSS JOIN ");
    }
    sq_main(sql, spec->table);
    sqlite3_str_appendall(sql, " AS t");
    if (joins_key(read))
        sqlite3_str_appendf(sql, " ON t.\"%w\" = k.\"%w\"", column_name(read, spec->key.column),
                            target_name(spec, &spec->key));
    if (spec->sub_key.column >= 0)
        add_join(sql, read, &spec->sub_key, NULL, 0);
    for (int32_t i = 0; columns && i < spec->n_columns; i++)
        add_join(sql, read, &spec->columns[i], spec->columns, i);
}

/* The filters and, unless rows without a date are wanted, the dates. `plus` is "+" where the
 * date must not choose the index: with statistics (ANALYZE), SQLite would otherwise skip from
 * key to key from the first one on, for each key anew. */
static void add_rows_wanted(sqlite3_str *sql, const struct sq_read *read, const char *plus)
{
    const struct toba_read *spec = read->spec;
    bool unbounded =
        spec->rows == TOBA_ALL && spec->from_day == INT32_MIN && spec->to_day == INT32_MAX;

    for (int32_t i = 0; i < spec->n_filters; i++)
        sqlite3_str_appendf(sql, " AND t.\"%w\" = ?%d",
                            column_name(read, spec->filters[i].column), SQ_P_FILTERS + i);
    if (spec->date < 0 || unbounded)
        return;
    sqlite3_str_appendf(sql, " AND %s", plus);
    add_date(sql, read);
    sqlite3_str_appendf(sql, " >= ?%d AND %s", SQ_P_LOWER, plus);
    add_date(sql, read);
    sqlite3_str_appendf(sql, " < ?%d", SQ_P_UPPER);
}

/* The rows of one group. */
static void add_group(sqlite3_str *sql, const struct sq_read *read)
{
    const struct toba_read *spec = read->spec;

    if (!read->driven) {
        add_path(sql, read, &spec->key);
        sqlite3_str_appendf(sql, " = ?%d", SQ_P_KEY);
    }
    if (read->by_sub) {
        sqlite3_str_appendall(sql, read->driven ? "" : " AND ");
        add_path(sql, read, &spec->sub_key);
        sqlite3_str_appendf(sql, " = ?%d", SQ_P_SUB);
    } else if (spec->sub_key.column >= 0) {
        sqlite3_str_appendall(sql, " AND ");
        add_path(sql, read, &spec->sub_key);
        sqlite3_str_appendall(sql, " IS NOT NULL");
    }
    add_rows_wanted(sql, read, "");
}

/* ---- Order --------------------------------------------------------------- */

/* Whether within a group `column` of the table has one value, counting what is ordered by. */
static bool is_fixed(const struct sq_read *read, int32_t column, bool by_sub_key, bool by_date)
{
    const struct toba_read *spec = read->spec;

    if (column == spec->key.column && (!spec->key.via || read->driven))
        return true;
    if (column == spec->sub_key.column && !spec->sub_key.via && (read->by_sub || by_sub_key))
        return true;
    for (int32_t i = 0; i < spec->n_filters; i++)
        if (spec->filters[i].column == column)
            return true;
    return by_date && column == spec->date;
}

/* Whether what is fixed leaves at most one row, so that the order is complete. */
static bool is_complete(const struct sq_read *read, bool by_sub_key, bool by_date)
{
    const struct toba_table *table = read->spec->table;

    for (int32_t i = 0; i < table->n_key; i++)
        if (!is_fixed(read, table->key[i], by_sub_key, by_date))
            return false;
    return true;
}

static void add_order(sqlite3_str *sql, const struct sq_read *read, enum sq_order order)
{
    const struct toba_read *spec = read->spec;
    const char *way = order == SQ_NEWEST_FIRST ? " DESC" : "";
    bool by_sub_key = !read->by_sub && spec->sub_key.column >= 0;
    const char *between = " ORDER BY ";

    if (by_sub_key) {
        sqlite3_str_appendall(sql, between);
        add_path(sql, read, &spec->sub_key);
        between = ", ";
    }
    if (is_complete(read, by_sub_key, false))
        return;
    if (spec->date >= 0) {
        sqlite3_str_appendall(sql, between);
        add_date(sql, read);
        sqlite3_str_appendall(sql, way);
        between = ", ";
    }
    if (is_complete(read, by_sub_key, true))
        return;
    for (int32_t i = 0; i < spec->table->n_key; i++) {
        if (is_fixed(read, spec->table->key[i], by_sub_key, true))
            continue;
        sqlite3_str_appendf(sql, "%st.\"%w\"%s", between,
                            column_name(read, spec->table->key[i]), way);
        between = ", ";
    }
}

/* ---- Statements ---------------------------------------------------------- */

void sq_rows_sql(sqlite3_str *sql, const struct sq_read *read, enum sq_order order, bool one)
{
    const struct toba_read *spec = read->spec;

    sqlite3_str_appendall(sql, "SELECT ");
    if (spec->rows == TOBA_CHANGED) {
        add_date(sql, read);
        sqlite3_str_appendf(sql, " >= ?%d", SQ_P_FRESH);
    } else {
        sqlite3_str_appendall(sql, "1");
    }
    if (spec->sub_key.column >= 0 && !read->by_sub) {
        sqlite3_str_appendall(sql, ", ");
        add_path(sql, read, &spec->sub_key);
    }
    for (int32_t i = 0; i < spec->n_columns; i++) {
        sqlite3_str_appendall(sql, ", ");
        add_path(sql, read, &spec->columns[i]);
    }
    add_from(sql, read, true);
    sqlite3_str_appendall(sql, " WHERE ");
    add_group(sql, read);
    if (spec->rows == TOBA_CHANGED) {
        sqlite3_str_appendall(sql, " AND ");
        add_date(sql, read);
        sqlite3_str_appendf(sql, " <= ?%d", SQ_P_LAST);
    }
    add_order(sql, read, order);
    if (one)
        sqlite3_str_appendall(sql, " LIMIT 1");
}

/* Whether the next sub-key of a key is one seek in the unique key, past the rows of this one.
 */
static bool can_skip(const struct toba_read *spec)
{
    const struct toba_table *table = spec->table;

    return !spec->key.via && !spec->sub_key.via && table->n_key > 2 &&
           table->key[0] == spec->key.column && table->key[1] == spec->sub_key.column;
}

void sq_subs_sql(sqlite3_str *sql, const struct sq_read *read)
{
    const struct toba_read *spec = read->spec;

    if (read->driven) {
        const char *target = target_name(spec, &spec->key);

        sqlite3_str_appendf(sql, "SELECT k.\"%w\" FROM ", target);
        sq_main(sql, spec->key.via);
        sqlite3_str_appendf(sql, " AS k WHERE k.\"%w\" = ?%d ORDER BY k.\"%w\"",
                            spec->key.via->columns[spec->key.via_column].name, SQ_P_KEY,
                            target);
    } else if (can_skip(spec)) {
        const char *key = column_name(read, spec->key.column);
        const char *sub = column_name(read, spec->sub_key.column);
        const char *name = spec->table->name;

        sqlite3_str_appendf(sql,
                            "WITH RECURSIVE s(v) AS ("
                            "SELECT min(\"%w\") FROM main.\"%w\" WHERE \"%w\" = ?1"
                            " UNION ALL SELECT (SELECT min(\"%w\") FROM main.\"%w\""
                            " WHERE \"%w\" = ?1 AND \"%w\" > s.v) FROM s WHERE s.v IS NOT NULL)"
                            " SELECT v FROM s WHERE v IS NOT NULL",
                            sub, name, key, sub, name, key, sub);
    } else {
        sqlite3_str_appendall(sql, "SELECT DISTINCT ");
        add_path(sql, read, &spec->sub_key);
        add_from(sql, read, false);
        sqlite3_str_appendall(sql, " WHERE ");
        add_path(sql, read, &spec->key);
        sqlite3_str_appendf(sql, " = ?%d AND ", SQ_P_KEY);
        add_path(sql, read, &spec->sub_key);
        sqlite3_str_appendall(sql, " IS NOT NULL ORDER BY 1");
    }
}

void sq_span_sql(sqlite3_str *sql, const struct sq_read *read)
{
    const struct toba_table *table = read->spec->table;

    sqlite3_str_appendall(sql, "SELECT min(");
    add_date(sql, read);
    sqlite3_str_appendall(sql, "), max(");
    add_date(sql, read);
    sqlite3_str_appendall(sql, ")");
    add_from(sql, read, false);
    sqlite3_str_appendall(sql, " WHERE ");
    add_group(sql, read);
    sqlite3_str_appendf(sql, " AND (t.\"%w\" >= ?%d OR ",
                        table->columns[table->indexed_stamp].name, SQ_P_STAMP);
    add_date(sql, read);
    sqlite3_str_appendf(sql, " >= ?%d)", SQ_P_SINCE);
}

void sq_neighbour_sql(sqlite3_str *sql, const struct sq_read *read, bool before)
{
    sqlite3_str_appendf(sql, "SELECT %s(", before ? "max" : "min");
    add_date(sql, read);
    sqlite3_str_appendall(sql, ")");
    add_from(sql, read, false);
    sqlite3_str_appendall(sql, " WHERE ");
    add_group(sql, read);
    sqlite3_str_appendall(sql, " AND ");
    add_date(sql, read);
    sqlite3_str_appendf(sql, " %s ?%d", before ? "<" : ">", SQ_P_LAST);
}

/* ---- Keys of a read ------------------------------------------------------ */

/* The least key of the rows wanted: of all when parameter 1 is NULL, else after `after`. */
static void add_least_key(sqlite3_str *sql, const struct sq_read *read, const char *after)
{
    sqlite3_str_appendall(sql, "SELECT min(");
    add_path(sql, read, &read->spec->key);
    sqlite3_str_appendall(sql, ")");
    add_from(sql, read, false);
    sqlite3_str_appendall(sql, " WHERE ");
    if (after) {
        add_path(sql, read, &read->spec->key);
        sqlite3_str_appendf(sql, " > %s", after);
    } else {
        sqlite3_str_appendall(sql, "?1 IS NULL");
    }
    add_rows_wanted(sql, read, "+");
}

/* The read as one that joins its key, wherever its rows take it from. */
static struct sq_read with_key(const struct sq_read *read)
{
    struct sq_read joined = *read;

    joined.driven = false;
    return joined;
}

void sq_read_keys_sql(sqlite3_str *sql, const struct sq_read *of)
{
    const struct sq_read joined = with_key(of), *read = &joined;

    sqlite3_str_appendall(sql, "WITH RECURSIVE s(v) AS (");
    add_least_key(sql, read, NULL);
    sqlite3_str_appendall(sql, " UNION ALL ");
    add_least_key(sql, read, "?1");
    sqlite3_str_appendall(sql, " UNION ALL SELECT (");
    add_least_key(sql, read, "s.v");
    sqlite3_str_appendall(sql, ") FROM s WHERE s.v IS NOT NULL)"
                               " SELECT v FROM s WHERE v IS NOT NULL LIMIT ?2");
}

static void add_insert_changed(sqlite3_str *sql)
{
    sqlite3_str_appendall(sql, "INSERT OR IGNORE INTO temp.changed ");
}

void sq_stamped_keys_sql(sqlite3_str *sql, const struct sq_read *of)
{
    const struct sq_read joined = with_key(of), *read = &joined;
    const struct toba_table *table = read->spec->table;

    add_insert_changed(sql);
    sqlite3_str_appendall(sql, "SELECT ");
    add_path(sql, read, &read->spec->key);
    add_from(sql, read, false);
    sqlite3_str_appendf(sql, " WHERE t.\"%w\" >= ?%d",
                        table->columns[table->indexed_stamp].name, SQ_P_STAMP);
    add_rows_wanted(sql, read, "");
    sqlite3_str_appendall(sql, " AND ");
    add_path(sql, read, &read->spec->key);
    sqlite3_str_appendall(sql, " IS NOT NULL");
}

void sq_dated_keys_sql(sqlite3_str *sql, const struct sq_read *read)
{
    add_insert_changed(sql);
    sq_read_keys_sql(sql, read);
}
