/* fuzz_pipeline.c - any text as a pipeline file: read, planned, and its mistakes printed.
 *
 * The plugins are loaded once. The bounds are so tight that an input that loops or grows costs
 * milliseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "graph/plan.h"
#include "input.h"
#include "lua/reader.h"

enum { DAY = 20000, MEMORY = 4 << 20, INSTRUCTIONS = 100000, SECONDS = 2 };

static struct tb_registry *registry;
static char path[4096];

static void tidy_up(void)
{
    unlink(path);
    tb_registry_free(registry);
}

static void begin(void)
{
    static const char *const files[] = {"numbers.so", "upper.so", "sum.so", "memory.so"};
    struct toba_error err;
    int code;

    snprintf(path, sizeof path, "%s/input-%ld.lua", PIPELINES, (long)getpid());
    registry = tb_registry_new();
    atexit(tidy_up);
    code = tb_registry_load_folder(registry, PLUGINS, &err);
    for (size_t i = 0; i < sizeof files / sizeof files[0] && !code; i++) {
        char file[4096];

        snprintf(file, sizeof file, "%s/%s", TEST_PLUGINS, files[i]);
        code = tb_registry_load(registry, file, &err);
    }
    if (code || tb_registry_refusals(registry) > 0) {
        fprintf(stderr, "a plugin cannot be loaded: %s\n", code ? err.message : "refused");
        exit(1);
    }
}

static const char *variable(void *context, const char *name)
{
    (void)context;
    return name[0] == 'X' ? NULL : "value";
}

static const char *secret(void *context, const char *name, struct tb_arena *arena)
{
    (void)context;
    return name[0] == 'X' ? NULL : tb_arena_copy(arena, "value");
}

static void print(const struct tb_problems *problems)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    if (!to)
        return;
    tb_problems_print(problems, to);
    fclose(to);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tb_lua_options lua = {.variable = variable,
                                 .memory = MEMORY,
                                 .instructions = INSTRUCTIONS,
                                 .seconds = SECONDS};
    struct tb_plan_options options = {.day = DAY, .secret = secret};
    struct tb_pipeline pipeline = {0};
    struct tb_plan plan = {0};
    struct tb_problems problems = {0};
    int code;

    if (!registry)
        begin();
    lua.registry = registry;
    fuzz_write(path, data, size);
    code = tb_lua_read(&pipeline, path, &lua, &problems);
    if (!code)
        code = tb_plan_make(&plan, &pipeline, &options, &problems);
    if (!code != (problems.n == 0))
        abort(); /* a failure without a reason, or a success with mistakes */
    print(&problems);
    tb_plan_free(&plan);
    tb_pipeline_free(&pipeline);
    tb_problems_free(&problems);
    return 0;
}
