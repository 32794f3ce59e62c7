/*
 * A brand's name is two words of its trade. The pair is chosen by an affine step through all
 * pairs of the trade, so that no two accounts share a handle; when the pairs are used up, a
 * number follows.
 */
#include "profiles.h"

#include "captions.h"
#include "dice.h"
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A prime that divides no product of two word counts of a trade. */
#define STEP 7919U

struct brand {
    const char *first;
    const char *second;
    unsigned round; /* how often all pairs of the trade were used before */
};

static struct brand brand_of(const struct world *world, const struct account *account)
{
    const struct trade *trade = account->trade;
    unsigned pairs = trade->brand_first.count * trade->brand_second.count;
    unsigned turn = account->index / trades_count;
    unsigned shift = dice_pick(dice_mix_string(world->seed, trade->name), pairs);
    unsigned pair = (unsigned)(((uint64_t)turn * STEP + shift) % pairs);
    struct brand brand = {
        .first = trade->brand_first.word[pair % trade->brand_first.count],
        .second = trade->brand_second.word[pair / trade->brand_first.count],
        .round = turn / pairs,
    };

    return brand;
}

static void write_username(const struct brand *brand, struct account *account)
{
    static const char *const joints[] = {"_", ".", "", "_"};
    const char *joint = joints[dice_pick(dice_mix(account->key, 'u'), 4)];
    size_t room = sizeof account->username;

    if (brand->round)
        snprintf(account->username, room, "%s%s%s_%u", brand->first, joint, brand->second,
                 brand->round + 1);
    else
        snprintf(account->username, room, "%s%s%s", brand->first, joint, brand->second);
}

static void write_name(const struct brand *brand, struct account *account)
{
    const struct words *emoji = &account->trade->emoji;
    const char *sign = emoji->word[dice_pick(dice_mix(account->key, 'e'), emoji->count)];
    char first[32];
    char second[32];

    snprintf(first, sizeof first, "%s", brand->first);
    snprintf(second, sizeof second, "%s", brand->second);
    first[0] = (char)toupper((unsigned char)first[0]);
    second[0] = (char)toupper((unsigned char)second[0]);
    if (dice_pick(dice_mix(account->key, 'n'), 3) == 0)
        snprintf(account->name, sizeof account->name, "%s %s", first, second);
    else
        snprintf(account->name, sizeof account->name, "%s %s %s", first, second, sign);
}

static void write_biography(struct account *account)
{
    const struct words *lines = &account->trade->biographies;
    uint64_t dice = dice_mix(account->key, 'b');
    struct text text = {0};

    account->biography[0] = '\0';
    if (dice_pick(dice_mix(dice, 0), 8) == 0)
        return;
    caption_expand(account->trade, lines->word[dice_pick(dice_mix(dice, 1), lines->count)],
                   dice, &text);
    snprintf(account->biography, sizeof account->biography, "%s", text_peek(&text));
    text_free(&text);
}

static void write_website(const struct brand *brand, struct account *account)
{
    account->website[0] = '\0';
    if (dice_pick(dice_mix(account->key, 'w'), 4) == 0)
        return;
    snprintf(account->website, sizeof account->website, "https://%s%s.example/", brand->first,
             brand->second);
}

void profile_write(const struct world *world, struct account *account)
{
    struct brand brand;

    account->trade = &trades[account->index % trades_count];
    brand = brand_of(world, account);
    write_username(&brand, account);
    write_name(&brand, account);
    write_biography(account);
    write_website(&brand, account);
}
