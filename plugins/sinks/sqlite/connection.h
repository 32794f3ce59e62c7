/* connection.h - opening the database, running statements, and telling what SQLite says.
 *
 * A store has one connection that writes; every scan has one of its own that reads. All errors
 * of SQLite pass through sq_fail(), which adds the hint. */
#ifndef SQ_CONNECTION_H
#define SQ_CONNECTION_H

#include "instance.h"

/* Fills `db` (caller closes, also after a failure, with sq_disconnect). */
int sq_connect_writer(struct sq_store *store, sqlite3 **db, struct toba_error *err);
int sq_connect_reader(const struct sq_store *store, sqlite3 **db, struct toba_error *err);
void sq_disconnect(sqlite3 **db);

/* Says that SQLite could not do `doing` ("read table media"), with its own words. */
int sq_fail(const struct sq_store *store, sqlite3 *db, struct toba_error *err,
            const char *doing);

int sq_exec(const struct sq_store *store, sqlite3 *db, const char *sql, const char *doing,
            struct toba_error *err);
/* Prepares the text of `sql`, which it takes; fills `statement` (caller finalises). */
int sq_prepare(const struct sq_store *store, sqlite3 *db, sqlite3_str *sql,
               sqlite3_stmt **statement, struct toba_error *err);
/* Finalises and empties. */
void sq_finalize(sqlite3_stmt **statement);

#endif
