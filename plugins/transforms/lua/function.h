/* function.h - the author's function, rebuilt from the form of toba/function.h. */
#ifndef FUNCTION_H
#define FUNCTION_H

#include "step.h"

/* Pushes the function, and keeps the files that its code is of under KEEP_FILES. May raise. */
void function_push(lua_State *L, const struct toba_function *function);

#endif
