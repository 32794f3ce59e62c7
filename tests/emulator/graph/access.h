/*
 * Who may read what: tokens, and accounts that are in trouble.
 */
#ifndef EMULATOR_GRAPH_ACCESS_H
#define EMULATOR_GRAPH_ACCESS_H

#include "answer.h"
#include "world.h"

enum trouble_kind {
    TROUBLE_NONE,
    TROUBLE_GONE,       /* 100/33 */
    TROUBLE_PERMISSION, /* 10 */
    TROUBLE_WITHDRAWN,  /* 200 */
    TROUBLE_RESTRICTED, /* 25/2207050 */
    TROUBLE_EXPIRED     /* 190/463, by whatever token the account is read */
};

struct trouble {
    unsigned account;
    enum trouble_kind kind;
    int64_t since; /* INT64_MIN: always was */
};

struct access {
    const char *master_token; /* sees every account */
    struct trouble *troubles;
    unsigned trouble_count;
};

/* Whose token a request carries. */
struct reader {
    bool sees_all;
    unsigned account; /* the token's own, when it does not see all */
};

/* Reads `2=gone` or `2=expired@2026-10-03`. */
bool trouble_parse(const char *string, struct trouble *trouble);

enum trouble_kind access_trouble(const struct access *access, unsigned account, int64_t at);

/* False, and answer set: no token, or none of ours. token may be NULL. */
bool access_admit(const struct access *access, const struct world *world, const char *token,
                  struct reader *reader, struct answer *answer);

/*
 * False, and answer set: the reader cannot see the account, or the account is in trouble. id
 * and method are what the client asked with.
 */
bool access_allow(const struct access *access, const struct reader *reader, unsigned account,
                  int64_t at, const char *method, const char *id, struct answer *answer);

#endif
