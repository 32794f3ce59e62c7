/*
 * The words of each trade (coffee, fashion, …): what its brands are called, what they sell, and
 * the phrases of which their captions are made. Data only; captions.c and profiles.c do the
 * speaking.
 *
 * A phrase may hold placeholders: {p} product, {q} place or material, {a} adjective, {e} emoji,
 * {n} a number, {h} a percentage, {r} a price, {d} a weekday, {D} the same in
 * English, {t} a time of day, {m} a mention, {#} a hashtag.
 */
#ifndef EMULATOR_WORLD_TRADES_H
#define EMULATOR_WORLD_TRADES_H

#include <stddef.h>

struct words {
    const char *const *word;
    unsigned count;
};

struct trade {
    const char *name;
    struct words brand_first;  /* kopi, ngopi, … */
    struct words brand_second; /* senja, pagi, … */
    struct words biographies;
    struct words products;
    struct words places;
    struct words adjectives;
    struct words emoji;
    struct words openings;
    struct words bodies;
    struct words english;
    struct words tags; /* without the # */
};

extern const struct trade trades[];
extern const unsigned trades_count;

/* What any brand may say. */
extern const struct words common_openings;
extern const struct words common_bodies;
extern const struct words common_closings;
extern const struct words common_english;
extern const struct words common_english_closings;
extern const struct words common_tags;
extern const struct words common_emoji;
extern const struct words weekdays;
extern const struct words english_weekdays;
extern const struct words day_times;

#endif
