/* state.h - what the parts of the pipeline reader share while one file is read.
 *
 * It hangs on the Lua state: every metamethod finds it by tb_lua_reader(). All that outlives
 * the state is in the pipeline's arena, so a Lua error may cross any frame of the reader. */
#ifndef TB_LUA_STATE_H
#define TB_LUA_STATE_H

#include <lauxlib.h>
#include <lua.h>

#include "lua/reader.h"

/* Why evaluation was given up, when it was not an ordinary error of the file. */
enum tb_lua_stop {
    TB_LUA_GOES_ON = 0,
    TB_LUA_NO_MEMORY, /* the machine's */
    TB_LUA_NO_ROOM,   /* the bound of options->memory */
    TB_LUA_TOO_LONG,  /* the bound of options->instructions */
    TB_LUA_TOO_SLOW,  /* the bound of options->seconds */
    TB_LUA_TOO_MANY   /* mistakes */
};

/* The text of an environment variable that is missing or wrong, noted where it was bound to an
 * option; a mistake only when its step is used. */
struct tb_lua_unset {
    const char *option;
    const char *message;
    struct tb_place place;
    struct tb_lua_unset *next;
};

struct tb_lua_step {
    struct tb_step step; /* first: a struct tb_step of this reader is one of these */
    struct tb_lua_unset *unset;
    bool reached;
    struct tb_lua_step *next; /* in the order of construction */
};

struct tb_lua_schema {
    struct tb_schema schema;
    bool reached;
    struct tb_lua_schema *next;
};

struct tb_lua_table {
    struct tb_table table; /* first, as above */
    struct tb_lua_schema *schema;
};

struct tb_reader {
    struct tb_pipeline *pipeline;
    struct tb_problems *problems;
    struct tb_lua_options options; /* defaults filled in */
    const char *folder;            /* of the pipeline: "" or with a slash at its end */
    const char **files;            /* those read; chunk number n, from 1, is files[n - 1] */
    int n_files;
    struct tb_lua_step *steps, *last_step;
    struct tb_lua_schema *schemas, *last_schema;
    int first_problem; /* the first of this file in `problems` */

    size_t used, room;      /* bytes */
    int64_t ran;            /* instructions, counted in steps of the hook */
    int64_t deadline;       /* of the monotonic clock, microseconds */
    bool heap_empty;        /* the machine refused memory once: no more is asked for */
    int stop;               /* enum tb_lua_stop */
    int absorbed;           /* calls of what a mistake left behind */
    bool compared;          /* `>` was written for `>>`, which was noted */
    struct tb_place raised; /* where the last error was raised */
    struct toba_error nowhere;
};

static inline struct tb_reader *tb_lua_reader(lua_State *L)
{
    return *(struct tb_reader **)lua_getextraspace(L);
}

#endif
