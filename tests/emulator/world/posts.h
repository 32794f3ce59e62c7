/*
 * Posts. An account's time is cut into slots, a fixed number a day; a slot holds one post or
 * none. The slot's number says when the post was published and its id, so that a page of a list
 * costs a walk over that page's slots, however many posts the account has.
 */
#ifndef EMULATOR_WORLD_POSTS_H
#define EMULATOR_WORLD_POSTS_H

#include "world.h"

#define LISTED_MAX 10000 /* the API lists the newest so many of an account */

enum post_kind { POST_IMAGE, POST_ALBUM, POST_REEL, POST_VIDEO };

struct post {
    unsigned account;
    int64_t slot;
    uint64_t key;
    enum post_kind kind;
    int64_t published;
    int64_t removed; /* when its owner deletes it; INT64_MAX: never */
    bool hides_likes;
    bool closed_to_comments;
    bool withheld;      /* copyrighted music: no media_url */
    double potential;   /* the likes that it ends up with */
    double talkativity; /* the comments that it ends up with */
    char id[ID_ROOM];
};

/* The posting day, in the brands' zone (WIB, UTC+7), of an instant; counted from 2010. */
int64_t posts_day_of(int64_t instant);

/* Fills post with what the slot holds. False: nothing was or will be posted in it. */
bool posts_at_slot(const struct account *account, int64_t slot, struct post *post);

bool post_is_visible(const struct post *post, int64_t at);

/* The first slot after everything that was published at an instant: walk down from below it. */
int64_t posts_slot_after(const struct account *account, int64_t at);

/*
 * Fills post with the newest visible one in a slot below `below`. False when there is none.
 */
bool posts_next_older(const struct account *account, int64_t below, int64_t at,
                      struct post *post);

/* All visible posts, those too old to be listed included. Costs a step a slot. */
int64_t posts_count(const struct account *account, int64_t at);

/* False when no post visible at that instant has the id. */
bool posts_find(const struct world *world, const char *media_id, int64_t at, struct post *post);

int64_t post_likes(const struct post *post, int64_t at);
int64_t post_comments(const struct post *post, int64_t at);

/* Slides of an album, 2 to SLIDES_MAX; 0 for every other kind. */
unsigned post_slides(const struct post *post);
bool post_slide_is_video(const struct post *post, unsigned slide);

const char *post_media_type(const struct post *post);
const char *post_product_type(const struct post *post);

#endif
