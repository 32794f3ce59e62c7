/*
 * The emulator's clock. It stands still unless it was told to tick, so that a day can be read
 * at leisure; it is set by an option or at run time. Safe for threads.
 */
#ifndef EMULATOR_SERVER_CLOCK_H
#define EMULATOR_SERVER_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct emulated_clock {
    pthread_mutex_t lock;
    int64_t instant;  /* as it was set … */
    int64_t set_when; /* … at this second of the machine's steady clock */
    bool ticks;
};

void clock_init(struct emulated_clock *clock, int64_t instant, bool ticks);
void clock_fini(struct emulated_clock *clock);
void clock_set(struct emulated_clock *clock, int64_t instant);
int64_t clock_now(struct emulated_clock *clock);

/* Seconds of the machine's steady clock, from any start. */
int64_t clock_real_seconds(void);

#endif
