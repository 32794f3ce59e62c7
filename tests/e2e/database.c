/* database.c - see database.h. */
#include "database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Statements ---------------------------------------------------------- */

static void check(sqlite3 *db, int code, const char *sql)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        fail_msg("%s\nin: %s", sqlite3_errmsg(db), sql);
}

sqlite3 *database_open(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        fail_msg("%s: %s", path, sqlite3_errmsg(db));
    sqlite3_busy_timeout(db, 10000);
    return db;
}

void database_close(sqlite3 *db)
{
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

void database_execute(sqlite3 *db, const char *sql)
{
    check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), sql);
    return statement;
}

int64_t database_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = prepare(db, sql);
    int64_t number;

    check(db, sqlite3_step(statement), sql);
    number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

char *database_columns_of(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = prepare(db, sql);
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    for (int i = 0; i < sqlite3_column_count(statement); i++)
        fprintf(to, "%s%s", i ? ", " : "", sqlite3_column_name(statement, i));
    fclose(to);
    sqlite3_finalize(statement);
    return text;
}

/* ---- CSV ----------------------------------------------------------------- */

static void write_text(FILE *to, const char *text)
{
    if (*text && !strpbrk(text, ",\"\r\n")) {
        fputs(text, to);
        return;
    }
    fputc('"', to);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){*text, '\0'}, to);
    fputc('"', to);
}

static void write_value(FILE *to, sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        break;
    case SQLITE_FLOAT: /* a stored -0.0 comes back as 0.0 */
        fprintf(to, "%.17g", sqlite3_column_double(statement, column) + 0.0);
        break;
    default:
        write_text(to, (const char *)sqlite3_column_text(statement, column));
    }
}

static void write_rows(FILE *to, sqlite3 *db, const char *sql, const char *date)
{
    sqlite3_stmt *statement = prepare(db, sql);
    int parameter = sqlite3_bind_parameter_index(statement, ":D");
    int code;

    if (parameter)
        check(db, sqlite3_bind_text(statement, parameter, date, -1, SQLITE_STATIC), sql);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            if (i)
                fputc(',', to);
            write_value(to, statement, i);
        }
        fputc('\n', to);
    }
    check(db, code, sql);
    sqlite3_finalize(statement);
}

char *database_rows(sqlite3 *db, const char *sql, const char *date)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    write_rows(to, db, sql, date);
    fclose(to);
    return text;
}

/* ---- Whole databases ----------------------------------------------------- */

/* A signature in a URL is new with every answer: it belongs to the stamps. */
#define CONTENT_COLUMN                                                                         \
    "CASE WHEN name LIKE '%%\\_url' ESCAPE '\\' THEN"                                          \
    "  'substr(' || name || ', 1, instr(' || name || ' || ''?'', ''?'') - 1)'"                 \
    " ELSE name END"

/* The select of a table: all columns, or those that are the same whichever way a run took. */
static char *select_of(sqlite3 *db, const char *table, enum dump_what what)
{
    static const char *const selects[] = {
        [DUMP_EVERYTHING] = "SELECT 'SELECT ' || group_concat(name, ', ') || ' FROM %s'"
                            " FROM pragma_table_info('%s')",
        [DUMP_CONTENT] = "SELECT 'SELECT ' || group_concat(" CONTENT_COLUMN ", ', ')"
                         " || ' FROM %s' FROM pragma_table_info('%s')"
                         " WHERE name <> 'updated_timestamp'"
                         " AND NOT (name = 'id' AND type = 'INTEGER')",
    };
    char *query = sqlite3_mprintf(selects[what], table, table);
    sqlite3_stmt *statement = prepare(db, query);
    char *sql;

    check(db, sqlite3_step(statement), query);
    sql = sqlite3_mprintf("%s", sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_free(query);
    return sql;
}

static char *ordered(sqlite3 *db, const char *select)
{
    sqlite3_stmt *statement = prepare(db, select);
    char *sql = sqlite3_mprintf("%s ORDER BY 1", select);

    for (int i = 2; i <= sqlite3_column_count(statement); i++) {
        char *longer = sqlite3_mprintf("%s, %d", sql, i);

        sqlite3_free(sql);
        sql = longer;
    }
    sqlite3_finalize(statement);
    return sql;
}

static void dump_table(FILE *to, sqlite3 *db, const char *table, enum dump_what what)
{
    char *select = select_of(db, table, what);
    char *sql = ordered(db, select);

    fprintf(to, "[%s]\n", table);
    write_rows(to, db, sql, NULL);
    sqlite3_free(sql);
    sqlite3_free(select);
}

char *database_dump(const char *path, enum dump_what what)
{
    sqlite3 *db = database_open(path);
    char *tables = database_rows(db,
                                 "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                 " AND name NOT LIKE 'toba\\_%' ESCAPE '\\' ORDER BY name",
                                 NULL);
    char *text = NULL, *rest = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    for (char *table = strtok_r(tables, "\n", &rest); table;
         table = strtok_r(NULL, "\n", &rest))
        dump_table(to, db, table, what);
    fclose(to);
    free(tables);
    database_close(db);
    return text;
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "re"), *out = fopen(to, "we");
    char bytes[65536];
    size_t size;

    assert_non_null(in);
    assert_non_null(out);
    while ((size = fread(bytes, 1, sizeof bytes, in)))
        assert_int_equal(fwrite(bytes, 1, size, out), size);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

void database_copy(const char *from, const char *to)
{
    char wal[512];

    snprintf(wal, sizeof wal, "%s-wal", from);
    assert_int_not_equal(access(wal, F_OK), 0); /* rows that are not in the file itself */
    database_remove(to);
    copy_file(from, to);
}

void database_remove(const char *path)
{
    static const char *const parts[] = {"", "-wal", "-shm"};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char name[512];

        snprintf(name, sizeof name, "%s%s", path, parts[i]);
        unlink(name);
    }
}

/* ---- Expectations -------------------------------------------------------- */

void expect_sound(const char *path)
{
    sqlite3 *db = database_open(path);
    char *answer = database_rows(db, "PRAGMA integrity_check", NULL);

    database_close(db);
    if (strcmp(answer, "ok\n") != 0)
        fail_msg("%s: %s", path, answer);
    free(answer);
}

/* Both texts up to where they differ, back to the start of the line. */
static size_t start_of_difference(const char *a, const char *b)
{
    size_t at = 0;

    while (a[at] && a[at] == b[at])
        at++;
    while (at > 0 && a[at - 1] != '\n')
        at--;
    return at;
}

static int line_length(const char *text)
{
    return (int)strcspn(text, "\n");
}

void expect_same_rows(const char *what, const char *got, const char *wanted)
{
    size_t at;

    if (strcmp(got, wanted) == 0)
        return;
    at = start_of_difference(got, wanted);
    fail_msg("%s: the rows differ\n    got:    %.*s\n    wanted: %.*s", what,
             line_length(got + at), got + at, line_length(wanted + at), wanted + at);
}

void expect_same_database(const char *what, const char *path, const char *wanted_path,
                          enum dump_what how)
{
    char *got = database_dump(path, how), *wanted = database_dump(wanted_path, how);

    expect_same_rows(what, got, wanted);
    free(got);
    free(wanted);
}
