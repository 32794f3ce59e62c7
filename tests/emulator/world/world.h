/*
 * The world: brands on Instagram, their profiles and their counters at any instant. Everything
 * is a pure function of the seed, the account's number and the instant; nothing is stored.
 */
#ifndef EMULATOR_WORLD_WORLD_H
#define EMULATOR_WORLD_WORLD_H

#include "ids.h"
#include "trades.h"

#include <stdbool.h>
#include <stdint.h>

/* 1 January 2026: follower counts are drawn for this day and grow from there, both ways. */
#define WORLD_EPOCH INT64_C(1767225600)
#define HUGE_MAX 1000000
#define POSTS_PER_DAY_MAX 100
#define HISTORY_DAYS_MAX 3650

struct world {
    uint64_t seed;
    unsigned accounts;
    double posts_per_day;  /* of an average brand */
    unsigned history_days; /* how long before the epoch the brands began to post */
    unsigned huge; /* account 0 has this many posts at the epoch; 0: it is like others */
};

/* When an account may post: a fixed number of slots a day, each taken by a post or not. */
struct rhythm {
    unsigned slots_a_day;
    int64_t first_slot;
    int64_t full_until_slot; /* of a huge account: every slot before it is taken */
    double chance;           /* that a slot is taken on an average weekday */
};

struct account {
    unsigned index;
    uint64_t seed; /* the world's */
    uint64_t key;  /* the dice of everything about this account */
    const struct trade *trade;
    char id[ID_ROOM];
    char page_id[ID_ROOM];
    char token[TOKEN_ROOM];
    char username[64];
    char name[96];
    char biography[320]; /* "" when the brand has none */
    char website[128];   /* "" when the brand has none */
    double followers;    /* on the epoch */
    double growth;       /* share of those gained a year */
    double liking;       /* share of the followers who end up liking an average post */
    struct rhythm rhythm;
};

/* Fills account; index must be below world->accounts. */
void world_account(const struct world *world, unsigned index, struct account *account);

/* False when no account of this world has the id. */
bool world_find_account(const struct world *world, const char *user_id, unsigned *index);

int64_t account_followers(const struct account *account, int64_t at);
int64_t account_follows(const struct account *account, int64_t at);

#endif
