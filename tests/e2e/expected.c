/* expected.c - see expected.h. */
#include "expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "database.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- Raw tables ---------------------------------------------------------- */

struct raw_table {
    const char *name, *order;
};

static const struct raw_table raw_tables[] = {
    {"user", "id"},
    {"user_data", "user_id || ',' || datestamp"},
    {"media", "id"},
    {"media_like_comment", "id"},
};

static bool is_boolean(const char *column)
{
    return strncmp(column, "is_", 3) == 0 || strncmp(column, "has_", 4) == 0;
}

static bool is_signed(const char *column)
{
    size_t size = strlen(column);

    return size > 4 && strcmp(column + size - 4, "_url") == 0;
}

/* A column as the truth writes it: booleans in words, URLs without what changes every call. */
static void add_column(FILE *to, const char *column)
{
    if (is_boolean(column))
        fprintf(to, "CASE %s WHEN 1 THEN 'true' WHEN 0 THEN 'false' END", column);
    else if (is_signed(column))
        fprintf(to, "substr(%s, 1, instr(%s || '?', '?') - 1)", column, column);
    else
        fputs(column, to);
}

/* The query that gives what the truth's header says. */
static char *query_like(const struct raw_table *table, char *header)
{
    char *sql = NULL, *rest = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&sql, &size);
    const char *comma = "SELECT ";

    for (char *column = strtok_r(header, ",", &rest); column;
         column = strtok_r(NULL, ",", &rest)) {
        fputs(comma, to);
        add_column(to, column);
        comma = ", ";
    }
    fprintf(to, " FROM %s ORDER BY %s", table->name, table->order);
    fclose(to);
    return sql;
}

static void expect_raw_table(const struct emulator *emulator, sqlite3 *db,
                             const struct raw_table *table, const char *from, const char *to)
{
    char path[128], *truth, *rows, *sql, *got;

    snprintf(path, sizeof path, "truth/%s.csv?from=%s&to=%s", table->name, from, to);
    truth = emulator_get(emulator, path);
    rows = strchr(truth, '\n');
    assert_non_null(rows);
    *rows++ = '\0';
    sql = query_like(table, truth);
    got = database_rows(db, sql, NULL);
    expect_same_rows(table->name, got, rows);
    free(got);
    free(sql);
    free(truth);
}

void expect_truth(const struct emulator *emulator, sqlite3 *db, const char *from,
                  const char *to)
{
    for (size_t i = 0; i < COUNT(raw_tables); i++)
        expect_raw_table(emulator, db, &raw_tables[i], from, to);
}

/* ---- Computed columns and tables ----------------------------------------- */

struct computed {
    const char *table, *key, *date;
};

static const struct computed derived[] = {
    {"user_insight_engagement", "user_id, timeframe", "datestamp"},
    {"user_insight_engagement_growth", "user_id, timeframe", "datestamp"},
    {"user_insight_engagement_rate_growth", "user_id, timeframe", "datestamp"},
    {"user_insight_follower_growth", "user_id, timeframe", "date_stamp"},
};

static const struct computed grown[] = {
    {"user_data", "user_id, datestamp", "datestamp"},
    {"media_like_comment", "media_id, datestamp", "datestamp"},
};

static char *read_reference(const char *table)
{
    char path[512], *sql = NULL, buffer[4096];
    size_t size = 0, n;
    FILE *to = open_memstream(&sql, &size), *file;

    snprintf(path, sizeof path, "%s/%s.sql", REFERENCE_SQL, table);
    file = fopen(path, "re");
    if (!file)
        fail_msg("%s cannot be read", path);
    while ((n = fread(buffer, 1, sizeof buffer, file)))
        fwrite(buffer, 1, n, to);
    fclose(file);
    fclose(to);
    return sql;
}

static void expect_computed(sqlite3 *db, const struct computed *one, const char *compare,
                            const char *date, const char *what)
{
    char *reference = read_reference(one->table);
    char *wanted = database_rows(db, reference, date);
    char *columns = database_columns_of(db, reference);
    char *sql = sqlite3_mprintf("SELECT %s FROM %s WHERE %s %s :D ORDER BY %s", columns,
                                one->table, one->date, compare, one->key);
    char *got = database_rows(db, sql, date);
    char full[256];

    snprintf(full, sizeof full, "%s as of %s: %s", what, date, one->table);
    expect_same_rows(full, got, wanted);
    free(got);
    sqlite3_free(sql);
    free(columns);
    free(wanted);
    free(reference);
}

void expect_metrics(sqlite3 *db, const char *date, const char *what)
{
    for (size_t i = 0; i < COUNT(derived); i++)
        expect_computed(db, &derived[i], "=", date, what);
}

void expect_growths(sqlite3 *db, const char *date, const char *what)
{
    for (size_t i = 0; i < COUNT(grown); i++)
        expect_computed(db, &grown[i], "<=", date, what);
}
