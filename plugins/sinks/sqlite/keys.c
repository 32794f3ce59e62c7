/* keys.c - see keys.h. */
#include "keys.h"

#include <errno.h>
#include <stdlib.h>

#include "value.h"

bool sq_key_type(int32_t type)
{
    return type == TOBA_TEXT || type == TOBA_INT32 || type == TOBA_INT64;
}

void sq_keys_free(const struct sq_store *store, struct sq_keys *keys)
{
    sq_free(store, keys->at);
    sq_free(store, keys->bytes);
    keys->at = NULL;
    keys->bytes = NULL;
    keys->n = keys->room = keys->bytes_room = 0;
}

static int64_t start_of(const struct sq_keys *keys, int64_t i)
{
    return i > 0 ? keys->at[i - 1] : 0;
}

/* Makes room for one more key of `size` bytes. */
static bool reserve(const struct sq_store *store, struct sq_keys *keys, int64_t size)
{
    int64_t used = keys->type == TOBA_TEXT ? start_of(keys, keys->n) : 0;
    void *more;

    if (keys->n == keys->room) {
        int64_t room = keys->room ? keys->room * 2 : 64;

        more = toba_resize(store->sink->host, keys->at, (size_t)room * sizeof *keys->at);
        if (!more)
            return false;
        keys->at = more;
        keys->room = room;
    }
    if (used + size > keys->bytes_room) {
        int64_t room = (used + size) * 2;

        more = toba_resize(store->sink->host, keys->bytes, (size_t)room);
        if (!more)
            return false;
        keys->bytes = more;
        keys->bytes_room = room;
    }
    return true;
}

static int add_text(const struct sq_store *store, struct sq_keys *keys, const char *text,
                    int64_t size, const char **reason, struct toba_error *err)
{
    int64_t start = start_of(keys, keys->n);

    if (!text || !sq_clean_text(text, size)) {
        *reason = "holds a text that is not UTF-8 or has a NUL in it";
        return 0;
    }
    if (!reserve(store, keys, size))
        return sq_no_memory(err);
    if (size > 0)
        memcpy(keys->bytes + start, text, (size_t)size);
    keys->at[keys->n++] = start + size;
    return 0;
}

static int add_int(const struct sq_store *store, struct sq_keys *keys, int64_t v,
                   const char **reason, struct toba_error *err)
{
    if (keys->type == TOBA_INT32 && (v < INT32_MIN || v > INT32_MAX)) {
        *reason = "holds a number outside 32 bits";
        return 0;
    }
    if (!reserve(store, keys, 0))
        return sq_no_memory(err);
    keys->at[keys->n++] = v;
    return 0;
}

int sq_keys_add(const struct sq_store *store, struct sq_keys *keys, sqlite3_stmt *statement,
                const char **reason, struct toba_error *err)
{
    int wanted = keys->type == TOBA_TEXT ? SQLITE_TEXT : SQLITE_INTEGER;

    *reason = NULL;
    if (sqlite3_column_type(statement, 0) != wanted) {
        *reason = "holds something else than its type";
        return 0;
    }
    if (keys->type != TOBA_TEXT)
        return add_int(store, keys, sqlite3_column_int64(statement, 0), reason, err);
    return add_text(store, keys, (const char *)sqlite3_column_text(statement, 0),
                    sqlite3_column_bytes(statement, 0), reason, err);
}

int sq_keys_add_given(const struct sq_store *store, struct sq_keys *keys, const char *text,
                      const char **reason, struct toba_error *err)
{
    char *end = NULL;
    int64_t v;

    *reason = NULL;
    if (keys->type == TOBA_TEXT)
        return add_text(store, keys, text, (int64_t)strlen(text), reason, err);
    errno = 0;
    v = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0) {
        *reason = "is no whole number";
        return 0;
    }
    return add_int(store, keys, v, reason, err);
}

int sq_keys_bind(const struct sq_keys *keys, int64_t i, sqlite3_stmt *statement, int parameter,
                 bool copied)
{
    int64_t start;

    if (keys->type != TOBA_TEXT)
        return sqlite3_bind_int64(statement, parameter, keys->at[i]);
    start = start_of(keys, i);
    return sqlite3_bind_text(statement, parameter, keys->bytes ? keys->bytes + start : "",
                             (int)(keys->at[i] - start),
                             copied ? SQLITE_TRANSIENT : SQLITE_STATIC);
}

void sq_keys_put(const struct sq_keys *keys, int64_t i, const struct toba_host *host,
                 struct toba_builder *builder, int32_t column)
{
    int64_t start;

    if (keys->type != TOBA_TEXT) {
        toba_builder_int(host, builder, column, keys->at[i]);
        return;
    }
    start = start_of(keys, i);
    toba_builder_text(host, builder, column, keys->bytes ? keys->bytes + start : "",
                      keys->at[i] - start);
}

void sq_keys_text(const struct sq_keys *keys, int64_t i, char *out, size_t room)
{
    int64_t start, size;

    if (keys->type != TOBA_TEXT) {
        snprintf(out, room, "%lld", (long long)keys->at[i]);
        return;
    }
    start = start_of(keys, i);
    size = keys->at[i] - start;
    snprintf(out, room, "%.*s", (int)(size < 200 ? size : 200),
             keys->bytes ? keys->bytes + start : "");
}
