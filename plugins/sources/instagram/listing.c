/* listing.c - see listing.h. */
#include "listing.h"

#include "accounts_file.h"
#include "paging.h"

#include <inttypes.h>
#include <stdlib.h>

int listing_open(struct run *run, const struct toba_in *in, struct toba_error *err)
{
    const struct graph_options *options = run->options;
    int code = 0;

    if (options->token)
        code = tokens_add(&run->tokens, options->token, &run->own, err);
    if (code)
        return code;
    run->listing = !options->accounts_file;
    if (run->listing)
        return 0;
    return accounts_file_read(options->accounts_file, in, run->own, &run->tokens,
                              &run->accounts, err);
}

static int ask(const struct flow *flow, const char *after)
{
    char limit[24];
    const struct client_parameter parameters[] = {
        {"fields", "id,instagram_business_account"}, {"limit", limit}, {"after", after}};

    snprintf(limit, sizeof limit, "%" PRId64, flow->run->options->page_size);
    return client_ask(flow->run->client,
                      &(struct client_request){.path = "me/accounts",
                                               .parameters = parameters,
                                               .n_parameters = after ? 3 : 2,
                                               .token = flow->run->own,
                                               .scope = GRAPH_TOKEN,
                                               .first = !after},
                      flow->err);
}

int listing_ask(const struct flow *flow)
{
    flow->run->asked = true;
    return ask(flow, NULL);
}

/* One Page; most have an account behind them, some do not. */
static int take_page(const struct flow *flow, const cJSON *page)
{
    struct run *run = flow->run;
    char id[JSON_ID_ROOM], page_id[JSON_ID_ROOM] = "";
    int64_t number = 0;
    bool added;

    if (json_id(json_member(page, "instagram_business_account"), "id", id) != JSON_GOOD) {
        toba_count(flow->in, "Pages without an Instagram account", 1);
        return 0;
    }
    if (json_id(page, "id", page_id) == JSON_GOOD)
        number = strtoll(page_id, NULL, 10);
    return accounts_add(&run->accounts, id, number == INT64_MAX ? 0 : number, run->own, &added,
                        flow->err);
}

static int end(const struct flow *flow)
{
    flow->run->listing = false;
    flow->run->own->state = TOKEN_GOOD;
    if (flow->run->accounts.n)
        return 0;
    toba_fail(flow->err, TOBA_E_SOURCE, "the token sees no Instagram account");
    return toba_hint(flow->err, "connect a professional account to a Page of the token's "
                                "person, grant pages_show_list (and business_management), or "
                                "name accounts in an accounts file");
}

int listing_take(const struct flow *flow, const struct client_reply *reply)
{
    const cJSON *page;
    char *after = NULL;
    int code = 0;

    if (!reply->json) {
        toba_fail(flow->err, reply->code == TOBA_E_CONFIG ? TOBA_E_CONFIG : TOBA_E_SOURCE,
                  "cannot list the token's accounts: %.440s", reply->why);
        return toba_hint(flow->err, "check the token and its permissions");
    }
    cJSON_ArrayForEach(page, json_member(reply->json, "data"))
    {
        code = take_page(flow, page);
        if (code)
            return code;
    }
    if (!paging_after(reply->json, &after))
        return toba_fail(flow->err, TOBA_E_MEMORY, "no memory for a cursor");
    code = after ? ask(flow, after) : end(flow);
    free(after);
    return code;
}
