/*
 * The posting slots of an account, what each holds, and how a post's counters grow.
 *
 * Likes follow potential * age / (age + half-life): fast on the first evening, slow for ever
 * after, with a wave of noise on top whose downward slopes outweigh the growth once the post is
 * old (people take likes back). Comments follow the same curve without noise, so that the
 * instant of the n-th comment can be computed from n.
 */
#include "posts.h"

#include "dates.h"
#include "dice.h"

#include <string.h>

#define WIB_OFFSET (7 * 3600)
#define FIRST_DAY 14610 /* 1 January 2010, before there was an Instagram */
#define HOUR 3600.0

struct hour_share {
    double share; /* of a day's posts that are out … */
    double hour;  /* … by this hour, WIB */
};

static const struct hour_share posting_hours[] = {
    {0, 0}, {0.02, 6}, {0.14, 9}, {0.27, 12}, {0.37, 14}, {0.45, 17}, {0.90, 21}, {1, 24},
};

/* Sunday to Saturday: brands post most on Thursday and Friday. */
static const double weekday_share[7] = {0.8, 0.9, 1.0, 1.05, 1.2, 1.25, 0.8};

int64_t posts_day_of(int64_t instant)
{
    return date_day(instant + WIB_OFFSET) - FIRST_DAY;
}

static double hour_of_share(double share)
{
    const struct hour_share *upper = posting_hours + 1;

    while (share > upper->share)
        upper++;
    return upper[-1].hour + (upper->hour - upper[-1].hour) * (share - upper[-1].share) /
                                (upper->share - upper[-1].share);
}

/* Each slot owns a share of the day, so that a later slot is never published earlier. */
static int64_t publication(const struct rhythm *rhythm, int64_t slot, uint64_t key)
{
    int64_t day = slot / rhythm->slots_a_day;
    double turn = (double)(slot % rhythm->slots_a_day) + dice_unit(dice_mix(key, 't'));
    double hour = hour_of_share(turn / rhythm->slots_a_day);

    return (day + FIRST_DAY) * SECONDS_A_DAY - WIB_OFFSET + (int64_t)(hour * HOUR);
}

static bool is_taken(const struct rhythm *rhythm, int64_t slot, uint64_t key)
{
    int64_t day = slot / rhythm->slots_a_day;

    if (slot < rhythm->first_slot || slot < 0 || slot >= SLOTS_MAX)
        return false;
    if (slot < rhythm->full_until_slot)
        return true;
    /* 1 January 2010 was a Friday. */
    return dice_unit(dice_mix(key, 'x')) < rhythm->chance * weekday_share[(day + 5) % 7];
}

static enum post_kind kind_of(uint64_t key)
{
    unsigned roll = dice_pick(dice_mix(key, 'k'), 100);

    if (roll < 45)
        return POST_IMAGE;
    if (roll < 70)
        return POST_ALBUM;
    return roll < 92 ? POST_REEL : POST_VIDEO;
}

/* The posts of a huge account's past stay, so that it has exactly as many as were asked for. */
static int64_t removal(const struct rhythm *rhythm, const struct post *post)
{
    uint64_t dice = dice_mix(post->key, 'r');

    if (post->slot < rhythm->full_until_slot || dice_pick(dice, 25) != 0)
        return INT64_MAX;
    return post->published + SECONDS_A_DAY +
           (int64_t)(19 * SECONDS_A_DAY * dice_unit(dice_mix(dice, 1)));
}

static void fill_reception(const struct account *account, struct post *post)
{
    double luck = dice_unit(dice_mix(post->key, 'l'));
    double factor = 0.35 + 0.6 * luck + 4 * luck * luck * luck * luck * luck * luck;
    int64_t followers = account_followers(account, post->published);

    post->potential = 3 + (double)followers * account->liking * factor;
    post->talkativity = post->potential / (9 + 40 * dice_unit(dice_mix(post->key, 'c')));
    if (post->closed_to_comments)
        post->talkativity = 0;
}

static uint64_t slot_key(const struct account *account, int64_t slot)
{
    return dice_mix(dice_mix(account->key, 'm'), (uint64_t)slot);
}

bool posts_at_slot(const struct account *account, int64_t slot, struct post *post)
{
    uint64_t key = slot_key(account, slot);

    if (!is_taken(&account->rhythm, slot, key))
        return false;
    memset(post, 0, sizeof *post);
    post->account = account->index;
    post->slot = slot;
    post->key = key;
    post->kind = kind_of(key);
    post->published = publication(&account->rhythm, slot, key);
    post->removed = removal(&account->rhythm, post);
    post->hides_likes = dice_pick(dice_mix(key, 'h'), 25) == 0;
    post->closed_to_comments = dice_pick(dice_mix(key, 'o'), 40) == 0;
    post->withheld = post->kind != POST_IMAGE && dice_pick(dice_mix(key, 'w'), 60) == 0;
    fill_reception(account, post);
    id_write_media(account->seed, account->index, slot, post->id);
    return true;
}

bool post_is_visible(const struct post *post, int64_t at)
{
    return post->published <= at && at < post->removed;
}

int64_t posts_slot_after(const struct account *account, int64_t at)
{
    return (posts_day_of(at) + 1) * account->rhythm.slots_a_day;
}

bool posts_next_older(const struct account *account, int64_t below, int64_t at,
                      struct post *post)
{
    for (int64_t slot = below - 1; slot >= account->rhythm.first_slot; slot--)
        if (posts_at_slot(account, slot, post) && post_is_visible(post, at))
            return true;
    return false;
}

/* Full slots are never emptied, so those whose day is over need no look. */
static int64_t full_slots_before(const struct account *account, int64_t slot)
{
    const struct rhythm *rhythm = &account->rhythm;
    int64_t end = slot < rhythm->full_until_slot ? slot : rhythm->full_until_slot;

    return end > rhythm->first_slot ? end - rhythm->first_slot : 0;
}

int64_t posts_count(const struct account *account, int64_t at)
{
    int64_t today = posts_day_of(at) * account->rhythm.slots_a_day;
    int64_t count = full_slots_before(account, today);
    int64_t slot = account->rhythm.first_slot + count;
    struct post post;

    for (; slot < posts_slot_after(account, at); slot++)
        count += posts_at_slot(account, slot, &post) && post_is_visible(&post, at);
    return count;
}

bool posts_find(const struct world *world, const char *media_id, int64_t at, struct post *post)
{
    struct account account;
    unsigned index;
    int64_t slot;

    if (!id_read_media(world->seed, media_id, &index, &slot) || index >= world->accounts)
        return false;
    world_account(world, index, &account);
    return posts_at_slot(&account, slot, post) && post_is_visible(post, at);
}

static double reached_share(uint64_t key, double hours_to_half, double age)
{
    double half = HOUR * hours_to_half * (0.6 + dice_unit(dice_mix(key, 'a')));

    return age / (age + half);
}

int64_t post_likes(const struct post *post, int64_t at)
{
    double age = (double)(at - post->published);
    double noise = 1 + 0.006 * dice_noise(dice_mix(post->key, 'n'), (double)at / (30 * HOUR));

    if (age < 0)
        return 0;
    return (int64_t)(post->potential * reached_share(post->key, 9, age) * noise);
}

int64_t post_comments(const struct post *post, int64_t at)
{
    double age = (double)(at - post->published);

    return age < 0 ? 0 : (int64_t)(post->talkativity * reached_share(post->key, 14, age));
}

unsigned post_slides(const struct post *post)
{
    return post->kind == POST_ALBUM ? 2 + dice_pick(dice_mix(post->key, 's'), SLIDES_MAX - 1)
                                    : 0;
}

bool post_slide_is_video(const struct post *post, unsigned slide)
{
    return dice_pick(dice_mix(dice_mix(post->key, 'v'), slide), 5) == 0;
}

const char *post_media_type(const struct post *post)
{
    static const char *const types[] = {"IMAGE", "CAROUSEL_ALBUM", "VIDEO", "VIDEO"};

    return types[post->kind];
}

const char *post_product_type(const struct post *post)
{
    return post->kind == POST_REEL ? "REELS" : "FEED";
}
