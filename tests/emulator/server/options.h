/*
 * The command line.
 */
#ifndef EMULATOR_SERVER_OPTIONS_H
#define EMULATOR_SERVER_OPTIONS_H

#include "access.h"
#include "text.h"
#include "world.h"

struct options {
    struct world world;
    int64_t date; /* what the clock is set to */
    bool ticks;
    unsigned latency; /* milliseconds */
    unsigned port;    /* 0: any free one */
    unsigned page_cap;
    const char *token;      /* borrows from the command line */
    const char *ready_file; /* NULL: none; borrows likewise */
    const char *limits;
    struct text faults; /* one rule a line */
    struct trouble *troubles;
    unsigned trouble_count;
    bool raw_utf8;
};

enum options_result { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_WRONG };

/* Fills options, which options_fini releases whatever the result; says on stderr what is wrong.
 */
enum options_result options_read(struct options *options, int count, char **words);

void options_print_help(void);
void options_fini(struct options *options);

#endif
