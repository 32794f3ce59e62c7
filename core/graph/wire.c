/* wire.c - from edges and constructor inputs to wired ports. */
#include <string.h>

#include "base/suggest.h"
#include "graph/planner.h"

struct tb_node *tb_planner_node(const struct tb_planner *p, const struct tb_step *step)
{
    for (int i = 0; i < p->plan->n_nodes; i++)
        if (p->plan->nodes[i]->step == step)
            return p->plan->nodes[i];
    return NULL;
}

static int find_port(const struct toba_port *ports, int32_t n, const char *name)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(ports[i].name, name) == 0)
            return i;
    return -1;
}

static struct toba_error *at(struct tb_planner *p, const struct tb_place *place,
                             const struct tb_node *node, const char *what, const char *port)
{
    return tb_problem(p->problems, place->file, place->line, "%s: %s '%s'", node->name, what,
                      port);
}

static void no_such_port(struct tb_planner *p, const struct tb_place *place,
                         const struct tb_node *node, const struct toba_port *ports, int32_t n,
                         const char *name, const char *what)
{
    struct toba_error *err = at(p, place, node, what, name);
    const char *best = NULL;

    for (int32_t i = 0; i < n; i++)
        best = tb_suggest(name, best, ports[i].name);
    if (best)
        toba_hint(err, "did you mean '%s'?", best);
    else
        toba_hint(err, "`toba plugins show %s` lists its ports", node->spec->name);
}

/* ---- Inputs -------------------------------------------------------------- */

static void read_table(struct tb_planner *p, struct tb_node *node, int i,
                       const struct tb_table_use *use, const struct tb_place *place)
{
    struct tb_node_input *input = &node->inputs[i];

    if (input->wired) {
        at(p, place, node, "two things feed input", input->port->name);
        return;
    }
    input->wired = true;
    input->use = use;
}

/* What the pipeline asks of an open component's port, the component cannot. */
static void ask(struct tb_planner *p, struct tb_node_input *input, const struct tb_asked *asked)
{
    input->window = asked->window;
    for (int i = 0; i < asked->n_days; i++) {
        struct tb_asked_point *point = TB_PLAN_APPEND(p, &input->points, &input->n_points);

        if (!point)
            return;
        *point = (struct tb_asked_point){asked->days[i], asked->tolerance, -1};
    }
}

static void constructor_inputs(struct tb_planner *p, struct tb_node *node)
{
    const struct toba_component *spec = node->spec;

    for (int i = 0; i < node->step->n_inputs; i++) {
        const struct tb_input *input = &node->step->inputs[i];
        int port = find_port(spec->inputs, spec->n_inputs, input->port);

        if (port < 0)
            no_such_port(p, &input->place, node, spec->inputs, spec->n_inputs, input->port,
                         "there is no input");
        else
            read_table(p, node, port, input->use, &input->place);
        if (port >= 0)
            ask(p, &node->inputs[port], &input->asked);
    }
}

/* The input that `table >> step` means: the first required one that nothing feeds yet. */
static int open_input(const struct tb_node *node)
{
    for (int32_t i = 0; i < node->spec->n_inputs; i++)
        if (!node->inputs[i].wired && !(node->inputs[i].port->flags & TOBA_OPTIONAL))
            return i;
    return node->spec->n_inputs == 1 ? 0 : -1;
}

static void table_to_step(struct tb_planner *p, const struct tb_edge *edge)
{
    struct tb_node *node = tb_planner_node(p, edge->to_step);
    int i = open_input(node);

    if (i >= 0) {
        read_table(p, node, i, edge->from_table, &edge->place);
        return;
    }
    toba_hint(tb_problem(p->problems, edge->place.file, edge->place.line,
                         "%s has no input left for this table", node->name),
              "`toba plugins show %s` lists its inputs", node->spec->name);
}

/* ---- Outputs ------------------------------------------------------------- */

/* The output that an edge means, -1 after reporting that it means none. */
static int edge_output(struct tb_planner *p, const struct tb_edge *edge,
                       const struct tb_node *node)
{
    const struct toba_component *spec = node->spec;
    struct toba_error *err;
    int port;

    if (edge->from_port) {
        port = find_port(spec->outputs, spec->n_outputs, edge->from_port);
        if (port < 0)
            no_such_port(p, &edge->place, node, spec->outputs, spec->n_outputs, edge->from_port,
                         "there is no output");
        return port;
    }
    if (spec->n_outputs == 1)
        return 0;
    err = tb_problem(p->problems, edge->place.file, edge->place.line,
                     "%s has %d outputs: say which one", node->name, spec->n_outputs);
    if (spec->n_outputs)
        toba_hint(err, "write %s.%s, for instance", spec->name, spec->outputs[0].name);
    return -1;
}

static void write_table(struct tb_planner *p, struct tb_node *node, int o,
                        const struct tb_table_use *use, const struct tb_place *place)
{
    struct tb_node_output *output = &node->outputs[o];
    struct tb_write *write = TB_PLAN_NEW(p, 1, struct tb_write);
    struct tb_write **of_node = TB_PLAN_APPEND(p, &output->writes, &output->n_writes);
    struct tb_write **of_plan = TB_PLAN_APPEND(p, &p->plan->writes, &p->plan->n_writes);

    if (!write || !of_node || !of_plan)
        return;
    write->spec.table = &tb_planner_table(p, use->table)->spec;
    write->use = use;
    write->node = node;
    write->port = o;
    write->place = *place;
    *of_node = *of_plan = write;
    output->wired = true;
}

static bool head_reaches(const struct tb_node *node, const struct tb_node *to)
{
    while (node && node != to)
        node = node->upstream;
    return node == to;
}

static void stream(struct tb_planner *p, struct tb_node *node, int o, struct tb_node *to,
                   const struct tb_place *place)
{
    struct tb_node_output *output = &node->outputs[o];
    struct tb_node **place_of;

    if (to->spec->kind != TOBA_PROCESS) {
        toba_hint(tb_problem(p->problems, place->file, place->line,
                             "%s reads tables, not the stream of %s", to->name, node->name),
                  "write the stream into a table and give %s the table", to->name);
        return;
    }
    if (to->inputs[0].wired) {
        at(p, place, to, "two things feed input", to->inputs[0].port->name);
        return;
    }
    if (head_reaches(node, to)) {
        at(p, place, to, "a stream feeds itself through input", to->inputs[0].port->name);
        return;
    }
    place_of = TB_PLAN_APPEND(p, &output->streams, &output->n_streams);
    if (place_of)
        *place_of = to;
    to->inputs[0].wired = true;
    to->upstream = node;
    to->upstream_port = o;
    output->wired = true;
}

static const struct tb_table_use *use_of(struct tb_planner *p, struct tb_table *table,
                                         const struct tb_place *place)
{
    struct tb_table_use *use = TB_PLAN_NEW(p, 1, struct tb_table_use);

    if (use) {
        use->table = table;
        use->place = *place;
    }
    return use;
}

static struct tb_table *schema_table(const struct tb_schema *schema, const char *name)
{
    for (int i = 0; name && i < schema->n_tables; i++)
        if (strcmp(schema->tables[i]->spec.name, name) == 0)
            return schema->tables[i];
    return NULL;
}

/* `source >> schema`: every output that nothing else takes goes to the table that it names. */
static void whole_schema(struct tb_planner *p, const struct tb_edge *edge)
{
    struct tb_node *node = tb_planner_node(p, edge->from_step);

    for (int32_t o = 0; o < node->spec->n_outputs; o++) {
        const struct toba_port *port = &node->spec->outputs[o];
        struct tb_table *table = schema_table(edge->to_schema, port->table);

        if (node->outputs[o].wired)
            continue;
        if (table) {
            write_table(p, node, o, use_of(p, table, &edge->place), &edge->place);
        } else if (!(port->flags & TOBA_OPTIONAL)) {
            struct toba_error *err = tb_problem(p->problems, edge->place.file, edge->place.line,
                                                "%s: output '%s' has no table in schema '%s'",
                                                node->name, port->name, edge->to_schema->name);

            toba_hint(err, "declare table '%s' there, or wire %s.%s to another table",
                      port->table ? port->table : port->name, node->spec->name, port->name);
        }
    }
}

static void from_step(struct tb_planner *p, const struct tb_edge *edge)
{
    struct tb_node *node = tb_planner_node(p, edge->from_step);
    int o = edge_output(p, edge, node);

    if (o < 0)
        return;
    if (edge->to_step)
        stream(p, node, o, tb_planner_node(p, edge->to_step), &edge->place);
    else if (edge->to_table)
        write_table(p, node, o, edge->to_table, &edge->place);
    else if (edge->to_schema) {
        struct tb_table *table = schema_table(edge->to_schema, node->spec->outputs[o].table);

        if (table)
            write_table(p, node, o, use_of(p, table, &edge->place), &edge->place);
        else
            tb_problem(p->problems, edge->place.file, edge->place.line,
                       "%s: output '%s' names no table of schema '%s'", node->name,
                       node->spec->outputs[o].name, edge->to_schema->name);
    }
}

static bool is_store(const struct tb_step *step)
{
    return step && step->spec->kind == TOBA_SINK;
}

static void check_wired(struct tb_planner *p, const struct tb_node *node)
{
    const struct tb_place *place = &node->step->place;
    bool useful = false;

    for (int32_t i = 0; i < node->spec->n_inputs; i++) {
        const struct toba_port *port = node->inputs[i].port;

        if (!node->inputs[i].wired && !(port->flags & TOBA_OPTIONAL))
            toba_hint(at(p, place, node, "nothing feeds input", port->name),
                      "name a table in the constructor: %s = schema.table", port->name);
    }
    for (int32_t o = 0; o < node->spec->n_outputs; o++)
        useful = useful || node->outputs[o].wired;
    if (!useful)
        toba_hint(tb_problem(p->problems, place->file, place->line,
                             "%s: nothing takes what it gives", node->name),
                  "wire it to a table with >>");
}

void tb_planner_wire(struct tb_planner *p)
{
    const struct tb_pipeline *pipeline = p->pipeline;

    for (int i = 0; i < p->plan->n_nodes; i++)
        constructor_inputs(p, p->plan->nodes[i]);
    for (int i = 0; i < pipeline->n_edges; i++) {
        const struct tb_edge *edge = &pipeline->edges[i];

        if (is_store(edge->from_step) || is_store(edge->to_step))
            toba_hint(tb_problem(p->problems, edge->place.file, edge->place.line,
                                 "a store cannot be wired itself"),
                      "wire a table of store:schema(…)");
        else if (edge->from_table)
            table_to_step(p, edge);
        else if (!(edge->to_schema && !edge->from_port))
            from_step(p, edge);
    }
    /* Last, so that it leaves alone what any line wires by name. */
    for (int i = 0; i < pipeline->n_edges; i++)
        if (pipeline->edges[i].to_schema && !pipeline->edges[i].from_port &&
            !is_store(pipeline->edges[i].from_step))
            whole_schema(p, &pipeline->edges[i]);
    for (int i = 0; i < p->plan->n_nodes; i++)
        check_wired(p, p->plan->nodes[i]);
}
