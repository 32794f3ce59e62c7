/* wire.h - `>>`: edges between steps, ports, tables and schemas. */
#ifndef TB_LUA_WIRE_H
#define TB_LUA_WIRE_H

#include "lua/object.h"

struct tb_lua_edge {
    struct tb_edge edge;
    bool taken; /* into the pipeline */
};

/* What `a >> b >> c` gives: its edges in order, and what it ends with. */
struct tb_lua_chain {
    struct tb_lua_edge **edges;
    int n_edges;
    struct tb_lua_object tail;
};

/* Adds `>>` to all kinds of objects. May raise. */
void tb_lua_define_wire(lua_State *L);

#endif
