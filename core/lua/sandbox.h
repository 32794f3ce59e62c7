/* sandbox.h - the Lua state that a pipeline file runs in, and its bounds.
 *
 * The file gets values, tables, text and arithmetic, and nothing that reaches out of the state,
 * runs other code, catches an error, or depends on the moment: no os, io, debug, package,
 * coroutine, load, pcall, metatables or random numbers. Neither are there the functions whose
 * one call may take for ever (patterns, table.move), since only the machine's own instructions
 * can be counted. */
#ifndef TB_LUA_SANDBOX_H
#define TB_LUA_SANDBOX_H

#include "lua/state.h"

/* A new state whose memory is bounded by the reader; NULL when there is none. */
lua_State *tb_lua_open(struct tb_reader *reader);
/* Makes the globals and starts counting. May raise. */
void tb_lua_fill(lua_State *L);

#endif
