/* stream.h - the streams of an account: what to ask, and the rows that come of it.
 *
 * A stream is a row of the table graph_streams; fetch.c reads it, page by page. */
#ifndef INSTAGRAM_STREAM_H
#define INSTAGRAM_STREAM_H

#include "graph.h"

struct stream {
    const char *name;
    const char *edge; /* below the account's node; "": the node itself */
    bool paged;
    const char *const *fields;
    int32_t n_fields;
    /* Whether a port that it feeds is wired. */
    bool (*wanted)(const struct toba_out *out);
    /* Emits the rows of an answer. Returns 0 or the code of `flow->err`. */
    int (*take)(const struct flow *flow, struct fetch *fetch, const cJSON *answer);
    /* The list was read to its end without error. May be NULL. */
    int (*end)(const struct flow *flow, struct fetch *fetch);
    /* Forgets what the list has shown: it is read anew. May be NULL. */
    void (*forget)(struct fetch *fetch);
};

extern const struct stream user_stream;  /* stream_user.c */
extern const struct stream media_stream; /* stream_media.c */

extern const struct stream *const graph_streams[];
extern const int32_t n_graph_streams;

/* Put a member of `object` into a field. One of another type is counted and left NULL. */
void put_text(const struct flow *flow, int port, int field, const cJSON *object,
              const char *name);
void put_count(const struct flow *flow, int port, int field, const cJSON *object,
               const char *name);
void put_bool(const struct flow *flow, int port, int field, const cJSON *object,
              const char *name);
/* A text of our own. */
void put_own(const struct flow *flow, int port, int field, const char *text);

/* Counts a member of the wrong type. */
void count_wrong(const struct flow *flow, const char *name);

#endif
