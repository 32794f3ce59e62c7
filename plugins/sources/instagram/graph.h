/* graph.h - the source `graph`: its options, its run, and what its files share.
 *
 * A run lists the accounts, then fetches several at a time; each account goes through the
 * streams of stream.h one after the other. Everything here belongs to the callbacks of one
 * instance. */
#ifndef INSTAGRAM_GRAPH_H
#define INSTAGRAM_GRAPH_H

#include "client.h"
#include "id_set.h"
#include "profile.h"

enum { STREAMS_MAX = 16 };

struct graph_options {
    const char *base_url, *version, *profile, *token, *app_secret, *accounts_file;
    const char *record, *replay;
    int64_t in_flight, page_size, max_calls, max_tries, max_wait_minutes, timeout_seconds;
    double backoff_seconds, first_retry_seconds, wait_minute_seconds;
};

/* One account being fetched. Its memory is bounded by the ids of its posts. */
struct fetch {
    struct account *account; /* NULL: the place is free */
    int32_t stream;          /* which of the streams is read */
    int64_t limit;           /* of a page */
    char *after;             /* the cursor of the page asked for; NULL: the first */
    int32_t restarts, changes;
    struct id_set listed; /* ids that the list has shown */
    int64_t oldest;       /* instant of the oldest post listed; INT64_MAX: none */
};

struct run {
    const struct graph_options *options;
    struct client *client;
    enum profile profile;
    struct tokens tokens;
    struct accounts accounts;
    struct token *own;   /* of the option `token`; NULL: none */
    bool listing, asked; /* me/accounts is to be read; its first page was asked for */
    int32_t api_day;     /* of the run's first answer; INT32_MIN: none came yet */
    struct fetch *places;
    int32_t n_places, n_active;
    int32_t first_waiting; /* all accounts before it have begun */
    int32_t n_done, n_failed;
    char failure[512]; /* of the account that failed first */
    int64_t marks;
    uint64_t dropped[STREAMS_MAX]; /* fields that the API refused, a bit each, by stream */
};

/* What a callback works with; the functions below take it first. */
struct flow {
    struct run *run;
    struct toba_in *in;
    struct toba_out *out;
    struct toba_error *err;
};

#endif
