/* redact.c - see redact.h. */
#include "http/redact.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { SHORTEST_VALUE = 6 };

static const char *const built_in[] = {
    "access_token", "refresh_token", "client_secret", "password", "authorization",
    "cookie",       "set-cookie",    "x-api-key",     "api_key",  "proxy-authorization",
};

static bool same_name(const char *name, const char *text, size_t size)
{
    return strlen(name) == size && strncasecmp(name, text, size) == 0;
}

static bool name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* How a value ends depends on what stands between it and its name. */
enum separator { NONE, EQUALS, ENCODED, QUOTED, JSON, HEADER };

/* What follows a name at `*at`; moves `*at` to the first byte of the value. */
static enum separator separator(const char *in, size_t size, size_t *at)
{
    size_t i = *at;
    enum separator found = HEADER;

    if (i + 2 < size && strncasecmp(in + i, "%3D", 3) == 0) {
        *at = i + 3;
        return ENCODED;
    }
    if (i < size && in[i] == '\\')
        i++;
    if (i < size && in[i] == '"') {
        found = JSON;
        i++;
    }
    while (i < size && in[i] == ' ')
        i++;
    if (i >= size || (in[i] != '=' && in[i] != ':'))
        return NONE;
    if (in[i] == '=')
        found = EQUALS;
    i++;
    while (i < size && in[i] == ' ')
        i++;
    if (i + 1 < size && in[i] == '\\' && in[i + 1] == '"')
        i++;
    if (i < size && in[i] == '"') {
        found = QUOTED;
        i++;
    }
    *at = i;
    return found;
}

static size_t value_end(enum separator kind, const char *in, size_t size, size_t at)
{
    static const char *const ends[] = {
        [EQUALS] = "& \t\r\n\"'<>#\\",
        [ENCODED] = "& \t\r\n\"'<>#\\",
        [QUOTED] = "\"",
        [JSON] = ",}] \t\r\n",
        [HEADER] = "\r\n",
    };

    while (at < size && in[at] && !strchr(ends[kind], in[at])) {
        if (kind == ENCODED && at + 2 < size && strncasecmp(in + at, "%26", 3) == 0)
            break;
        if (kind == QUOTED && in[at] == '\\') {
            if (at + 1 < size && in[at + 1] == '"')
                break; /* JSON inside a JSON text ends so; a token holds no quote */
            at++;
        }
        at++;
    }
    return at < size ? at : size;
}

/* Copies `in`, the values after secret names replaced. */
static void redact_names(const struct tb_http_names *names, const char *in, size_t size,
                         struct tb_http_text *out)
{
    size_t copied = 0, i = 0;

    while (i < size) {
        size_t start = i, value, end;
        enum separator kind;

        while (i < size && name_byte(in[i]))
            i++;
        if (start > 0 && in[start - 1] == '%' && i - start > 2)
            start += 2; /* the digits of an encoded ? or & before the name */
        if (i == start) {
            i++;
            continue;
        }
        if (!tb_http_secret_name(names, in + start, i - start))
            continue;
        value = i;
        kind = separator(in, size, &value);
        if (kind == NONE)
            continue;
        end = value_end(kind, in, size, value);
        if (end == value)
            continue;
        tb_http_text_add(out, in + copied, value - copied);
        tb_http_text_add(out, "***", 3);
        copied = i = end;
    }
    tb_http_text_add(out, in + copied, size - copied);
}

static void redact_value(const char *value, const struct tb_http_text *in,
                         struct tb_http_text *out)
{
    const char *at = tb_http_text_peek(in), *end = at + in->size, *found;
    size_t size = strlen(value);

    while ((found = memmem(at, (size_t)(end - at), value, size))) {
        tb_http_text_add(out, at, (size_t)(found - at));
        tb_http_text_add(out, "***", 3);
        at = found + size;
    }
    tb_http_text_add(out, at, (size_t)(end - at));
}

bool tb_http_secret_name(const struct tb_http_names *names, const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++)
        if (same_name(built_in[i], name, size))
            return true;
    for (int32_t i = 0; i < names->n; i++)
        if (same_name(names->at[i], name, size))
            return true;
    return false;
}

void tb_http_redact(const struct tb_http_names *names, const char *const *values,
                    int32_t n_values, const char *in, size_t size, struct tb_http_text *out)
{
    struct tb_http_text text = {0}, next = {0};

    redact_names(names, in, size, &text);
    for (int32_t i = 0; i < n_values && !text.failed; i++) {
        struct tb_http_text swap = text;

        if (strlen(values[i]) < SHORTEST_VALUE)
            continue;
        tb_http_text_clear(&next);
        redact_value(values[i], &text, &next);
        text = next;
        next = swap;
    }
    if (text.failed)
        out->failed = true;
    tb_http_text_add(out, tb_http_text_peek(&text), text.size);
    tb_http_text_free(&text);
    tb_http_text_free(&next);
}
