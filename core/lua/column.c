/* column.c - see column.h. */
#include "lua/column.h"

#include <string.h>

#include "base/day.h"
#include "base/suggest.h"
#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"

#define LONGEST_WORD 32

/* clang-format off */
static const struct {
    const char *word;
    int32_t type;
} types[] = {
    {"text", TOBA_TEXT},     {"int", TOBA_INT32},     {"bigint", TOBA_INT64},
    {"double", TOBA_DOUBLE}, {"boolean", TOBA_BOOL},  {"date", TOBA_DATE},
    {"timestamp", TOBA_TIMESTAMP},
};

/* `type`: the only one that the mark goes with; 0: any. */
static const struct {
    const char *word;
    uint32_t flag;
    int32_t type;
} marks[] = {
    {"not null", TOBA_NOT_NULL, 0},          {"surrogate", TOBA_SURROGATE, TOBA_INT64},
    {"stamp", TOBA_STAMP, TOBA_TIMESTAMP},   {"signed", TOBA_SIGNED, TOBA_TEXT},
    {"secret", TOBA_SECRET, 0},
};
/* clang-format on */

#define N_TYPES (int)(sizeof types / sizeof types[0])
#define N_MARKS (int)(sizeof marks / sizeof marks[0])

/* The column being read. */
struct column {
    lua_State *L;
    const char *table;
    struct toba_column *spec;
};

struct toba_error *tb_lua_column_problem(lua_State *L, const char *table, const char *column,
                                         const char *format, ...)
{
    char text[sizeof((struct toba_error *)0)->message];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (column)
        return tb_lua_problem(L, "table '%s', column '%s': %s", table, column, text);
    return tb_lua_problem(L, "table '%s': %s", table, text);
}

static const char *type_word(int32_t type)
{
    for (int i = 0; i < N_TYPES; i++)
        if (types[i].type == type)
            return types[i].word;
    return "?";
}

/* ---- Type words ---------------------------------------------------------- */

/* Copies the next word of `at` ("not null" is one) and returns what follows it; NULL: there is
 * no more. */
static const char *next_word(const char *at, char word[LONGEST_WORD])
{
    size_t size, after;

    at += strspn(at, " ");
    size = strcspn(at, " ");
    if (size == 0)
        return NULL;
    if (strncmp(at, "not ", 4) == 0) {
        after = size + strspn(at + size, " ");
        if (strcspn(at + after, " ") == 4 && strncmp(at + after, "null", 4) == 0) {
            snprintf(word, LONGEST_WORD, "not null");
            return at + after + 4;
        }
    }
    snprintf(word, LONGEST_WORD, "%.*s", (int)size, at);
    return at + size;
}

static void unknown_word(const struct column *column, const char *word)
{
    const char *meant = NULL;
    struct toba_error *err = tb_lua_column_problem(column->L, column->table, column->spec->name,
                                                   "unknown word '%s' in the type", word);

    for (int i = 0; i < N_TYPES; i++)
        meant = tb_suggest(word, meant, types[i].word);
    for (int i = 0; i < N_MARKS; i++)
        meant = tb_suggest(word, meant, marks[i].word);
    if (strcmp(word, "null") == 0)
        toba_hint(err, "a column may be NULL unless it says 'not null'");
    else if (meant)
        tb_lua_did_you_mean(err, meant);
    else
        toba_hint(err, "text, int, bigint, double, boolean, date or timestamp, then any of: "
                       "not null, surrogate, stamp, signed, secret");
}

static void read_word(const struct column *column, const char *word)
{
    struct toba_column *spec = column->spec;

    for (int i = 0; i < N_TYPES; i++) {
        if (strcmp(word, types[i].word) != 0)
            continue;
        if (spec->type)
            tb_lua_column_problem(column->L, column->table, spec->name,
                                  "two types, '%s' and '%s'", type_word(spec->type), word);
        spec->type = types[i].type;
        return;
    }
    for (int i = 0; i < N_MARKS; i++) {
        if (strcmp(word, marks[i].word) != 0)
            continue;
        spec->flags |= marks[i].flag;
        return;
    }
    unknown_word(column, word);
}

static void check_marks(const struct column *column)
{
    const struct toba_column *spec = column->spec;

    for (int i = 0; i < N_MARKS; i++)
        if (spec->flags & marks[i].flag && marks[i].type && marks[i].type != spec->type)
            tb_lua_column_problem(column->L, column->table, spec->name,
                                  "a column marked '%s' is of type %s, not %s", marks[i].word,
                                  type_word(marks[i].type), type_word(spec->type));
}

static void read_type(const struct column *column)
{
    struct toba_column *spec = column->spec;
    const char *at = tb_lua_text(column->L, -1);
    char word[LONGEST_WORD];
    int known = tb_lua_reader(column->L)->problems->n;

    if (!at) {
        if (!tb_lua_is_anything(column->L, -1))
            toba_hint(tb_lua_column_problem(column->L, column->table, spec->name,
                                            "its type is %s", tb_lua_describe(column->L, -1)),
                      "write: { \"%s\", \"text not null\", \"what it holds\" }", spec->name);
        spec->type = TOBA_TEXT;
        return;
    }
    while ((at = next_word(at, word)))
        read_word(column, word);
    if (spec->type)
        check_marks(column);
    else if (tb_lua_reader(column->L)->problems->n == known)
        toba_hint(tb_lua_column_problem(column->L, column->table, spec->name, "it has no type"),
                  "text, int, bigint, double, boolean, date or timestamp");
    if (!spec->type)
        spec->type = TOBA_TEXT;
}

/* ---- Defaults and references --------------------------------------------- */

/* The value on top as the text of a default of this type; NULL: it is none. */
static const char *default_text(lua_State *L, int32_t type)
{
    int lua = lua_type(L, -1);
    int32_t day;
    const char *text;

    switch (type) {
    case TOBA_BOOL:
        return lua != LUA_TBOOLEAN ? NULL : lua_toboolean(L, -1) ? "true" : "false";
    case TOBA_INT32:
    case TOBA_INT64:
        if (lua != LUA_TNUMBER || !lua_isinteger(L, -1) ||
            (type == TOBA_INT32 && lua_tointeger(L, -1) != (int32_t)lua_tointeger(L, -1)))
            return NULL;
        return tb_lua_print(L, "%lld", (long long)lua_tointeger(L, -1));
    case TOBA_DOUBLE:
        return lua == LUA_TNUMBER ? tb_lua_print(L, "%.17g", lua_tonumber(L, -1)) : NULL;
    case TOBA_TEXT:
        return tb_lua_text(L, -1);
    case TOBA_DATE:
        text = tb_lua_text(L, -1);
        return text && tb_day_parse(text, &day) ? text : NULL;
    default:
        return NULL;
    }
}

static void read_default(const struct column *column)
{
    struct toba_column *spec = column->spec;

    if (tb_lua_is_anything(column->L, -1))
        return;
    if (spec->flags & (TOBA_SURROGATE | TOBA_STAMP)) {
        tb_lua_column_problem(column->L, column->table, spec->name,
                              "the store sets it, so it has no default");
        return;
    }
    spec->fallback = default_text(column->L, spec->type);
    if (!spec->fallback)
        tb_lua_column_problem(column->L, column->table, spec->name,
                              "its default is %s, which is no %s",
                              tb_lua_describe(column->L, -1), type_word(spec->type));
}

static bool three_names(lua_State *L, const char *text)
{
    const char *first = strchr(text, '.'), *second = first ? strchr(first + 1, '.') : NULL;

    return second && tb_lua_is_name(tb_lua_print(L, "%.*s", (int)(first - text), text)) &&
           tb_lua_is_name(tb_lua_print(L, "%.*s", (int)(second - first - 1), first + 1)) &&
           tb_lua_is_name(second + 1);
}

static void read_references(const struct column *column, const char **references)
{
    const char *text = tb_lua_text(column->L, -1);

    if (tb_lua_is_anything(column->L, -1))
        return;
    if (text && three_names(column->L, text))
        *references = text;
    else
        toba_hint(tb_lua_column_problem(column->L, column->table, column->spec->name,
                                        "'references' is %s", tb_lua_describe(column->L, -1)),
                  "write: references = \"schema.table.column\"");
}

static void read_named(const struct column *column, const char *name, const char **references)
{
    const char *meant;

    if (strcmp(name, "references") == 0) {
        read_references(column, references);
    } else if (strcmp(name, "default") == 0) {
        read_default(column);
    } else {
        meant = tb_suggest(name, tb_suggest(name, NULL, "references"), "default");
        tb_lua_did_you_mean(tb_lua_column_problem(column->L, column->table, column->spec->name,
                                                  "unknown key '%s'", name),
                            meant);
    }
}

/* ---- The column ---------------------------------------------------------- */

static void read_comment(const struct column *column)
{
    int kind = lua_type(column->L, -1);

    column->spec->comment = tb_lua_text(column->L, -1);
    if (!column->spec->comment && kind != LUA_TNIL && !tb_lua_is_anything(column->L, -1))
        tb_lua_column_problem(column->L, column->table, column->spec->name, "its comment is %s",
                              tb_lua_describe(column->L, -1));
}

static bool read_name(lua_State *L, const char *table, int number, struct toba_column *spec)
{
    spec->name = tb_lua_text(L, -1);
    if (spec->name && tb_lua_is_name(spec->name))
        return true;
    if (!tb_lua_is_anything(L, -1))
        toba_hint(tb_lua_column_problem(L, table, NULL, "the name of column %d is %s", number,
                                        tb_lua_describe(L, -1)),
                  "a name is made of letters, digits and _, and is at most 63 long");
    return false;
}

bool tb_lua_column(lua_State *L, const char *table, int number, struct toba_column *spec,
                   const char **references)
{
    struct column column = {L, table, spec};
    struct tb_lua_fields fields;
    int at = lua_gettop(L);

    if (!lua_istable(L, at)) {
        if (!tb_lua_is_anything(L, at))
            toba_hint(tb_lua_column_problem(L, table, NULL, "column %d is %s", number,
                                            tb_lua_describe(L, at)),
                      "write: { \"name\", \"type\", \"what it holds\" }");
        return false;
    }
    fields = tb_lua_fields(L, at);
    lua_rawgeti(L, at, 1);
    if (!read_name(L, table, number, spec)) {
        lua_settop(L, at);
        return false;
    }
    lua_rawgeti(L, at, 2);
    read_type(&column);
    lua_rawgeti(L, at, 3);
    read_comment(&column);
    if (fields.n_items > 3 || fields.strays)
        toba_hint(tb_lua_column_problem(L, table, spec->name, "more than name, type, comment"),
                  "'references' and 'default' are named");
    for (int i = 0; i < fields.n_names; i++) {
        lua_getfield(L, at, fields.names[i]);
        read_named(&column, fields.names[i], references);
    }
    lua_settop(L, at);
    return true;
}
