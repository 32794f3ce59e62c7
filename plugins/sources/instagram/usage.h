/* usage.h - how much of its call limits an account or the app has used, from the headers of an
 * answer, and how fast to go on.
 *
 * All figures of the API are percentages; the limits themselves are not told. What a call costs
 * is estimated from how the percentage rose. */
#ifndef INSTAGRAM_USAGE_H
#define INSTAGRAM_USAGE_H

#include <stdbool.h>
#include <stdint.h>

struct usage {
    double percent;         /* the largest of the shares */
    double minutes_to_wait; /* 0: not blocked */
};

/* Reads a value of X-App-Usage, or of X-Business-Use-Case-Usage (the worst of its entries).
 * False when it is NULL or not understood. */
bool usage_read_app(const char *header, struct usage *usage);
bool usage_read_business(const char *header, struct usage *usage);

/* What is known of one limit so far; zeroed at first. */
struct usage_meter {
    bool begun;
    double first;  /* percent when the meter began */
    int64_t calls; /* since */
};

/* What to do after a call: pause so long, then keep so far apart; both may be 0. */
struct usage_advice {
    double pause_minutes;
    double interval_minutes;
};

/* Up to 75 % go on; up to 95 % spread what is left over an hour; above, or when told to wait,
 * pause for a minute more than told. */
struct usage_advice usage_advise(struct usage_meter *meter, const struct usage *usage);

#endif
