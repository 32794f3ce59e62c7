/* accounts.h - the accounts that a run fetches, and how far each has come. */
#ifndef INSTAGRAM_ACCOUNTS_H
#define INSTAGRAM_ACCOUNTS_H

#include "json.h"
#include "tokens.h"
#include "usage.h"

struct account {
    char id[JSON_ID_ROOM];
    int64_t page_id; /* 0: not known */
    struct token *token;
    struct usage_meter meter; /* touched by the client's thread only */
    bool begun;
};

struct accounts {
    struct account **at; /* each stays where it is */
    int32_t n, room;
    void *by_id; /* a tree */
};

/* Adds an account; `*added` is false when it is already there. */
int accounts_add(struct accounts *accounts, const char *id, int64_t page_id,
                 struct token *token, bool *added, struct toba_error *err);
void accounts_free(struct accounts *accounts);

#endif
