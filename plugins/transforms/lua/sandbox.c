/* sandbox.c - see sandbox.h. */
#include "sandbox.h"

#include <lualib.h>
#include <string.h>

#include "date.h"
#include "pairs.h"
#include "trouble.h"

#define HOOK_STEP 10000
#define LONGEST_REPEAT (1 << 20)

static const char *const base_names[] = {"assert",   "error",    "ipairs", "select",
                                         "tonumber", "tostring", "type",   NULL};
static const char *const string_names[] = {"byte",    "char", "format", "len", "lower",
                                           "reverse", "sub",  "upper",  NULL};
static const char *const table_names[] = {"concat", "insert", "pack", "remove",
                                          "sort",   "unpack", NULL};
static const char *const math_names[] = {
    "abs",  "acos", "asin", "atan", "ceil",       "cos",  "deg",        "exp",  "floor",
    "fmod", "huge", "log",  "max",  "maxinteger", "min",  "mininteger", "modf", "pi",
    "rad",  "sin",  "sqrt", "tan",  "tointeger",  "type", "ult",        NULL};
static const char *const utf8_names[] = {"char", "charpattern", "codepoint", "codes",
                                         "len",  "offset",      NULL};

/* ---- Bounds -------------------------------------------------------------- */

/* lua_Alloc: `old` is the size of `memory`, unless that is NULL. */
static void *allocate(void *context, void *memory, size_t old, size_t size)
{
    struct step *step = context;
    size_t had = memory ? old : 0;
    void *got;

    if (size == 0) {
        step->used -= had;
        if (memory)
            toba_resize(step->host, memory, 0);
        return NULL;
    }
    if (size > had && (step->heap_empty || size - had > step->room - step->used))
        return NULL;
    got = toba_resize(step->host, memory, size);
    if (!got && size > had) {
        step->heap_empty = true;
        return NULL;
    }
    step->used = step->used - had + size;
    return got ? got : memory; /* Lua relies on a block being able to shrink */
}

static void hook(lua_State *L, lua_Debug *at)
{
    struct step *step = step_of(L);

    (void)at;
    step->ran += HOOK_STEP;
    if (step->instructions && step->ran > step->instructions * 1000000)
        trouble_stop(L, TOO_LONG);
    if (step->in && toba_cancelled(step->in))
        trouble_stop(L, CANCELLED);
}

void sandbox_begin(struct step *step)
{
    step->ran = 0;
    step->stop = GOES_ON;
    step->line = 0;
}

lua_State *sandbox_open(struct step *step)
{
    lua_State *L = lua_newstate(allocate, step);

    if (!L)
        return NULL;
    *(struct step **)lua_getextraspace(L) = step;
    lua_sethook(L, hook, LUA_MASKCOUNT, HOOK_STEP);
    return L;
}

/* ---- Globals ------------------------------------------------------------- */

/* string.rep of the library loops as often as it is told to, even over nothing. */
static int repeat(lua_State *L)
{
    size_t size, size_between = 0;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer n = luaL_checkinteger(L, 2);
    const char *between = luaL_optlstring(L, 3, "", &size_between);
    luaL_Buffer out;

    luaL_argcheck(L, n <= LONGEST_REPEAT, 2, "too many repetitions");
    luaL_buffinit(L, &out);
    for (lua_Integer i = 0; i < n; i++) {
        if (i > 0)
            luaL_addlstring(&out, between, size_between);
        luaL_addlstring(&out, text, size);
    }
    luaL_pushresult(&out);
    return 1;
}

static int log_text(lua_State *L)
{
    toba_log(step_of(L)->in, TOBA_LOG_INFO, "%s", luaL_checkstring(L, 1));
    return 0;
}

static int count(lua_State *L)
{
    toba_count(step_of(L)->in, luaL_checkstring(L, 1), luaL_optinteger(L, 2, 1));
    return 0;
}

/* ---- Numbers that may be missing ----------------------------------------- */

/* A number or, where nil stands for one, nothing. */
static bool number(lua_State *L, int index)
{
    if (lua_isnoneornil(L, index))
        return false;
    luaL_checktype(L, index, LUA_TNUMBER);
    return true;
}

/* add(a, b): what is missing counts nothing; nil where both are. */
static int add(lua_State *L)
{
    bool a = number(L, 1), b = number(L, 2);

    lua_settop(L, 2);
    if (a && b)
        lua_arith(L, LUA_OPADD);
    else if (a)
        lua_settop(L, 1);
    return 1;
}

/* ratio(a, b): nil where either is missing, or b is 0. */
static int ratio(lua_State *L)
{
    if (!number(L, 1) || !number(L, 2) || lua_tonumber(L, 2) == 0)
        lua_pushnil(L);
    else
        lua_pushnumber(L, lua_tonumber(L, 1) / lua_tonumber(L, 2));
    return 1;
}

/* ---- Variables ----------------------------------------------------------- */

static int unknown_variable(lua_State *L)
{
    return luaL_error(L, "there is no variable '%s'",
                      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

/* What a function leaves behind must not reach its next call: that may be in another run. */
static int new_variable(lua_State *L)
{
    return luaL_error(L, "'%s' is no local variable: write local %s",
                      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?",
                      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

/* Moves the named members of the table on top into a new table, which takes its place. */
static void keep(lua_State *L, const char *const *names)
{
    lua_newtable(L);
    for (; *names; names++) {
        lua_getfield(L, -2, *names);
        lua_setfield(L, -2, *names);
    }
    lua_remove(L, -2);
}

static void add_library(lua_State *L, const char *name, lua_CFunction open,
                        const char *const *names)
{
    luaL_requiref(L, name, open, 0);
    keep(L, names);
    lua_setfield(L, -2, name);
}

static void add_string_library(lua_State *L)
{
    add_library(L, LUA_STRLIBNAME, luaopen_string, string_names);
    lua_getfield(L, -1, LUA_STRLIBNAME);
    lua_pushcfunction(L, repeat);
    lua_setfield(L, -2, "rep");
    /* ("text"):upper() looks here. */
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 3);
}

static const luaL_Reg own[] = {{"pairs", pairs_sorted}, {"log", log_text},
                               {"count", count},        {"add", add},
                               {"ratio", ratio},        {NULL, NULL}};
static const luaL_Reg guards[] = {
    {"__index", unknown_variable}, {"__newindex", new_variable}, {NULL, NULL}};

void sandbox_fill(lua_State *L)
{
    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    keep(L, base_names);
    add_string_library(L);
    add_library(L, LUA_TABLIBNAME, luaopen_table, table_names);
    add_library(L, LUA_MATHLIBNAME, luaopen_math, math_names);
    add_library(L, LUA_UTF8LIBNAME, luaopen_utf8, utf8_names);
    date_push(L);
    lua_setfield(L, -2, "date");
    luaL_setfuncs(L, own, 0);
    luaL_newlib(L, guards);
    lua_setmetatable(L, -2);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}
