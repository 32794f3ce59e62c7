/* construct.h - toba.NAME { … }: steps from constructors, and step.port. */
#ifndef TB_LUA_CONSTRUCT_H
#define TB_LUA_CONSTRUCT_H

#include "lua/state.h"

/* Adds the methods of the module toba, of constructors and of steps. May raise. */
void tb_lua_define_construct(lua_State *L);
/* Pushes what require "toba" gives; returns 1. May raise. */
int tb_lua_push_toba(lua_State *L);

#endif
