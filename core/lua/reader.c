/* reader.c - see reader.h. The one place where Lua is entered. */
#include "lua/reader.h"

#include <string.h>

#include "lua/construct.h"
#include "lua/environment.h"
#include "lua/mention.h"
#include "lua/module.h"
#include "lua/object.h"
#include "lua/pipeline.h"
#include "lua/report.h"
#include "lua/sandbox.h"
#include "lua/wire.h"

#define DEFAULT_MEMORY ((size_t)64 << 20)
#define DEFAULT_INSTRUCTIONS 50000000
#define DEFAULT_SECONDS 30

static void fill_options(struct tb_lua_options *options)
{
    if (!options->memory)
        options->memory = DEFAULT_MEMORY;
    if (!options->instructions)
        options->instructions = DEFAULT_INSTRUCTIONS;
    if (!options->seconds)
        options->seconds = DEFAULT_SECONDS;
}

/* Everything that may raise. */
static int evaluate(lua_State *L)
{
    struct tb_place file = {tb_lua_reader(L)->pipeline->file, 0};

    tb_lua_define_kinds(L);
    tb_lua_define_construct(L);
    tb_lua_define_environment(L);
    tb_lua_define_mention(L);
    tb_lua_define_wire(L);
    tb_lua_define_pipeline(L);
    tb_lua_fill(L);
    if (!tb_lua_load(L, file.file, file))
        return 0;
    lua_call(L, 0, 1);
    tb_lua_collect(L);
    return 0;
}

static void read_in_state(struct tb_reader *reader, lua_State *L)
{
    int status;

    lua_pushcfunction(L, tb_lua_handler);
    lua_pushcfunction(L, evaluate);
    status = lua_pcall(L, 0, 0, 1);
    if (status != LUA_OK)
        tb_lua_explain(L, reader, status);
}

static const char *folder_of(struct tb_arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');

    return tb_arena_copy_n(arena, file, slash ? (size_t)(slash - file) + 1 : 0);
}

int tb_lua_read(struct tb_pipeline *pipeline, const char *file,
                const struct tb_lua_options *options, struct tb_problems *problems)
{
    struct tb_reader reader = {.pipeline = pipeline,
                               .problems = problems,
                               .options = *options,
                               .first_problem = problems->n};
    lua_State *L = NULL;

    fill_options(&reader.options);
    reader.room = reader.options.memory;
    pipeline->file = tb_arena_copy(&pipeline->arena, file);
    reader.folder = folder_of(&pipeline->arena, file);
    if (pipeline->file && reader.folder)
        L = tb_lua_open(&reader);
    if (L) {
        read_in_state(&reader, L);
        lua_close(L);
    } else {
        tb_lua_note(&reader, (struct tb_place){file, 0}, "out of memory")->code = TOBA_E_MEMORY;
    }
    if (problems->n > reader.first_problem)
        return problems->items[reader.first_problem].code;
    return problems->lost ? TOBA_E_MEMORY : TOBA_OK;
}
