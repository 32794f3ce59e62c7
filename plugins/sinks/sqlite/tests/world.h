/* world.h - a small random store, and what its reads have to return.
 *
 * `fact` rows belong to a parent (by reference), a parent to an owner. The types of the keys,
 * the type of the date, the unique key and the surrogate change from world to world. The
 * expected rows come from plain loops over the rows in memory. */
#ifndef WORLD_H
#define WORLD_H

#include "rig.h"

enum {
    FACT_ID,
    FACT_PARENT,
    FACT_SERIES,
    FACT_DATE,
    FACT_VALUE,
    FACT_EXTRA,
    FACT_STAMP,
    FACTS
};
enum { PARENT_ID, PARENT_OWNER, PARENT_NOTE, PARENTS };

struct cell {
    bool null;
    char text[64]; /* as SQLite keeps it */
};

struct world {
    struct toba_column owner_columns[1], parent_columns[PARENTS], fact_columns[FACTS];
    struct toba_table owner, parent, fact;
    int32_t owner_key[1], parent_key[1], fact_key[4];
    int32_t key_type, date_type;
    int n_owners, n_parents, n_facts;
    struct cell owners[8], parents[16][PARENTS], facts[400][FACTS];
};

/* A number below n; the same for the same seed. */
int world_dice(uint64_t *seed, int n);

void world_make(struct world *world, uint64_t *seed);
/* Puts the rows into the open store's database. */
void world_fill(const struct world *world, struct rig *rig);

/* The keys that the scan has to visit, in order: `n` texts in `keys`. */
int world_keys(const struct world *world, const struct toba_scan *scan, struct cell keys[400]);
/* What rig_fetch() has to return for one read at these keys; the caller frees it. */
char *world_rows(const struct world *world, const struct toba_read *read,
                 const struct cell *keys, int64_t n);

#endif
