/* graph.c - the component `graph`: options, opening, and the loop over accounts. */
#include "dates.h"
#include "fetch.h"
#include "listing.h"
#include "plugin.h"
#include "ports.h"

#include <stdlib.h>
#include <string.h>

enum {
    POLL_MS = 500,
    /* Accounts under way for each request in flight: while some are paused, others go on. */
    ACCOUNTS_A_REQUEST = 4,
    SECONDS_A_DAY = 86400,
    GRACE_SECONDS = 600 /* after midnight the day before is still served */
};

struct graph {
    struct graph_options options;
    struct run *run;
};

/* ---- Planning ------------------------------------------------------------ */

static int plan(void *self, struct toba_plan *plan_, struct toba_error *err)
{
    const struct graph_options *options = &((struct graph *)self)->options;
    const char *url = options->base_url;
    enum profile profile;

    (void)plan_;
    if ((strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0) ||
        strpbrk(url, "?# \t\r\n")) {
        toba_fail(err, TOBA_E_CONFIG, "base_url \"%.200s\" is not the address of an API", url);
        return toba_hint(err, "an address looks like https://graph.facebook.com");
    }
    if (profile_choose(options->version, options->profile, &profile, err))
        return err->code;
    if (!options->token && !options->accounts_file) {
        toba_fail(err, TOBA_E_CONFIG, "graph has neither a token nor an accounts file");
        return toba_hint(err, "give it token = toba.secret \"GRAPH_TOKEN\", accounts_file = "
                              "\"accounts.csv\", or both");
    }
    if (options->record && options->replay)
        return toba_fail(err, TOBA_E_CONFIG, "graph either records or replays, not both");
    return 0;
}

/* ---- Opening ------------------------------------------------------------- */

static struct client_options client_options(const struct graph_options *options,
                                            const struct toba_in *in)
{
    return (struct client_options){
        .base_url = options->base_url,
        .version = options->version,
        .in_flight = (int32_t)options->in_flight,
        .max_tries = (int32_t)options->max_tries,
        .max_calls = options->max_calls,
        .backoff_ms = (int32_t)(options->backoff_seconds * 1000),
        .timeout_ms = (int32_t)(options->timeout_seconds * 1000),
        .first_retry_ms = (int64_t)(options->first_retry_seconds * 1000),
        .minute_ms = (int64_t)(options->wait_minute_seconds * 1000),
        .max_wait_minutes = options->max_wait_minutes,
        .seed = (uint64_t)toba_instant(in),
        .record = options->record,
        .replay = options->replay,
    };
}

static void free_run(struct run *run)
{
    if (!run)
        return;
    client_close(run->client); /* first: its thread looks at accounts */
    for (int32_t i = 0; run->places && i < run->n_places; i++)
        fetch_free(&run->places[i]);
    free(run->places);
    accounts_free(&run->accounts);
    tokens_free(&run->tokens);
    free(run);
}

static int open_run(struct run *run, const struct toba_in *in, struct toba_error *err)
{
    struct client_options options = client_options(run->options, in);
    int code = profile_choose(run->options->version, run->options->profile, &run->profile, err);

    if (code)
        return code;
    toba_log(in, TOBA_LOG_DEBUG, "API %s, profile %s", run->options->version,
             profile_name(run->profile));
    run->tokens.app_secret = run->options->app_secret;
    run->api_day = INT32_MIN;
    run->n_places = ACCOUNTS_A_REQUEST * (int32_t)run->options->in_flight;
    run->places = calloc((size_t)run->n_places, sizeof *run->places);
    if (!run->places)
        return toba_fail(err, TOBA_E_MEMORY, "no memory for the accounts under way");
    code = listing_open(run, in, err);
    return code ? code : client_open(&options, &run->client, err);
}

static int open_source(void *self, struct toba_in *in, struct toba_error *err)
{
    struct graph *graph = self;
    int code;

    graph->run = calloc(1, sizeof *graph->run);
    if (!graph->run)
        return toba_fail(err, TOBA_E_MEMORY, "no memory for a run of graph");
    graph->run->options = &graph->options;
    code = open_run(graph->run, in, err);
    if (code) {
        free_run(graph->run);
        graph->run = NULL;
    }
    return code;
}

static void close_source(void *self)
{
    struct graph *graph = self;

    free_run(graph->run);
    graph->run = NULL;
}

/* ---- The clock ----------------------------------------------------------- */

/* The API serves its own today only: D must be that date. Fills the day of the snapshots. */
static int check_clock(const struct flow *flow, int64_t date)
{
    int32_t day = toba_day(flow->in), api_day = (int32_t)(date / SECONDS_A_DAY);
    bool grace = date % SECONDS_A_DAY < GRACE_SECONDS && day == api_day - 1;
    char ours[DATE_ROOM], theirs[DATE_ROOM];

    if (day == api_day || grace) {
        flow->run->api_day = api_day;
        return 0;
    }
    date_print(day, ours);
    date_print(api_day, theirs);
    toba_fail(flow->err, TOBA_E_SOURCE,
              "the run is for %s, but the API's date is %s, and it serves no other", ours,
              theirs);
    return toba_hint(flow->err, "run with --as-of %s; nothing was written", theirs);
}

static int check_first_answer(const struct flow *flow, const struct client_reply *reply)
{
    bool answered = reply->json || reply->rule;

    if (flow->run->api_day != INT32_MIN || (!answered && reply->date < 0))
        return 0;
    if (reply->date >= 0)
        return check_clock(flow, reply->date);
    return toba_fail(flow->err, TOBA_E_SOURCE,
                     "the API's first answer has no Date header, so its date is not known");
}

/* ---- The loop over accounts ---------------------------------------------- */

/* Whether an earlier part of this run fetched it. */
static int is_done(const struct flow *flow, const struct account *account, bool *done)
{
    struct toba_text state;
    int code = toba_state_get(flow->in, TOBA_STATE_RUN, account->id, &state, flow->err);

    *done = !code && !state.null;
    return code;
}

static struct fetch *free_place(const struct run *run)
{
    for (int32_t i = 0; i < run->n_places; i++)
        if (!run->places[i].account)
            return &run->places[i];
    return NULL;
}

static int begin(const struct flow *flow, struct fetch *place, struct account *account)
{
    bool done;
    int code = is_done(flow, account, &done);

    account->begun = true;
    if (code)
        return code;
    if (done) {
        flow->run->n_done++;
        toba_count(flow->in, "accounts fetched before the run was cut off", 1);
        return 0;
    }
    return fetch_begin(flow, place, account);
}

/* Begins accounts while there is a place. Accounts of a token whose first call is under way
 * wait for what becomes of it. */
static int begin_accounts(const struct flow *flow)
{
    struct run *run = flow->run;
    struct account **accounts = run->accounts.at;
    int code = 0;

    while (run->first_waiting < run->accounts.n && accounts[run->first_waiting]->begun)
        run->first_waiting++;
    for (int32_t i = run->first_waiting; !code && i < run->accounts.n; i++) {
        struct fetch *place = free_place(run);

        if (!place)
            break;
        if (!accounts[i]->begun && accounts[i]->token->state != TOKEN_TRYING)
            code = begin(flow, place, accounts[i]);
    }
    return code;
}

static int end_of_accounts(const struct flow *flow)
{
    const struct run *run = flow->run;

    if (!run->n_failed || run->n_done)
        return TOBA_END;
    toba_fail(flow->err, TOBA_E_SOURCE, "none of the %d accounts could be fetched",
              run->n_failed);
    toba_detail(flow->err, "%.500s", run->failure);
    return toba_hint(flow->err,
                     "the log names the reason of each account; a refused token is renewed "
                     "in the accounts file, or in the variable or file it names");
}

static int take_reply(const struct flow *flow, const struct client_reply *reply)
{
    int code = check_first_answer(flow, reply);

    if (code)
        return code;
    return reply->owner ? fetch_take(flow, reply->owner, reply) : listing_take(flow, reply);
}

static int wait_for_reply(const struct flow *flow)
{
    struct client_reply reply;
    bool got;
    int code = client_next(flow->run->client, POLL_MS, &reply, &got, flow->err);

    if (!got)
        return code;
    code = take_reply(flow, &reply);
    client_reply_free(&reply);
    return code;
}

static void log_notices(const struct flow *flow)
{
    char text[400];

    while (client_notice(flow->run->client, text, sizeof text))
        toba_log(flow->in, TOBA_LOG_INFO, "%s", text);
}

static int next(void *self, struct toba_in *in, struct toba_out *out, struct toba_error *err)
{
    struct run *run = ((struct graph *)self)->run;
    const struct flow flow = {run, in, out, err};
    int code;

    if (toba_cancelled(in))
        return toba_fail(err, TOBA_E_CANCELLED, "stopped while fetching");
    if (run->listing)
        code = run->asked ? 0 : listing_ask(&flow);
    else
        code = begin_accounts(&flow);
    if (!code && !run->listing && !run->n_active && run->first_waiting == run->accounts.n)
        code = end_of_accounts(&flow);
    else if (!code)
        code = wait_for_reply(&flow);
    log_notices(&flow);
    return code;
}

/* ---- The descriptor ------------------------------------------------------ */

#define MEMBER(name) offsetof(struct graph, options.name)

/* clang-format off */
static const struct toba_option options[] = {
    {"token", TOBA_OPTION_SECRET, 0, MEMBER(token), NULL, 0, 0, NULL,
     "access token; of accounts without one of their own, and to list accounts"},
    {"app_secret", TOBA_OPTION_SECRET, 0, MEMBER(app_secret), NULL, 0, 0, NULL,
     "the app's secret; adds appsecret_proof to every call"},
    {"accounts_file", TOBA_OPTION_PATH, 0, MEMBER(accounts_file), NULL, 0, 0, NULL,
     "CSV of accounts and their tokens; without it: all that the token sees"},
    {"base_url", TOBA_OPTION_TEXT, 0, MEMBER(base_url), "https://graph.facebook.com", 0, 0, NULL,
     "address of the API"},
    {"version", TOBA_OPTION_TEXT, 0, MEMBER(version), "v25.0", 0, 0, NULL,
     "version of the API"},
    {"profile", TOBA_OPTION_TEXT, 0, MEMBER(profile), "auto", 0, 0, "auto legacy current",
     "generation of the API's metrics; auto: legacy below v18.0"},
    {"in_flight", TOBA_OPTION_INT, 0, MEMBER(in_flight), "8", 1, 256, NULL,
     "requests at a time"},
    {"page_size", TOBA_OPTION_INT, 0, MEMBER(page_size), "100", 1, 100, NULL,
     "entries of a page"},
    {"max_calls", TOBA_OPTION_INT, 0, MEMBER(max_calls), "0", 0, 1e9, NULL,
     "most calls of a run, repeated ones included; 0: any number"},
    {"max_tries", TOBA_OPTION_INT, 0, MEMBER(max_tries), "5", 1, 20, NULL,
     "tries of one request"},
    {"backoff_seconds", TOBA_OPTION_DOUBLE, 0, MEMBER(backoff_seconds), "2", 0.001, 600, NULL,
     "longest wait before the second try; doubles with each"},
    {"timeout_seconds", TOBA_OPTION_INT, 0, MEMBER(timeout_seconds), "120", 1, 3600, NULL,
     "longest time of one try"},
    {"first_retry_seconds", TOBA_OPTION_DOUBLE, 0, MEMBER(first_retry_seconds), "5", 0.001, 600, NULL,
     "wait before the first call of a token is tried once more"},
    {"max_wait_minutes", TOBA_OPTION_INT, 0, MEMBER(max_wait_minutes), "90", 1, 1440, NULL,
     "longest wait for a call limit; an account that would wait longer fails"},
    {"wait_minute_seconds", TOBA_OPTION_DOUBLE, 0, MEMBER(wait_minute_seconds), "60", 0.001, 60, NULL,
     "length of the minutes that a call limit tells to wait; shorter for an emulator only"},
    {"record", TOBA_OPTION_PATH, 0, MEMBER(record), NULL, 0, 0, NULL,
     "folder, absent or empty, that receives the API's answers without secrets"},
    {"replay", TOBA_OPTION_PATH, 0, MEMBER(replay), NULL, 0, 0, NULL,
     "folder of a recording to read in place of the API"},
};
/* clang-format on */

const struct toba_component graph_component = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_SOURCE,
    .flags = TOBA_LIVE,
    .name = "graph",
    .summary = "own Instagram accounts, from the Graph API",
    .options = options,
    .n_options = TOBA_COUNT(options),
    .inputs = graph_inputs,
    .n_inputs = N_INPUTS,
    .outputs = graph_outputs,
    .n_outputs = N_OUTPUTS,
    .instance_size = sizeof(struct graph),
    .plan = plan,
    .open = open_source,
    .close = close_source,
    .next = next,
};
