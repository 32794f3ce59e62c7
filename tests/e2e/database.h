/* database.h - looking into SQLite files: rows as CSV text, and whole databases to compare.
 *
 * CSV is written as the emulator writes its truth, so that texts can be compared: NULL is an
 * empty field, an empty text is "". Doubles have all their digits. Every mistake fails the
 * test. */
#ifndef E2E_DATABASE_H
#define E2E_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

sqlite3 *database_open(const char *path);
void database_close(sqlite3 *db);

void database_execute(sqlite3 *db, const char *sql);
int64_t database_number(sqlite3 *db, const char *sql);
/* The result of a query as CSV, freed by free(). A parameter :D is this date. */
char *database_rows(sqlite3 *db, const char *sql, const char *date);
/* "a, b, c": the columns that a query gives; freed by free(). */
char *database_columns_of(sqlite3 *db, const char *sql);

enum dump_what {
    DUMP_EVERYTHING, /* surrogate ids and stamps too */
    DUMP_CONTENT     /* what a run that took another way must have as well */
};

/* All rows of all tables but toba's own; freed by free(). */
char *database_dump(const char *path, enum dump_what what);
/* Copies a database that nobody has open. */
void database_copy(const char *from, const char *to);
void database_remove(const char *path);
void expect_sound(const char *path); /* PRAGMA integrity_check */

/* Fails the test with the first line that differs. */
void expect_same_rows(const char *what, const char *got, const char *wanted);
void expect_same_database(const char *what, const char *path, const char *wanted_path,
                          enum dump_what how);

#endif
