/*
 * Rate limits: so many calls a window for each account (code 80002) and for the app (code 4),
 * and the usage headers that warn of them. Written as
 * `account=200;app=1000;window=3600;clock=real`, each part optional; a limit of 0 or left out
 * is none. The window begins with its first call and runs on the emulator's clock unless
 * `clock=real`. Safe for threads.
 */
#ifndef EMULATOR_SERVER_LIMITS_H
#define EMULATOR_SERVER_LIMITS_H

#include "answer.h"
#include "router.h"
#include "world.h"

#include <pthread.h>

struct window {
    int64_t began;
    unsigned calls; /* 0: the window has not begun */
};

struct limits {
    pthread_mutex_t lock;
    unsigned account_calls; /* allowed a window; 0: any number */
    unsigned app_calls;
    unsigned seconds; /* of a window */
    bool real;        /* by the machine's clock */
    struct window app;
    struct window *accounts; /* one for each of the world's */
    unsigned count;
};

void limits_init(struct limits *limits, unsigned accounts);
void limits_fini(struct limits *limits);

/* Sets the limits and begins all windows anew. False: the text is wrong, nothing was changed.
 */
bool limits_set(struct limits *limits, const char *string);

/* Counts a call and adds the usage headers. False, and answer set: it is one too many. */
bool limits_charge(struct limits *limits, const struct call *call, enum budget budget,
                   struct answer *answer);

#endif
