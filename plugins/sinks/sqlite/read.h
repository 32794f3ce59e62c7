/* read.h - one read of a scan: which rows of one table belong to a key, in which order.
 *
 * A read goes through groups: the keys of the range, or the sub-keys of each key. A group's
 * rows come from one query (all rows, a window), from one seek a point (as of), or from the
 * span around what changed. Every query of a group seeks in an index and is prepared once. */
#ifndef SQ_READ_H
#define SQ_READ_H

#include "instance.h"
#include "keys.h"
#include "value.h"

/* The parameters of a read's statements. */
enum {
    SQ_P_KEY = 1,
    SQ_P_SUB = 2,
    SQ_P_LOWER = 3, /* rows dated at or after … */
    SQ_P_UPPER = 4, /* … and before */
    SQ_P_LAST = 5, /* changed: the last date of the span, or the one a neighbour is sought of */
    SQ_P_FRESH = 6,   /* changed: rows from this date on are fresh */
    SQ_P_STAMP = 7,   /* changed: stamped at or after */
    SQ_P_SINCE = 8,   /* changed: dated at or after */
    SQ_P_FILTERS = 9, /* the first of them */
};

struct sq_read {
    const struct sq_store *store;
    const struct toba_read *spec;
    const struct sq_keys *keys; /* of the chunk */
    bool by_sub;                /* groups are sub-keys */
    bool driven; /* the key comes through a reference whose rows are the sub-keys */

    sqlite3 *db;
    sqlite3_stmt *subs;   /* the sub-keys of a key */
    sqlite3_stmt *rows;   /* the rows of a group; as of: the newest before a point */
    sqlite3_stmt *oldest; /* as of: the oldest */
    sqlite3_stmt *span;   /* changed: the first and the last changed date of a group … */
    sqlite3_stmt *before; /* … and the dates next to them */
    sqlite3_stmt *after;
    struct toba_builder *builder;
    struct sq_bounds *points; /* as of */
    char lower[SQ_TIME_SIZE], upper[SQ_TIME_SIZE], since[SQ_TIME_SIZE], stamp[SQ_TIME_SIZE];
    char first[SQ_TIME_SIZE], fresh[SQ_TIME_SIZE], last[SQ_TIME_SIZE];

    int64_t taken;      /* rows, since it was opened */
    int64_t at, end;    /* the keys of the range still to come */
    bool in_key;        /* `subs` stands in a key */
    bool in_group;      /* as of: points are still to come */
    int32_t point;      /* as of: the one sought last */
    sqlite3_stmt *open; /* the statement whose rows are being taken */
};

struct sq_bounds {
    char lower[SQ_TIME_SIZE], upper[SQ_TIME_SIZE];
};

/* Checks what the read asks for. */
int sq_read_check(const struct sq_store *store, const struct toba_read *spec,
                  struct toba_error *err);
/* Prepares its statements. After a failure, too, sq_read_close(). */
int sq_read_open(struct sq_read *read, const struct sq_store *store, sqlite3 *db,
                 const struct toba_read *spec, const struct sq_keys *keys,
                 struct toba_error *err);
void sq_read_close(struct sq_read *read);

/* Places the read at keys [first, first + n). */
void sq_read_place(struct sq_read *read, int64_t first, int64_t n);
int sq_read_fetch(struct sq_read *read, struct ArrowArray *rows, struct toba_error *err);
/* Lets go of the snapshot. */
void sq_read_reset(struct sq_read *read);

/* Binds what does not change from group to group, where the statement has it. */
int sq_read_bind_fixed(struct sq_read *read, sqlite3_stmt *statement, struct toba_error *err);

/* read_groups.c: opens the next query that may have rows; `have` is false at the end. */
int sq_read_next_query(struct sq_read *read, bool *have, struct toba_error *err);

/* read_sql.c: the texts. */
enum sq_order { SQ_OLDEST_FIRST, SQ_NEWEST_FIRST };

int32_t sq_path_type(const struct toba_read *spec, const struct toba_path *path);
void sq_rows_sql(sqlite3_str *sql, const struct sq_read *read, enum sq_order order, bool one);
void sq_subs_sql(sqlite3_str *sql, const struct sq_read *read);
void sq_span_sql(sqlite3_str *sql, const struct sq_read *read);
void sq_neighbour_sql(sqlite3_str *sql, const struct sq_read *read, bool before);
/* The distinct keys of the read, one seek each: those after parameter 1, or all when it is
 * NULL, up to parameter 2. The read's own parameters are the usual ones. */
void sq_read_keys_sql(sqlite3_str *sql, const struct sq_read *read);
/* Fills temp.changed with the keys of rows that changed: by their stamp, or by their date. */
void sq_stamped_keys_sql(sqlite3_str *sql, const struct sq_read *read);
void sq_dated_keys_sql(sqlite3_str *sql, const struct sq_read *read);

#endif
