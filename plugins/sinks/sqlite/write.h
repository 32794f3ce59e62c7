/* write.h - rows into tables: inserts, updates, and what they change.
 *
 * One writer for each toba_write, made when its first batch comes and kept until the store
 * closes or a transaction is given up. */
#ifndef SQ_WRITE_H
#define SQ_WRITE_H

#include "instance.h"
#include "value.h"

struct sq_writer {
    struct sq_writer *next;
    const struct toba_write *write;
    struct sq_replace *replace; /* NULL: a table in upsert mode */
    sqlite3_stmt *put;
    int32_t *key_at;   /* the batch's child of each column of the unique key */
    int32_t *scope_at; /* … and of each scope column, -1 where the stream lacks it */
    const struct ArrowArray **cells; /* scratch: the children of the key */
    char (*times)[SQ_TIME_SIZE];     /* scratch: dates and instants being bound */
    char stamp[SQ_TIME_SIZE], stamp_day[SQ_TIME_SIZE];
    /* TOBA_WRITE_LAST: a temporary table that keeps the rows until `apply` */
    sqlite3_stmt *hold, *held;
    int32_t hold_number;
    bool holds;
};

/* The callbacks of toba/store.h. */
int sq_write(struct sq_store *store, const struct toba_write *write,
             const struct ArrowArray *rows, struct toba_written *written,
             struct toba_error *err);
int sq_cover(struct sq_store *store, const struct toba_write *write,
             const struct ArrowArray *scopes, struct toba_error *err);
int sq_apply(struct sq_store *store, const struct toba_write *write,
             struct toba_written *written, struct toba_error *err);

/* Frees all writers and what the replace mode remembers. After a rollback: their temporary
 * tables may be gone. */
void sq_forget_writers(struct sq_store *store);

/* Registers the SQL functions that the statements use. */
int sq_add_functions(struct sq_store *store, struct toba_error *err);

/* Writes the rows now, whatever the flags say. */
int sq_put_rows(struct sq_store *store, struct sq_writer *writer, const struct ArrowArray *rows,
                struct toba_written *written, struct toba_error *err);
/* Binds a row; false: it was rejected. `row` counts from the children's start. */
bool sq_bind_row(struct sq_store *store, struct sq_writer *writer, sqlite3_stmt *statement,
                 const struct ArrowArray *rows, int64_t row, struct toba_written *written);

/* held.c: keeps the rows of a batch, and writes all that was kept. */
int sq_hold_rows(struct sq_store *store, struct sq_writer *writer,
                 const struct ArrowArray *rows, struct toba_written *written,
                 struct toba_error *err);
int sq_put_held(struct sq_store *store, struct sq_writer *writer, struct toba_written *written,
                struct toba_error *err);
void sq_drop_held(struct sq_store *store, struct sq_writer *writer);

/* write_sql.c: the statement of a writer. Parameters 1 … n are the stream's columns, n + 1 the
 * stamp and n + 2 its date. */
void sq_put_sql(sqlite3_str *sql, const struct toba_write *write);

#endif
