/* describe_words.c - see describe_words.h. */
#include "cli/describe_words.h"

#include <string.h>

#include "cli/describe.h"

const char *tb_describe_kind(int32_t kind)
{
    static const char *const names[] = {
        [TOBA_SOURCE] = "source",
        [TOBA_PROCESS] = "process",
        [TOBA_GROUP] = "group",
        [TOBA_SINK] = "sink",
    };

    return names[kind];
}

const char *tb_option_type_word(int32_t type)
{
    static const char *const names[] = {
        [TOBA_OPTION_BOOL] = "boolean",      [TOBA_OPTION_INT] = "integer",
        [TOBA_OPTION_DOUBLE] = "number",     [TOBA_OPTION_TEXT] = "text",
        [TOBA_OPTION_SECRET] = "secret",     [TOBA_OPTION_PATH] = "path",
        [TOBA_OPTION_DAYS] = "days",         [TOBA_OPTION_LIST] = "list of texts",
        [TOBA_OPTION_FUNCTION] = "function",
    };

    return names[type];
}

const char *tb_field_type_word(int32_t type)
{
    static const char *const names[] = {
        [TOBA_ANY] = "the column's type",
        [TOBA_BOOL] = "boolean",
        [TOBA_INT32] = "int",
        [TOBA_INT64] = "bigint",
        [TOBA_DOUBLE] = "double",
        [TOBA_TEXT] = "text",
        [TOBA_DATE] = "date",
        [TOBA_TIMESTAMP] = "timestamp",
        [TOBA_NUMBER] = "any number",
    };

    return names[type];
}

/* Appends a phrase behind a comma. */
TOBA_PRINTF(2, 3)
static void add(char *words, const char *format, ...)
{
    size_t size = strlen(words);
    va_list args;

    if (size && size < TB_WORDS - 3)
        size += (size_t)snprintf(words + size, TB_WORDS - size, ", ");
    va_start(args, format);
    vsnprintf(words + size, TB_WORDS - size, format, args);
    va_end(args);
}

char *tb_option_limits(const struct toba_option *o, char *words)
{
    words[0] = '\0';
    if (o->flags & TOBA_REQUIRED)
        add(words, "required");
    if (o->choices)
        add(words, "one of: %.300s", o->choices);
    if (o->min != 0 || o->max != 0)
        add(words, "%.15g to %.15g", o->min, o->max);
    return words;
}

char *tb_option_default(const struct toba_option *o, char *words)
{
    const char *at = o->fallback;
    bool list = o->type == TOBA_OPTION_DAYS || o->type == TOBA_OPTION_LIST;
    bool text = o->type == TOBA_OPTION_TEXT || o->type == TOBA_OPTION_PATH ||
                o->type == TOBA_OPTION_LIST;
    const char *quote = text ? "\"" : "";

    words[0] = '\0';
    if (!at)
        return words;
    if (!list) {
        snprintf(words, TB_WORDS, "%s%.400s%s", quote, at, quote);
        return words;
    }
    while (*at) {
        int size = (int)strcspn(at, ",");

        add(words, "%s%.*s%s", quote, size < 100 ? size : 100, at, quote);
        at += size + (at[size] == ',');
    }
    memmove(words + 2, words, strnlen(words, TB_WORDS - 5) + 1);
    memcpy(words, "{ ", 2);
    strcat(words, " }");
    return words;
}

static const char *rows_word(int32_t rows)
{
    static const char *const names[] = {
        [TOBA_ALL] = "all rows",
        [TOBA_WINDOW] = "rows of a window of days",
        [TOBA_AS_OF] = "rows as of points in time",
        [TOBA_CHANGED] = "changed rows",
    };

    return names[rows];
}

char *tb_port_rows(const struct toba_component *c, const struct toba_port *port, bool input,
                   char *words)
{
    words[0] = '\0';
    if (port->flags & TOBA_OPTIONAL)
        add(words, "optional");
    if (input && c->kind == TOBA_GROUP)
        add(words, "%s by %s", rows_word(port->rows),
            strcmp(port->key, "*") == 0 ? "the table's own key" : port->key);
    if (input && port->sub_key)
        add(words, "parted by %s", port->sub_key);
    if (input && port->parent)
        add(words, "following %s", port->parent);
    if (!input && port->table)
        add(words, "for the table %s", port->table);
    if (!input && (port->flags & TOBA_PASS))
        add(words, "with the input's columns");
    return words;
}

char *tb_field_flags(const struct toba_field *field, char *words)
{
    words[0] = '\0';
    if (field->flags & TOBA_OPTIONAL)
        add(words, "optional");
    if (field->flags & TOBA_DATE_ROLE)
        add(words, "the table's date");
    return words;
}

char *tb_component_notes(const struct toba_component *c, char *words)
{
    words[0] = '\0';
    if (c->flags & TOBA_LIVE)
        snprintf(words, TB_WORDS, "It serves today's date only.");
    if (c->flags & TOBA_OPEN)
        snprintf(words, TB_WORDS,
                 "Its inputs and outputs are those that the pipeline declares.");
    else if (c->kind == TOBA_GROUP && c->driver)
        snprintf(words, TB_WORDS, "It visits the keys of the input %.100s.", c->driver);
    else if (c->kind == TOBA_GROUP)
        snprintf(words, TB_WORDS, "It visits the rows of the table that the key references.");
    if (c->kind == TOBA_SINK)
        snprintf(words, TB_WORDS, "%s",
                 c->store->scan_open ? "Its tables can be read." : "It cannot be read back.");
    return words;
}
