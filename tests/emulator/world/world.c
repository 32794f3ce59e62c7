/*
 * Accounts and their counters. The follower curve is a straight trend with three waves of noise
 * on it (a season, a fortnight, a week): their slopes outweigh the trend now and then, which
 * gives the days on which a brand loses followers.
 */
#include "world.h"

#include "dates.h"
#include "dice.h"
#include "posts.h"
#include "profiles.h"

#include <string.h>

static void fill_rhythm(const struct world *world, struct account *account)
{
    struct rhythm *rhythm = &account->rhythm;
    double pace = 0.5 + dice_unit(dice_mix(account->key, 'p'));
    unsigned slots = (unsigned)(world->posts_per_day * 4);
    int64_t epoch_day = posts_day_of(WORLD_EPOCH);

    rhythm->slots_a_day = slots < 4 ? 4 : slots;
    if (world->huge && account->index == 0)
        rhythm->slots_a_day = 12 + world->huge / HISTORY_DAYS_MAX;
    rhythm->chance = world->posts_per_day * pace / rhythm->slots_a_day;
    rhythm->first_slot = (epoch_day - world->history_days) * rhythm->slots_a_day;
    rhythm->full_until_slot = rhythm->first_slot;
    if (world->huge && account->index == 0) {
        rhythm->full_until_slot = epoch_day * rhythm->slots_a_day;
        rhythm->first_slot = rhythm->full_until_slot - world->huge;
    }
}

/* Most brands are small, a few are large: the square of a square spreads them so. */
static double followers_of(uint64_t key)
{
    double size = dice_unit(dice_mix(key, 'f'));

    return 900 + 240000 * size * size * size * size;
}

void world_account(const struct world *world, unsigned index, struct account *account)
{
    memset(account, 0, sizeof *account);
    account->index = index;
    account->seed = world->seed;
    account->key = dice_mix(dice_mix_string(world->seed, "account"), index);
    id_write_user(world->seed, index, account->id);
    id_write_page(world->seed, index, account->page_id);
    token_write(world->seed, index, account->token);
    profile_write(world, account);
    account->followers = followers_of(account->key);
    account->growth = 0.04 + 0.3 * dice_unit(dice_mix(account->key, 'g'));
    account->liking = 0.01 + 0.04 * dice_unit(dice_mix(account->key, 'l'));
    fill_rhythm(world, account);
}

bool world_find_account(const struct world *world, const char *user_id, unsigned *index)
{
    return id_read_user(world->seed, user_id, index) && *index < world->accounts;
}

/* A falling trend stops at a tenth: a brand that far back in time just is small. */
int64_t account_followers(const struct account *account, int64_t at)
{
    double days = (double)(at - WORLD_EPOCH) / SECONDS_A_DAY;
    double trend = 1 + account->growth * days / 365;
    double season = 0.012 * dice_noise(dice_mix(account->key, 's'), days / 41);
    double fortnight = 0.003 * dice_noise(dice_mix(account->key, 't'), days / 13);
    double week = 0.0012 * dice_noise(dice_mix(account->key, 'd'), days / 2.33);

    if (trend < 0.1)
        trend = 0.1;
    return (int64_t)(account->followers * (trend + season + fortnight + week));
}

int64_t account_follows(const struct account *account, int64_t at)
{
    double days = (double)(at - WORLD_EPOCH) / SECONDS_A_DAY;
    double base = 40 + 900 * dice_unit(dice_mix(account->key, 'F'));

    return (int64_t)(base * (1 + 0.05 * dice_noise(dice_mix(account->key, 'G'), days / 23)));
}
