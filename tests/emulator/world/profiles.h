/*
 * Who a brand is: its handle, its name, what it says of itself and where its shop is.
 */
#ifndef EMULATOR_WORLD_PROFILES_H
#define EMULATOR_WORLD_PROFILES_H

#include "world.h"

/* Fills trade, username, name, biography and website of an account whose index and key are set.
 */
void profile_write(const struct world *world, struct account *account);

#endif
