/* gate.c - see gate.h. */
#include "gate.h"

#include <errno.h>
#include <time.h>

static struct timespec from_now(int64_t milliseconds)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += milliseconds / 1000;
    at.tv_nsec += milliseconds % 1000 * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

bool sq_gate_init(struct sq_gate *gate)
{
    pthread_condattr_t attributes;

    if (pthread_condattr_init(&attributes))
        return false;
    if (pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
        pthread_cond_init(&gate->changed, &attributes) == 0) {
        gate->ready = pthread_mutex_init(&gate->mutex, NULL) == 0;
        if (!gate->ready)
            pthread_cond_destroy(&gate->changed);
    }
    pthread_condattr_destroy(&attributes);
    return gate->ready;
}

void sq_gate_fini(struct sq_gate *gate)
{
    if (!gate->ready)
        return;
    pthread_mutex_destroy(&gate->mutex);
    pthread_cond_destroy(&gate->changed);
    gate->ready = false;
}

void sq_gate_enter(struct sq_gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    while (gate->wanted || gate->taken)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    gate->inside++;
    pthread_mutex_unlock(&gate->mutex);
}

void sq_gate_leave(struct sq_gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    gate->inside--;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}

bool sq_gate_take(struct sq_gate *gate, int64_t milliseconds)
{
    struct timespec until = from_now(milliseconds);
    int rc = 0;

    pthread_mutex_lock(&gate->mutex);
    gate->wanted = true;
    while (gate->inside > 0 && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&gate->changed, &gate->mutex, &until);
    gate->wanted = false;
    gate->taken = gate->inside == 0;
    if (!gate->taken)
        pthread_cond_broadcast(&gate->changed);
    rc = gate->taken;
    pthread_mutex_unlock(&gate->mutex);
    return rc;
}

void sq_gate_give_back(struct sq_gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    gate->taken = false;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}
