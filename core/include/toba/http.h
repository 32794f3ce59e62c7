/* http.h - HTTP for sources: many requests in flight, retried, paced, bounded and recorded.
 *
 * Link with libtoba-http; its toba_http_* symbols are the only ones of toba that a plugin may
 * leave undefined. A client owns one thread, which drives all its transfers; the caller submits
 * requests and takes answers, in the order in which they finish:
 *
 *     toba_http_open(&config, &http, err)
 *     toba_http_submit(http, &request, err)          … as many as wanted
 *     toba_http_next(http, 500, &answer, err)        … once for each
 *     toba_http_answer_free(answer)
 *     toba_http_close(http)
 *
 * A request is tried again, after a backoff with full jitter, when the transfer fails and when
 * the answer is 408, 429 or 5xx; `classify` may decide otherwise. Only GET is tried again.
 * Redirects are not followed. Secrets are replaced by *** in all that the library prints or
 * records: the values of parameters and headers with a secret name, wherever they occur.
 *
 * Threads: open and close from one thread, with nothing else under way; all other functions
 * from any thread. Texts given are copied. Times are in milliseconds. */
#ifndef TOBA_HTTP_H
#define TOBA_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include <toba/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks the functions of libtoba-http. */
#if defined(__GNUC__)
#define TOBA_HTTP_API __attribute__((visibility("default")))
#else
#define TOBA_HTTP_API
#endif

/* A client. Opaque; opened and closed by the caller. */
struct toba_http;

/* ---- Answers ------------------------------------------------------------- */

/* What came of a request. Made by the library; belongs to the caller, who frees it. */
struct toba_http_answer {
    uint32_t size;
    /* 0: done. TOBA_E_RETRY: still failing after the last try. TOBA_E_SOURCE: refused, or a
     * bound was passed. TOBA_E_CONFIG: a recording could not be read or written. */
    int32_t code;
    int32_t status;                 /* of HTTP; 0: no complete answer came */
    int32_t tries;                  /* how often it was asked */
    const char *body;               /* decoded; a zero byte follows it; never NULL */
    int64_t body_size;              /* bytes, without the zero */
    int64_t date;                   /* of the Date header, seconds since 1970; -1: none */
    const char *url;                /* without secrets */
    const struct toba_error *error; /* why `code` is not 0; else NULL */
    void *user;                     /* the request's */
};

/* The value of a header, NULL when there is none; `name` in any case. Borrowed from the answer.
 */
TOBA_HTTP_API const char *toba_http_header(const struct toba_http_answer *answer,
                                           const char *name);

/* Frees an answer and what was borrowed from it. NULL allowed. */
TOBA_HTTP_API void toba_http_answer_free(struct toba_http_answer *answer);

/* What to do with an answer. */
enum toba_http_action {
    TOBA_HTTP_DONE = 0,  /* hand it over */
    TOBA_HTTP_RETRY = 1, /* try again after `wait_ms`, or after a backoff where that is 0 */
    TOBA_HTTP_PAUSE = 2, /* pause `group` for `wait_ms` (0: a backoff), then try again */
    TOBA_HTTP_FAIL = 3   /* hand it over with code TOBA_E_SOURCE */
};

/* What `classify` makes of an answer. */
struct toba_http_verdict {
    int32_t action;    /* enum toba_http_action */
    int64_t wait_ms;   /* before the next try; 0: a backoff */
    const char *group; /* NULL: the request's first */
    const char *why;   /* for the notice; NULL: the status */
};

/* ---- Client -------------------------------------------------------------- */

/* How a client works. Zero means the default in brackets; start from {.size = sizeof(struct
 * toba_http_config)}. */
struct toba_http_config {
    uint32_t size;
    int32_t max_in_flight;   /* [8] transfers at a time */
    int32_t max_tries;       /* [5] of one request */
    int32_t connect_ms;      /* [10 000] for the connection, TLS included */
    int32_t total_ms;        /* [120 000] for one try */
    int32_t low_speed_bytes; /* [100] a second: slower than that … */
    int32_t low_speed_ms;    /* [30 000] … for so long ends the try; whole seconds */
    int32_t backoff_ms;      /* [1 000] the longest wait before the second try; doubles */
    int32_t backoff_max_ms;  /* [60 000] where it stops doubling */
    int64_t max_wait_ms;     /* [900 000] of a pause or Retry-After; a request that would have
                                to wait longer fails at once */
    int64_t max_body;        /* [67 108 864] bytes, decoded */
    int64_t max_headers;     /* [65 536] bytes */
    int64_t max_calls;       /* [none] tries of all requests together */
    uint64_t seed;           /* of the jitter: the same seed waits the same times */
    const char *user_agent;  /* ["toba"] */
    const char *proxy;       /* [the environment's]; "": none */
    /* Names of parameters and headers whose values are secret, beside access_token,
     * refresh_token, client_secret, password, Authorization, Proxy-Authorization, Cookie and
     * Set-Cookie. */
    const char *const *secrets;
    int32_t n_secrets;
    /* A folder, absent or empty, that receives every answer, without secrets. */
    const char *record;
    /* A folder that was so filled and gives the answers, without network or waits; not together
     * with `record`. */
    const char *replay;
    /* Judges a complete answer of any status. `verdict` comes filled with the default and may
     * be changed. May pause and pace, must not submit, wait or block. May be NULL.
     * Threads: called on the client's thread. */
    void (*classify)(void *user, const struct toba_http_answer *answer,
                     struct toba_http_verdict *verdict);
    void *user; /* handed to `classify` */
};

/* Opens a client. Errors: TOBA_E_CONFIG, TOBA_E_MEMORY. */
TOBA_HTTP_API int toba_http_open(const struct toba_http_config *config, struct toba_http **http,
                                 struct toba_error *err);

/* Drops what is under way and frees the client and the answers that nobody took. `user`
 * pointers stay the caller's. NULL allowed. */
TOBA_HTTP_API void toba_http_close(struct toba_http *http);

/* ---- Requests ------------------------------------------------------------ */

/* A parameter or header. */
struct toba_http_pair {
    const char *name;  /* as sent */
    const char *value; /* never NULL; of parameters not encoded */
};

/* The most groups of a request. */
#define TOBA_HTTP_GROUPS_MAX 4

/* What to ask. Borrowed for the call of toba_http_submit(), texts and arrays too. */
struct toba_http_request {
    uint32_t size;
    const char *url;                    /* http:// or https://, percent-encoded as needed */
    const struct toba_http_pair *query; /* added to `url`, encoded by the library */
    int32_t n_query;
    const struct toba_http_pair *headers; /* beside those of the library */
    int32_t n_headers;
    const char *body;  /* NULL: GET; else POST, never tried again */
    int64_t body_size; /* bytes */
    /* The pacing groups that the request belongs to, such as a token and an app; it starts only
     * when none of them is paused. The first also tells apart requests in a recording that
     * differ by their secrets alone. */
    const char *groups[TOBA_HTTP_GROUPS_MAX];
    int32_t n_groups;
    void *user; /* comes back with the answer */
};

/* Queues a request. It starts when fewer than max_in_flight are under way and fewer than twice
 * as many have started without their answers being taken. Errors: TOBA_E_PLUGIN for a malformed
 * request, TOBA_E_MEMORY, TOBA_E_CANCELLED. */
TOBA_HTTP_API int toba_http_submit(struct toba_http *http,
                                   const struct toba_http_request *request,
                                   struct toba_error *err);

/* Takes the next finished answer, waiting up to `timeout_ms` for it. `*answer` is NULL when
 * none came in time, and at once when none is under way. A request that failed is an answer
 * too. Errors: TOBA_E_CANCELLED, TOBA_E_MEMORY (the client is then of no more use). */
TOBA_HTTP_API int toba_http_next(struct toba_http *http, int32_t timeout_ms,
                                 struct toba_http_answer **answer, struct toba_error *err);

/* Drops all requests and wakes who waits, for good: every later call says TOBA_E_CANCELLED.
 * Not for a signal handler. */
TOBA_HTTP_API void toba_http_cancel(struct toba_http *http);

/* ---- Pacing -------------------------------------------------------------- */

/* No request of the group starts during the next `ms`. A pause is never shortened by another.
 */
TOBA_HTTP_API void toba_http_pause(struct toba_http *http, const char *group, int64_t ms);

/* Requests of the group start at least `interval_ms` apart; 0: no longer. */
TOBA_HTTP_API void toba_http_pace(struct toba_http *http, const char *group,
                                  int64_t interval_ms);

/* ---- What happened ------------------------------------------------------- */

/* Takes the oldest notice (a retry, a pause), a line for the log without secrets. False when
 * there is none. The last 64 are kept. */
TOBA_HTTP_API bool toba_http_notice(struct toba_http *http, char *text, int32_t size);

/* Counts since the client was opened. */
struct toba_http_stats {
    uint32_t size;    /* set by the caller */
    int32_t peak;     /* most transfers at a time */
    int64_t calls;    /* tries, the first ones included */
    int64_t retries;  /* tries after the first */
    int64_t pauses;   /* of groups */
    int64_t failures; /* answers with a code */
    int64_t bytes;    /* of bodies, decoded */
};

/* Fills `stats`, whose `size` is set. */
TOBA_HTTP_API void toba_http_get_stats(struct toba_http *http, struct toba_http_stats *stats);

/* Copies a text with the values of secret names replaced by ***, cut to `size` bytes with its
 * terminator. Finds name=value (also percent-encoded), "name": "value" and name: value. */
TOBA_HTTP_API void toba_http_redact(struct toba_http *http, const char *text, char *out,
                                    int32_t size);

#ifdef __cplusplus
}
#endif

#endif
