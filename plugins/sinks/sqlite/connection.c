/* connection.c - see connection.h.
 *
 * Databases may come from anywhere: connections do not trust functions in their schema, do not
 * map the file into memory (a file that shrinks would kill the process), check cells before
 * use, and read no name as a URI. */
#include "connection.h"

#include <string.h>

enum { READER_CACHE_KB = 8192 };

static const char *hint_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is writing to it: wait for it, or raise busy_seconds";
    case SQLITE_FULL:
        return "the disk is full: free some space and run again, nothing half-done was kept";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return "make the file and its folder writable for this user";
    case SQLITE_CANTOPEN:
        return "check that the folder exists and that this user may write to it";
    case SQLITE_NOTADB:
        return "the file is no SQLite database: name another path";
    case SQLITE_CORRUPT:
        return "the file is damaged: try `sqlite3 FILE .recover`, or go back to a copy";
    case SQLITE_IOERR:
        return "the disk or its file system failed: see the system's log";
    case SQLITE_CONSTRAINT:
        return "the database holds rows or rules that the declared tables do not allow";
    default:
        return "";
    }
}

int sq_fail(const struct sq_store *store, sqlite3 *db, struct toba_error *err,
            const char *doing)
{
    int code = db ? sqlite3_extended_errcode(db) : SQLITE_NOMEM;
    int system = db ? sqlite3_system_errno(db) : 0;
    const char *cause = system > 0 ? strerrordesc_np(system) : NULL;
    bool of_the_system = (code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_IOERR;

    toba_fail(err, (code & 0xff) == SQLITE_NOMEM ? TOBA_E_MEMORY : TOBA_E_SINK,
              "%s: cannot %s: %s", store->path, doing,
              db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    if (cause && of_the_system)
        toba_detail(err, "%s", cause);
    return toba_hint(err, "%s", hint_of(code));
}

int sq_exec(const struct sq_store *store, sqlite3 *db, const char *sql, const char *doing,
            struct toba_error *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return sq_fail(store, db, err, doing);
    return 0;
}

int sq_prepare(const struct sq_store *store, sqlite3 *db, sqlite3_str *sql,
               sqlite3_stmt **statement, struct toba_error *err)
{
    char *text = sqlite3_str_finish(sql);
    int rc = 0;

    if (!text)
        return sq_no_memory(err);
    if (sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL)) {
        rc = sq_fail(store, db, err, "use its tables");
        toba_detail(err, "%.500s", text);
    }
    sqlite3_free(text);
    return rc;
}

void sq_finalize(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
    *statement = NULL;
}

void sq_disconnect(sqlite3 **db)
{
    sqlite3_close_v2(*db);
    *db = NULL;
}

/* A relative name begins with "./", so that none is taken for a URI or for ":memory:". */
static int open_file(const struct sq_store *store, int flags, sqlite3 **db,
                     struct toba_error *err)
{
    char *name = NULL;
    int rc = 0;

    if (!store->path || !store->path[0])
        return toba_fail(err, TOBA_E_CONFIG, "sqlite: the path is empty");
    name = sqlite3_mprintf("%s%s", store->path[0] == '/' ? "" : "./", store->path);
    if (!name)
        return sq_no_memory(err);
    if (sqlite3_open_v2(name, db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL))
        rc = sq_fail(store, *db, err, "open the database");
    sqlite3_free(name);
    return rc;
}

static void guard(const struct sq_store *store, sqlite3 *db)
{
    static const int off[] = {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_DQS_DDL,
                              SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION};

    for (int32_t i = 0; i < TOBA_COUNT(off); i++)
        sqlite3_db_config(db, off[i], 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_busy_timeout(db, (int)(store->busy_seconds * 1000));
}

/* Runs a PRAGMA and compares the text of its answer. */
static int expect(const struct sq_store *store, sqlite3 *db, const char *pragma,
                  const char *wanted, const char *doing, struct toba_error *err)
{
    sqlite3_stmt *statement = NULL;
    const char *answer = NULL;
    int rc = 0;

    if (sqlite3_prepare_v2(db, pragma, -1, &statement, NULL) ||
        sqlite3_step(statement) != SQLITE_ROW)
        rc = sq_fail(store, db, err, doing);
    else
        answer = (const char *)sqlite3_column_text(statement, 0);
    if (!rc && (!answer || sqlite3_stricmp(answer, wanted) != 0)) {
        rc = toba_fail(err, TOBA_E_SINK, "%s: cannot %s: it is '%s', not '%s'", store->path,
                       doing, answer ? answer : "", wanted);
        toba_hint(err, "the file may be read-only or on a network: use a file of a local disk");
    }
    sqlite3_finalize(statement);
    return rc;
}

static int set_up_writer(const struct sq_store *store, sqlite3 *db, struct toba_error *err)
{
    const char *how = store->synchronous ? store->synchronous : "full";
    char sql[256];

    snprintf(sql, sizeof sql,
             "PRAGMA synchronous = %s; PRAGMA cache_size = -%lld; PRAGMA mmap_size = 0;"
             "PRAGMA cell_size_check = ON; PRAGMA wal_autocheckpoint = 0",
             strcmp(how, "normal") == 0 ? "NORMAL" : "FULL",
             (long long)(store->cache_mb * 1024));
    return sq_exec(store, db, sql, "set up the connection", err);
}

int sq_connect_writer(struct sq_store *store, sqlite3 **db, struct toba_error *err)
{
    int create = store->sink->create ? SQLITE_OPEN_CREATE : 0;
    int rc = open_file(store, SQLITE_OPEN_READWRITE | create, db, err);

    if (rc)
        return rc;
    guard(store, *db);
    rc = expect(store, *db, "PRAGMA encoding", "UTF-8", "use the text encoding", err);
    if (!rc)
        rc = expect(store, *db, "PRAGMA journal_mode = WAL", "wal",
                    "switch the journal to write-ahead", err);
    return rc ? rc : set_up_writer(store, *db, err);
}

int sq_connect_reader(const struct sq_store *store, sqlite3 **db, struct toba_error *err)
{
    char sql[256];
    int rc = open_file(store, SQLITE_OPEN_READONLY, db, err);

    if (rc)
        return rc;
    guard(store, *db);
    /* An index that SQLite makes for one query would hide a missing one. */
    snprintf(sql, sizeof sql,
             "PRAGMA cache_size = -%d; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;"
             "PRAGMA automatic_index = OFF",
             READER_CACHE_KB);
    return sq_exec(store, *db, sql, "set up the connection", err);
}
