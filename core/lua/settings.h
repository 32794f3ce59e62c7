/* settings.h - what the braces of an open component's constructor say of which rows are read.
 */
#ifndef TB_LUA_SETTINGS_H
#define TB_LUA_SETTINGS_H

#include "lua/state.h"

struct tb_lua_settings {
    const char *sub_key; /* NULL: none */
    const char *rows;    /* "all", "window", "as_of", "changed"; NULL: nothing says */
    struct tb_asked asked;
};

/* Takes sub_key, rows, days, tolerance and window out of the table at `table`; what is not
 * there stays as it is in `settings`. May raise, as all of these. */
void tb_lua_take_settings(lua_State *L, int table, struct tb_lua_settings *settings);

/* Pushes a field and takes it out of its table; false: it is not there, nothing is pushed. */
bool tb_lua_take(lua_State *L, int table, const char *name);
/* The same for a name, NULL: there is none. */
const char *tb_lua_take_name(lua_State *L, int table, const char *name);
/* Notes that the value on top cannot be the setting `name`. */
void tb_lua_wrong_setting(lua_State *L, const char *name, const char *usage);

#endif
