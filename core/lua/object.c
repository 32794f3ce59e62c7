/* object.c - see object.h. */
#include "lua/object.h"

#include <string.h>

#include "lua/fields.h"
#include "lua/report.h"

#define LONGEST_QUOTE 40
#define MOST_ABSORBED 10000

/* By kind: the name that messages of Lua use. */
static const char *const kind_names[TB_LUA_KINDS] = {
    [TB_LUA_ANYTHING] = "mistaken",       [TB_LUA_TOBA] = "toba",
    [TB_LUA_CONSTRUCTOR] = "constructor", [TB_LUA_STEP] = "step",
    [TB_LUA_PORT] = "output port",        [TB_LUA_TABLE] = "store table",
    [TB_LUA_SCHEMA] = "schema",           [TB_LUA_CHAIN] = "chain of steps",
    [TB_LUA_SECRET] = "secret",           [TB_LUA_VARIABLE] = "unset variable",
    [TB_LUA_HEAD] = "pipeline name",      [TB_LUA_PIPELINE] = "pipeline",
};

/* ---- Objects ------------------------------------------------------------- */

int tb_lua_push(lua_State *L, const struct tb_lua_object *object)
{
    struct tb_lua_object *copy = lua_newuserdatauv(L, sizeof *copy, 0);

    *copy = *object;
    luaL_setmetatable(L, kind_names[object->kind]);
    return 1;
}

int tb_lua_push_anything(lua_State *L)
{
    return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_ANYTHING});
}

const struct tb_lua_object *tb_lua_peek(lua_State *L, int index)
{
    /* No other userdata comes into a file's hands. */
    return lua_type(L, index) == LUA_TUSERDATA ? lua_touserdata(L, index) : NULL;
}

const struct tb_lua_object *tb_lua_peek_kind(lua_State *L, int index, int kind)
{
    const struct tb_lua_object *object = tb_lua_peek(L, index);

    return object && object->kind == kind ? object : NULL;
}

bool tb_lua_is_anything(lua_State *L, int index)
{
    return tb_lua_peek_kind(L, index, TB_LUA_ANYTHING) != NULL;
}

/* ---- Descriptions -------------------------------------------------------- */

static const char *describe_object(lua_State *L, const struct tb_lua_object *object)
{
    switch (object->kind) {
    case TB_LUA_TOBA:
        return "the module 'toba'";
    case TB_LUA_CONSTRUCTOR:
        return tb_lua_print(L, "the constructor 'toba.%s' without its braces",
                            object->component->spec->name);
    case TB_LUA_STEP:
        return tb_lua_print(L, "the step '%s'", object->step->step.component->spec->name);
    case TB_LUA_PORT:
        return tb_lua_print(L, "the output port '%s.%s'",
                            object->step->step.component->spec->name, object->port->name);
    case TB_LUA_TABLE:
        return tb_lua_print(L, "the table '%s.%s'", object->use->table->spec.schema,
                            object->use->table->spec.name);
    case TB_LUA_SCHEMA:
        return tb_lua_print(L, "the schema '%s'", object->schema->schema.name);
    case TB_LUA_SECRET:
        return tb_lua_print(L, "the secret '%s'", object->text);
    case TB_LUA_VARIABLE:
        return "an environment variable that is not set";
    case TB_LUA_HEAD:
        return tb_lua_print(L, "the pipeline '%s' without its braces", object->text);
    default:
        return tb_lua_print(L, "a %s", kind_names[object->kind]);
    }
}

static const char *describe_text(lua_State *L, const char *text)
{
    size_t size = strlen(text), shown = size > LONGEST_QUOTE ? LONGEST_QUOTE : size;

    /* Never a part of a character of several bytes. */
    while (shown < size && shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80)
        shown--;
    return tb_lua_print(L, "the text '%.*s%s'", (int)shown, text, shown < size ? "…" : "");
}

const char *tb_lua_describe(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TUSERDATA:
        return describe_object(L, lua_touserdata(L, index));
    case LUA_TSTRING:
        return describe_text(L, lua_tostring(L, index));
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            return tb_lua_print(L, "the number %lld", (long long)lua_tointeger(L, index));
        return tb_lua_print(L, "the number %g", lua_tonumber(L, index));
    case LUA_TBOOLEAN:
        return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TTABLE:
        return "a plain Lua table";
    case LUA_TFUNCTION:
        return "a function";
    default:
        return "nil";
    }
}

/* ---- Methods that every kind has ----------------------------------------- */

static int to_text(lua_State *L)
{
    lua_pushstring(L, tb_lua_describe(L, 1));
    return 1;
}

static int unchangeable(lua_State *L)
{
    if (!tb_lua_is_anything(L, 1))
        toba_hint(tb_lua_problem(L, "%s cannot be changed", tb_lua_describe(L, 1)),
                  "what it needs is given in the braces that make it");
    return 0;
}

/* ---- What a mistake does ------------------------------------------------- */

/* Gives another of its kind, so that one mistake is told once. Its list is empty and its calls
 * are counted, so that loops over it end. */
static int absorb(lua_State *L)
{
    if (++tb_lua_reader(L)->absorbed > MOST_ABSORBED)
        tb_lua_stop(L, TB_LUA_TOO_MANY);
    return tb_lua_push_anything(L);
}

static int absorb_index(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TNUMBER)
        return tb_lua_push_anything(L);
    lua_pushnil(L);
    return 1;
}

static int absorb_length(lua_State *L)
{
    lua_pushinteger(L, 0);
    return 1;
}

static const luaL_Reg absorbing[] = {
    {"__index", absorb_index}, {"__call", absorb}, {"__concat", absorb}, {"__add", absorb},
    {"__sub", absorb},         {"__mul", absorb},  {"__div", absorb},    {"__mod", absorb},
    {"__pow", absorb},         {"__idiv", absorb}, {"__unm", absorb},    {"__band", absorb},
    {"__bor", absorb},         {"__bxor", absorb}, {"__shl", absorb},    {"__bnot", absorb},
    {"__len", absorb_length},  {NULL, NULL}};

static const luaL_Reg common[] = {
    {"__tostring", to_text}, {"__newindex", unchangeable}, {NULL, NULL}};

void tb_lua_add_methods(lua_State *L, int kind, const luaL_Reg *methods)
{
    luaL_newmetatable(L, kind_names[kind]);
    luaL_setfuncs(L, methods, 0);
    lua_pop(L, 1);
}

void tb_lua_define_kinds(lua_State *L)
{
    for (int kind = 1; kind < TB_LUA_KINDS; kind++) {
        tb_lua_add_methods(L, kind, common);
        luaL_getmetatable(L, kind_names[kind]);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pop(L, 1);
    }
    tb_lua_add_methods(L, TB_LUA_ANYTHING, absorbing);
}
