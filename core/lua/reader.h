/* reader.h - reads a pipeline file: Lua in, struct tb_pipeline out.
 *
 * The file is evaluated once, in a Lua state of its own that can reach nothing but text files
 * below its folder, and only within bounds of memory, instructions and time. Constructors do
 * nothing but note what was written, so reading has no effect beside its result. */
#ifndef TB_LUA_READER_H
#define TB_LUA_READER_H

#include "base/problems.h"
#include "graph/pipeline.h"

/* Zero means the default in brackets. */
struct tb_lua_options {
    const struct tb_registry *registry;
    const char *environment; /* of toba.env ["dev"]; else the pipeline must have it */
    /* The value of a process environment variable, valid until the next call; NULL: it is not
     * set. [none is set] */
    const char *(*variable)(void *context, const char *name);
    /* Told the name of each environment that the pipeline offers, sorted. [nobody] */
    void (*offered)(void *context, const char *environment);
    void *context;
    size_t memory;        /* [64 MiB] for the Lua state and the pipeline together */
    int64_t instructions; /* [50 million] of the Lua machine */
    int seconds;          /* [30] */
};

/* Fills `pipeline` (all zero before; to be freed in either case) from a file. All mistakes go
 * to `problems`, each with its place; returns 0, or the code of the first one. */
int tb_lua_read(struct tb_pipeline *pipeline, const char *file,
                const struct tb_lua_options *options, struct tb_problems *problems);

#endif
