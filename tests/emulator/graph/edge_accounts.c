/*
 * The Pages of the token's person, each with the Instagram account behind it: all of them for
 * the master token, its own for an account's.
 */
#include "endpoints.h"
#include "node.h"
#include "paging.h"

static void answer_page(const struct call *call, const struct page *page,
                        const struct field *fields, unsigned from, unsigned end,
                        struct answer *answer)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *data = cJSON_AddArrayToObject(json, "data");
    unsigned stop = end - from > page->limit ? from + page->limit : end;
    struct place first = {.item = from};
    struct place last = {.item = stop ? stop - 1 : 0};

    for (unsigned i = from; i < stop; i++) {
        struct account account;

        world_account(call->world, i, &account);
        cJSON_AddItemToArray(data, node_json(call, &page_type, fields, &account));
    }
    if (stop > from)
        page_write(call, page, &first, &last, stop < end, json);
    answer_json(answer, json);
}

void endpoint_accounts(const struct call *call, struct answer *answer)
{
    struct field *fields = NULL;
    struct page page;
    bool all = call->reader.sees_all;
    unsigned from = all ? 0 : call->reader.account;
    unsigned end = all ? call->world->accounts : from + 1;

    if (!node_fields(call, &page_type, &fields, answer))
        return;
    if (page_read(call, &page, answer)) {
        if (page.continues)
            from = page.after.item < end ? (unsigned)page.after.item + 1 : end;
        answer_page(call, &page, fields, from, end, answer);
    }
    fields_free(fields);
}
