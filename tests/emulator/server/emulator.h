/*
 * The whole emulator: a world that never changes, and the little that does.
 */
#ifndef EMULATOR_SERVER_EMULATOR_H
#define EMULATOR_SERVER_EMULATOR_H

#include "access.h"
#include "clock.h"
#include "faults.h"
#include "limits.h"
#include "options.h"
#include "stats.h"
#include "world.h"

struct emulator {
    struct options options;
    struct world world;
    struct access access;
    struct emulated_clock clock;
    struct faults faults;
    struct limits limits;
    struct stats stats;
    int stopping; /* an eventfd: readable once the program is about to end */
};

/* Says on stderr what is wrong and returns false. Borrows options until emulator_fini. */
bool emulator_init(struct emulator *emulator, const struct options *options);

/* Ends every wait, so that no request is under way for long. May be called at any time. */
void emulator_stop(struct emulator *emulator);

void emulator_fini(struct emulator *emulator);

#endif
