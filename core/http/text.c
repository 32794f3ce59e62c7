/* text.c - see text.h. */
#include "http/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool grow(struct tb_http_text *text, size_t more)
{
    size_t room = text->room ? text->room : 256;
    char *at;

    if (text->failed || more > SIZE_MAX / 4 - text->size) {
        text->failed = true;
        return false;
    }
    while (room < text->size + more + 1)
        room *= 2;
    if (room == text->room)
        return true;
    at = realloc(text->at, room);
    if (!at) {
        text->failed = true;
        return false;
    }
    text->at = at;
    text->room = room;
    return true;
}

void tb_http_text_add(struct tb_http_text *text, const char *at, size_t size)
{
    if (!grow(text, size))
        return;
    if (size)
        memcpy(text->at + text->size, at, size);
    text->size += size;
    text->at[text->size] = '\0';
}

void tb_http_text_print(struct tb_http_text *text, const char *format, ...)
{
    va_list args;
    int size;

    va_start(args, format);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0)
        text->failed = true;
    if (text->failed || !grow(text, (size_t)size))
        return;
    va_start(args, format);
    vsnprintf(text->at + text->size, (size_t)size + 1, format, args);
    va_end(args);
    text->size += (size_t)size;
}

void tb_http_text_clear(struct tb_http_text *text)
{
    text->size = 0;
    text->failed = false;
    if (text->at)
        text->at[0] = '\0';
}

void tb_http_text_free(struct tb_http_text *text)
{
    free(text->at);
    *text = (struct tb_http_text){0};
}

const char *tb_http_text_peek(const struct tb_http_text *text)
{
    return text->at ? text->at : "";
}
