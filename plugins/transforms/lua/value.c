/* value.c - see value.h. */
#include "value.h"

#include "date.h"

/* ---- Reading ------------------------------------------------------------- */

static void push_int(lua_State *L, struct toba_int v, bool boolean)
{
    if (v.null)
        lua_pushnil(L);
    else if (boolean)
        lua_pushboolean(L, v.v != 0);
    else
        lua_pushinteger(L, v.v);
}

static void push_double(lua_State *L, struct toba_double v)
{
    if (v.null)
        lua_pushnil(L);
    else
        lua_pushnumber(L, v.v);
}

static void push_text(lua_State *L, struct toba_text v)
{
    if (v.null)
        lua_pushnil(L);
    else
        lua_pushlstring(L, v.at, (size_t)v.size);
}

void value_push(lua_State *L, struct toba_in *in, int32_t port, int32_t field, int32_t type,
                uint32_t flags)
{
    switch (type) {
    case TOBA_ANY:
        lua_pushnil(L);
        break;
    case TOBA_DOUBLE:
        push_double(L, toba_get_double(in, port, field));
        break;
    case TOBA_TEXT:
        push_text(L, toba_get_text(in, port, field));
        break;
    default:
        /* What dates a row is a day, also where the column is of instants. */
        if ((flags & TOBA_DATE_ROLE) && (type == TOBA_DATE || type == TOBA_TIMESTAMP))
            push_int(L, toba_get_day(in, port, field), false);
        else
            push_int(L, toba_get_int(in, port, field), type == TOBA_BOOL);
    }
}

/* ---- Writing ------------------------------------------------------------- */

static void misfit(lua_State *L, const char *name, const char *wanted)
{
    if (lua_type(L, -1) == LUA_TNUMBER)
        luaL_error(L, "field '%s' takes %s, not the number %s", name, wanted,
                   lua_tostring(L, -1));
    luaL_error(L, "field '%s' takes %s, not a %s", name, wanted, luaL_typename(L, -1));
}

static int64_t whole(lua_State *L, const char *name, const char *wanted)
{
    int good = 0;
    lua_Integer v = lua_type(L, -1) == LUA_TNUMBER ? lua_tointegerx(L, -1, &good) : 0;

    if (!good)
        misfit(L, name, wanted);
    return v;
}

static int64_t day(lua_State *L, const char *name)
{
    const char *wanted = "a date: a day's number, or a text such as \"2024-10-04\"";
    size_t size;
    const char *text;
    int64_t v;

    if (lua_type(L, -1) != LUA_TSTRING)
        return whole(L, name, wanted);
    text = lua_tolstring(L, -1, &size);
    if (!date_read(text, size, &v))
        misfit(L, name, wanted);
    return v;
}

static void put_text(lua_State *L, struct toba_out *out, int32_t port, int32_t field,
                     const char *name)
{
    size_t size;
    const char *text;

    if (lua_type(L, -1) != LUA_TSTRING)
        misfit(L, name, "a text");
    text = lua_tolstring(L, -1, &size);
    toba_put_text(out, port, field, text, (int64_t)size);
}

void value_put(lua_State *L, struct toba_out *out, int32_t port, int32_t field, int32_t type,
               const char *name)
{
    switch (type) {
    case TOBA_ANY:
        break;
    case TOBA_BOOL:
        if (!lua_isboolean(L, -1))
            misfit(L, name, "true or false");
        toba_put_int(out, port, field, lua_toboolean(L, -1));
        break;
    case TOBA_DOUBLE:
        if (lua_type(L, -1) != LUA_TNUMBER)
            misfit(L, name, "a number");
        toba_put_double(out, port, field, lua_tonumber(L, -1));
        break;
    case TOBA_TEXT:
        put_text(L, out, port, field, name);
        break;
    case TOBA_DATE:
        toba_put_int(out, port, field, day(L, name));
        break;
    default:
        toba_put_int(out, port, field, whole(L, name, "a whole number"));
    }
}
