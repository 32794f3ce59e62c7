/* client.h - a client of the Graph API: requests of JSON objects, errors judged by the table,
 * paced by the usage headers, each answer parsed once.
 *
 * Threads: errors and usage are judged, and JSON is parsed, on the HTTP library's thread; all
 * functions here are called by the source's callbacks, one at a time. */
#ifndef INSTAGRAM_CLIENT_H
#define INSTAGRAM_CLIENT_H

#include "accounts.h"
#include "errors.h"

#include <toba/http.h>

struct client_options {
    const char *base_url;
    const char *version;
    int32_t in_flight, max_tries;
    int64_t max_calls;
    int32_t backoff_ms, timeout_ms;
    int64_t first_retry_ms;
    int64_t minute_ms; /* of the waits that the API asks for */
    int64_t max_wait_minutes;
    uint64_t seed;
    const char *record, *replay;
};

struct client;

int client_open(const struct client_options *options, struct client **client,
                struct toba_error *err);
/* NULL allowed. */
void client_close(struct client *client);

struct client_parameter {
    const char *name, *value;
};

struct client_request {
    const char *path; /* after the version: "17841400000000001/media" */
    const struct client_parameter *parameters;
    int32_t n_parameters;
    struct token *token;
    struct account *account; /* NULL: about the token */
    enum graph_scope scope;
    bool first;  /* the token's first call: an early refusal is tried once more */
    void *owner; /* comes back with the reply */
};

int client_ask(struct client *client, const struct client_request *request,
               struct toba_error *err);

/* What came of a request. */
struct client_reply {
    void *owner;
    cJSON *json;                   /* of a good answer; NULL when `why` says why not */
    const struct graph_rule *rule; /* of an error of the API; NULL: none, or no answer came */
    int64_t date;                  /* of the answer, seconds since 1970; -1: not known */
    int32_t code;                  /* 0, or why no answer came: TOBA_E_… */
    char why[512];                 /* without secrets; "" of a good answer */
    char api_message[256];         /* the API's own words; "" where there are none */
};

/* Waits up to `timeout_ms` for the next reply; `*got` is false when none came. Free a reply
 * with client_reply_free(). */
int client_next(struct client *client, int32_t timeout_ms, struct client_reply *reply,
                bool *got, struct toba_error *err);
void client_reply_free(struct client_reply *reply);

/* Takes the oldest line for the log. */
bool client_notice(struct client *client, char *text, int32_t size);

#endif
