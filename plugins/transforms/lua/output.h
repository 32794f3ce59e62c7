/* output.h - what the author's function writes to: out { … }, or out.port { … }. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "step.h"

/* Pushes out: the only output or, where there are several, the table of them. May raise. */
void output_push(lua_State *L);

#endif
