/* function.c - see function.h.
 *
 * The walk is made twice: once to count the bytes and find mistakes, once to write. It follows
 * tables in the order of `pairs`, so that the same file gives the same bytes in every run. */
#include "lua/function.h"

#include <string.h>

#include <toba/function.h>

#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"

#define LARGEST (1 << 20)
#define DEEPEST 32

struct pack {
    lua_State *L;
    const char *name;
    struct tb_place place; /* of the function whose upvalue is walked */
    const char *upvalue;   /* … and the upvalue's name; NULL: the function itself */
    int seen;              /* a table on the stack: what was met, by number */
    int64_t n_seen;
    char *at; /* NULL: only counting */
    int64_t size;
    bool good;
};

/* ---- Bytes --------------------------------------------------------------- */

static void put(struct pack *p, const void *bytes, size_t size)
{
    if (p->at)
        memcpy(p->at + p->size, bytes, size);
    p->size += (int64_t)size;
}

static void put_tag(struct pack *p, enum toba_function_tag tag)
{
    char byte = (char)tag;

    put(p, &byte, 1);
}

static void put_int(struct pack *p, int64_t v)
{
    put(p, &v, sizeof v);
}

static void put_text(struct pack *p, const char *text, size_t size)
{
    put_tag(p, TOBA_FUNCTION_TEXT);
    put_int(p, (int64_t)size);
    put(p, text, size);
}

/* ---- Mistakes ------------------------------------------------------------ */

static void refuse(struct pack *p, const char *what)
{
    struct toba_error *err;

    p->good = false;
    if (p->upvalue)
        err = tb_lua_problem_at(p->L, p->place, "'%s' uses '%s', in which there is %s", p->name,
                                p->upvalue, what);
    else
        err = tb_lua_problem_at(p->L, p->place, "'%s' is %s", p->name, what);
    toba_hint(err,
              "a function may use texts, numbers, truth values, plain tables and functions "
              "from outside: it gets copies of them");
}

/* ---- Values -------------------------------------------------------------- */

static void pack_value(struct pack *p, int depth);

/* Tells the table or function on top by its number, if it was met before. */
static bool pack_again(struct pack *p)
{
    bool again;

    lua_pushvalue(p->L, -1);
    again = lua_rawget(p->L, p->seen) != LUA_TNIL;
    if (again) {
        put_tag(p, TOBA_FUNCTION_AGAIN);
        put_int(p, lua_tointeger(p->L, -1));
    }
    lua_pop(p->L, 1);
    return again;
}

static void remember(struct pack *p)
{
    lua_pushvalue(p->L, -1);
    lua_pushinteger(p->L, p->n_seen++);
    lua_rawset(p->L, p->seen);
}

static void pack_table(struct pack *p, int depth)
{
    lua_State *L = p->L;

    if (pack_again(p))
        return;
    remember(p);
    put_tag(p, TOBA_FUNCTION_TABLE);
    lua_pushcfunction(L, tb_lua_pairs);
    lua_pushvalue(L, -2);
    lua_call(L, 1, 1);
    for (;;) {
        lua_pushvalue(L, -1);
        lua_call(L, 0, 2);
        if (lua_isnil(L, -2))
            break;
        if (lua_type(L, -2) == LUA_TSTRING || lua_type(L, -2) == LUA_TNUMBER) {
            lua_pushvalue(L, -2);
            pack_value(p, depth + 1);
            lua_pop(L, 1);
            pack_value(p, depth + 1);
        } else {
            refuse(p, "a table with a key that is neither a text nor a number");
        }
        lua_pop(L, 2);
    }
    lua_pop(L, 3);
    put_tag(p, TOBA_FUNCTION_END);
}

/* Finds the function on top among the members of the table below it and puts its name. */
static bool pack_member(struct pack *p, const char *prefix, bool libraries)
{
    lua_State *L = p->L;
    bool found = false;

    for (lua_pushnil(L); !found && lua_next(L, -2); lua_pop(L, found ? 2 : 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;

        if (!name || strcmp(name, "require") == 0)
            continue;
        if (lua_rawequal(L, -1, -4)) {
            const char *full = tb_lua_print(L, "%s%s", prefix, name);

            put_tag(p, TOBA_FUNCTION_LIBRARY);
            put_text(p, full, strlen(full));
            found = true;
        } else if (libraries && lua_istable(L, -1)) {
            lua_pushvalue(L, -4);
            lua_insert(L, -2);
            found = pack_member(p, tb_lua_print(L, "%s.", name), false);
            lua_remove(L, -2);
        }
    }
    return found;
}

static void pack_library(struct pack *p)
{
    lua_pushglobaltable(p->L);
    if (!pack_member(p, "", true))
        refuse(p, "a function that only a pipeline has");
    lua_pop(p->L, 1);
}

static int put_code(lua_State *L, const void *bytes, size_t size, void *pack)
{
    (void)L;
    put(pack, bytes, size);
    return 0;
}

/* The function on top, as a text value. Its size is known when it has been dumped. */
static void pack_code(struct pack *p)
{
    struct pack count = {.at = NULL};

    lua_dump(p->L, put_code, &count, 0);
    put_tag(p, TOBA_FUNCTION_TEXT);
    put_int(p, count.size);
    lua_dump(p->L, put_code, p, 0);
}

static bool is_globals(lua_State *L)
{
    bool same;

    lua_pushglobaltable(L);
    same = lua_rawequal(L, -1, -2);
    lua_pop(L, 1);
    return same;
}

static void pack_upvalues(struct pack *p, int n, int depth)
{
    lua_State *L = p->L;

    for (int i = 1; i <= n; i++) {
        p->upvalue = lua_getupvalue(L, -1, i);
        if (is_globals(L))
            put_tag(p, TOBA_FUNCTION_GLOBALS);
        else
            pack_value(p, depth + 1);
        lua_pop(L, 1);
    }
}

static void pack_function(struct pack *p, int depth)
{
    const struct pack outer = *p;
    lua_State *L = p->L;
    lua_Debug about;
    char n;

    if (lua_iscfunction(L, -1)) {
        pack_library(p);
        return;
    }
    if (pack_again(p))
        return;
    remember(p);
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">Su", &about);
    p->place = tb_lua_place_of(L, &about);
    put_tag(p, TOBA_FUNCTION_CODE);
    put_text(p, p->place.file, strlen(p->place.file));
    pack_code(p);
    n = (char)about.nups;
    put(p, &n, 1);
    pack_upvalues(p, about.nups, depth);
    p->place = outer.place;
    p->upvalue = outer.upvalue;
}

static void pack_number(struct pack *p)
{
    if (lua_isinteger(p->L, -1)) {
        put_tag(p, TOBA_FUNCTION_INT);
        put_int(p, lua_tointeger(p->L, -1));
    } else {
        double v = lua_tonumber(p->L, -1);

        put_tag(p, TOBA_FUNCTION_DOUBLE);
        put(p, &v, sizeof v);
    }
}

/* Packs the value on top, which stays there. */
static void pack_value(struct pack *p, int depth)
{
    lua_State *L = p->L;
    size_t size;
    const char *text;

    if (depth > DEEPEST) {
        refuse(p, "a table or function too many levels deep");
        return;
    }
    luaL_checkstack(L, 12, "tables within tables");
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        put_tag(p, TOBA_FUNCTION_NIL);
        break;
    case LUA_TBOOLEAN:
        put_tag(p, lua_toboolean(L, -1) ? TOBA_FUNCTION_TRUE : TOBA_FUNCTION_FALSE);
        break;
    case LUA_TNUMBER:
        pack_number(p);
        break;
    case LUA_TSTRING:
        text = lua_tolstring(L, -1, &size);
        put_text(p, text, size);
        break;
    case LUA_TTABLE:
        pack_table(p, depth);
        break;
    case LUA_TFUNCTION:
        pack_function(p, depth);
        break;
    default:
        if (tb_lua_is_anything(L, -1)) /* its mistake was noted */
            p->good = false;
        else
            refuse(p, tb_lua_describe(L, -1));
    }
}

/* ---- The walk ------------------------------------------------------------ */

static void walk(struct pack *p, int index)
{
    lua_newtable(p->L);
    p->seen = lua_gettop(p->L);
    p->n_seen = 0;
    p->size = 0;
    lua_pushvalue(p->L, index);
    pack_value(p, 0);
    lua_pop(p->L, 2);
}

bool tb_lua_function(lua_State *L, int index, const char *name, struct toba_function *function)
{
    struct pack p = {.L = L, .name = name, .place = tb_lua_place(L), .good = true};

    index = lua_absindex(L, index);
    walk(&p, index);
    if (p.good && p.size > LARGEST)
        refuse(&p, "larger than 1 MiB with all that it uses");
    if (!p.good)
        return false;
    p.at = tb_lua_new(L, (size_t)p.size);
    walk(&p, index);
    function->at = p.at;
    function->size = p.size;
    return true;
}
