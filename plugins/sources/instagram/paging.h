/* paging.h - where a list goes on.
 *
 * The address of the next page holds the access token, so only its cursor is taken, and every
 * page's address is made anew. */
#ifndef INSTAGRAM_PAGING_H
#define INSTAGRAM_PAGING_H

#include "json.h"

#include <stdbool.h>

/* The cursor of the page after this one, decoded, for the caller to free; NULL at the end of
 * the list. False when memory is out. */
bool paging_after(const cJSON *answer, char **after);

#endif
