/* sandbox.h - the Lua state of one step, and its bounds.
 *
 * The author's function gets values, tables, text and arithmetic, and nothing that reaches out
 * of the state, runs other code, catches an error, or depends on the moment. It cannot make
 * global variables. The functions whose one call may take for ever are missing too, since only
 * the machine's own instructions can be counted. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "step.h"

/* A new state whose memory is bounded by the step; NULL when there is none. */
lua_State *sandbox_open(struct step *step);
/* Makes the globals. May raise. */
void sandbox_fill(lua_State *L);
/* Begins counting the instructions of a call. */
void sandbox_begin(struct step *step);

#endif
