/* errors.h - the errors of the Graph API, and what to do about each.
 *
 * A table: one row a meaning. Numbers decide; words only where two meanings share a number. */
#ifndef INSTAGRAM_ERRORS_H
#define INSTAGRAM_ERRORS_H

#include "json.h"

#include <stdbool.h>
#include <stdint.h>

/* What the request that failed was about; a rule may hold for several. */
enum graph_scope {
    GRAPH_TOKEN = 1,   /* the token itself: me/accounts */
    GRAPH_ACCOUNT = 2, /* the account's own node and its lists */
    GRAPH_OBJECT = 4   /* a post, a story or a comment */
};

enum graph_action {
    GRAPH_RETRY = 1,  /* backoff, then the same again, a few times */
    GRAPH_RETRY_ONCE, /* the same again once */
    GRAPH_WAIT,       /* pause the rule's group, then the same again */
    GRAPH_SKIP,       /* leave this one out */
    GRAPH_ADAPT,      /* change the request as `how` says, then again */
    GRAPH_FLAG,       /* give the account up for this run */
    GRAPH_STOP        /* no call of this token can succeed */
};

enum graph_how {
    GRAPH_NOHOW = 0,
    GRAPH_SMALLER,  /* ask for shorter pages */
    GRAPH_ANOTHER,  /* drop the field that the message names; with none: begin the list anew */
    GRAPH_DROP_ONLY /* drop the field that the message names */
};

/* Who shares the limit that was passed. */
enum graph_group { GRAPH_OF_ACCOUNT = 0, GRAPH_OF_TOKEN, GRAPH_OF_APP };

struct graph_rule {
    int32_t code, last; /* codes from `code` to `last`; 0: `code` alone */
    int32_t subcode;    /* GRAPH_ANY_SUBCODE, or this one */
    uint32_t scopes;    /* enum graph_scope, or-ed */
    const char *says;   /* a part of the message; NULL: any */
    int32_t action;
    int32_t how;       /* GRAPH_ADAPT */
    int32_t group;     /* GRAPH_WAIT */
    int32_t minutes;   /* GRAPH_WAIT: at least so long */
    bool needs_person; /* sets has_problems */
    bool gone;         /* clears is_userid_valid */
    bool
        passes_early; /* the first call of a fresh token may get it and succeed when repeated */
    const char *meaning;
};

#define GRAPH_ANY_SUBCODE (-1)

struct graph_error {
    int32_t code, subcode;
    bool transient;
    char message[256];
};

/* Reads the error of an answer; false when it has none. */
bool graph_error_read(const cJSON *answer, struct graph_error *error);

/* The rule for an error; never NULL: unknown codes have two rules of their own. */
const struct graph_rule *graph_rule(const struct graph_error *error, enum graph_scope scope);

#endif
