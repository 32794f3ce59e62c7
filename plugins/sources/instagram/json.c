/* json.c - see json.h. */
#include "json.h"

#include "dates.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 32 };

#define EXACT_MOST 9007199254740992.0 /* 2^53: beyond it a double skips integers */

/* ---- Before parsing ------------------------------------------------------ */

/* The code unit of a \uXXXX at `at`, or -1. */
static int32_t code_unit(const char *at, const char *end)
{
    int32_t unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int c = tolower((unsigned char)at[i]);

        if (!isxdigit(c))
            return -1;
        unit = unit * 16 + (isdigit(c) ? c - '0' : c - 'a' + 10);
    }
    return unit;
}

static bool is_high(int32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(int32_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/* Mends the escape at `at`, and says how long it is. */
static size_t mend_escape(char *at, const char *end)
{
    int32_t unit = code_unit(at, end);

    if (unit < 0)
        return 2;
    if (is_high(unit) && is_low(code_unit(at + 6, end)))
        return 12;
    if (unit == 0 || is_high(unit) || is_low(unit))
        memcpy(at, "\\ufffd", 6);
    return 6;
}

/* Mends escapes; false when the text is nested too deeply. */
static bool mend(char *text, size_t size)
{
    char *end = text + size;
    int depth = 0;
    bool quoted = false;

    for (char *at = text; at < end;) {
        if (quoted && *at == '\\') {
            at += mend_escape(at, end);
            continue;
        }
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == '{' || *at == '['))
            depth++;
        else if (!quoted && (*at == '}' || *at == ']'))
            depth--;
        if (depth > DEEPEST)
            return false;
        at++;
    }
    return true;
}

cJSON *json_parse(const char *text, size_t size)
{
    char *copy = malloc(size + 1);
    cJSON *json = NULL;

    if (!copy)
        return NULL;
    memcpy(copy, text, size);
    copy[size] = '\0';
    if (mend(copy, size))
        json = cJSON_ParseWithOpts(copy, NULL, 1);
    free(copy);
    return json;
}

/* ---- Members ------------------------------------------------------------- */

const cJSON *json_member(const cJSON *object, const char *name)
{
    const cJSON *member =
        cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;

    return cJSON_IsNull(member) ? NULL : member;
}

enum json_found json_int(const cJSON *object, const char *name, int64_t least, int64_t most,
                         int64_t *value)
{
    const cJSON *member = json_member(object, name);
    double number = cJSON_IsNumber(member) ? member->valuedouble : NAN;

    if (!member)
        return JSON_ABSENT;
    if (!(fabs(number) <= EXACT_MOST) || number != trunc(number))
        return JSON_WRONG;
    *value = (int64_t)number;
    return *value >= least && *value <= most ? JSON_GOOD : JSON_WRONG;
}

enum json_found json_bool(const cJSON *object, const char *name, int64_t *value)
{
    const cJSON *member = json_member(object, name);

    if (!member)
        return JSON_ABSENT;
    *value = cJSON_IsTrue(member);
    return cJSON_IsBool(member) ? JSON_GOOD : JSON_WRONG;
}

/* The bytes of the UTF-8 character at `at`, 0 when it is none. Texts end in a zero byte, so a
 * character cut off is found before their end is passed. */
static int utf8_bytes(const unsigned char *at)
{
    int32_t least = 0x80, code;
    int n = at[0] < 0x80 ? 1 : at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : at[0] >= 0xC2 ? 2 : 0;

    if (n < 2)
        return n;
    code = at[0] & (0x7F >> n);
    for (int i = 1; i < n; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3F);
    }
    for (int i = 2; i < n; i++)
        least = i == 2 ? 0x800 : 0x10000;
    return code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0 : n;
}

static bool is_utf8(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    while (*at) {
        int n = utf8_bytes(at);

        if (!n)
            return false;
        at += n;
    }
    return true;
}

enum json_found json_text(const cJSON *object, const char *name, const char **value)
{
    const cJSON *member = json_member(object, name);

    if (!member)
        return JSON_ABSENT;
    *value = cJSON_GetStringValue(member);
    return *value && is_utf8(*value) ? JSON_GOOD : JSON_WRONG;
}

enum json_found json_instant(const cJSON *object, const char *name, int64_t *value)
{
    const char *text;
    enum json_found found = json_text(object, name, &text);

    if (found == JSON_GOOD && !date_parse_instant(text, value))
        return JSON_WRONG;
    return found;
}

enum json_found json_id(const cJSON *object, const char *name, char id[JSON_ID_ROOM])
{
    const cJSON *member = json_member(object, name);
    const char *text = cJSON_GetStringValue(member);
    int64_t number;

    if (!member)
        return JSON_ABSENT;
    if (!text) {
        enum json_found found = json_int(object, name, 1, INT64_MAX, &number);

        snprintf(id, JSON_ID_ROOM, "%" PRId64, found == JSON_GOOD ? number : 0);
        return found;
    }
    if (!*text || strlen(text) >= JSON_ID_ROOM || text[strspn(text, "0123456789")])
        return JSON_WRONG;
    snprintf(id, JSON_ID_ROOM, "%s", text);
    return JSON_GOOD;
}
