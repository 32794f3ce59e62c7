/*
 * Chance without memory: every "random" property of the world is a hash of what it belongs to,
 * so that the same question has the same answer at any time, in any order, on any machine.
 */
#ifndef EMULATOR_WORLD_DICE_H
#define EMULATOR_WORLD_DICE_H

#include <stdint.h>

/* A number that depends on both words and looks unrelated to either. */
uint64_t dice_mix(uint64_t key, uint64_t what);

/* The same for a string, such as a request's path. */
uint64_t dice_mix_string(uint64_t key, const char *string);

double dice_unit(uint64_t roll);                     /* 0 <= x < 1 */
unsigned dice_pick(uint64_t roll, unsigned choices); /* 0 .. choices-1 */
double dice_noise(uint64_t key, double x);           /* -1 .. 1, smooth: one wave a unit of x */

#endif
