/* fetch.h - one account's way through the streams, from its first request to its last row. */
#ifndef INSTAGRAM_FETCH_H
#define INSTAGRAM_FETCH_H

#include "graph.h"

/* Begins an account in a free place; gives it up at once when its token is dead. */
int fetch_begin(const struct flow *flow, struct fetch *fetch, struct account *account);

/* Goes on with the reply to its last request. The place is free again when the account is
 * done, well or not. */
int fetch_take(const struct flow *flow, struct fetch *fetch, const struct client_reply *reply);

void fetch_free(struct fetch *fetch);

#endif
