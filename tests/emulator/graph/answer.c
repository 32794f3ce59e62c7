/*
 * Writing answers. The API escapes all that is not ASCII as \uXXXX (two of them for an emoji)
 * and writes slashes as \/, which cJSON does not do: the printed text is escaped afterwards.
 */
#include "answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define JSON_TYPE "application/json; charset=UTF-8"

/* Reads one character of well-formed UTF-8 and moves past it. */
static unsigned read_character(const char **at)
{
    const unsigned char *byte = (const unsigned char *)*at;
    unsigned more = byte[0] >= 0xF0 ? 3 : byte[0] >= 0xE0 ? 2 : byte[0] >= 0xC0 ? 1 : 0;
    unsigned character = more ? byte[0] & (0x3Fu >> more) : byte[0];

    for (unsigned i = 1; i <= more; i++)
        character = character << 6 | (byte[i] & 0x3F);
    *at += more + 1;
    return character;
}

static void add_escaped(struct text *text, unsigned character)
{
    if (character >= 0x10000)
        text_addf(text, "\\u%04x\\u%04x", 0xD800 + ((character - 0x10000) >> 10),
                  0xDC00 + ((character - 0x10000) & 0x3FF));
    else
        text_addf(text, "\\u%04x", character);
}

static void add_ascii_json(struct text *text, const char *json)
{
    while (*json) {
        unsigned character = read_character(&json);
        char plain = (char)character;

        if (character == '/')
            text_add(text, "\\/");
        else if (character < 0x80)
            text_add_bytes(text, &plain, 1);
        else
            add_escaped(text, character);
    }
}

void answer_json(struct answer *answer, cJSON *json)
{
    char *printed = cJSON_PrintUnformatted(json);

    if (!printed)
        abort();
    answer->status = 200;
    answer->content_type = JSON_TYPE;
    text_clear(&answer->body);
    if (answer->raw_utf8)
        text_add(&answer->body, printed);
    else
        add_ascii_json(&answer->body, printed);
    cJSON_free(printed);
    cJSON_Delete(json);
}

void answer_plain(struct answer *answer, unsigned status, const char *content_type,
                  const char *body)
{
    answer->status = status;
    answer->content_type = content_type;
    text_clear(&answer->body);
    text_add(&answer->body, body);
}

void answer_add_header(struct answer *answer, const char *name, const char *format, ...)
{
    struct answer_header *header = &answer->headers[answer->header_count];
    va_list arguments;

    if (answer->header_count == ANSWER_HEADERS_MAX)
        return;
    header->name = name;
    va_start(arguments, format);
    vsnprintf(header->value, sizeof header->value, format, arguments);
    va_end(arguments);
    answer->header_count++;
}

void answer_fini(struct answer *answer)
{
    text_free(&answer->body);
}
