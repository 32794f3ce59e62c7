/* declare.h - store:schema("name", tables): tables declared as data. */
#ifndef TB_LUA_DECLARE_H
#define TB_LUA_DECLARE_H

#include "lua/state.h"

/* The method of stores. */
int tb_lua_schema(lua_State *L);

#endif
