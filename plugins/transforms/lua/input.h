/* input.h - what the author's function reads: g and its inputs, or rows. */
#ifndef INPUT_H
#define INPUT_H

#include "step.h"

/* Pushes g, the table of the inputs, without its key. May raise, as all of these. */
void input_push_group(lua_State *L);
/* Pushes g with the current key. */
void input_push_current(lua_State *L);

/* Steps to the next row of a `process` and pushes it; false: there is none. `input` is the
 * index of g's port on the stack. */
bool input_push_next_row(lua_State *L, int input);
/* Pushes the only input of a `process`. */
void input_push_only(lua_State *L);

#endif
