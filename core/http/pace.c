/* pace.c - see pace.h. */
#include "http/pace.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    const struct tb_http_group *left = a, *right = b;

    return strcmp(left->name, right->name);
}

static void free_group(void *node)
{
    struct tb_http_group *group = node;

    if (group)
        free(group->name);
    free(group);
}

struct tb_http_group *tb_http_groups_get(struct tb_http_groups *groups, const char *name)
{
    struct tb_http_group *group = calloc(1, sizeof *group);
    struct tb_http_group **found = NULL;

    if (group)
        group->name = strdup(name);
    if (group && group->name)
        found = tsearch(group, &groups->tree, by_name);
    if (!found || *found != group)
        free_group(group);
    return found ? *found : NULL;
}

void tb_http_groups_fini(struct tb_http_groups *groups)
{
    tdestroy(groups->tree, free_group);
    groups->tree = NULL;
}

int64_t tb_http_groups_due(struct tb_http_group *const *groups, int32_t n)
{
    int64_t due = 0;

    for (int32_t i = 0; i < n; i++) {
        if (groups[i]->paused_until > due)
            due = groups[i]->paused_until;
        if (groups[i]->interval && groups[i]->next_start > due)
            due = groups[i]->next_start;
    }
    return due;
}

void tb_http_groups_start(struct tb_http_group *const *groups, int32_t n, int64_t now)
{
    for (int32_t i = 0; i < n; i++)
        groups[i]->next_start = now + groups[i]->interval;
}
