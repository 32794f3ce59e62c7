/*
 * What the emulator says back: a status, headers, a body, and how the connection ends.
 */
#ifndef EMULATOR_GRAPH_ANSWER_H
#define EMULATOR_GRAPH_ANSWER_H

#include "text.h"

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#define ANSWER_HEADERS_MAX 8

enum answer_ending {
    ENDING_WHOLE, /* the body is sent and the connection kept */
    ENDING_CUT,   /* closed in the middle of a body whose whole length was announced */
    ENDING_RESET, /* closed before the first byte */
    ENDING_STALL  /* nothing is ever sent; it is for the client to give up */
};

struct answer_header {
    const char *name;
    char value[256];
};

struct answer {
    unsigned status;
    const char *content_type;
    struct text body;
    struct answer_header headers[ANSWER_HEADERS_MAX];
    unsigned header_count;
    enum answer_ending ending;
    uint64_t trace; /* names the request in fbtrace_id */
    bool raw_utf8;  /* write text as it is, not as \uXXXX */
};

/* Sets a 200 with that JSON as the API writes it. Takes json. */
void answer_json(struct answer *answer, cJSON *json);

void answer_plain(struct answer *answer, unsigned status, const char *content_type,
                  const char *body);
void answer_add_header(struct answer *answer, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void answer_fini(struct answer *answer);

#endif
