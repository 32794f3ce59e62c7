/* pairs.c - see pairs.h. */
#include "pairs.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

struct key {
    int type;
    lua_Number number;
    const char *text; /* of the table's key, which lives as long as the table has it */
    size_t size;
    int at; /* in the list of keys */
};

static int by_value(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = 0;

    if (x->type != y->type)
        return x->type < y->type ? -1 : 1;
    if (x->type == LUA_TNUMBER && x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->type == LUA_TSTRING)
        order = memcmp(x->text, y->text, x->size < y->size ? x->size : y->size);
    if (order == 0 && x->size != y->size)
        order = x->size < y->size ? -1 : 1;
    return order ? order : x->at - y->at;
}

static struct key key_at(lua_State *L, int i)
{
    struct key key = {.type = lua_rawgeti(L, 2, i), .at = i};

    if (key.type == LUA_TNUMBER)
        key.number = lua_tonumber(L, -1);
    else if (key.type == LUA_TSTRING)
        key.text = lua_tolstring(L, -1, &key.size);
    lua_pop(L, 1);
    return key;
}

/* Pushes a list of the keys of the table at 1, sorted. */
static void push_sorted_keys(lua_State *L)
{
    struct key *keys;
    int n = 0;

    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_rawseti(L, 2, ++n);
    }
    keys = lua_newuserdatauv(L, (size_t)n * sizeof *keys + 1, 0);
    for (int i = 0; i < n; i++)
        keys[i] = key_at(L, i + 1);
    if (n)
        qsort(keys, (size_t)n, sizeof *keys, by_value);
    lua_createtable(L, n, 0);
    for (int i = 0; i < n; i++) {
        lua_rawgeti(L, 2, keys[i].at);
        lua_rawseti(L, -2, i + 1);
    }
}

/* Upvalues: the table, its sorted keys, how many were given. */
static int next_pair(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));

    do {
        lua_settop(L, 0);
        if (lua_rawgeti(L, lua_upvalueindex(2), ++at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, 1);
        /* nil: it was taken out while looping */
    } while (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL);
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    return 2;
}

int pairs_sorted(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    push_sorted_keys(L);
    lua_pushvalue(L, 1);
    lua_insert(L, -2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
}
