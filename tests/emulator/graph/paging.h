/*
 * Cursor paging: reading `limit`, `after`, `since` and `until`, and writing `paging` with its
 * cursors and the whole address of the next page.
 */
#ifndef EMULATOR_GRAPH_PAGING_H
#define EMULATOR_GRAPH_PAGING_H

#include "call.h"

#define LIMIT_DEFAULT 25
#define LIMIT_MAX 100

/* A place in a list, and how many items of the list come before the place. */
struct place {
    int64_t item; /* a posting slot, or an account's number */
    int64_t rank;
};

struct page {
    unsigned limit;
    bool continues;     /* `after` was given */
    struct place after; /* the last item of the page before */
    int64_t since;      /* INT64_MIN: not given */
    int64_t until;      /* INT64_MAX: not given */
};

/* False, and answer set: a bad cursor or a bad time. */
bool page_read(const struct call *call, struct page *page, struct answer *answer);

void answer_bad_cursor(struct answer *answer);

/* Adds `paging` of a page that is not empty. more: there is a next page. */
void page_write(const struct call *call, const struct page *page, const struct place *first,
                const struct place *last, bool more, cJSON *json);

#endif
