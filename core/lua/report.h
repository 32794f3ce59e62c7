/* report.h - places and mistakes of a pipeline file, and memory that outlives the Lua state.
 *
 * All but the functions that take a reader may raise a Lua error: when memory is out, or when
 * there are more mistakes than anybody reads. */
#ifndef TB_LUA_REPORT_H
#define TB_LUA_REPORT_H

#include "lua/state.h"

/* The line of Lua that runs now; line 0 when none does. Never raises. */
struct tb_place tb_lua_place(lua_State *L);
/* Where a function begins, of which lua_getinfo() told "S". Never raises. */
struct tb_place tb_lua_place_of(lua_State *L, const lua_Debug *function);

/* Adds a mistake at tb_lua_place(). The entry takes a detail and a hint until the next mistake
 * is added. A mistake already noted for the same line is not repeated. */
TOBA_PRINTF(2, 3)
struct toba_error *tb_lua_problem(lua_State *L, const char *format, ...);
TOBA_PRINTF(3, 4)
struct toba_error *tb_lua_problem_at(lua_State *L, struct tb_place place, const char *format,
                                     ...);
/* As above, and never raises. */
TOBA_PRINTF(3, 4)
struct toba_error *tb_lua_note(struct tb_reader *reader, struct tb_place place,
                               const char *format, ...);
/* Adds "did you mean 'X'?" when there is an X. */
void tb_lua_did_you_mean(struct toba_error *err, const char *meant);

/* Gives the evaluation up. */
_Noreturn void tb_lua_stop(lua_State *L, int reason);
/* Raises again what an inner protected call ended with; its value is on top. */
int tb_lua_rethrow(lua_State *L, int status);
/* Notes the error that a protected call ended with; its value is on top. Never raises. */
void tb_lua_explain(lua_State *L, struct tb_reader *reader, int status);
/* The message handler of every protected call: keeps the place. */
int tb_lua_handler(lua_State *L);

/* Zeroed memory of the pipeline's arena, never NULL. */
void *tb_lua_new(lua_State *L, size_t size);
void *tb_lua_array(lua_State *L, size_t n, size_t size);
/* Grows an array as tb_arena_append() does. */
void *tb_lua_append(lua_State *L, void **items, int *n, size_t size);
char *tb_lua_copy(lua_State *L, const char *text);
TOBA_PRINTF(2, 3)
const char *tb_lua_print(lua_State *L, const char *format, ...);

#endif
