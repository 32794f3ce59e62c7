/* wire.c - see wire.h.
 *
 * Rows start at a source's or transform's output port or at a table, and end at a transform's
 * input, a table, or a schema whose tables the ports name. A mistake on the left leaves an end
 * to go on from, so that the rest of a chain is checked too. */
#include "lua/wire.h"

#include "lua/object.h"
#include "lua/report.h"

static const struct toba_component *spec_of(const struct tb_lua_object *object)
{
    return object->step->step.spec;
}

/* ---- The left side ------------------------------------------------------- */

static bool start_at_step(lua_State *L, const struct tb_lua_object *left, bool before_schema,
                          struct tb_edge *edge)
{
    const struct toba_component *spec = spec_of(left);
    const char *list = "";
    struct toba_error *err;

    edge->from_step = &left->step->step;
    if (spec->kind == TOBA_SINK) {
        toba_hint(tb_lua_problem(L, "the store '%s' is no beginning of a stream", spec->name),
                  "name one of its tables: store:schema(\"name\", tables).table");
        return false;
    }
    if (spec->n_outputs == 1 || (before_schema && spec->n_outputs > 0))
        return true;
    if (spec->n_outputs == 0) {
        tb_lua_problem(L, "'%s' has no output port", spec->name);
        return false;
    }
    for (int32_t i = 0; i < spec->n_outputs; i++)
        list = tb_lua_print(L, "%s%s%s", list, i ? ", " : "", spec->outputs[i].name);
    err = tb_lua_problem(L, "'%s' has several output ports", spec->name);
    toba_detail(err, "they are: %s", list);
    toba_hint(err, "name the one that is meant");
    return false;
}

static bool start(lua_State *L, const struct tb_lua_object *left, bool before_schema,
                  struct tb_edge *edge)
{
    switch (left ? left->kind : 0) {
    case TB_LUA_STEP:
        return start_at_step(L, left, before_schema, edge);
    case TB_LUA_PORT:
        edge->from_step = &left->step->step;
        edge->from_port = left->port->name;
        return true;
    case TB_LUA_TABLE:
        edge->from_table = left->use;
        return true;
    case TB_LUA_ANYTHING:
        return false;
    default:
        break;
    }
    toba_hint(tb_lua_problem(L, "the left side of >> is %s", tb_lua_describe(L, 1)),
              "rows come from a step, one of its output ports, or a table");
    return false;
}

/* ---- The right side ------------------------------------------------------ */

static bool end_at_step(lua_State *L, const struct tb_lua_object *left,
                        const struct tb_lua_object *right, struct tb_edge *edge)
{
    const struct toba_component *spec = spec_of(right);
    bool stream = left && (left->kind == TB_LUA_STEP || left->kind == TB_LUA_PORT);

    edge->to_step = &right->step->step;
    if (spec->kind == TOBA_SINK)
        toba_hint(tb_lua_problem(L, "the store '%s' is no end of a stream", spec->name),
                  "name one of its tables or a schema");
    else if (spec->kind == TOBA_SOURCE)
        toba_hint(tb_lua_problem(L, "the source '%s' takes no rows", spec->name),
                  "it belongs on the left side of >>");
    else if (spec->n_inputs == 0)
        tb_lua_problem(L, "'%s' has no input", spec->name);
    else if (spec->kind == TOBA_GROUP && stream)
        toba_hint(tb_lua_problem(L, "'%s' reads tables, not streams", spec->name),
                  "write the stream to a table, and give the table to '%s'", spec->name);
    else
        return true;
    return false;
}

static bool end_at_table(lua_State *L, const struct tb_lua_object *left,
                         const struct tb_lua_object *right, struct tb_edge *edge)
{
    if (left && left->kind == TB_LUA_TABLE) {
        toba_hint(tb_lua_problem(L, "a table flows into a table"),
                  "put a transform between them: table >> toba.NAME { … } >> table");
        return false;
    }
    if (right->kind == TB_LUA_TABLE) {
        edge->to_table = right->use;
        return true;
    }
    edge->to_schema = &right->schema->schema;
    return true;
}

static bool end(lua_State *L, const struct tb_lua_object *left,
                const struct tb_lua_object *right, struct tb_edge *edge)
{
    struct toba_error *err;

    switch (right ? right->kind : 0) {
    case TB_LUA_STEP:
    case TB_LUA_PORT: /* the step takes the rows, the chain goes on from its port */
        return end_at_step(L, left, right, edge);
    case TB_LUA_TABLE:
    case TB_LUA_SCHEMA:
        return end_at_table(L, left, right, edge);
    case TB_LUA_ANYTHING:
        return false;
    default:
        break;
    }
    err = tb_lua_problem(L, "the right side of >> is %s", tb_lua_describe(L, 2));
    if (right && right->kind == TB_LUA_CONSTRUCTOR)
        toba_hint(err, "write: toba.%s { … }", right->component->spec->name);
    else if (right && right->kind == TB_LUA_CHAIN)
        toba_hint(err, "a chain is read from the left: leave out the parentheses");
    else if (lua_isnil(L, 2))
        toba_hint(err, "a table lacks the name that was asked for, or a variable is not set");
    else
        toba_hint(err, "rows go to a transform, a table, or a schema");
    return false;
}

/* ---- Chains -------------------------------------------------------------- */

static void add_edge(lua_State *L, struct tb_lua_chain *chain, struct tb_lua_edge *edge)
{
    struct tb_lua_edge **place =
        tb_lua_append(L, (void **)&chain->edges, &chain->n_edges, sizeof *place);

    *place = edge;
}

/* The left side, or the last step of a chain on the left; NULL: there is none to go on from. A
 * chain that a table or schema ends goes no further: whether its rows are read before or after
 * they are written would be a guess. */
static const struct tb_lua_object *last_of(lua_State *L, const struct tb_lua_object *left)
{
    if (!left || left->kind != TB_LUA_CHAIN)
        return left;
    if (left->chain->tail.kind == TB_LUA_STEP || left->chain->tail.kind == TB_LUA_PORT)
        return &left->chain->tail;
    toba_hint(tb_lua_problem(L, "the chain has ended at its table"),
              "begin another one with the table on the left");
    return NULL;
}

/* left >> right */
static int wire(lua_State *L)
{
    const struct tb_lua_object *left = tb_lua_peek(L, 1), *right = tb_lua_peek(L, 2);
    const struct tb_lua_object *from = last_of(L, left);
    struct tb_lua_chain *chain = tb_lua_new(L, sizeof *chain);
    struct tb_lua_edge *edge = tb_lua_new(L, sizeof *edge);
    bool ended, started = false;

    edge->edge.place = tb_lua_place(L);
    if (from || !left)
        started = start(L, from, right && right->kind == TB_LUA_SCHEMA, &edge->edge);
    ended = end(L, from, right, &edge->edge);
    if (!ended)
        return tb_lua_push_anything(L);
    if (left && left->kind == TB_LUA_CHAIN)
        for (int i = 0; i < left->chain->n_edges; i++)
            add_edge(L, chain, left->chain->edges[i]);
    if (started)
        add_edge(L, chain, edge);
    chain->tail = *right;
    return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_CHAIN, .chain = chain});
}

/* a > b, which nobody means. */
static int compare(lua_State *L)
{
    if (!tb_lua_is_anything(L, 1) && !tb_lua_is_anything(L, 2))
        toba_hint(tb_lua_problem(L, "%s is compared with %s", tb_lua_describe(L, 2),
                                 tb_lua_describe(L, 1)),
                  "rows flow by >>");
    tb_lua_reader(L)->compared = true;
    lua_pushboolean(L, 0);
    return 1;
}

static const luaL_Reg every_kind[] = {
    {"__shr", wire}, {"__lt", compare}, {"__le", compare}, {NULL, NULL}};

void tb_lua_define_wire(lua_State *L)
{
    for (int kind = 1; kind < TB_LUA_KINDS; kind++)
        tb_lua_add_methods(L, kind, every_kind);
}
