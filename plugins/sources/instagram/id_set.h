/* id_set.h - the ids of the posts that a list has shown: texts only, for lists of thousands. */
#ifndef INSTAGRAM_ID_SET_H
#define INSTAGRAM_ID_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id_set {
    char *texts; /* one after the other, each with its zero byte */
    size_t size, room;
    uint32_t *slots; /* 1 + where the text begins; 0: free; a power of two of them */
    uint32_t n_slots, n;
};

/* `*added` is false when the id was there. False when memory is out. */
bool id_set_add(struct id_set *set, const char *id, bool *added);
/* `size` bytes, not terminated. */
bool id_set_has(const struct id_set *set, const char *id, size_t size);
void id_set_clear(struct id_set *set);
void id_set_free(struct id_set *set);

#endif
