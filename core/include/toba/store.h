/* store.h - what the author of a sink reads beside toba/plugin.h.
 *
 * A sink takes batches of rows for declared tables, in transactions that the core brackets. A
 * store is a sink that also reads back. Both get tables, writes and reads as data; no SQL
 * crosses this interface.
 *
 * Threads: open, begin … commit, abort and close run on one thread (the writer's). Each scan is
 * used by one thread at a time, concurrently with the writer and with other scans.
 * Ownership: the structs given to `open` and `scan_open` are borrowed and outlive the instance
 * and the scan. Batches given are borrowed for the call. Batches filled belong to the caller.
 */
#ifndef TOBA_STORE_H
#define TOBA_STORE_H

#include <toba/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Tables -------------------------------------------------------------- */

enum {
    TOBA_NOT_NULL = 1,  /* a row without the value is rejected */
    TOBA_SURROGATE = 2, /* a 64-bit identity that the store gives; kept when a row is updated */
    TOBA_STAMP = 4,     /* set to the run's instant when any other column of the row changes */
    TOBA_SIGNED = 8,    /* a URL compared without its query */
    TOBA_SECRET = 16    /* never shown */
};

/* What writing rows does to those that are there. */
enum toba_mode {
    TOBA_UPSERT = 0, /* rows are added and updated by their key */
    TOBA_REPLACE = 1 /* … and those of a covered scope that were not sent are deleted */
};

struct toba_table;

/* A column as a pipeline declares it. */
struct toba_column {
    const char *name;     /* unique in its table */
    int32_t type;         /* enum toba_type, TOBA_BOOL … TOBA_TIMESTAMP */
    uint32_t flags;       /* TOBA_NOT_NULL … */
    const char *fallback; /* the default of a new row, as text ("false"); NULL: none */
    const struct toba_table *references; /* NULL: nothing; not enforced, but indexed */
    int32_t references_column;           /* of that table */
    const char *comment;                 /* what it holds; may be empty */
};

/* A table as a pipeline declares it. */
struct toba_table {
    uint32_t size;
    const char *schema;                /* the group of tables that it belongs to */
    const char *name;                  /* unique in its schema */
    const char *comment;               /* what it holds; may be empty */
    const struct toba_column *columns; /* in the order of their declaration */
    int32_t n_columns;
    const int32_t *key; /* columns of the unique key, in order; never surrogates */
    int32_t n_key;
    int32_t mode;         /* enum toba_mode */
    const int32_t *scope; /* TOBA_REPLACE: the columns whose values are replaced together */
    int32_t n_scope;
    int32_t date;          /* the declared date column (date or timestamp); -1: none */
    int32_t indexed_stamp; /* a stamp column that a TOBA_CHANGED read needs indexed; -1: none */
};

/* ---- Writing ------------------------------------------------------------- */

enum {
    TOBA_WRITE_UPDATE = 1, /* the stream lacks a NOT NULL column without a default: rows only
                              update, and one whose key is not there is rejected */
    TOBA_WRITE_LAST = 2 /* with UPDATE: other streams may add rows in the same transaction, so
                           hold these rows until `apply` */
};

/* One stream into one table; the same pointer comes with every batch of it. */
struct toba_write {
    uint32_t size;
    const struct toba_table *table; /* that the rows go to */
    const int32_t *columns; /* of the table, one a child of the batches; holds the whole key */
    int32_t n_columns;
    uint32_t flags;   /* TOBA_WRITE_UPDATE, TOBA_WRITE_LAST */
    const char *step; /* who writes, for messages */
    int32_t day;      /* D of the run */
};

/* What became of rows, counted. */
struct toba_written {
    int64_t inserted;  /* they were not there */
    int64_t updated;   /* they were different */
    int64_t unchanged; /* they were there as they are */
    int64_t deleted;   /* of covered scopes, not sent again */
    int64_t rejected;  /* they did not fit */
};

/* What the core lends a sink. The pointer given to `open` is valid until `close`. */
struct toba_sink {
    uint32_t size;
    const struct toba_host *host;
    const struct toba_in *in; /* for toba_log() */
    int64_t instant;          /* stamps */
    bool create;              /* whether tables may be created and altered */
    /* Reports a row that does not fit: the column (may be NULL), why, and the row's key as
     * text. The core keeps it in the rejects table. Only during write and apply. */
    void (*reject)(const struct toba_sink *sink, const struct toba_write *write,
                   const char *column, const char *reason, const char *key);
};

/* ---- Reading ------------------------------------------------------------- */

/* A column of the read's table or, with `via`, the column of the row that it references. */
struct toba_path {
    int32_t column;               /* of the table read; -1: no path */
    const struct toba_table *via; /* NULL: the column itself; else the table it references … */
    int32_t via_column;           /* … and the column to take from the row referenced */
};

/* A filter: rows whose column has a value. */
struct toba_equal {
    int32_t column;    /* of the table read */
    const char *value; /* text; compared as the column's type */
};

/* A point in time of a TOBA_AS_OF read, as days. */
struct toba_point {
    int32_t day; /* the newest row dated at or before it; TOBA_OLDEST: the oldest row dated at
                    or before `to_day` */
    int32_t after_day; /* … and dated after it; INT32_MIN: however old */
};

/* The rows wanted of one table: NULL keys are never returned.
 * A batch of them has the children
 *   key, sub-key (when there is one), `extra` (TOBA_AS_OF: int32, the point's index;
 * TOBA_CHANGED: boolean, whether the row is fresh), then `columns`; rows come sorted by key,
 * sub-key (bytewise), then by the point's index or by date and the rest of the unique key. For
 * TOBA_AS_OF a point without a row has no row. The dates of a timestamp column are its UTC
 * dates; the newest of a date is the one with the latest instant. Texts sort by their bytes,
 * numbers by value. Of rows with one date the newest is the last in that order and the oldest
 * the first. A row without a date belongs to an unbounded TOBA_ALL read only, and comes first.
 * Where a row before or after a date is asked for, all rows of its date may come. */
struct toba_read {
    uint32_t size;
    const struct toba_table *table; /* that is read */
    int32_t rows;                   /* enum toba_rows */
    struct toba_path key;           /* what rows are delivered by */
    struct toba_path sub_key;       /* what parts them within a key */
    int32_t date; /* the date column of this read; -1: not dated (TOBA_ALL only) */
    const struct toba_path *columns; /* wanted, in this order */
    int32_t n_columns;
    const struct toba_equal *filters; /* rows that pass all of them */
    int32_t n_filters;
    const struct toba_point *points; /* TOBA_AS_OF */
    int32_t n_points;
    int32_t
        from_day;   /* where `date` >= 0: only rows dated at or after it; INT32_MIN: no bound */
    int32_t to_day; /* … and at or before it; INT32_MAX: no bound */
    /* TOBA_CHANGED: rows stamped at or after the instant (table->indexed_stamp) or dated after
     * the day, and the neighbours of each by date within the same key: fresh are the changed
     * rows and the next of each; not fresh is the row before. A store may return the whole span
     * between them as fresh. INT64_MIN: all rows are fresh. */
    int64_t since_instant;
    int32_t since_day; /* of that; INT32_MIN: all */
};

/* Reads that are delivered in step, key by key. */
struct toba_scan {
    uint32_t size;
    const struct toba_read *reads; /* all in one store */
    int32_t n_reads;
    /* The keys: a column of a table, in bytewise order, NULLs left out; or the distinct keys of
     * one of the reads. */
    const struct toba_table *driver;
    int32_t driver_column; /* of `driver` */
    int32_t driver_read;   /* >= 0: instead of `driver` */
    const char *after;     /* only keys after this one, as text; NULL: all */
};

/* The callbacks of a sink. `self` is the instance, filled with its options. Each returns 0 or a
 * code and fills `err`. */
struct toba_store {
    uint32_t size;

    /* Connects and, where sink->create says so, makes the declared tables be there: missing
     * tables and columns are added, anything else that differs is a TOBA_E_SINK error. */
    int (*open)(void *self, const struct toba_sink *sink,
                const struct toba_table *const *tables, int32_t n_tables,
                struct toba_error *err);
    /* Once, after a successful `open`, with no transaction and no scan open. */
    void (*close)(void *self);

    /* Begins a transaction; there is one at a time. */
    int (*begin)(void *self, struct toba_error *err);
    /* Upserts (or updates) the rows: sets the columns it has, leaves equal rows untouched, adds
     * to `written`. Of two rows with one key the later wins. In a TOBA_REPLACE table the keys
     * sent are remembered until the commit. */
    int (*write)(void *self, const struct toba_write *write, const struct ArrowArray *rows,
                 struct toba_written *written, struct toba_error *err);
    /* Names scopes (children: the table's scope columns) whose rows all come in this
     * transaction: what was not sent is deleted by `apply`. In a table without a date column
     * the store keeps, by scope, the newest write->day: writes and covers of an older day
     * change nothing. */
    int (*cover)(void *self, const struct toba_write *write, const struct ArrowArray *scopes,
                 struct toba_error *err);
    /* Does what waited: TOBA_WRITE_LAST updates of `write`, then its covered scopes' deletions.
     * Called once a write before the commit. */
    int (*apply)(void *self, const struct toba_write *write, struct toba_written *written,
                 struct toba_error *err);
    /* Makes all since `begin` durable; when it fails `abort` follows. */
    int (*commit)(void *self, struct toba_error *err);
    /* Undoes all since `begin`. Cannot fail. */
    void (*abort)(void *self);

    /* A store only; a sink that cannot read back leaves this and those below NULL. Fills
     * `*handle`, which scan_close frees. */
    int (*scan_open)(void *self, const struct toba_scan *scan, void **handle,
                     struct toba_error *err);
    /* Begins a chunk on a new snapshot: fills `keys` (one child) with up to `most` next keys;
     * length 0: there are no more. The snapshot lasts until scan_release. */
    int (*scan_chunk)(void *handle, int64_t most, struct ArrowArray *keys,
                      struct toba_error *err);
    /* Begins a chunk of the one key given as text, whatever the driver says. */
    int (*scan_key)(void *handle, const char *key, struct toba_error *err);
    /* Places every read at the chunk's keys [first, first + n). May be called again, also for
     * keys already read. */
    int (*scan_range)(void *handle, int64_t first, int64_t n, struct toba_error *err);
    /* Fills the next rows of one read in the range, at most some thousand; length 0: no more.
     */
    int (*scan_fetch)(void *handle, int32_t read, struct ArrowArray *rows,
                      struct toba_error *err);
    /* Ends the snapshot; batches filled stay valid. Twice is no error. */
    void (*scan_release)(void *handle);
    /* Once, after a successful scan_open. */
    void (*scan_close)(void *handle);
};

#ifdef __cplusplus
}
#endif

#endif
