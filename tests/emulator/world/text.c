/*
 * Growing byte strings. Growth doubles, so that captions and CSV files of any length cost a
 * constant time a byte.
 */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void text_reserve(struct text *text, size_t more)
{
    size_t wanted = text->size + more + 1;
    size_t room = text->room ? text->room : 64;
    char *data;

    if (wanted <= text->room)
        return;
    while (room < wanted)
        room *= 2;
    data = realloc(text->data, room);
    if (!data)
        abort();
    text->data = data;
    text->room = room;
}

void text_add_bytes(struct text *text, const char *bytes, size_t size)
{
    text_reserve(text, size);
    if (size)
        memcpy(text->data + text->size, bytes, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_addv(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    int size;

    va_copy(again, arguments);
    size = vsnprintf(NULL, 0, format, arguments);
    if (size < 0)
        abort();
    text_reserve(text, (size_t)size);
    vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
    text->size += (size_t)size;
    va_end(again);
}

void text_addf(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_addv(text, format, arguments);
    va_end(arguments);
}

const char *text_peek(const struct text *text)
{
    return text->data ? text->data : "";
}

void text_clear(struct text *text)
{
    text->size = 0;
    if (text->data)
        text->data[0] = '\0';
}

void text_free(struct text *text)
{
    free(text->data);
    text->data = NULL;
    text->size = 0;
    text->room = 0;
}
