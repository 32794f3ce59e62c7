/* transaction.c - see transaction.h.
 *
 * The log is emptied into the database once it has passed a few megabytes. That needs a moment
 * without snapshots (gate.h); the longer the log, the longer a commit waits for one. When none
 * comes, what can be moved is moved, and the next commit tries again. */
#include "transaction.h"

#include "connection.h"
#include "replace.h"

/* clang-format off */
enum {
    LOG_BYTES = 4 << 20,   /* empty the log from this size on */
    WAIT_MS_A_STEP = 100,  /* of waiting, for every LOG_BYTES that the log has */
    WAIT_MS_MOST = 2000
};
/* clang-format on */

static int on_commit(void *user, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    ((struct sq_store *)user)->wal_pages = pages;
    return SQLITE_OK;
}

int sq_watch_log(struct sq_store *store, struct toba_error *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = 0;

    sqlite3_wal_hook(store->db, on_commit, store);
    if (sqlite3_prepare_v2(store->db, "PRAGMA page_size", -1, &statement, NULL) ||
        sqlite3_step(statement) != SQLITE_ROW)
        rc = sq_fail(store, store->db, err, "read its page size");
    else
        store->page_bytes = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return rc;
}

/* The rows are safe in the log already, so a checkpoint that fails is a warning: what is wrong
 * with the disk comes out of the next commit. */
static void checkpoint(struct sq_store *store, int mode)
{
    int code = sqlite3_wal_checkpoint_v2(store->db, "main", mode, NULL, NULL);

    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
        toba_log(store->sink->in, TOBA_LOG_WARNING, "%s: cannot empty its write-ahead log: %s",
                 store->path, sqlite3_errmsg(store->db));
}

static void shorten_log(struct sq_store *store)
{
    int64_t steps = store->wal_pages * store->page_bytes / LOG_BYTES;
    int64_t wait = steps * WAIT_MS_A_STEP;

    if (steps == 0)
        return;
    /* Other programs that read are not waited for. */
    sqlite3_busy_timeout(store->db, 0);
    if (sq_gate_take(&store->gate, wait < WAIT_MS_MOST ? wait : WAIT_MS_MOST)) {
        checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE);
        sq_gate_give_back(&store->gate);
    } else {
        checkpoint(store, SQLITE_CHECKPOINT_PASSIVE);
    }
    sqlite3_busy_timeout(store->db, (int)(store->busy_seconds * 1000));
}

int sq_begin(struct sq_store *store, struct toba_error *err)
{
    return sq_exec(store, store->db, "BEGIN IMMEDIATE", "begin to write", err);
}

int sq_commit(struct sq_store *store, struct toba_error *err)
{
    int rc = sq_replace_clear(store, err);

    if (!rc)
        rc = sq_exec(store, store->db, "COMMIT", "commit", err);
    if (!rc)
        shorten_log(store);
    return rc;
}

void sq_abort(struct sq_store *store)
{
    /* SQLite gives up some failed transactions by itself. */
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    sq_forget_writers(store);
}
