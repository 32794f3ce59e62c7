/* environment.h - toba.env, toba.secret and toba.var: what differs from one place that a
 * pipeline runs in to the next. */
#ifndef TB_LUA_ENVIRONMENT_H
#define TB_LUA_ENVIRONMENT_H

#include "lua/state.h"

/* toba.env { dev = { … }, … }: the chosen environment's table. */
int tb_lua_env(lua_State *L);
/* toba.secret "NAME": resolved by the planner, where it is bound to an option. */
int tb_lua_secret(lua_State *L);
/* toba.var("NAME", default): an environment variable, as a value of the default's type. */
int tb_lua_var(lua_State *L);

/* Adds the methods of secrets and of missing variables. May raise. */
void tb_lua_define_environment(lua_State *L);

#endif
