/* instance.h - one open SQLite store: its options, its write connection and what hangs on it.
 *
 * The first members are the component's options, filled by the core. Everything from `writers`
 * on belongs to the writer's thread; scans share only the options, `sink` and `gate`. */
#ifndef SQ_INSTANCE_H
#define SQ_INSTANCE_H

#include <sqlite3.h>

#include <toba/store.h>

#include "gate.h"

struct sq_writer;
struct sq_replace;

struct sq_store {
    const char *path;
    int64_t cache_mb;
    int64_t busy_seconds;
    const char *synchronous;

    const struct toba_sink *sink;
    struct sq_gate gate;
    sqlite3 *db;

    struct sq_writer *writers;   /* one for each toba_write seen */
    struct sq_replace *replaced; /* one for each table in replace mode written to */
    int32_t n_held;              /* temporary tables made so far, for their names */
    bool seen;                   /* set by the SQL function toba_seen() */
    int64_t wal_pages;           /* in the log after the last commit */
    int64_t page_bytes;
};

/* Zeroed memory of the host; NULL when there is none left. */
void *sq_zeroed(const struct sq_store *store, size_t size);
void sq_free(const struct sq_store *store, void *memory);
int sq_no_memory(struct toba_error *err);

#endif
