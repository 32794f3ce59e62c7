/* construct.c - see construct.h. */
#include "lua/construct.h"

#include <string.h>

#include "base/suggest.h"
#include "lua/declare.h"
#include "lua/environment.h"
#include "lua/fields.h"
#include "lua/function.h"
#include "lua/object.h"
#include "lua/pipeline.h"
#include "lua/ports.h"
#include "lua/report.h"
#include "lua/value.h"

#define DEEPEST_MERGE 16

/* What toba offers beside the components. */
static const luaL_Reg builtins[] = {{"pipeline", tb_lua_pipeline_named},
                                    {"env", tb_lua_env},
                                    {"secret", tb_lua_secret},
                                    {"var", tb_lua_var},
                                    {NULL, NULL}};

/* ---- Merging ------------------------------------------------------------- */

/* The plain tables listed in a constructor's braces lend it their names; its own names win, and
 * of two tables the later one. */
static void merge(lua_State *L, int from, int into, const char *component, int depth)
{
    struct tb_lua_fields fields = tb_lua_fields(L, from);

    if (depth > DEEPEST_MERGE)
        luaL_error(L, "the tables listed in 'toba.%s' contain each other", component);
    if (fields.holes || fields.strays)
        tb_lua_problem(L, "in 'toba.%s': a key in the braces is no name", component);
    luaL_checkstack(L, 4, "tables within tables");
    for (int i = 1; i <= fields.n_items; i++) {
        lua_rawgeti(L, from, i);
        if (lua_istable(L, -1))
            merge(L, lua_absindex(L, -1), into, component, depth + 1);
        else if (!lua_isnil(L, -1) && !tb_lua_is_anything(L, -1))
            toba_hint(tb_lua_problem(L, "in 'toba.%s': %s stands without a name", component,
                                     tb_lua_describe(L, -1)),
                      "write: name = value");
        lua_pop(L, 1);
    }
    for (int i = 0; i < fields.n_names; i++) {
        lua_getfield(L, from, fields.names[i]);
        lua_setfield(L, into, fields.names[i]);
    }
}

/* ---- Constructors -------------------------------------------------------- */

static struct tb_lua_step *new_step(lua_State *L, const struct tb_component *component)
{
    struct tb_reader *reader = tb_lua_reader(L);
    struct tb_lua_step *step = tb_lua_new(L, sizeof *step);

    step->step.component = component;
    step->step.spec = component->spec;
    step->step.name = component->spec->name;
    step->step.place = tb_lua_place(L);
    if (reader->last_step)
        reader->last_step->next = step;
    else
        reader->steps = step;
    reader->last_step = step;
    return step;
}

static void add_input(lua_State *L, struct tb_lua_step *step, const char *name,
                      const struct tb_table_use *use)
{
    struct tb_input *input =
        tb_lua_append(L, (void **)&step->step.inputs, &step->step.n_inputs, sizeof *input);

    input->port = name;
    input->use = use;
    input->place = step->step.place;
}

static void add_unset(lua_State *L, struct tb_lua_step *step, const char *name,
                      const char *message)
{
    struct tb_lua_unset *unset = tb_lua_new(L, sizeof *unset), **last = &step->unset;

    unset->option = name;
    unset->message = message;
    unset->place = step->step.place;
    while (*last)
        last = &(*last)->next;
    *last = unset;
}

static void wrong_value(lua_State *L, const struct tb_lua_step *step, const char *name)
{
    const struct tb_lua_object *object = tb_lua_peek(L, -1);
    struct toba_error *err = tb_lua_problem(
        L, "in 'toba.%s': '%s' cannot be %s", step->step.name, name,
        lua_isstring(L, -1) ? "a text with a zero byte" : tb_lua_describe(L, -1));

    if (object && (object->kind == TB_LUA_STEP || object->kind == TB_LUA_PORT ||
                   object->kind == TB_LUA_CHAIN))
        toba_hint(err, "inputs in the braces are tables; a stream is wired by >>");
    else if (object && object->kind == TB_LUA_SCHEMA)
        toba_hint(err, "name one of its tables");
    else
        toba_hint(err, "a value is a text, a number, true, false, a secret, a list of those, "
                       "or a table of a store");
}

static bool takes_function(const struct tb_lua_step *step, const char *name)
{
    const struct toba_component *spec = step->step.spec;

    for (int32_t i = 0; i < spec->n_options; i++)
        if (strcmp(spec->options[i].name, name) == 0)
            return spec->options[i].type == TOBA_OPTION_FUNCTION;
    return false;
}

/* Notes the value on top as the step's option or input `name`. */
static void add_field(lua_State *L, struct tb_lua_step *step, const char *name)
{
    const struct tb_lua_object *table = tb_lua_peek_kind(L, -1, TB_LUA_TABLE);
    struct tb_value value = {0};
    const char *unset = NULL;
    enum tb_lua_read_value got;
    struct tb_setting *setting;

    if (table) {
        add_input(L, step, name, table->use);
        return;
    }
    if (lua_isfunction(L, -1) && takes_function(step, name)) {
        value.kind = TB_VALUE_FUNCTION;
        got =
            tb_lua_function(L, -1, name, &value.function) ? TB_LUA_VALUE_OK : TB_LUA_VALUE_NONE;
    } else {
        got = tb_lua_value(L, -1, &value, &unset);
    }
    if (unset)
        add_unset(L, step, name, unset);
    if (got == TB_LUA_VALUE_WRONG)
        wrong_value(L, step, name);
    if (got != TB_LUA_VALUE_OK)
        return;
    setting = tb_lua_append(L, (void **)&step->step.settings, &step->step.n_settings,
                            sizeof *setting);
    setting->name = name;
    setting->value = value;
    setting->place = step->step.place;
}

/* toba.NAME { … } */
static int construct(lua_State *L)
{
    const struct tb_lua_object *self = tb_lua_peek(L, 1);
    const char *name = self->component->spec->name;
    struct tb_lua_step *step = new_step(L, self->component);
    struct tb_lua_fields fields;

    if (lua_gettop(L) > 1 && !lua_istable(L, 2) && !tb_lua_is_anything(L, 2))
        toba_hint(tb_lua_problem(L, "'toba.%s' is given %s", name, tb_lua_describe(L, 2)),
                  "write: toba.%s { option = value }", name);
    if (lua_istable(L, 2)) {
        lua_settop(L, 2);
        lua_newtable(L);
        merge(L, 2, 3, name, 0);
        if (self->component->spec->flags & TOBA_OPEN)
            tb_lua_declare_ports(L, step, 3);
        fields = tb_lua_fields(L, 3);
        for (int i = 0; i < fields.n_names; i++) {
            lua_getfield(L, 3, fields.names[i]);
            add_field(L, step, fields.names[i]);
            lua_pop(L, 1);
        }
    }
    return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_STEP, .step = step});
}

/* ---- toba.NAME ----------------------------------------------------------- */

/* A plugin that was refused may be the reason why a component is not there. */
static void add_refusals(const struct tb_registry *registry, struct toba_error *err,
                         const char *name)
{
    for (int i = 0; i < tb_registry_refusals(registry); i++) {
        const struct tb_refusal *refusal = tb_registry_refusal(registry, i);
        const char *slash = strrchr(refusal->path, '/');
        const char *file = slash ? slash + 1 : refusal->path;
        size_t size = strlen(name);

        if (strncmp(file, name, size) != 0 || strcmp(file + size, ".so") != 0)
            continue;
        toba_detail(err, "the plugin '%s' was refused: %s", refusal->path,
                    refusal->error.message);
        return;
    }
}

static int unknown_component(lua_State *L, const char *name)
{
    const struct tb_registry *registry = tb_lua_reader(L)->options.registry;
    const char *meant = tb_registry_suggest(registry, name);
    struct toba_error *err = tb_lua_problem(L, "there is no component '%s'", name);

    for (const luaL_Reg *builtin = builtins; builtin->name; builtin++)
        meant = tb_suggest(name, meant, builtin->name);
    add_refusals(registry, err, name);
    if (meant)
        toba_hint(err, "did you mean 'toba.%s'?", meant);
    else
        toba_hint(err, "'toba plugins' lists the components there are");
    return tb_lua_push_anything(L);
}

static int toba_member(lua_State *L)
{
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    struct tb_lua_object constructor = {.kind = TB_LUA_CONSTRUCTOR};

    for (const luaL_Reg *builtin = builtins; builtin->name; builtin++) {
        if (strcmp(builtin->name, name) == 0) {
            lua_pushcfunction(L, builtin->func);
            return 1;
        }
    }
    constructor.component = tb_registry_find(tb_lua_reader(L)->options.registry, name);
    return constructor.component ? tb_lua_push(L, &constructor) : unknown_component(L, name);
}

int tb_lua_push_toba(lua_State *L)
{
    return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_TOBA});
}

/* ---- step.port ----------------------------------------------------------- */

static int unknown_port(lua_State *L, const struct toba_component *spec, const char *name)
{
    struct toba_error *err =
        tb_lua_problem(L, "'%s' has no output port '%s'", spec->name, name);
    const char *meant = NULL;

    for (int32_t i = 0; i < spec->n_inputs; i++) {
        if (strcmp(spec->inputs[i].name, name) == 0) {
            toba_hint(err, "it is an input: write toba.%s { %s = table }", spec->name, name);
            return tb_lua_push_anything(L);
        }
    }
    for (int32_t i = 0; i < spec->n_outputs; i++)
        meant = tb_suggest(name, meant, spec->outputs[i].name);
    tb_lua_did_you_mean(err, meant);
    return tb_lua_push_anything(L);
}

static int step_member(lua_State *L)
{
    struct tb_lua_step *step = tb_lua_peek(L, 1)->step;
    const struct toba_component *spec = step->step.spec;
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";

    if (spec->kind == TOBA_SINK && strcmp(name, "schema") == 0) {
        lua_pushcfunction(L, tb_lua_schema);
        return 1;
    }
    for (int32_t i = 0; i < spec->n_outputs; i++)
        if (strcmp(spec->outputs[i].name, name) == 0)
            return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_PORT,
                                                          .step = step,
                                                          .port = &spec->outputs[i]});
    if (spec->kind != TOBA_SINK)
        return unknown_port(L, spec, name);
    toba_hint(tb_lua_problem(L, "the store '%s' has no '%s'", spec->name, name),
              "its tables come from store:schema(\"name\", tables)");
    return tb_lua_push_anything(L);
}

/* ---- Methods ------------------------------------------------------------- */

static const luaL_Reg toba_methods[] = {{"__index", toba_member}, {NULL, NULL}};
static const luaL_Reg constructor_methods[] = {{"__call", construct}, {NULL, NULL}};
static const luaL_Reg step_methods[] = {{"__index", step_member}, {NULL, NULL}};

void tb_lua_define_construct(lua_State *L)
{
    tb_lua_add_methods(L, TB_LUA_TOBA, toba_methods);
    tb_lua_add_methods(L, TB_LUA_CONSTRUCTOR, constructor_methods);
    tb_lua_add_methods(L, TB_LUA_STEP, step_methods);
}
