/* fetch.c - see fetch.h.
 *
 * One request an account is under way at a time. Rows go out as pages come; the mark that
 * makes them final comes only after the account's last row, and only then is the account
 * remembered as done. So an account that is cut off is fetched again as a whole. */
#include "fetch.h"

#include "paging.h"
#include "ports.h"
#include "stream.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RESTARTS = 2, MOST_CHANGES = 32, FIELDS_ROOM = 1024 };

static const struct stream *stream_of(const struct fetch *fetch)
{
    return graph_streams[fetch->stream];
}

/* ---- The end of an account ----------------------------------------------- */

static void leave(const struct flow *flow, struct fetch *fetch)
{
    fetch_free(fetch);
    flow->run->n_active--;
}

static int put_flags(const struct flow *flow, const struct account *account, bool problems,
                     bool valid)
{
    put_own(flow, OUT_USER_FLAGS, F_ID, account->id);
    toba_put_int(flow->out, OUT_USER_FLAGS, F_HAS_PROBLEMS, problems);
    toba_put_int(flow->out, OUT_USER_FLAGS, F_IS_VALID, valid);
    if (account->page_id)
        toba_put_int(flow->out, OUT_USER_FLAGS, F_PAGE, account->page_id);
    return toba_end_row(flow->out, OUT_USER_FLAGS, flow->err);
}

static int put_problem(const struct flow *flow, const struct account *account)
{
    put_own(flow, OUT_USER_PROBLEM, P_ID, account->id);
    toba_put_int(flow->out, OUT_USER_PROBLEM, P_HAS_PROBLEMS, true);
    if (account->page_id)
        toba_put_int(flow->out, OUT_USER_PROBLEM, P_PAGE, account->page_id);
    return toba_end_row(flow->out, OUT_USER_PROBLEM, flow->err);
}

static int finish_well(const struct flow *flow, struct fetch *fetch)
{
    const struct account *account = fetch->account;
    int code = put_flags(flow, account, false, true);

    if (!code)
        code = toba_state_put(flow->out, TOBA_STATE_RUN, account->id, "done", flow->err);
    if (!code)
        code = toba_mark(flow->out, ++flow->run->marks, flow->err);
    flow->run->n_done++;
    leave(flow, fetch);
    return code;
}

static void tell_failure(const struct flow *flow, const struct account *account,
                         const char *why)
{
    struct run *run = flow->run;

    toba_log(flow->in, TOBA_LOG_WARNING, "account %s: %s", account->id, why);
    toba_count(flow->in, "accounts that failed", 1);
    if (run->n_failed++ == 0)
        snprintf(run->failure, sizeof run->failure, "account %s: %.440s", account->id, why);
}

/* Writes the flags of an account that failed; one that only failed for now keeps its own. */
static int flag(const struct flow *flow, const struct account *account, bool needs_person,
                bool gone, const char *why)
{
    int code = 0;

    tell_failure(flow, account, why);
    if (gone)
        code = put_flags(flow, account, true, false);
    else if (needs_person)
        code = put_problem(flow, account);
    return code ? code : toba_mark(flow->out, ++flow->run->marks, flow->err);
}

static int finish_badly(const struct flow *flow, struct fetch *fetch,
                        const struct graph_rule *rule, const char *why)
{
    struct account *account = fetch->account;

    leave(flow, fetch);
    return flag(flow, account, rule && rule->needs_person, rule && rule->gone, why);
}

/* For an account whose token is dead, as it or another of its accounts has learnt. */
static int refuse(const struct flow *flow, struct account *account)
{
    char why[320];

    snprintf(why, sizeof why, "its token was refused: %s", account->token->refusal);
    return flag(flow, account, true, false, why);
}

/* ---- Asking -------------------------------------------------------------- */

/* "id,username,…" without the fields that the API refused. */
static void list_fields(const struct run *run, const struct fetch *fetch,
                        char text[FIELDS_ROOM])
{
    const struct stream *stream = stream_of(fetch);
    size_t size = 0;

    text[0] = '\0';
    for (int32_t i = 0; i < stream->n_fields && size < FIELDS_ROOM; i++) {
        if (run->dropped[fetch->stream] >> i & 1)
            continue;
        size += (size_t)snprintf(text + size, FIELDS_ROOM - size, "%s%s", size ? "," : "",
                                 stream->fields[i]);
    }
}

static int ask(const struct flow *flow, struct fetch *fetch)
{
    const struct stream *stream = stream_of(fetch);
    struct account *account = fetch->account;
    struct client_parameter parameters[3];
    char fields[FIELDS_ROOM], path[96], limit[24];
    struct client_request request = {.path = path,
                                     .parameters = parameters,
                                     .token = account->token,
                                     .account = account,
                                     .scope = GRAPH_ACCOUNT,
                                     .first = account->token->state == TOKEN_TRYING,
                                     .owner = fetch};

    if (account->token->state == TOKEN_DEAD) {
        leave(flow, fetch);
        return refuse(flow, account);
    }
    list_fields(flow->run, fetch, fields);
    snprintf(path, sizeof path, "%s%s", account->id, stream->edge);
    parameters[request.n_parameters++] = (struct client_parameter){"fields", fields};
    if (stream->paged) {
        snprintf(limit, sizeof limit, "%" PRId64, fetch->limit);
        parameters[request.n_parameters++] = (struct client_parameter){"limit", limit};
    }
    if (fetch->after)
        parameters[request.n_parameters++] = (struct client_parameter){"after", fetch->after};
    return client_ask(flow->run->client, &request, flow->err);
}

/* Goes to the first stream from `stream` on that anybody wants; without one the account is
 * done. */
static int go_to(const struct flow *flow, struct fetch *fetch, int32_t stream)
{
    while (stream < n_graph_streams && !graph_streams[stream]->wanted(flow->out))
        stream++;
    if (stream == n_graph_streams)
        return finish_well(flow, fetch);
    fetch->stream = stream;
    fetch->limit = flow->run->options->page_size;
    fetch->restarts = fetch->changes = 0;
    return ask(flow, fetch);
}

static void restart(struct fetch *fetch)
{
    const struct stream *stream = stream_of(fetch);

    free(fetch->after);
    fetch->after = NULL;
    if (stream->forget)
        stream->forget(fetch);
}

/* ---- Going on after an answer -------------------------------------------- */

static int end_stream(const struct flow *flow, struct fetch *fetch)
{
    const struct stream *stream = stream_of(fetch);
    int code = stream->end ? stream->end(flow, fetch) : 0;

    if (code)
        return code;
    restart(fetch);
    return go_to(flow, fetch, fetch->stream + 1);
}

static int take_answer(const struct flow *flow, struct fetch *fetch, const cJSON *answer)
{
    const struct stream *stream = stream_of(fetch);
    uint32_t before = fetch->listed.n;
    char *after = NULL;
    int code;

    if (stream->paged && !cJSON_IsArray(json_member(answer, "data")))
        return finish_badly(flow, fetch, NULL, "the API answered a list without data");
    code = stream->take(flow, fetch, answer);
    if (code)
        return code;
    if (stream->paged && !paging_after(answer, &after))
        return toba_fail(flow->err, TOBA_E_MEMORY, "no memory for a cursor");
    if (!after)
        return end_stream(flow, fetch);
    free(fetch->after);
    fetch->after = after;
    if (fetch->listed.n == before)
        return finish_badly(flow, fetch, NULL, "the API repeats a page without end");
    return ask(flow, fetch);
}

/* ---- Going on after an error --------------------------------------------- */

static bool part_of_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool names_field(const char *message, const char *field)
{
    size_t size = strlen(field);

    for (const char *at = message; (at = strstr(at, field)); at += size)
        if ((at == message || !part_of_word(at[-1])) && !part_of_word(at[size]))
            return true;
    return false;
}

/* Drops the field that the message names, for the rest of the run; never the id. */
static bool drop_field(const struct flow *flow, const struct fetch *fetch, const char *message)
{
    const struct stream *stream = stream_of(fetch);
    uint64_t *dropped = &flow->run->dropped[fetch->stream];

    for (int32_t i = 1; i < stream->n_fields; i++) {
        if (!names_field(message, stream->fields[i]))
            continue;
        if (!(*dropped >> i & 1))
            toba_log(flow->in, TOBA_LOG_WARNING,
                     "%s: the API refuses the field %s (%s); going on without it", stream->name,
                     stream->fields[i], message);
        *dropped |= (uint64_t)1 << i;
        return true;
    }
    return false;
}

static bool adapt(const struct flow *flow, struct fetch *fetch,
                  const struct client_reply *reply)
{
    if (fetch->changes++ >= MOST_CHANGES)
        return false;
    if (reply->rule->how == GRAPH_SMALLER) {
        bool can = stream_of(fetch)->paged && fetch->limit > 1;

        fetch->limit /= can ? 2 : 1;
        return can;
    }
    if (drop_field(flow, fetch, reply->api_message))
        return true;
    if (reply->rule->how != GRAPH_ANOTHER || !fetch->after ||
        fetch->restarts++ >= MOST_RESTARTS)
        return false;
    toba_log(flow->in, TOBA_LOG_INFO, "account %s: reading %s from its start again: %s",
             fetch->account->id, stream_of(fetch)->name, reply->why);
    restart(fetch);
    return true;
}

static int take_error(const struct flow *flow, struct fetch *fetch,
                      const struct client_reply *reply)
{
    struct token *token = fetch->account->token;

    if (reply->code == TOBA_E_CONFIG)
        return toba_fail(flow->err, TOBA_E_CONFIG, "%s", reply->why);
    if (reply->rule && reply->rule->action == GRAPH_ADAPT && adapt(flow, fetch, reply))
        return ask(flow, fetch);
    if (reply->rule && reply->rule->action == GRAPH_STOP) {
        token->state = TOKEN_DEAD;
        snprintf(token->refusal, sizeof token->refusal, "%.255s", reply->why);
    }
    return finish_badly(flow, fetch, reply->rule, reply->why);
}

/* ---- Public -------------------------------------------------------------- */

int fetch_begin(const struct flow *flow, struct fetch *fetch, struct account *account)
{
    if (account->token->state == TOKEN_DEAD)
        return refuse(flow, account);
    if (account->token->state == TOKEN_NEW)
        account->token->state = TOKEN_TRYING;
    *fetch = (struct fetch){.account = account, .oldest = INT64_MAX};
    flow->run->n_active++;
    return go_to(flow, fetch, 0);
}

int fetch_take(const struct flow *flow, struct fetch *fetch, const struct client_reply *reply)
{
    if (fetch->account->token->state == TOKEN_TRYING)
        fetch->account->token->state = TOKEN_GOOD;
    return reply->json ? take_answer(flow, fetch, reply->json) : take_error(flow, fetch, reply);
}

void fetch_free(struct fetch *fetch)
{
    free(fetch->after);
    id_set_free(&fetch->listed);
    *fetch = (struct fetch){0};
}
