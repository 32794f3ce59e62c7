/*
 * A growing byte string, always NUL-terminated once something was added. The emulator is a test
 * program: when memory is out it aborts, which keeps every caller free of error paths.
 */
#ifndef EMULATOR_WORLD_TEXT_H
#define EMULATOR_WORLD_TEXT_H

#include <stdarg.h>
#include <stddef.h>

struct text {
    char *data; /* NULL as long as nothing was added */
    size_t size;
    size_t room;
};

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t size);
void text_addf(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_addv(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* What was added so far, "" when nothing was. Borrows from text. */
const char *text_peek(const struct text *text);

void text_clear(struct text *text);
void text_free(struct text *text);

#endif
