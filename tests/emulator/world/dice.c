/*
 * The hash is splitmix64's finaliser. Only + - * / of doubles are used, never the mathematical
 * library: its last bits differ between machines, and a count would differ with them.
 */
#include "dice.h"

static uint64_t scramble(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint64_t dice_mix(uint64_t key, uint64_t what)
{
    return scramble(scramble(key + UINT64_C(0x9e3779b97f4a7c15)) ^
                    (what + 1) * UINT64_C(0xd1342543de82ef95));
}

uint64_t dice_mix_string(uint64_t key, const char *string)
{
    for (; *string; string++)
        key = dice_mix(key, (unsigned char)*string);
    return key;
}

double dice_unit(uint64_t roll)
{
    return (double)(roll >> 11) * 0x1p-53;
}

unsigned dice_pick(uint64_t roll, unsigned choices)
{
    return (unsigned)((roll >> 32) * choices >> 32);
}

double dice_noise(uint64_t key, double x)
{
    int64_t cell = (int64_t)x - (x < 0);
    double within = x - (double)cell;
    double left = dice_unit(dice_mix(key, (uint64_t)cell));
    double right = dice_unit(dice_mix(key, (uint64_t)(cell + 1)));
    double ease = within * within * (3 - 2 * within);

    return 2 * (left + (right - left) * ease) - 1;
}
