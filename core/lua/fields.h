/* fields.h - reading the plain Lua tables that authors write, in an order that is the same in
 * every run. All functions may raise. */
#ifndef TB_LUA_FIELDS_H
#define TB_LUA_FIELDS_H

#include "lua/state.h"

/* What the keys of a table are. */
struct tb_lua_fields {
    int n_items;        /* of its list: 1 … n_items */
    const char **names; /* sorted bytewise, copied */
    int n_names;
    bool holes;  /* there are nils in the list */
    bool strays; /* there are keys that are neither names nor numbers of the list */
};

struct tb_lua_fields tb_lua_fields(lua_State *L, int table);

/* The text at `index`, copied; NULL when there is none, or when it holds a zero byte. */
const char *tb_lua_text(lua_State *L, int index);
/* Whether the text may name a table, column, port or environment: letters, digits and _, not a
 * digit first, at most 63 bytes. */
bool tb_lua_is_name(const char *text);

/* pairs, of the sandbox: numbers in their order, then names in theirs. Lua's own order differs
 * from run to run, and with it the names of steps would. */
int tb_lua_pairs(lua_State *L);

#endif
