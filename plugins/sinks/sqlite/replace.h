/* replace.h - tables in replace mode: what was sent, what was covered, what goes.
 *
 * The keys sent and the scopes covered in a transaction are kept in temporary tables; `apply`
 * deletes the rows of covered scopes whose keys were not sent. Of a table without a date the
 * day of each scope is kept in the table toba_scope, in the same transaction. */
#ifndef SQ_REPLACE_H
#define SQ_REPLACE_H

#include "write.h"

struct sq_replace {
    struct sq_replace *next;
    const struct toba_table *table;
    int32_t number;        /* of its temporary tables */
    sqlite3_stmt *send;    /* keeps a key */
    sqlite3_stmt *cover;   /* keeps a scope */
    sqlite3_stmt *covered; /* reads the scopes */
    sqlite3_stmt *sweep;   /* deletes what was not sent of one scope */
    sqlite3_stmt *day_of;  /* undated tables: the day of a scope … */
    sqlite3_stmt *set_day; /* … and to set it */
    char *last_scope;      /* the scope asked for last, and whether its day was newer */
    int32_t last_day;
    bool last_stale;
    bool dirty; /* the temporary tables hold something */
};

/* The state of a table; made when first asked for. */
int sq_replace_of(struct sq_store *store, const struct toba_table *table,
                  struct sq_replace **found, struct toba_error *err);
void sq_forget_replaced(struct sq_store *store);

/* Whether the row's scope was computed for a newer day already, so that the row is old news. */
int sq_replace_admit(struct sq_store *store, struct sq_writer *writer,
                     const struct ArrowArray *rows, int64_t row, bool *stale,
                     struct toba_error *err);
int sq_replace_sent(struct sq_store *store, struct sq_writer *writer,
                    const struct ArrowArray *rows, int64_t row, struct toba_error *err);
int sq_replace_cover(struct sq_store *store, struct sq_replace *replace,
                     const struct toba_write *write, const struct ArrowArray *scopes,
                     struct toba_error *err);
int sq_replace_apply(struct sq_store *store, struct sq_replace *replace,
                     struct toba_written *written, struct toba_error *err);
/* Empties the temporary tables of all tables. */
int sq_replace_clear(struct sq_store *store, struct toba_error *err);

#endif
