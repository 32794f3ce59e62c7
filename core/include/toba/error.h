/* error.h - what went wrong, where, and what to do about it.
 *
 * A function that can fail returns 0 or one of the codes below and takes a `struct toba_error
 * *` last. The caller owns it, on the stack; making a message cannot fail and needs no free.
 * The lowest layer that knows the cause fills it; upper layers add context and never replace
 * it. */
#ifndef TOBA_ERROR_H
#define TOBA_ERROR_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a failed call returns; it says what can be done about it. */
enum toba_code {
    TOBA_OK = 0,
    TOBA_E_CONFIG = 1,    /* fix the pipeline, an option or the environment */
    TOBA_E_SOURCE = 2,    /* the source refused: a token, a permission, the API */
    TOBA_E_SINK = 3,      /* the sink failed: a full disk, a lock, a constraint */
    TOBA_E_PLUGIN = 4,    /* a bug in a plugin */
    TOBA_E_MEMORY = 5,    /* out of memory */
    TOBA_E_CANCELLED = 6, /* stopped on request */
    TOBA_E_RETRY = 7      /* failed for now: the same call may succeed later */
};

/* What went wrong. All zero: nothing did. The texts are terminated UTF-8, cut where they do not
 * fit. Belongs to who made it, usually on the stack; owns nothing. */
struct toba_error {
    int32_t code;      /* enum toba_code */
    int32_t line;      /* of the pipeline; 0: unknown */
    char file[256];    /* of the pipeline; empty: unknown */
    char message[512]; /* what happened */
    char detail[512];  /* which row, column, request; may be empty */
    char hint[512];    /* what to do; may be empty */
};

/* Lets the compiler compare a format, the argument `text`, with the arguments from `first` on.
 */
#if defined(__GNUC__)
#define TOBA_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define TOBA_PRINTF(text, first)
#endif

/* Fills `err` with a code and a message, clears the rest, and returns the code. `format`
 * and what follows are those of printf(). `err` may be NULL. Any thread, as all of this file.
 */
TOBA_PRINTF(3, 4)
static inline int toba_fail(struct toba_error *err, int code, const char *format, ...)
{
    va_list args;

    if (!err)
        return code;
    err->code = code;
    err->line = 0;
    err->file[0] = '\0';
    err->detail[0] = '\0';
    err->hint[0] = '\0';
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return code;
}

/* Adds the detail: which row, column or request. `err` may be NULL. Returns the error's code.
 */
TOBA_PRINTF(2, 3)
static inline int toba_detail(struct toba_error *err, const char *format, ...)
{
    va_list args;

    if (!err)
        return TOBA_E_PLUGIN;
    va_start(args, format);
    vsnprintf(err->detail, sizeof err->detail, format, args);
    va_end(args);
    return err->code;
}

/* Adds the hint: what to do. `err` may be NULL. Returns the error's code. */
TOBA_PRINTF(2, 3)
static inline int toba_hint(struct toba_error *err, const char *format, ...)
{
    va_list args;

    if (!err)
        return TOBA_E_PLUGIN;
    va_start(args, format);
    vsnprintf(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return err->code;
}

#ifdef __cplusplus
}
#endif

#endif
