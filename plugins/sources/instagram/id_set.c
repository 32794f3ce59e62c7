/* id_set.c - see id_set.h. Open addressing, at most half full. */
#include "id_set.h"

#include <stdlib.h>
#include <string.h>

static uint32_t hash(const char *id, size_t size)
{
    uint32_t state = 2166136261u;

    for (size_t i = 0; i < size; i++)
        state = (state ^ (unsigned char)id[i]) * 16777619u;
    return state;
}

static bool same(const char *text, const char *id, size_t size)
{
    return strncmp(text, id, size) == 0 && text[size] == '\0';
}

/* The slot that holds the id, or the free one where it belongs. */
static uint32_t place(const struct id_set *set, const char *id, size_t size)
{
    uint32_t at = hash(id, size) & (set->n_slots - 1);

    while (set->slots[at] && !same(set->texts + set->slots[at] - 1, id, size))
        at = (at + 1) & (set->n_slots - 1);
    return at;
}

static bool widen(struct id_set *set)
{
    struct id_set wider = *set;

    wider.n_slots = set->n_slots ? 2 * set->n_slots : 256;
    wider.slots = calloc(wider.n_slots, sizeof *wider.slots);
    if (!wider.slots)
        return false;
    for (uint32_t i = 0; i < set->n_slots; i++) {
        const char *text;

        if (!set->slots[i])
            continue;
        text = set->texts + set->slots[i] - 1;
        wider.slots[place(&wider, text, strlen(text))] = set->slots[i];
    }
    free(set->slots);
    *set = wider;
    return true;
}

static bool make_room(struct id_set *set, size_t size)
{
    size_t room = set->room ? set->room : 4096;
    char *texts;

    while (room < set->size + size)
        room *= 2;
    if (room == set->room)
        return true;
    if (room > UINT32_MAX)
        return false;
    texts = realloc(set->texts, room);
    if (!texts)
        return false;
    set->texts = texts;
    set->room = room;
    return true;
}

bool id_set_add(struct id_set *set, const char *id, bool *added)
{
    size_t size = strlen(id);
    uint32_t at;

    *added = false;
    if (2 * (set->n + 1) > set->n_slots && !widen(set))
        return false;
    at = place(set, id, size);
    if (set->slots[at])
        return true;
    if (!make_room(set, size + 1))
        return false;
    memcpy(set->texts + set->size, id, size + 1);
    set->slots[at] = (uint32_t)set->size + 1;
    set->size += size + 1;
    set->n++;
    *added = true;
    return true;
}

bool id_set_has(const struct id_set *set, const char *id, size_t size)
{
    return set->n && set->slots[place(set, id, size)];
}

void id_set_clear(struct id_set *set)
{
    if (set->n)
        memset(set->slots, 0, set->n_slots * sizeof *set->slots);
    set->n = 0;
    set->size = 0;
}

void id_set_free(struct id_set *set)
{
    free(set->texts);
    free(set->slots);
    *set = (struct id_set){0};
}
