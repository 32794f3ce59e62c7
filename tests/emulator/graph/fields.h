/*
 * The language of the `fields` parameter:
 * `id,caption,children{id,media_type},media.limit(5){id}`.
 */
#ifndef EMULATOR_GRAPH_FIELDS_H
#define EMULATOR_GRAPH_FIELDS_H

#include "text.h"

#include <stdbool.h>

/* `.limit(5)` */
struct field_modifier {
    char *name;
    char *value;
    struct field_modifier *next;
};

struct field {
    char *name;
    struct field_modifier *modifiers;
    struct field *inner; /* NULL: none were asked for by name */
    struct field *next;
};

/*
 * Fills first with a list that fields_free releases (NULL for an empty string). False: the
 * string is no field list, first is NULL, and complaint holds the API's words for what is
 * wrong.
 */
bool fields_parse(const char *string, struct field **first, struct text *complaint);

/* The value of a modifier, or NULL. Borrows from field. */
const char *field_modifier(const struct field *field, const char *name);

void fields_free(struct field *first);

#endif
