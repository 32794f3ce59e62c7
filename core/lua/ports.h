/* ports.h - the ports of an open component, as the braces of its constructor declare them. */
#ifndef TB_LUA_PORTS_H
#define TB_LUA_PORTS_H

#include "lua/state.h"

/* Takes what declares ports out of the constructor's merged table at `table`, and gives the
 * step a descriptor and inputs of its own. May raise. */
void tb_lua_declare_ports(lua_State *L, struct tb_lua_step *step, int table);

#endif
