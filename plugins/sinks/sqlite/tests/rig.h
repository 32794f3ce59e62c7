/* rig.h - a store on a database of its own, driven through the plugin's descriptor.
 *
 * Rows go in and come out as text, one string a row: "u1 | 2026-11-23 | 7 | NULL". The database
 * is looked at through a second connection, as any user would. */
#ifndef RIG_H
#define RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include <toba/batch.h>
#include <toba/store.h>

struct rig {
    char folder[128];
    char path[160];
    const struct toba_component *component;
    const struct toba_store *store;
    void *self; /* NULL: not open */
    struct toba_in in;
    struct toba_sink sink;
    struct toba_error err;
    struct toba_written written; /* of the last rig_put and rig_commit */
    char rejects[4096];          /* "column: reason [key]" and a line end each */
};

/* Makes an empty folder; the store is not opened. */
void rig_init(struct rig *rig);
/* Closes the store and deletes the folder. */
void rig_fini(struct rig *rig);

/* Opens the store with these tables, ended by NULL; a code, as the store gives it. */
int rig_try_open(struct rig *rig, const struct toba_table *table, ...);
/* The same, failing the test with the store's message. */
#define rig_open(rig, ...) rig_must(rig, rig_try_open(rig, __VA_ARGS__, NULL))
void rig_close(struct rig *rig);
void rig_must(struct rig *rig, int code);

/* An option of the instance, by name. */
void rig_option_text(struct rig *rig, const char *name, const char *value);
void rig_option_int(struct rig *rig, const char *name, int64_t value);

/* A batch of these columns of a table from texts, ended by NULL. Caller releases. */
void rig_batch(const struct toba_table *table, const int32_t *columns, int32_t n,
               const char *const *rows, struct ArrowArray *batch);

/* begin; then writes; then apply for the writes, and commit. */
void rig_begin(struct rig *rig);
void rig_put(struct rig *rig, const struct toba_write *write, const char *row, ...);
void rig_cover(struct rig *rig, const struct toba_write *write, const char *scope, ...);
void rig_commit(struct rig *rig, const struct toba_write *write, ...);
/* All of it for one stream. */
#define rig_write(rig, write, ...)                                                             \
    do {                                                                                       \
        rig_begin(rig);                                                                        \
        rig_put(rig, write, __VA_ARGS__, NULL);                                                \
        rig_commit(rig, write, NULL);                                                          \
    } while (0)

/* Runs SQL on the database from outside. */
void rig_sql(struct rig *rig, const char *sql);
/* The rows of a query: cells joined by '|', rows by a line end. Valid until the next call. */
const char *rig_query(struct rig *rig, const char *sql);
#define assert_query(rig, sql, expected) assert_string_equal(rig_query(rig, sql), expected)

/* The rows of a batch as text, of columns of these types; the caller frees it. */
char *rig_text(const struct ArrowArray *batch, const int32_t *types, int32_t n);
/* All rows of a read in the scan's current range; the caller frees it. */
char *rig_fetch(struct rig *rig, void *scan, const struct toba_read *read, int32_t i);

int64_t rig_day(const char *text);
int64_t rig_instant(const char *text);

#endif
