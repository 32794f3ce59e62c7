/* pairs.h - pairs in an order that is the same in every run: numbers, then texts. Lua's own
 * order differs, and with it the rows that come out would. */
#ifndef PAIRS_H
#define PAIRS_H

#include <lua.h>

int pairs_sorted(lua_State *L);

#endif
