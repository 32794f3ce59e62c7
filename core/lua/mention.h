/* mention.h - tables as a pipeline mentions them: schema.table, table { field = "column" } and
 * table:where { column = value }. */
#ifndef TB_LUA_MENTION_H
#define TB_LUA_MENTION_H

#include "lua/state.h"

/* Adds the methods of schemas and tables. May raise. */
void tb_lua_define_mention(lua_State *L);

#endif
