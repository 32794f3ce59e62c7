/* client.c - see client.h. */
#include "client.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMETERS_MAX = 16 };

static const char app_group[] = "app";
static const char *const secrets[] = {"appsecret_proof", "fb_exchange_token", "input_token"};

struct client {
    struct client_options options; /* its texts belong to the caller of client_open() */
    struct toba_http *http;
    struct usage_meter app; /* the HTTP thread's */
    struct call *calls;     /* under way */
};

/* A request under way: the HTTP library's `user`. */
struct call {
    struct call *next, **link; /* of the client's list */
    struct client *client;
    struct token *token;
    struct account *account;
    enum graph_scope scope;
    bool first;
    void *owner;
    /* Of the last try, filled on the HTTP thread. */
    cJSON *json;
    struct graph_error error;
    const struct graph_rule *rule;
};

static void call_free(struct call *call)
{
    *call->link = call->next;
    if (call->next)
        call->next->link = call->link;
    cJSON_Delete(call->json);
    free(call);
}

static const char *account_group(const struct call *call)
{
    return call->account ? call->account->id : call->token->name;
}

/* ---- Judging: on the HTTP thread ----------------------------------------- */

static int64_t minutes(const struct client *client, double n)
{
    return (int64_t)(n * (double)client->options.minute_ms);
}

static void follow(struct client *client, const char *group, struct usage_meter *meter,
                   const struct usage *usage)
{
    struct usage_advice advice = usage_advise(meter, usage);

    if (advice.pause_minutes > 0)
        toba_http_pause(client->http, group, minutes(client, advice.pause_minutes));
    toba_http_pace(client->http, group, minutes(client, advice.interval_minutes));
}

/* Follows the usage headers; says how many minutes they tell to wait. */
static double heed_usage(struct call *call, const struct toba_http_answer *answer)
{
    struct usage usage;
    double wait = 0;

    if (usage_read_app(toba_http_header(answer, "X-App-Usage"), &usage)) {
        follow(call->client, app_group, &call->client->app, &usage);
        wait = usage.minutes_to_wait;
    }
    if (usage_read_business(toba_http_header(answer, "X-Business-Use-Case-Usage"), &usage)) {
        if (call->account)
            follow(call->client, call->account->id, &call->account->meter, &usage);
        if (usage.minutes_to_wait > wait)
            wait = usage.minutes_to_wait;
    }
    return wait;
}

/* The minutes of a wait: what the headers say and one more, else 1, 2, 4 … by tries. */
static double wait_minutes(const struct graph_rule *rule, int32_t tries, double told)
{
    double backoff = (double)(1 << (tries < 6 ? tries - 1 : 5));
    double wait = told > 0 ? told + 1 : backoff;

    return wait < rule->minutes ? rule->minutes : wait;
}

static const char *group_of(const struct call *call, const struct graph_rule *rule)
{
    switch (rule->group) {
    case GRAPH_OF_APP:
        return app_group;
    case GRAPH_OF_TOKEN:
        return call->token->name;
    default:
        return account_group(call);
    }
}

static void judge_error(const struct call *call, const struct toba_http_answer *answer,
                        double told, struct toba_http_verdict *verdict)
{
    const struct graph_rule *rule = call->rule;

    *verdict = (struct toba_http_verdict){.action = TOBA_HTTP_DONE};
    verdict->why = rule->meaning;
    if (rule->action == GRAPH_RETRY ||
        (rule->action == GRAPH_RETRY_ONCE && answer->tries == 1)) {
        verdict->action = TOBA_HTTP_RETRY;
    } else if (rule->action == GRAPH_WAIT) {
        verdict->action = TOBA_HTTP_PAUSE;
        verdict->group = group_of(call, rule);
        verdict->wait_ms = minutes(call->client, wait_minutes(rule, answer->tries, told));
    } else if (rule->passes_early && call->first && answer->tries == 1) {
        verdict->action = TOBA_HTTP_RETRY;
        verdict->wait_ms = call->client->options.first_retry_ms;
    }
}

/* An answer that is no JSON object: cut short or a proxy's page. */
static void judge_garbage(const struct call *call, const struct toba_http_answer *answer,
                          double told, struct toba_http_verdict *verdict)
{
    static const struct graph_rule limit = {.action = GRAPH_WAIT};

    if (answer->status == 429 && verdict->wait_ms <= 0)
        verdict->wait_ms = minutes(call->client, wait_minutes(&limit, answer->tries, told));
    else if (answer->status < 400)
        verdict->action = TOBA_HTTP_RETRY;
}

static void judge(void *user, const struct toba_http_answer *answer,
                  struct toba_http_verdict *verdict)
{
    struct call *call = answer->user;
    double told = heed_usage(call, answer);

    (void)user;
    cJSON_Delete(call->json);
    call->rule = NULL;
    call->json = json_parse(answer->body, (size_t)answer->body_size);
    if (!cJSON_IsObject(call->json)) {
        cJSON_Delete(call->json);
        call->json = NULL;
        judge_garbage(call, answer, told, verdict);
    } else if (graph_error_read(call->json, &call->error)) {
        call->rule = graph_rule(&call->error, call->scope);
        judge_error(call, answer, told, verdict);
    }
}

/* ---- Opening ------------------------------------------------------------- */

int client_open(const struct client_options *options, struct client **out,
                struct toba_error *err)
{
    struct client *client = calloc(1, sizeof *client);
    struct toba_http_config config = {
        .size = sizeof config,
        .max_in_flight = options->in_flight,
        .max_tries = options->max_tries,
        .total_ms = options->timeout_ms,
        .backoff_ms = options->backoff_ms,
        .max_wait_ms = options->max_wait_minutes * options->minute_ms,
        .max_calls = options->max_calls,
        .seed = options->seed,
        .secrets = secrets,
        .n_secrets = TOBA_COUNT(secrets),
        .record = options->record,
        .replay = options->replay,
        .classify = judge,
    };
    int code;

    *out = NULL;
    if (!client)
        return toba_fail(err, TOBA_E_MEMORY, "no memory for a Graph client");
    client->options = *options;
    code = toba_http_open(&config, &client->http, err);
    if (code)
        free(client);
    else
        *out = client;
    return code;
}

void client_close(struct client *client)
{
    if (!client)
        return;
    toba_http_close(client->http);
    while (client->calls)
        call_free(client->calls);
    free(client);
}

/* ---- Asking -------------------------------------------------------------- */

/* Fills the query: the request's parameters, the token and its proof. */
static int32_t fill_query(const struct client_request *request,
                          struct toba_http_pair pairs[PARAMETERS_MAX + 2])
{
    int32_t n = 0;

    for (; n < request->n_parameters && n < PARAMETERS_MAX; n++)
        pairs[n] =
            (struct toba_http_pair){request->parameters[n].name, request->parameters[n].value};
    pairs[n++] = (struct toba_http_pair){"access_token", request->token->value};
    if (request->token->proof[0])
        pairs[n++] = (struct toba_http_pair){"appsecret_proof", request->token->proof};
    return n;
}

static struct call *new_call(struct client *client, const struct client_request *request)
{
    struct call *call = calloc(1, sizeof *call);

    if (!call)
        return NULL;
    call->client = client;
    call->token = request->token;
    call->account = request->account;
    call->scope = request->scope;
    call->first = request->first;
    call->owner = request->owner;
    call->next = client->calls;
    call->link = &client->calls;
    if (call->next)
        call->next->link = &call->next;
    client->calls = call;
    return call;
}

int client_ask(struct client *client, const struct client_request *request,
               struct toba_error *err)
{
    struct toba_http_pair pairs[PARAMETERS_MAX + 2];
    struct call *call = new_call(client, request);
    char url[1024];
    struct toba_http_request http = {
        .size = sizeof http, .url = url, .query = pairs, .user = call, .n_groups = 3};
    int code;

    if (!call)
        return toba_fail(err, TOBA_E_MEMORY, "no memory for a request");
    http.n_query = fill_query(request, pairs);
    http.groups[0] = account_group(call);
    http.groups[1] = call->token->name;
    http.groups[2] = app_group;
    if ((size_t)snprintf(url, sizeof url, "%s/%s/%s", client->options.base_url,
                         client->options.version, request->path) >= sizeof url)
        code = toba_fail(err, TOBA_E_CONFIG, "the base URL is too long");
    else
        code = toba_http_submit(client->http, &http, err);
    if (code)
        call_free(call);
    return code;
}

/* ---- Replies ------------------------------------------------------------- */

static void tell_error(const struct client *client, const struct call *call,
                       struct client_reply *reply)
{
    toba_http_redact(client->http, call->error.message, reply->api_message,
                     (int32_t)sizeof reply->api_message);
    if (call->error.subcode)
        snprintf(reply->why, sizeof reply->why, "%s (error %d/%d: %s)", call->rule->meaning,
                 call->error.code, call->error.subcode, reply->api_message);
    else
        snprintf(reply->why, sizeof reply->why, "%s (error %d: %s)", call->rule->meaning,
                 call->error.code, reply->api_message);
}

static void fill_reply(const struct client *client, struct call *call,
                       const struct toba_http_answer *answer, struct client_reply *reply)
{
    *reply =
        (struct client_reply){.owner = call->owner, .date = answer->date, .code = answer->code};
    if (answer->status) /* else the rule is an earlier try's */
        reply->rule = call->rule;
    if (reply->rule) {
        tell_error(client, call, reply);
    } else if (answer->code) {
        snprintf(reply->why, sizeof reply->why, "%s", answer->error->message);
    } else if (!call->json || answer->status >= 400) {
        reply->code = TOBA_E_SOURCE;
        snprintf(reply->why, sizeof reply->why,
                 "GET %.300s: HTTP %d without an error of the "
                 "API",
                 answer->url, answer->status);
    } else {
        reply->json = call->json;
        call->json = NULL;
    }
}

int client_next(struct client *client, int32_t timeout_ms, struct client_reply *reply,
                bool *got, struct toba_error *err)
{
    struct toba_http_answer *answer;
    int code = toba_http_next(client->http, timeout_ms, &answer, err);

    *got = !code && answer;
    if (!*got)
        return code;
    fill_reply(client, answer->user, answer, reply);
    call_free(answer->user);
    toba_http_answer_free(answer);
    return 0;
}

void client_reply_free(struct client_reply *reply)
{
    cJSON_Delete(reply->json);
    reply->json = NULL;
}

bool client_notice(struct client *client, char *text, int32_t size)
{
    return toba_http_notice(client->http, text, size);
}
