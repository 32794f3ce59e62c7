/* fields.c - see fields.h. */
#include "lua/fields.h"

#include <stdlib.h>
#include <string.h>

#include "lua/object.h"
#include "lua/report.h"

#define LONGEST_NAME 63

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *tb_lua_text(lua_State *L, int index)
{
    size_t size;
    const char *text;

    if (lua_type(L, index) != LUA_TSTRING)
        return NULL;
    text = lua_tolstring(L, index, &size);
    return strlen(text) == size ? tb_lua_copy(L, text) : NULL;
}

bool tb_lua_is_name(const char *text)
{
    size_t size = strlen(text);

    if (size == 0 || size > LONGEST_NAME || (text[0] >= '0' && text[0] <= '9'))
        return false;
    for (size_t i = 0; i < size; i++)
        if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= 'A' && text[i] <= 'Z') &&
            !(text[i] >= '0' && text[i] <= '9') && text[i] != '_')
            return false;
    return true;
}

struct tb_lua_fields tb_lua_fields(lua_State *L, int table)
{
    struct tb_lua_fields fields = {0};
    lua_Unsigned length = lua_rawlen(L, table), numbers = 0;

    table = lua_absindex(L, table);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        const char *name = tb_lua_text(L, -2);

        if (name)
            *(const char **)tb_lua_append(L, (void **)&fields.names, &fields.n_names,
                                          sizeof name) = name;
        else if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1)
            numbers++;
        else
            fields.strays = true;
    }
    if (fields.n_names)
        qsort(fields.names, (size_t)fields.n_names, sizeof *fields.names, by_bytes);
    fields.n_items = length > INT32_MAX ? INT32_MAX : (int)length;
    fields.holes = numbers != length;
    return fields;
}

/* ---- pairs --------------------------------------------------------------- */

struct key {
    int type; /* LUA_TNUMBER, LUA_TSTRING */
    lua_Number number;
    const char *text; /* of the table's key, which lives as long as the table has it */
    size_t size;
    int at; /* in the list of keys */
};

static int by_value(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    size_t common = x->size < y->size ? x->size : y->size;
    int order;

    if (x->type != y->type)
        return x->type < y->type ? -1 : 1;
    if (x->type == LUA_TNUMBER && x->number != y->number)
        return x->number < y->number ? -1 : 1;
    order = x->type == LUA_TSTRING ? memcmp(x->text, y->text, common) : 0;
    if (order == 0 && x->size != y->size)
        order = x->size < y->size ? -1 : 1;
    return order ? order : x->at - y->at;
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
    for (int i = 0; i < n; i++) {
        struct key key = {.type = lua_rawgeti(L, 2, i + 1), .at = i + 1};

        if (key.type == LUA_TNUMBER)
            key.number = lua_tonumber(L, -1);
        else if (key.type == LUA_TSTRING)
            key.text = lua_tolstring(L, -1, &key.size);
        keys[i] = key;
        lua_pop(L, 1);
    }
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

    for (;;) {
        at++;
        lua_settop(L, 0);
        if (lua_rawgeti(L, lua_upvalueindex(2), at) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, 1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
            break; /* else it was taken out while looping */
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    return 2;
}

static int no_pair(lua_State *L)
{
    lua_pushnil(L);
    return 1;
}

int tb_lua_pairs(lua_State *L)
{
    if (tb_lua_is_anything(L, 1)) {
        lua_pushcfunction(L, no_pair);
        return 1;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    push_sorted_keys(L);
    lua_pushvalue(L, 1);
    lua_insert(L, -2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
}
