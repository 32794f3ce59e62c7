/* paging.c - see paging.h. */
#include "paging.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_CURSOR = 4096 };

static int hex(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* The value of `after` in an address, decoded. */
static char *after_in(const char *url)
{
    const char *at = strstr(url, "?after=");
    char *value, *to;

    if (!at)
        at = strstr(url, "&after=");
    value = to = at ? malloc(strlen(at)) : NULL;
    if (!value)
        return NULL;
    for (at += 7; *at && *at != '&'; at++) {
        if (at[0] == '%' && isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2])) {
            *to++ = (char)(hex(at[1]) * 16 + hex(at[2]));
            at += 2;
        } else {
            *to++ = *at;
        }
    }
    *to = '\0';
    return value;
}

static bool empty(const cJSON *answer)
{
    return cJSON_GetArraySize(json_member(answer, "data")) == 0;
}

bool paging_after(const cJSON *answer, char **after)
{
    const cJSON *paging = json_member(answer, "paging");
    const char *next, *cursor;

    *after = NULL;
    if (empty(answer) || json_text(paging, "next", &next) != JSON_GOOD)
        return true;
    if (json_text(json_member(paging, "cursors"), "after", &cursor) != JSON_GOOD) {
        *after = after_in(next);
        return *after || !strstr(next, "after=");
    }
    if (!*cursor || strlen(cursor) > LONGEST_CURSOR)
        return true;
    *after = strdup(cursor);
    return *after;
}
