/* module.h - loads the pipeline file and the modules that it requires. */
#ifndef TB_LUA_MODULE_H
#define TB_LUA_MODULE_H

#include "lua/state.h"

/* Pushes the function that a file compiles to; false: a mistake was noted at `asked` (for a
 * file that cannot be read) or in the file, and nothing was pushed. May raise. */
bool tb_lua_load(lua_State *L, const char *path, struct tb_place asked);

/* require, of the sandbox: "toba", or a text file `a/b.lua` below the pipeline's folder for
 * "a.b", which is run once. */
int tb_lua_require(lua_State *L);

#endif
