/* trouble.h - what went wrong in the author's function, at which line of which file. */
#ifndef TROUBLE_H
#define TROUBLE_H

#include "step.h"

/* Gives the call up for a reason of enum stop. */
_Noreturn void trouble_stop(lua_State *L, int reason);
/* The message handler of every protected call: keeps the place. */
int trouble_handler(lua_State *L);
/* Turns what a protected call ended with into an error, and returns its code; pops its value.
 * `what` names the function: "group". */
int trouble_tell(struct step *step, int status, const char *what, struct toba_error *err);

#endif
