/* keys.h - the keys of one chunk of a scan: whole numbers, or texts one after the other. */
#ifndef SQ_KEYS_H
#define SQ_KEYS_H

#include "instance.h"

struct sq_keys {
    int32_t type; /* TOBA_TEXT, TOBA_INT32 or TOBA_INT64 */
    int64_t n, room;
    int64_t *at; /* the numbers; of texts, where each ends in `bytes` */
    char *bytes;
    int64_t bytes_room;
};

/* Whether keys of a type can group rows. */
bool sq_key_type(int32_t type);

void sq_keys_free(const struct sq_store *store, struct sq_keys *keys);
/* Adds the first column of the statement's row; `reason` as in value.h. */
int sq_keys_add(const struct sq_store *store, struct sq_keys *keys, sqlite3_stmt *statement,
                const char **reason, struct toba_error *err);
/* Adds a key given as text. */
int sq_keys_add_given(const struct sq_store *store, struct sq_keys *keys, const char *text,
                      const char **reason, struct toba_error *err);

/* Binds key `i`, borrowed from `keys` or (`copied`) not. */
int sq_keys_bind(const struct sq_keys *keys, int64_t i, sqlite3_stmt *statement, int parameter,
                 bool copied);
void sq_keys_put(const struct sq_keys *keys, int64_t i, const struct toba_host *host,
                 struct toba_builder *builder, int32_t column);
/* The key as text, for messages. */
void sq_keys_text(const struct sq_keys *keys, int64_t i, char *out, size_t room);

#endif
