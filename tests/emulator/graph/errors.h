/*
 * The API's errors: numbers, HTTP status and wording of Meta's Error Codes and Handling Errors
 * pages, and the envelope that carries them.
 */
#ifndef EMULATOR_GRAPH_ERRORS_H
#define EMULATOR_GRAPH_ERRORS_H

#include "answer.h"

struct graph_error {
    int code;
    int subcode; /* 0: none is sent */
    unsigned status;
    bool transient;
    const char *type;
    const char *message;
    const char *user_title; /* NULL: none is sent */
    const char *user_message;
};

/*
 * The error of these numbers with the wording it is known for; the code's plain form when the
 * subcode is not known, and an unknown error when the code is not. Fills error.
 */
void graph_error_find(int code, int subcode, struct graph_error *error);

void answer_graph_error(struct answer *answer, const struct graph_error *error);

/* The error of these numbers in its usual words. */
void answer_error(struct answer *answer, int code, int subcode);

/* The same in words of the moment. */
void answer_error_saying(struct answer *answer, int code, int subcode, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* 100/33: what the API says of everything that is not there or not to be seen. */
void answer_unsupported(struct answer *answer, const char *method, const char *id);

#endif
