/*
 * What a store must hold after reading the emulator's world without a fault.
 *
 * The rule: one successful run a day on each date from `from` to `to`, with the emulator's
 * clock set to that date 06:00:00Z; every run reads each account's profile and its whole media
 * list. An account in trouble on a date is not read on it. Columns are those of the stored
 * tables, in their order, without what the store gives itself (surrogate ids,
 * updated_timestamp) and what later steps compute (growths, media_hastag).
 *
 * The truth comes from the world's functions alone, never through the code that answers calls,
 * so that the two check each other.
 */
#ifndef EMULATOR_SERVER_TRUTH_H
#define EMULATOR_SERVER_TRUTH_H

#include "access.h"
#include "text.h"
#include "world.h"

#define TRUTH_DAYS_MAX 400

struct truth {
    const struct world *world;
    const struct access *access;
    int64_t from; /* instants on the first and the last date */
    int64_t to;
};

/*
 * Adds the table as CSV to text. False, and nothing added: there is no such table, or the dates
 * are the wrong way round or too many.
 */
bool truth_write(const struct truth *truth, const char *table, struct text *text);

#endif
