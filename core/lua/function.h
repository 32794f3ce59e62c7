/* function.h - a function of the pipeline file, packed so that a component can run it. */
#ifndef TB_LUA_FUNCTION_H
#define TB_LUA_FUNCTION_H

#include "lua/state.h"

/* Packs the function at `index` into the form of toba/function.h, in the pipeline's arena, with
 * copies of all that it uses from outside. False: it uses what cannot be copied, which was
 * noted as a mistake of `name`. May raise. */
bool tb_lua_function(lua_State *L, int index, const char *name, struct toba_function *function);

#endif
