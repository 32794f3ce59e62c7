/* listing.h - which accounts the run fetches: those of the accounts file, or those behind the
 * Pages of the token's person. */
#ifndef INSTAGRAM_LISTING_H
#define INSTAGRAM_LISTING_H

#include "graph.h"

/* Reads the accounts file, or remembers to ask the API. Before any request. */
int listing_open(struct run *run, const struct toba_in *in, struct toba_error *err);

/* Asks for the first page of me/accounts. */
int listing_ask(const struct flow *flow);
/* Takes a page; asks for the next or ends the listing. Its replies have no owner. */
int listing_take(const struct flow *flow, const struct client_reply *reply);

#endif
