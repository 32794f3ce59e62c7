/* schema.h - the SQL that makes the declared tables, and the names in all SQL.
 *
 * A table without a surrogate is kept in the order of its unique key (WITHOUT ROWID), so that
 * the newest row before a date is one seek away. All tables are STRICT and check what STRICT
 * does not know: 32 bits, booleans, dates and instants. Every name is quoted, and every table
 * is said to be in `main`, so that no temporary table can hide one. */
#ifndef SQ_SCHEMA_H
#define SQ_SCHEMA_H

#include "instance.h"

/* The table that keeps, for tables in replace mode without a date, the day of each scope. */
#define SQ_SCOPE_TABLE "toba_scope"
#define SQ_SCOPE_DDL                                                                           \
    "CREATE TABLE main.\"" SQ_SCOPE_TABLE "\" (\n"                                             \
    "  \"table\" TEXT NOT NULL,\n  \"scope\" TEXT NOT NULL,\n  \"day\" TEXT NOT NULL,\n"       \
    "  PRIMARY KEY (\"table\", \"scope\")\n) STRICT, WITHOUT ROWID"

/* An index that a table needs: it begins with these columns. */
struct sq_index {
    const int32_t *columns;
    int32_t n;
    int32_t one; /* what `columns` points to when n is 1 */
};

/* The k-th index that the table needs beside its unique key; `n` is 0 where the k-th candidate
 * is none. Candidates are counted by sq_index_candidates(). */
int32_t sq_index_candidates(const struct toba_table *table);
void sq_index_at(const struct toba_table *table, int32_t k, struct sq_index *index);

bool sq_has_surrogate(const struct toba_table *table);
bool sq_in_key(const struct toba_table *table, int32_t column);
/* Whether rows without a date are replaced, so that the day of each scope is kept. */
bool sq_keeps_day(const struct toba_table *table);

/* INTEGER, REAL or TEXT. */
const char *sq_storage(int32_t type);

/* The statements. They say nothing of a fallback that does not fit: sq_check_fallbacks(). */
void sq_ddl_table(sqlite3_str *sql, const struct toba_table *table);
void sq_ddl_column(sqlite3_str *sql, const struct toba_table *table, int32_t column);
void sq_ddl_index(sqlite3_str *sql, const struct toba_table *table,
                  const struct sq_index *index);
int sq_check_fallbacks(const struct toba_table *table, struct toba_error *err);

/* Names: "a" and main."a"; a list "a", "b" of columns, each with `prefix` ("t." or ""). */
void sq_name(sqlite3_str *sql, const char *name);
void sq_main(sqlite3_str *sql, const struct toba_table *table);
void sq_names(sqlite3_str *sql, const struct toba_table *table, const int32_t *columns,
              int32_t n, const char *prefix);

/* Makes the declared tables be there, or says what is missing or differs. */
int sq_ensure_tables(struct sq_store *store, const struct toba_table *const *tables, int32_t n,
                     struct toba_error *err);

#endif
