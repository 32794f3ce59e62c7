/* value.h - a Lua value as the value of an option. */
#ifndef TB_LUA_VALUE_H
#define TB_LUA_VALUE_H

#include "lua/state.h"

enum tb_lua_read_value {
    TB_LUA_VALUE_OK,
    TB_LUA_VALUE_NONE, /* a mistake already noted, or a missing variable: see `unset` */
    TB_LUA_VALUE_WRONG /* no value of an option; the caller says so */
};

/* Fills `value` from the Lua value at `index`: a text, number, truth value, secret, or list of
 * those. `unset` gets the text of a missing environment variable met, else stays. May raise. */
enum tb_lua_read_value tb_lua_value(lua_State *L, int index, struct tb_value *value,
                                    const char **unset);

#endif
