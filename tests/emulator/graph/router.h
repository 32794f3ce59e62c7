/*
 * From a path to the endpoint that answers it.
 */
#ifndef EMULATOR_GRAPH_ROUTER_H
#define EMULATOR_GRAPH_ROUTER_H

#include "call.h"

/* Whose allowance a call is counted against. */
enum budget { BUDGET_APP, BUDGET_ACCOUNT };

struct endpoint {
    enum node_kind kind;
    const char *edge; /* "": the node itself */
    const char *name; /* in statistics */
    enum budget budget;
    void (*answer)(const struct call *call, struct answer *answer);
};

/*
 * Fills version, reader, node and endpoint from call->request. False, and answer set: the path,
 * the token or the node is no good, or the reader may not see it; endpoint is then set if
 * known.
 */
bool route(struct call *call, const struct endpoint **endpoint, struct answer *answer);

#endif
