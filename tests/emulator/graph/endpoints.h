/*
 * The functions behind the router's table, one an endpoint. Each answers a call whose token and
 * node were found good.
 */
#ifndef EMULATOR_GRAPH_ENDPOINTS_H
#define EMULATOR_GRAPH_ENDPOINTS_H

#include "call.h"

void endpoint_accounts(const struct call *call, struct answer *answer);   /* me/accounts */
void endpoint_user(const struct call *call, struct answer *answer);       /* {user} */
void endpoint_user_media(const struct call *call, struct answer *answer); /* {user}/media */
void endpoint_media(const struct call *call, struct answer *answer);      /* {media} */
void endpoint_media_children(const struct call *call,
                             struct answer *answer);                 /* {media}/children */
void endpoint_slide(const struct call *call, struct answer *answer); /* {slide} */
void endpoint_empty(const struct call *call, struct answer *answer); /* {"data":[]} */

#endif
