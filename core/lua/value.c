/* value.c - see value.h. */
#include "lua/value.h"

#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"

static enum tb_lua_read_value from_object(const struct tb_lua_object *object,
                                          struct tb_value *value, const char **unset)
{
    switch (object->kind) {
    case TB_LUA_SECRET:
        value->kind = TB_VALUE_SECRET;
        value->text = object->text;
        return TB_LUA_VALUE_OK;
    case TB_LUA_VARIABLE:
        *unset = object->text;
        return TB_LUA_VALUE_NONE;
    case TB_LUA_ANYTHING:
        return TB_LUA_VALUE_NONE;
    default:
        return TB_LUA_VALUE_WRONG;
    }
}

static enum tb_lua_read_value scalar(lua_State *L, int index, struct tb_value *value,
                                     const char **unset)
{
    switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
        value->kind = TB_VALUE_BOOL;
        value->b = lua_toboolean(L, index);
        return TB_LUA_VALUE_OK;
    case LUA_TNUMBER:
        value->kind = lua_isinteger(L, index) ? TB_VALUE_INT : TB_VALUE_DOUBLE;
        if (value->kind == TB_VALUE_INT)
            value->i = lua_tointeger(L, index);
        else
            value->d = lua_tonumber(L, index);
        return TB_LUA_VALUE_OK;
    case LUA_TSTRING:
        value->kind = TB_VALUE_TEXT;
        value->text = tb_lua_text(L, index);
        return value->text ? TB_LUA_VALUE_OK : TB_LUA_VALUE_WRONG;
    case LUA_TUSERDATA:
        return from_object(tb_lua_peek(L, index), value, unset);
    default:
        return TB_LUA_VALUE_WRONG;
    }
}

static enum tb_lua_read_value list(lua_State *L, int index, struct tb_value *value,
                                   const char **unset)
{
    struct tb_lua_fields fields = tb_lua_fields(L, index);
    struct tb_value *items = tb_lua_array(L, (size_t)fields.n_items, sizeof *items);
    enum tb_lua_read_value worst = TB_LUA_VALUE_OK;

    if (fields.n_names || fields.holes || fields.strays)
        return TB_LUA_VALUE_WRONG;
    for (int i = 0; i < fields.n_items; i++) {
        enum tb_lua_read_value got;

        lua_rawgeti(L, index, i + 1);
        got = scalar(L, -1, &items[i], unset);
        lua_pop(L, 1);
        if (got > worst)
            worst = got;
    }
    value->kind = TB_VALUE_LIST;
    value->items = items;
    value->n_items = fields.n_items;
    return worst;
}

enum tb_lua_read_value tb_lua_value(lua_State *L, int index, struct tb_value *value,
                                    const char **unset)
{
    if (lua_istable(L, index))
        return list(L, lua_absindex(L, index), value, unset);
    return scalar(L, index, value, unset);
}
