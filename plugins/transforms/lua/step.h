/* step.h - what the parts of the component `lua` share: one instance and its Lua state.
 *
 * It hangs on the Lua state, so that every function which Lua calls finds it by step_of(). */
#ifndef STEP_H
#define STEP_H

#include <lauxlib.h>
#include <lua.h>

#include <toba/plugin.h>

/* Why a call was given up, when it was not an ordinary error of the function. */
enum stop {
    GOES_ON = 0,
    NO_MEMORY, /* the machine's */
    NO_ROOM,   /* the bound of the option `memory` */
    TOO_LONG,  /* the bound of the option `instructions` */
    CANCELLED,
    REFUSED /* the host said no: see `err` */
};

struct step {
    /* Options. */
    struct toba_function group, each, batch;
    int64_t memory;       /* MiB */
    int64_t instructions; /* millions a call; 0: no bound */

    lua_State *L;
    const struct toba_host *host;
    const struct toba_component *spec; /* with the ports that the pipeline declares */
    struct toba_in *in;                /* during a callback, else NULL */
    struct toba_out *out;
    size_t used, room; /* bytes */
    int64_t ran;       /* instructions of this call, counted in steps of the hook */
    int stop;          /* enum stop */
    bool heap_empty;   /* the machine refused memory once: no more is asked for */
    int32_t line;      /* where the last error was raised; 0: unknown */
    char file[256];
    struct toba_error err; /* of REFUSED */
};

static inline struct step *step_of(lua_State *L)
{
    return *(struct step **)lua_getextraspace(L);
}

/* Where in the registry things are kept. */
enum {
    KEEP_FUNCTION = 100, /* the author's function */
    KEEP_GROUP,          /* what it is given: g */
    KEEP_OUT,            /* … and out */
    KEEP_FILES           /* by chunk: the file that it is of */
};

#endif
