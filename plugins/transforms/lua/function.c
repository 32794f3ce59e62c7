/* function.c - see function.h. The bytes come from the core and never from a file; they are
 * checked for their end all the same. */
#include "function.h"

#include <string.h>

#include <toba/function.h>

struct unpack {
    lua_State *L;
    const char *at, *end;
    int seen;  /* a list on the stack: the tables and functions so far */
    int files; /* a table on the stack: by chunk the file */
    int64_t n_seen;
};

static const char *take(struct unpack *u, int64_t size)
{
    const char *at = u->at;

    if (size < 0 || size > u->end - u->at)
        luaL_error(u->L, "a function that is cut off");
    u->at += size;
    return at;
}

static int64_t take_int(struct unpack *u)
{
    int64_t v;

    memcpy(&v, take(u, sizeof v), sizeof v);
    return v;
}

static void push_value(struct unpack *u);

static void remember(struct unpack *u)
{
    lua_pushvalue(u->L, -1);
    lua_rawseti(u->L, u->seen, ++u->n_seen);
}

static void push_text(struct unpack *u)
{
    int64_t size = take_int(u);

    lua_pushlstring(u->L, take(u, size), (size_t)size);
}

static void push_table(struct unpack *u)
{
    lua_newtable(u->L);
    remember(u);
    while (u->at < u->end && *u->at != TOBA_FUNCTION_END) {
        push_value(u);
        push_value(u);
        lua_rawset(u->L, -3);
    }
    take(u, 1);
}

/* "tostring" or "math.floor". */
static void push_library(struct unpack *u)
{
    lua_State *L = u->L;
    const char *name, *dot;

    push_value(u);
    name = lua_tostring(L, -1);
    dot = strchr(name, '.');
    lua_pushglobaltable(L);
    if (dot) {
        lua_pushlstring(L, name, (size_t)(dot - name));
        lua_rawget(L, -2);
        lua_remove(L, -2);
        name = dot + 1;
    }
    lua_pushstring(L, name);
    if (!lua_istable(L, -2) || lua_rawget(L, -2) != LUA_TFUNCTION)
        luaL_error(L, "there is no function '%s' here", name);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* The text below the function on top is the file that it is of; takes it away. */
static void keep_file(struct unpack *u)
{
    lua_State *L = u->L;
    lua_Debug about;

    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &about);
    lua_pushstring(L, about.short_src);
    lua_pushvalue(L, -3);
    lua_rawset(L, u->files);
    lua_remove(L, -2);
}

static void push_code(struct unpack *u)
{
    lua_State *L = u->L;
    const char *code;
    size_t size;
    int n;

    push_value(u);
    push_value(u);
    code = luaL_checklstring(L, -1, &size);
    if (luaL_loadbufferx(L, code, size, "=?", "b") != LUA_OK)
        lua_error(L);
    lua_remove(L, -2);
    keep_file(u);
    remember(u);
    n = (unsigned char)*take(u, 1);
    for (int i = 1; i <= n; i++) {
        push_value(u);
        if (!lua_setupvalue(L, -2, i))
            luaL_error(L, "a function with other upvalues");
    }
}

static void push_double(struct unpack *u)
{
    double v;

    memcpy(&v, take(u, sizeof v), sizeof v);
    lua_pushnumber(u->L, v);
}

static void push_value(struct unpack *u)
{
    lua_State *L = u->L;

    luaL_checkstack(L, 8, "tables within tables");
    switch (*take(u, 1)) {
    case TOBA_FUNCTION_NIL:
        lua_pushnil(L);
        return;
    case TOBA_FUNCTION_FALSE:
        lua_pushboolean(L, 0);
        return;
    case TOBA_FUNCTION_TRUE:
        lua_pushboolean(L, 1);
        return;
    case TOBA_FUNCTION_INT:
        lua_pushinteger(L, take_int(u));
        return;
    case TOBA_FUNCTION_DOUBLE:
        push_double(u);
        return;
    case TOBA_FUNCTION_TEXT:
        push_text(u);
        return;
    case TOBA_FUNCTION_TABLE:
        push_table(u);
        return;
    case TOBA_FUNCTION_AGAIN:
        lua_rawgeti(L, u->seen, take_int(u) + 1);
        return;
    case TOBA_FUNCTION_LIBRARY:
        push_library(u);
        return;
    case TOBA_FUNCTION_GLOBALS:
        lua_pushglobaltable(L);
        return;
    case TOBA_FUNCTION_CODE:
        push_code(u);
        return;
    default:
        luaL_error(L, "a function in an unknown form");
    }
}

void function_push(lua_State *L, const struct toba_function *function)
{
    struct unpack u = {.L = L, .at = function->at};

    u.end = u.at + function->size;
    lua_newtable(L);
    u.files = lua_gettop(L);
    lua_newtable(L);
    u.seen = lua_gettop(L);
    push_value(&u);
    lua_pushvalue(L, u.files);
    lua_rawseti(L, LUA_REGISTRYINDEX, KEEP_FILES);
    lua_replace(L, u.files);
    lua_settop(L, u.files);
}
