/* column.h - one column of a table declaration:
 * { "user_id", "text not null", "the account", references = "people.user.id" } */
#ifndef TB_LUA_COLUMN_H
#define TB_LUA_COLUMN_H

#include "lua/state.h"

/* Adds a mistake about a column (NULL: none in particular) of a table. May raise. */
TOBA_PRINTF(4, 5)
struct toba_error *tb_lua_column_problem(lua_State *L, const char *table, const char *column,
                                         const char *format, ...);

/* Fills `column` and `references` ("schema.table.column" or NULL) from the value on top, the
 * `number`th of the table's list. False: it has not even a name; mistakes were noted. May
 * raise.
 */
bool tb_lua_column(lua_State *L, const char *table, int number, struct toba_column *column,
                   const char **references);

#endif
