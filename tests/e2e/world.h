/* world.h - small random worlds in the raw tables: one account each, with all the hard cases.
 *
 * A world is made from its seed alone, whatever else is in the database; all its ids begin with
 * "world-SEED". */
#ifndef E2E_WORLD_H
#define E2E_WORLD_H

#include <sqlite3.h>
#include <stdint.h>

/* Days of a world are counted from this one, 0 … WORLD_DAYS - 1; runs are for some day from
 * WORLD_EARLIEST on, which leaves room for two windows before it and for rows after it. */
#define WORLD_FIRST_DAY 20600 /* 2026-05-27 */
#define WORLD_DAYS 100
#define WORLD_EARLIEST 62
#define WORLD_LATEST 92

/* Adds the rows of a world; tables must be there. */
void world_make(sqlite3 *db, int64_t seed);
/* What others do to the rows of the world between two runs: late rows, corrections, posts that
 * vanish. `round` from 1. */
void world_change(sqlite3 *db, int64_t seed, int round);

#endif
