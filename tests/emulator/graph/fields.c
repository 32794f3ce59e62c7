/*
 * A parser by recursive descent:
 *
 *     list  = field { "," field }
 *     field = name { "." name "(" value ")" } [ "{" list "}" ]
 *
 * Positions in complaints count from 1, as the API's do.
 */
#include "fields.h"

#include <stdlib.h>
#include <string.h>

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define DEPTH_MAX 8

struct parser {
    const char *string;
    const char *at;
    unsigned depth;
    struct text *complaint;
};

static bool parse_list(struct parser *parser, struct field **first);

/* Only the first complaint counts. */
static bool complain(struct parser *parser, const char *at, const char *what)
{
    if (!parser->complaint->size)
        text_addf(parser->complaint, "Syntax error \"%s\" at character %zu: %s", what,
                  (size_t)(at - parser->string) + 1, parser->string);
    return false;
}

static bool complain_expected(struct parser *parser, const char *expected)
{
    struct text what = {0};

    if (*parser->at)
        text_addf(&what, "Expected %s instead of \"%c\".", expected, *parser->at);
    else
        text_addf(&what, "Expected %s.", expected);
    complain(parser, parser->at, text_peek(&what));
    text_free(&what);
    return false;
}

static void skip_blanks(struct parser *parser)
{
    parser->at += strspn(parser->at, " \t\r\n");
}

static bool take(struct parser *parser, char sign)
{
    skip_blanks(parser);
    if (*parser->at != sign)
        return false;
    parser->at++;
    return true;
}

static char *copy(const char *from, size_t size)
{
    char *string = strndup(from, size);

    if (!string)
        abort();
    return string;
}

static void *zeroed(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory)
        abort();
    return memory;
}

static bool parse_name(struct parser *parser, char **name)
{
    size_t size;

    skip_blanks(parser);
    size = strspn(parser->at, NAME_LETTERS);
    if (!size)
        return complain_expected(parser, "name");
    *name = copy(parser->at, size);
    parser->at += size;
    return true;
}

static bool parse_modifier(struct parser *parser, struct field_modifier *modifier)
{
    size_t size;

    if (!parse_name(parser, &modifier->name))
        return false;
    if (!take(parser, '('))
        return complain_expected(parser, "\"(\"");
    size = strcspn(parser->at, "()");
    modifier->value = copy(parser->at, size);
    parser->at += size;
    return take(parser, ')') || complain_expected(parser, "\")\"");
}

static bool parse_inner(struct parser *parser, struct field *field)
{
    if (++parser->depth > DEPTH_MAX)
        return complain(parser, parser->at, "Too deep.");
    if (!parse_list(parser, &field->inner))
        return false;
    parser->depth--;
    return take(parser, '}') || complain_expected(parser, "\"}\"");
}

static bool parse_field(struct parser *parser, struct field *field)
{
    if (!parse_name(parser, &field->name))
        return false;
    while (take(parser, '.')) {
        struct field_modifier *modifier = zeroed(sizeof *modifier);

        modifier->next = field->modifiers;
        field->modifiers = modifier;
        if (!parse_modifier(parser, modifier))
            return false;
    }
    return !take(parser, '{') || parse_inner(parser, field);
}

static bool is_first_of_name(struct parser *parser, const struct field *first,
                             const struct field *last, const char *at)
{
    struct text what = {0};
    bool fresh = true;

    for (; fresh && first != last; first = first->next)
        fresh = strcmp(first->name, last->name) != 0;
    if (!fresh) {
        text_addf(&what,
                  "Field %s specified more than once. This is only possible before version 2.1",
                  last->name);
        complain(parser, at, text_peek(&what));
    }
    text_free(&what);
    return fresh;
}

static bool parse_list(struct parser *parser, struct field **first)
{
    struct field **end = first;

    do {
        const char *at;

        skip_blanks(parser);
        at = parser->at;
        *end = zeroed(sizeof **end);
        if (!parse_field(parser, *end) || !is_first_of_name(parser, *first, *end, at))
            return false;
        end = &(*end)->next;
    } while (take(parser, ','));
    return true;
}

bool fields_parse(const char *string, struct field **first, struct text *complaint)
{
    struct parser parser = {.string = string, .at = string, .complaint = complaint};
    bool right;

    *first = NULL;
    skip_blanks(&parser);
    if (!*parser.at)
        return true;
    right = parse_list(&parser, first);
    skip_blanks(&parser);
    if (right && *parser.at)
        right = complain_expected(&parser, "end of string");
    if (!right) {
        fields_free(*first);
        *first = NULL;
    }
    return right;
}

const char *field_modifier(const struct field *field, const char *name)
{
    for (const struct field_modifier *one = field->modifiers; one; one = one->next)
        if (strcmp(one->name, name) == 0)
            return one->value;
    return NULL;
}

static void free_modifiers(struct field_modifier *modifier)
{
    while (modifier) {
        struct field_modifier *next = modifier->next;

        free(modifier->name);
        free(modifier->value);
        free(modifier);
        modifier = next;
    }
}

void fields_free(struct field *first)
{
    while (first) {
        struct field *next = first->next;

        free(first->name);
        free_modifiers(first->modifiers);
        fields_free(first->inner);
        free(first);
        first = next;
    }
}
