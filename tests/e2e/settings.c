/* settings.c - see settings.h. */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

int64_t setting(const char *name, int64_t quick, int64_t in_long_form)
{
    const char *value = getenv(name);
    const char *form = getenv("TOBA_LONG");

    if (value && value[0])
        return strtoll(value, NULL, 10);
    return form && form[0] && strcmp(form, "0") != 0 ? in_long_form : quick;
}

uint64_t setting_seed(void)
{
    return (uint64_t)setting("TOBA_SEED", 1, 1);
}

/* SplitMix64, by Sebastiano Vigna: every state, 0 included, gives good numbers. */
static uint64_t throw(struct dice * dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t dice_below(struct dice *dice, int64_t n)
{
    return (int64_t)(throw(dice) % (uint64_t)n);
}

int64_t dice_between(struct dice *dice, int64_t least, int64_t most)
{
    return least + dice_below(dice, most - least + 1);
}

bool dice_percent(struct dice *dice, int percent)
{
    return dice_below(dice, 100) < percent;
}
