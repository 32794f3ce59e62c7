/* settings.h - how much the tests do, and the dice that they throw.
 *
 * TOBA_LONG asks for the long form of every test; TOBA_KILLS, TOBA_WORLDS and so on say one
 * number; TOBA_SEED gives other dice. */
#ifndef E2E_SETTINGS_H
#define E2E_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

/* The number of this environment variable, or what is usual for the quick or the long form. */
int64_t setting(const char *name, int64_t quick, int64_t in_long_form);
uint64_t setting_seed(void);

struct dice {
    uint64_t state;
};

/* 0 … n-1, evenly. */
int64_t dice_below(struct dice *dice, int64_t n);
/* least … most, evenly, both included. */
int64_t dice_between(struct dice *dice, int64_t least, int64_t most);
/* True in so many of a hundred throws. */
bool dice_percent(struct dice *dice, int percent);

#endif
