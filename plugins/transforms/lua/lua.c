/* lua.c - a metric that stands as a Lua function in the pipeline itself.
 *
 * The pipeline declares the step's inputs and outputs (TOBA_OPEN) and gives one function:
 * `group` is called with the rows of each key, `each` with each row, `batch` with the rows of
 * each batch. The function runs in a Lua state of the step's own, within bounds of memory and
 * instructions; nothing of one step reaches another. */
#include <stddef.h>

#include "function.h"
#include "input.h"
#include "output.h"
#include "sandbox.h"
#include "trouble.h"

/* ---- The function -------------------------------------------------------- */

static const struct toba_function *function_of(const struct step *step, const char **name)
{
    if (step->group.at) {
        *name = "group";
        return &step->group;
    }
    *name = step->each.at ? "each" : "batch";
    return step->each.at ? &step->each : &step->batch;
}

static int plan(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    const struct step *step = instance;
    const bool groups = toba_plan_component(plan)->kind == TOBA_GROUP;
    const struct toba_component *spec = toba_plan_component(plan);
    int given = !!step->group.at + !!step->each.at + !!step->batch.at;

    if (given != 1) {
        toba_fail(err, TOBA_E_CONFIG,
                  given ? "it has several functions" : "it has no function");
        return toba_hint(err,
                         "give one: group = function(g, out) … end with a key; without one "
                         "each = function(row, out) … end, or batch = function(rows, out) "
                         "… end");
    }
    if (groups && !step->group.at) {
        toba_fail(err, TOBA_E_CONFIG, "a step with a key takes groups, not rows");
        return toba_hint(err, "write group = function(g, out) … end, or leave the key out");
    }
    if (!groups && step->group.at) {
        toba_fail(err, TOBA_E_CONFIG, "`group` without a key");
        return toba_hint(err, "say what groups the rows: key = \"user_id\"");
    }
    if (step->batch.at && spec->n_outputs && (spec->outputs[0].flags & TOBA_PASS)) {
        toba_fail(err, TOBA_E_CONFIG,
                  "`batch` cannot pass columns along: it has no current row");
        return toba_hint(err, "write each = function(row, out) … end");
    }
    return 0;
}

/* ---- Calls, protected ---------------------------------------------------- */

static int set_up(lua_State *L)
{
    const char *name;

    sandbox_fill(L);
    input_push_group(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, KEEP_GROUP);
    output_push(L);
    lua_rawseti(L, LUA_REGISTRYINDEX, KEEP_OUT);
    function_push(L, function_of(step_of(L), &name));
    lua_rawseti(L, LUA_REGISTRYINDEX, KEEP_FUNCTION);
    return 0;
}

static int call_group(lua_State *L)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_FUNCTION);
    input_push_current(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_OUT);
    lua_call(L, 2, 0);
    return 0;
}

static int call_each(lua_State *L)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_FUNCTION);
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_OUT);
    input_push_only(L);
    while (input_push_next_row(L, 3)) {
        lua_pushvalue(L, 1);
        lua_insert(L, -2);
        lua_pushvalue(L, 2);
        step_of(L)->ran = 0;
        lua_call(L, 2, 0);
    }
    return 0;
}

static int call_batch(lua_State *L)
{
    lua_Integer n = 0;

    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_FUNCTION);
    lua_newtable(L);
    input_push_only(L);
    while (input_push_next_row(L, 3))
        lua_rawseti(L, 2, ++n);
    lua_settop(L, 2);
    if (n == 0)
        return 0;
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_OUT);
    lua_call(L, 2, 0);
    return 0;
}

static int protect(struct step *step, lua_CFunction call, struct toba_in *in,
                   struct toba_out *out, struct toba_error *err)
{
    const char *name;
    int code = 0, status;

    step->in = in;
    step->out = out;
    sandbox_begin(step);
    function_of(step, &name);
    lua_pushcfunction(step->L, trouble_handler);
    lua_pushcfunction(step->L, call);
    status = lua_pcall(step->L, 0, 0, -2);
    if (status != LUA_OK)
        code = trouble_tell(step, status, name, err);
    lua_settop(step->L, 0);
    step->in = NULL;
    step->out = NULL;
    return code;
}

/* ---- The component ------------------------------------------------------- */

static void close(void *instance)
{
    struct step *step = instance;

    if (step->L)
        lua_close(step->L);
    step->L = NULL;
}

static int open(void *instance, struct toba_in *in, struct toba_error *err)
{
    struct step *step = instance;
    int code;

    step->host = in->host;
    step->spec = toba_component_of(in);
    step->room = (size_t)step->memory << 20;
    step->L = sandbox_open(step);
    if (!step->L)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a Lua state");
    code = protect(step, set_up, in, NULL, err);
    if (code)
        close(step);
    return code;
}

static int group(void *instance, struct toba_in *in, struct toba_out *out,
                 struct toba_error *err)
{
    struct step *step = instance;
    int code = protect(step, call_group, in, out, err);

    if (code == TOBA_E_CONFIG) {
        const struct toba_text key = toba_key(in);

        toba_detail(err, "in the group of %s '%.*s'", step->spec->inputs[0].key,
                    (int)(key.size > 200 ? 200 : key.size), key.at);
    }
    return code;
}

static int process(void *instance, struct toba_in *in, struct toba_out *out,
                   struct toba_error *err)
{
    struct step *step = instance;

    return protect(step, step->each.at ? call_each : call_batch, in, out, err);
}

static const struct toba_option options[] = {
    {.name = "group",
     .type = TOBA_OPTION_FUNCTION,
     .offset = offsetof(struct step, group),
     .help = "function(g, out), called with the rows of each key"},
    {.name = "each",
     .type = TOBA_OPTION_FUNCTION,
     .offset = offsetof(struct step, each),
     .help = "function(row, out), called with each row"},
    {.name = "batch",
     .type = TOBA_OPTION_FUNCTION,
     .offset = offsetof(struct step, batch),
     .help = "function(rows, out), called with a list of some rows"},
    {.name = "memory",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct step, memory),
     .fallback = "64",
     .min = 1,
     .max = 65536,
     .help = "MiB that the function may take"},
    {.name = "instructions",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct step, instructions),
     .fallback = "100",
     .min = 0,
     .max = 1000000,
     .help = "millions of instructions that one call may run; 0: any number"},
};

static const struct toba_component lua = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_GROUP,
    .flags = TOBA_OPEN,
    .name = "lua",
    .summary = "A metric as a Lua function in the pipeline itself",
    .options = options,
    .n_options = TOBA_COUNT(options),
    .instance_size = sizeof(struct step),
    .plan = plan,
    .open = open,
    .close = close,
    .process = process,
    .group = group,
};

static const struct toba_component *const components[] = {&lua};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "lua",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "Metrics in Lua",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
