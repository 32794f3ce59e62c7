/*
 * One call of the API on its way through the emulator: who asks what of which node, and when.
 */
#ifndef EMULATOR_GRAPH_CALL_H
#define EMULATOR_GRAPH_CALL_H

#include "access.h"
#include "posts.h"
#include "request.h"

enum node_kind { NODE_ME, NODE_USER, NODE_MEDIA, NODE_SLIDE };

struct node {
    enum node_kind kind;
    char id[ID_ROOM];
    unsigned account; /* not of NODE_ME */
    struct post post; /* of NODE_MEDIA and NODE_SLIDE */
    unsigned slide;   /* of NODE_SLIDE */
};

struct call {
    const struct world *world;
    const struct access *access;
    const struct request *request;
    int64_t now;
    unsigned page_cap; /* the longest page that is given out */
    unsigned version;  /* 25 for v25.0; 0: the client named none */
    struct reader reader;
    struct node node;
};

#endif
