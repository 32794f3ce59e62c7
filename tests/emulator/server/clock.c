/*
 * A clock that can be set.
 */
#include "clock.h"

#include <time.h>

int64_t clock_real_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

void clock_init(struct emulated_clock *clock, int64_t instant, bool ticks)
{
    pthread_mutex_init(&clock->lock, NULL);
    clock->ticks = ticks;
    clock_set(clock, instant);
}

void clock_fini(struct emulated_clock *clock)
{
    pthread_mutex_destroy(&clock->lock);
}

void clock_set(struct emulated_clock *clock, int64_t instant)
{
    pthread_mutex_lock(&clock->lock);
    clock->instant = instant;
    clock->set_when = clock_real_seconds();
    pthread_mutex_unlock(&clock->lock);
}

int64_t clock_now(struct emulated_clock *clock)
{
    int64_t now;

    pthread_mutex_lock(&clock->lock);
    now = clock->instant;
    if (clock->ticks)
        now += clock_real_seconds() - clock->set_when;
    pthread_mutex_unlock(&clock->lock);
    return now;
}
