/*
 * The posts of an account, newest first. A page costs a walk over its own slots: the cursor
 * says where to go on and how many posts were listed before, which ends the list at LISTED_MAX.
 */
#include "endpoints.h"
#include "errors.h"
#include "node.h"
#include "paging.h"

/* A walk from newer to older posts. */
struct listing {
    const struct call *call;
    struct account account;
    struct page page;
    struct place last; /* the post listed last, and its rank */
    int64_t below;     /* the next post is in a slot below this one */
    int64_t rank;      /* and has this rank */
};

/* Posts newer than `until` are not listed but count for the limit of the newest LISTED_MAX. */
static void skip_newer(struct listing *listing)
{
    struct post post;

    while (listing->rank < LISTED_MAX &&
           posts_next_older(&listing->account, listing->below, listing->call->now, &post) &&
           post.published > listing->page.until) {
        listing->below = post.slot;
        listing->rank++;
    }
}

static bool start(struct listing *listing, struct answer *answer)
{
    const struct place *after = &listing->page.after;
    struct post post;

    if (!listing->page.continues) {
        listing->below = posts_slot_after(&listing->account, listing->call->now);
        skip_newer(listing);
        return true;
    }
    if (!posts_at_slot(&listing->account, after->item, &post) ||
        !post_is_visible(&post, listing->call->now)) {
        answer_bad_cursor(answer);
        return false;
    }
    listing->below = after->item;
    listing->rank = after->rank + 1;
    return true;
}

static bool next_post(struct listing *listing, struct post *post)
{
    if (listing->rank >= LISTED_MAX ||
        !posts_next_older(&listing->account, listing->below, listing->call->now, post) ||
        post->published < listing->page.since)
        return false;
    listing->last = (struct place){.item = post->slot, .rank = listing->rank};
    listing->below = post->slot;
    listing->rank++;
    return true;
}

/* The page as JSON, or NULL with the answer set when a post does not have an asked field. */
static cJSON *list_page(struct listing *listing, const struct field *fields,
                        struct answer *answer)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *data = cJSON_AddArrayToObject(json, "data");
    struct media media = {.account = &listing->account};
    struct place first = {0};
    struct place last;
    unsigned count = 0;

    for (; count < listing->page.limit && next_post(listing, &media.post); count++) {
        if (count == 0)
            first = listing->last;
        if (!node_suits(&media_type, fields, &media, answer)) {
            cJSON_Delete(json);
            return NULL;
        }
        cJSON_AddItemToArray(data, node_json(listing->call, &media_type, fields, &media));
    }
    last = listing->last;
    if (count)
        page_write(listing->call, &listing->page, &first, &last,
                   next_post(listing, &media.post), json);
    return json;
}

void endpoint_user_media(const struct call *call, struct answer *answer)
{
    struct listing listing = {.call = call};
    struct field *fields = NULL;
    cJSON *json;

    world_account(call->world, call->node.account, &listing.account);
    if (!node_fields(call, &media_type, &fields, answer))
        return;
    if (page_read(call, &listing.page, answer) && start(&listing, answer)) {
        json = list_page(&listing, fields, answer);
        if (json)
            answer_json(answer, json);
    }
    fields_free(fields);
}

void endpoint_empty(const struct call *call, struct answer *answer)
{
    cJSON *json = cJSON_CreateObject();

    (void)call;
    cJSON_AddArrayToObject(json, "data");
    answer_json(answer, json);
}
