/*
 * The table of endpoints, and the way to it: version, node, edge, token, and whether the token
 * may see the node.
 */
#include "router.h"

#include "endpoints.h"
#include "errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION_OLDEST 13
#define VERSION_NEWEST 27

/* clang-format off */
static const struct endpoint endpoints[] = {
    {NODE_ME,    "accounts", "me/accounts",    BUDGET_APP,     endpoint_accounts},
    {NODE_USER,  "",         "user",           BUDGET_ACCOUNT, endpoint_user},
    {NODE_USER,  "media",    "user/media",     BUDGET_ACCOUNT, endpoint_user_media},
    {NODE_MEDIA, "",         "media",          BUDGET_ACCOUNT, endpoint_media},
    {NODE_MEDIA, "children", "media/children", BUDGET_ACCOUNT, endpoint_media_children},
    {NODE_SLIDE, "",         "slide",          BUDGET_ACCOUNT, endpoint_slide},

    /* Edges that exist and of which the emulator's world has nothing. */
    {NODE_USER,  "content_publishing_limit",   "user/content_publishing_limit",   BUDGET_ACCOUNT, endpoint_empty},
    {NODE_USER,  "live_media",                 "user/live_media",                 BUDGET_ACCOUNT, endpoint_empty},
    {NODE_USER,  "media_publish",              "user/media_publish",              BUDGET_ACCOUNT, endpoint_empty},
    {NODE_USER,  "mentions",                   "user/mentions",                   BUDGET_ACCOUNT, endpoint_empty},
    {NODE_USER,  "mentioned_comment",          "user/mentioned_comment",          BUDGET_ACCOUNT, endpoint_empty},
    {NODE_USER,  "mentioned_media",            "user/mentioned_media",            BUDGET_ACCOUNT, endpoint_empty},
    {NODE_USER,  "recently_searched_hashtags", "user/recently_searched_hashtags", BUDGET_ACCOUNT, endpoint_empty},
    {NODE_USER,  "tags",                       "user/tags",                       BUDGET_ACCOUNT, endpoint_empty},
    {NODE_MEDIA, "collaborators",              "media/collaborators",             BUDGET_ACCOUNT, endpoint_empty},
};
/* clang-format on */

static const struct endpoint *find_endpoint(enum node_kind kind, const char *edge)
{
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++)
        if (endpoints[i].kind == kind && strcmp(endpoints[i].edge, edge) == 0)
            return &endpoints[i];
    return NULL;
}

/* Cuts the next part off a path; "" at its end. */
static const char *next_part(char **path)
{
    char *part;

    while (**path == '/')
        (*path)++;
    part = *path;
    *path += strcspn(part, "/");
    if (**path)
        *(*path)++ = '\0';
    return part;
}

static bool is_version(const char *part, unsigned *version)
{
    char known[16];

    for (*version = VERSION_OLDEST; *version <= VERSION_NEWEST; (*version)++) {
        snprintf(known, sizeof known, "v%u.0", *version);
        if (strcmp(part, known) == 0)
            return true;
    }
    return false;
}

static bool is_number(const char *id)
{
    return *id && strspn(id, "0123456789") == strlen(id);
}

static bool find_post(const struct call *call, const char *id, struct node *node)
{
    if (!posts_find(call->world, id, call->now, &node->post))
        return false;
    node->kind = NODE_MEDIA;
    node->account = node->post.account;
    return true;
}

static bool find_slide(const struct call *call, const char *id, struct node *node)
{
    char media_id[ID_ROOM];
    int64_t slot;

    if (!id_read_slide(call->world->seed, id, &node->account, &slot, &node->slide))
        return false;
    id_write_media(call->world->seed, node->account, slot, media_id);
    if (!find_post(call, media_id, node) || node->slide >= post_slides(&node->post))
        return false;
    node->kind = NODE_SLIDE;
    return true;
}

static bool find_node(const struct call *call, const char *id, struct node *node)
{
    snprintf(node->id, sizeof node->id, "%s", id);
    if (strcmp(id, "me") == 0) {
        node->kind = NODE_ME;
        return true;
    }
    if (world_find_account(call->world, id, &node->account)) {
        node->kind = NODE_USER;
        return true;
    }
    return find_post(call, id, node) || find_slide(call, id, node);
}

static void answer_unknown_path(const char *path, struct answer *answer)
{
    answer_error_saying(answer, 2500, 0, "Unknown path components: /%s", path);
}

static void answer_no_node(const struct call *call, const char *id, struct answer *answer)
{
    if (is_number(id))
        answer_unsupported(answer, call->request->method, id);
    else
        answer_error_saying(answer, 803, 0,
                            "(#803) Some of the aliases you requested do not exist: %s", id);
}

/* The node is there: is there such an edge, and may this reader see it? */
static bool enter(const struct call *call, const char *edge, const struct endpoint **endpoint,
                  struct answer *answer)
{
    const char *method = call->request->method;

    *endpoint = find_endpoint(call->node.kind, edge);
    if (call->node.kind != NODE_ME &&
        !access_allow(call->access, &call->reader, call->node.account, call->now, method,
                      call->node.id, answer))
        return false;
    if (strcmp(method, "GET") != 0) {
        answer_unsupported(answer, method, call->node.id);
        return false;
    }
    if (!*endpoint)
        answer_unknown_path(edge, answer);
    return *endpoint != NULL;
}

static bool walk(struct call *call, char *path, const struct endpoint **endpoint,
                 struct answer *answer)
{
    const char *part = next_part(&path);

    if (is_version(part, &call->version))
        part = next_part(&path);
    else
        call->version = 0;
    if (!access_admit(call->access, call->world, request_token(call->request), &call->reader,
                      answer))
        return false;
    if (!find_node(call, part, &call->node)) {
        answer_no_node(call, part, answer);
        return false;
    }
    part = next_part(&path);
    if (!*path)
        return enter(call, part, endpoint, answer);
    answer_unknown_path(path, answer);
    return false;
}

bool route(struct call *call, const struct endpoint **endpoint, struct answer *answer)
{
    char *path = strdup(call->request->path);
    bool found;

    if (!path)
        abort();
    *endpoint = NULL;
    found = walk(call, path, endpoint, answer);
    free(path);
    return found;
}
