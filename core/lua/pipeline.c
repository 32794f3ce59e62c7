/* pipeline.c - see pipeline.h.
 *
 * Only what the edges of the returned pipeline reach belongs to it: a file may construct more,
 * such as the stores of environments that are not chosen. */
#include "lua/pipeline.h"

#include <string.h>

#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"
#include "lua/wire.h"

#define DEEPEST_LIST 16

struct tb_lua_list {
    struct tb_lua_edge **edges;
    int n_edges;
    struct tb_place place;
};

/* ---- toba.pipeline "name" { … } ------------------------------------------ */

static bool pipeline_name(const char *name)
{
    size_t size = strlen(name);

    return size > 0 && size < 64 &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
               size;
}

int tb_lua_pipeline_named(lua_State *L)
{
    struct tb_lua_object head = {.kind = TB_LUA_HEAD, .text = tb_lua_text(L, 1)};

    if (tb_lua_is_anything(L, 1))
        return tb_lua_push_anything(L);
    if (!head.text || !pipeline_name(head.text)) {
        toba_hint(tb_lua_problem(L, "the name of the pipeline is %s", tb_lua_describe(L, 1)),
                  "write: toba.pipeline \"name\" { … }, with letters, digits, _ and -");
        head.text = "pipeline";
    }
    return tb_lua_push(L, &head);
}

static void add_chain(lua_State *L, struct tb_lua_list *list, const struct tb_lua_chain *chain)
{
    for (int i = 0; i < chain->n_edges; i++) {
        struct tb_lua_edge **place;

        if (chain->edges[i]->taken)
            continue;
        chain->edges[i]->taken = true;
        place = tb_lua_append(L, (void **)&list->edges, &list->n_edges, sizeof *place);
        *place = chain->edges[i];
    }
}

static void no_edge(lua_State *L, int number)
{
    const struct tb_lua_object *object = tb_lua_peek(L, -1);
    struct toba_error *err;

    if (lua_isboolean(L, -1) && tb_lua_reader(L)->compared)
        return;
    err = tb_lua_problem(L, "entry %d of the pipeline is no edge, but %s", number,
                         tb_lua_describe(L, -1));
    if (object && (object->kind == TB_LUA_STEP || object->kind == TB_LUA_PORT))
        toba_hint(err, "say where its rows go: step >> table");
    else
        toba_hint(err, "an edge is: step >> table");
}

/* Adds the edges of the plain table at `at`; lists within are taken as they come, so that edges
 * can be made in loops and functions. */
static void add_list(lua_State *L, struct tb_lua_list *list, int at, int depth)
{
    struct tb_lua_fields fields = tb_lua_fields(L, at);

    if (depth > DEEPEST_LIST)
        luaL_error(L, "the pipeline's lists contain each other");
    luaL_checkstack(L, 4, "lists within lists");
    if (fields.holes)
        toba_hint(tb_lua_problem(L, "an entry of the pipeline is nil"),
                  "an edge is: step >> table");
    if (fields.n_names || fields.strays)
        toba_hint(tb_lua_problem(L, "an entry of the pipeline has a name: '%s'",
                                 fields.n_names ? fields.names[0] : "?"),
                  "edges are listed without names");
    for (int i = 1; i <= fields.n_items; i++) {
        const struct tb_lua_object *chain;

        lua_rawgeti(L, at, i);
        chain = tb_lua_peek_kind(L, -1, TB_LUA_CHAIN);
        if (chain)
            add_chain(L, list, chain->chain);
        else if (lua_istable(L, -1))
            add_list(L, list, lua_gettop(L), depth + 1);
        else if (!lua_isnil(L, -1) && !tb_lua_is_anything(L, -1))
            no_edge(L, i);
        lua_pop(L, 1);
    }
}

static int list_edges(lua_State *L)
{
    struct tb_lua_object pipeline = {.kind = TB_LUA_PIPELINE};
    struct tb_lua_list *list = tb_lua_new(L, sizeof *list);

    lua_settop(L, 2);
    pipeline.text = tb_lua_peek(L, 1)->text;
    pipeline.list = list;
    list->place = tb_lua_place(L);
    if (lua_istable(L, 2))
        add_list(L, list, 2, 0);
    else if (!tb_lua_is_anything(L, 2))
        toba_hint(tb_lua_problem(L, "the pipeline '%s' is given %s", pipeline.text,
                                 tb_lua_describe(L, 2)),
                  "write: toba.pipeline \"name\" { edge, edge, … }");
    for (int i = 0; i < list->n_edges; i++)
        list->edges[i]->taken = false;
    return tb_lua_push(L, &pipeline);
}

/* ---- What it reaches ----------------------------------------------------- */

static void reach_step(struct tb_step *step)
{
    struct tb_lua_step *reached = (struct tb_lua_step *)step;

    if (!step || reached->reached)
        return;
    reached->reached = true;
    for (int i = 0; i < step->n_inputs; i++) {
        struct tb_lua_table *table = (struct tb_lua_table *)step->inputs[i].use->table;

        table->schema->reached = true;
        /* Stores have no inputs of their own that could lead further. */
        ((struct tb_lua_step *)table->table.store)->reached = true;
    }
}

static void reach_table(const struct tb_table_use *use)
{
    if (!use)
        return;
    ((struct tb_lua_table *)use->table)->schema->reached = true;
    reach_step(use->table->store);
}

static void reach(const struct tb_lua_edge *edge)
{
    reach_step(edge->edge.from_step);
    reach_table(edge->edge.from_table);
    reach_step(edge->edge.to_step);
    reach_table(edge->edge.to_table);
    if (edge->edge.to_schema) {
        ((struct tb_lua_schema *)edge->edge.to_schema)->reached = true;
        reach_step(edge->edge.to_schema->store);
    }
}

/* ---- Collecting ---------------------------------------------------------- */

/* A component's steps are told apart by a number in the order of their construction. */
static const char *name_step(lua_State *L, const struct tb_pipeline *pipeline,
                             const struct tb_step *step)
{
    int same = 1;

    for (int i = 0; i < pipeline->n_steps; i++)
        same += pipeline->steps[i]->component == step->component;
    return same == 1 ? step->name : tb_lua_print(L, "%s-%d", step->name, same);
}

static void report_unset(lua_State *L, const struct tb_lua_step *step)
{
    for (const struct tb_lua_unset *unset = step->unset; unset; unset = unset->next)
        toba_hint(tb_lua_problem_at(L, unset->place, "option '%s' of '%s': %s", unset->option,
                                    step->step.component->spec->name, unset->message),
                  "set it where toba is started, or write: toba.var(\"NAME\", default)");
}

static void collect_steps(lua_State *L, struct tb_reader *reader)
{
    struct tb_pipeline *pipeline = reader->pipeline;

    for (struct tb_lua_step *step = reader->steps; step; step = step->next) {
        struct tb_step **place;

        if (!step->reached)
            continue;
        report_unset(L, step);
        step->step.name = name_step(L, pipeline, &step->step);
        place = tb_lua_append(L, (void **)&pipeline->steps, &pipeline->n_steps, sizeof *place);
        *place = &step->step;
    }
}

static void collect_schemas(lua_State *L, struct tb_reader *reader)
{
    struct tb_pipeline *pipeline = reader->pipeline;

    for (struct tb_lua_schema *schema = reader->schemas; schema; schema = schema->next) {
        struct tb_schema **place;

        if (!schema->reached)
            continue;
        place =
            tb_lua_append(L, (void **)&pipeline->schemas, &pipeline->n_schemas, sizeof *place);
        *place = &schema->schema;
    }
}

static void collect_edges(lua_State *L, struct tb_pipeline *pipeline,
                          const struct tb_lua_list *list)
{
    for (int i = 0; i < list->n_edges; i++) {
        struct tb_edge *edge =
            tb_lua_append(L, (void **)&pipeline->edges, &pipeline->n_edges, sizeof *edge);

        *edge = list->edges[i]->edge;
        reach(list->edges[i]);
    }
}

static void check_environment(lua_State *L, const struct tb_reader *reader)
{
    struct tb_place file = {reader->pipeline->file, 0};

    if (reader->options.environment && !reader->pipeline->environment)
        toba_hint(tb_lua_problem_at(L, file,
                                    "the environment '%s' is asked for, but the pipeline has "
                                    "none",
                                    reader->options.environment),
                  "leave out --env, or write: toba.env { %s = { … } }",
                  reader->options.environment);
}

void tb_lua_collect(lua_State *L)
{
    struct tb_reader *reader = tb_lua_reader(L);
    const struct tb_lua_object *pipeline = tb_lua_peek_kind(L, -1, TB_LUA_PIPELINE);
    struct tb_place file = {reader->pipeline->file, 0};

    check_environment(L, reader);
    if (tb_lua_is_anything(L, -1))
        return;
    if (!pipeline) {
        toba_hint(tb_lua_problem_at(L, file, "the file returns no pipeline, but %s",
                                    tb_lua_describe(L, -1)),
                  "end it with: return toba.pipeline \"name\" { … }");
        return;
    }
    reader->pipeline->name = pipeline->text;
    if (pipeline->list->n_edges == 0 && reader->problems->n == reader->first_problem)
        toba_hint(tb_lua_problem_at(L, pipeline->list->place, "the pipeline '%s' has no edges",
                                    pipeline->text),
                  "an edge is: step >> table");
    collect_edges(L, reader->pipeline, pipeline->list);
    collect_steps(L, reader);
    collect_schemas(L, reader);
}

static const luaL_Reg head_methods[] = {{"__call", list_edges}, {NULL, NULL}};

void tb_lua_define_pipeline(lua_State *L)
{
    tb_lua_add_methods(L, TB_LUA_HEAD, head_methods);
}
