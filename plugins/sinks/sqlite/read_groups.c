/* read_groups.c - from group to group: which query of a read comes next, see read.h. */
#include "connection.h"
#include "read.h"

/* ---- Groups -------------------------------------------------------------- */

/* A key is borrowed from the chunk. */
static int bind_key(struct sq_read *read, sqlite3_stmt *statement)
{
    return sq_keys_bind(read->keys, read->at - 1, statement, SQ_P_KEY, false);
}

/* A sub-key is copied: SQLite may change how it keeps the value that it lends. */
static int bind_sub(struct sq_read *read, sqlite3_stmt *statement)
{
    return sqlite3_bind_value(statement, SQ_P_SUB, sqlite3_column_value(read->subs, 0));
}

/* Binds in every statement that a group runs. */
static int bind_group(struct sq_read *read, int (*bind)(struct sq_read *, sqlite3_stmt *),
                      struct toba_error *err)
{
    sqlite3_stmt *all[] = {read->rows, read->oldest, read->span, read->before, read->after};

    for (int32_t i = 0; i < TOBA_COUNT(all); i++)
        if (all[i] && bind(read, all[i]))
            return sq_no_memory(err);
    return 0;
}

static int fail(struct sq_read *read, struct toba_error *err)
{
    sq_fail(read->store, read->db, err, "read from it");
    return toba_detail(err, "table %s", read->spec->table->name);
}

/* Steps to the next sub-key of the current key; false in `have` when it has no more. */
static int next_sub(struct sq_read *read, bool *have, struct toba_error *err)
{
    int code = sqlite3_step(read->subs);

    *have = code == SQLITE_ROW;
    if (*have)
        return bind_group(read, bind_sub, err);
    sqlite3_reset(read->subs);
    read->in_key = false;
    return code == SQLITE_DONE ? 0 : fail(read, err);
}

/* Steps to the next sub-key of the current key, else to the next key. */
static int next_group(struct sq_read *read, bool *have, struct toba_error *err)
{
    int rc = 0;

    *have = false;
    while (!rc && !*have) {
        if (read->in_key) {
            rc = next_sub(read, have, err);
            continue;
        }
        if (read->at >= read->end)
            return 0;
        read->at++;
        rc = bind_group(read, bind_key, err);
        if (!rc && read->subs && bind_key(read, read->subs))
            rc = sq_no_memory(err);
        read->in_key = read->subs != NULL;
        *have = !read->subs;
    }
    return rc;
}

/* ---- As of --------------------------------------------------------------- */

static void open_point(struct sq_read *read)
{
    const struct sq_bounds *bounds = &read->points[read->point];
    bool oldest = read->spec->points[read->point].day == TOBA_OLDEST;

    read->open = oldest ? read->oldest : read->rows;
    sqlite3_bind_text(read->open, SQ_P_LOWER, bounds->lower, -1, SQLITE_STATIC);
    sqlite3_bind_text(read->open, SQ_P_UPPER, bounds->upper, -1, SQLITE_STATIC);
}

static int next_point(struct sq_read *read, bool *have, struct toba_error *err)
{
    int rc = 0;

    *have = true;
    if (!read->in_group || read->point + 1 >= read->spec->n_points) {
        rc = next_group(read, have, err);
        read->in_group = *have;
        read->point = -1;
    }
    if (!rc && *have) {
        read->point++;
        open_point(read);
    }
    return rc;
}

/* ---- Changed ------------------------------------------------------------- */

/* Copies a date of the statement's row; false: it is NULL. */
static int copy_date(struct sq_read *read, sqlite3_stmt *statement, int column,
                     char out[SQ_TIME_SIZE], bool *have, struct toba_error *err)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    int size = sqlite3_column_bytes(statement, column);

    *have = text != NULL;
    if (!text) /* NULL, or a text that memory was out for */
        return sqlite3_column_type(statement, column) == SQLITE_NULL ? 0 : sq_no_memory(err);
    if (size >= SQ_TIME_SIZE)
        return toba_fail(err, TOBA_E_SINK,
                         "%s: table %s, column %s holds a text that is no date",
                         read->store->path, read->spec->table->name,
                         read->spec->table->columns[read->spec->date].name);
    memcpy(out, text, (size_t)size);
    out[size] = '\0';
    return 0;
}

/* Runs a query of one row with one or two dates. */
static int ask_dates(struct sq_read *read, sqlite3_stmt *statement, char *first, char *second,
                     bool *have, struct toba_error *err)
{
    int rc = 0;

    if (sqlite3_step(statement) != SQLITE_ROW)
        rc = fail(read, err);
    if (!rc)
        rc = copy_date(read, statement, 0, first, have, err);
    if (!rc && *have && second)
        rc = copy_date(read, statement, 1, second, have, err);
    sqlite3_reset(statement);
    return rc;
}

/* Widens the span [fresh, last] by the date before it and the one after it. */
static int widen(struct sq_read *read, struct toba_error *err)
{
    char after[SQ_TIME_SIZE];
    bool have = false;
    int rc;

    sqlite3_bind_text(read->before, SQ_P_LAST, read->fresh, -1, SQLITE_STATIC);
    sqlite3_bind_text(read->after, SQ_P_LAST, read->last, -1, SQLITE_STATIC);
    rc = ask_dates(read, read->before, read->first, NULL, &have, err);
    if (!rc && !have)
        memcpy(read->first, read->fresh, SQ_TIME_SIZE);
    if (!rc)
        rc = ask_dates(read, read->after, after, NULL, &have, err);
    if (!rc && have)
        memcpy(read->last, after, SQ_TIME_SIZE);
    return rc;
}

/* Opens the rows of the group's span, if anything in it changed. */
static int open_span(struct sq_read *read, bool *have, struct toba_error *err)
{
    int rc = 0;

    *have = true;
    if (read->span) {
        rc = ask_dates(read, read->span, read->fresh, read->last, have, err);
        if (!rc && *have)
            rc = widen(read, err);
    } else { /* everything is fresh */
        memcpy(read->first, read->lower, SQ_TIME_SIZE);
        memcpy(read->fresh, "", 1);
        memcpy(read->last, ":", 2);
    }
    if (rc || !*have)
        return rc;
    read->open = read->rows;
    sqlite3_bind_text(read->open, SQ_P_LOWER, read->first, -1, SQLITE_STATIC);
    sqlite3_bind_text(read->open, SQ_P_FRESH, read->fresh, -1, SQLITE_STATIC);
    sqlite3_bind_text(read->open, SQ_P_LAST, read->last, -1, SQLITE_STATIC);
    return 0;
}

static int next_span(struct sq_read *read, bool *have, struct toba_error *err)
{
    bool opened = false;
    int rc = 0;

    do {
        rc = next_group(read, have, err);
        if (!rc && *have)
            rc = open_span(read, &opened, err);
    } while (!rc && *have && !opened);
    return rc;
}

int sq_read_next_query(struct sq_read *read, bool *have, struct toba_error *err)
{
    int rc = 0;

    switch (read->spec->rows) {
    case TOBA_AS_OF:
        return next_point(read, have, err);
    case TOBA_CHANGED:
        return next_span(read, have, err);
    default:
        rc = next_group(read, have, err);
        if (!rc && *have)
            read->open = read->rows;
        return rc;
    }
}
