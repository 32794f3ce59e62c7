/* sandbox.c - see sandbox.h. */
#include "lua/sandbox.h"

#include <lualib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/suggest.h"
#include "lua/fields.h"
#include "lua/module.h"
#include "lua/object.h"
#include "lua/report.h"

#define HOOK_STEP 1000
#define LONGEST_REPEAT (1 << 20)
#define DEEPEST_NAMES 8

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

/* What authors may look for, and why it is not there. */
static const struct {
    const char *name, *why;
} absent[] = {
    {"os", "environment variables come through toba.var and toba.secret"},
    {"io", "a pipeline reads no files; sources do"},
    {"print", "a pipeline prints nothing; 'toba plan' shows what it means"},
    {"load", "code comes from files, by require"},
    {"loadstring", "code comes from files, by require"},
    {"loadfile", "code comes from files, by require"},
    {"dofile", "code comes from files, by require"},
    {"package", "require finds modules below the pipeline's folder only"},
    {"pcall", "a pipeline handles no errors: they are for its author"},
    {"xpcall", "a pipeline handles no errors: they are for its author"},
    {"next", "use pairs"},
    {"setmetatable", "a pipeline is plain data"},
    {"getmetatable", "a pipeline is plain data"},
    {"coroutine", "a pipeline is plain data"},
    {"debug", "a pipeline is plain data"},
};

/* ---- Bounds -------------------------------------------------------------- */

/* lua_Alloc: `old` is the size of `memory`, unless that is NULL. */
static void *allocate(void *context, void *memory, size_t old, size_t size)
{
    struct tb_reader *reader = context;
    size_t had = memory ? old : 0;
    void *got;

    if (size == 0) {
        reader->used -= had;
        tb_free(memory);
        return NULL;
    }
    if (size > had && (reader->heap_empty || size - had > reader->room - reader->used))
        return NULL;
    got = tb_resize(memory, size);
    if (!got && size > had) {
        reader->heap_empty = true;
        return NULL;
    }
    reader->used = reader->used - had + size;
    return got ? got : memory; /* Lua relies on a block being able to shrink */
}

static int64_t now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* Called every HOOK_STEP instructions, and at calls: a library function may take long within
 * one instruction. */
static void hook(lua_State *L, lua_Debug *at)
{
    struct tb_reader *reader = tb_lua_reader(L);

    if (at->event == LUA_HOOKCOUNT)
        reader->ran += HOOK_STEP;
    if (reader->ran > reader->options.instructions)
        tb_lua_stop(L, TB_LUA_TOO_LONG);
    if (now() > reader->deadline)
        tb_lua_stop(L, TB_LUA_TOO_SLOW);
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

/* The nearest name to what was written among the variables of a function that runs. */
static const char *nearest_local(lua_State *L, int level, const char *written, const char *best)
{
    lua_Debug at;
    const char *name;

    if (!lua_getstack(L, level, &at))
        return best;
    for (int i = 1; (name = lua_getlocal(L, &at, i)); i++) {
        lua_pop(L, 1);
        best = tb_suggest(written, best, name);
    }
    if (!lua_getinfo(L, "f", &at))
        return best;
    for (int i = 1; (name = lua_getupvalue(L, -1, i)); i++) {
        lua_pop(L, 1);
        best = tb_suggest(written, best, name);
    }
    lua_pop(L, 1);
    return best;
}

static const char *nearest_variable(lua_State *L, const char *written)
{
    const char *best = NULL;

    for (int level = 1; level <= DEEPEST_NAMES; level++)
        best = nearest_local(L, level, written, best);
    /* The names are keys of the globals' table, which keeps them. */
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            best = tb_suggest(written, best, lua_tostring(L, -2));
    return best;
}

/* __index of the globals: what is not there is a mistake, told with its name; evaluation goes
 * on with an object that takes part in anything. */
static int unknown_variable(lua_State *L)
{
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    struct tb_reader *reader = tb_lua_reader(L);
    struct toba_error *err = tb_lua_problem(L, "there is no variable '%s'", name);

    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        if (strcmp(absent[i].name, name) == 0) {
            toba_hint(err, "%s", absent[i].why);
            return tb_lua_push_anything(L);
        }
    }
    if (tb_registry_find(reader->options.registry, name))
        toba_hint(err, "did you mean 'toba.%s'?", name);
    else
        tb_lua_did_you_mean(err, nearest_variable(L, name));
    return tb_lua_push_anything(L);
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

lua_State *tb_lua_open(struct tb_reader *reader)
{
    lua_State *L = lua_newstate(allocate, reader);

    if (L)
        *(struct tb_reader **)lua_getextraspace(L) = reader;
    return L;
}

void tb_lua_fill(lua_State *L)
{
    struct tb_reader *reader = tb_lua_reader(L);

    luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
    keep(L, base_names);
    add_string_library(L);
    add_library(L, LUA_TABLIBNAME, luaopen_table, table_names);
    add_library(L, LUA_MATHLIBNAME, luaopen_math, math_names);
    add_library(L, LUA_UTF8LIBNAME, luaopen_utf8, utf8_names);
    lua_pushcfunction(L, tb_lua_pairs);
    lua_setfield(L, -2, "pairs");
    lua_pushcfunction(L, tb_lua_require);
    lua_setfield(L, -2, "require");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, unknown_variable);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);

    reader->deadline = now() + (int64_t)reader->options.seconds * 1000000;
    lua_sethook(L, hook, LUA_MASKCOUNT | LUA_MASKCALL, HOOK_STEP);
}
