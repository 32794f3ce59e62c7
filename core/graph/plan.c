/* plan.c - see plan.h. Makes the nodes and calls the planner's parts in order. Mistakes found
 * by one part do not keep the next from looking, as long as what it needs is there. */
#include "graph/plan.h"

#include <string.h>

#include "graph/planner.h"

static struct tb_field *fields_of(struct tb_planner *p, const struct toba_port *port, int *n)
{
    struct tb_field *fields = NULL;

    *n = 0;
    for (int32_t f = 0; f < port->n_fields; f++) {
        struct tb_field *field = TB_PLAN_APPEND(p, &fields, n);

        if (!field)
            break;
        *field = (struct tb_field){port->fields[f].name, port->fields[f].type,
                                   port->fields[f].flags, -1};
    }
    return fields;
}

static int32_t parent_of(const struct toba_component *spec, const struct toba_port *port)
{
    for (int32_t i = 0; port->parent && i < spec->n_inputs; i++)
        if (strcmp(spec->inputs[i].name, port->parent) == 0)
            return i;
    return -1;
}

static struct tb_node *new_node(struct tb_planner *p, struct tb_step *step)
{
    const struct toba_component *spec = step->spec;
    struct tb_node *node = TB_PLAN_NEW(p, 1, struct tb_node);

    if (!node)
        return NULL;
    node->step = step;
    node->spec = spec;
    node->name = step->name;
    node->inputs = TB_PLAN_NEW(p, spec->n_inputs, struct tb_node_input);
    node->outputs = TB_PLAN_NEW(p, spec->n_outputs, struct tb_node_output);
    for (int32_t i = 0; node->inputs && i < spec->n_inputs; i++) {
        struct tb_node_input *input = &node->inputs[i];

        input->port = &spec->inputs[i];
        input->fields = fields_of(p, input->port, &input->n_fields);
        input->sub_key = input->port->sub_key;
        input->parent = parent_of(spec, input->port);
        input->read = -1;
    }
    for (int32_t o = 0; node->outputs && o < spec->n_outputs; o++) {
        node->outputs[o].port = &spec->outputs[o];
        node->outputs[o].fields = fields_of(p, &spec->outputs[o], &node->outputs[o].n_fields);
    }
    return node;
}

static void list_tables(struct tb_planner *p, struct tb_plan_store *store)
{
    for (int s = 0; s < p->pipeline->n_schemas; s++) {
        const struct tb_schema *schema = p->pipeline->schemas[s];

        for (int t = 0; schema->store == store->node->step && t < schema->n_tables; t++) {
            struct tb_table *table = schema->tables[t];
            const struct toba_table **slot;

            if (tb_planner_table(p, table) != table)
                continue;
            slot = TB_PLAN_APPEND(p, &store->tables, &store->n_tables);
            if (slot)
                *slot = &table->spec;
        }
    }
}

static void add_store(struct tb_planner *p, struct tb_node *node)
{
    struct tb_plan_store *store = TB_PLAN_APPEND(p, &p->plan->stores, &p->plan->n_stores);

    if (!store)
        return;
    store->node = node;
    list_tables(p, store);
}

static void add_nodes(struct tb_planner *p)
{
    for (int i = 0; i < p->pipeline->n_steps; i++) {
        struct tb_node *node = new_node(p, p->pipeline->steps[i]);
        struct tb_node **slot;

        if (p->plan->arena.failed)
            return;
        if (node->spec->kind == TOBA_SINK) {
            add_store(p, node);
            continue;
        }
        slot = TB_PLAN_APPEND(p, &p->plan->nodes, &p->plan->n_nodes);
        if (slot)
            *slot = node;
    }
}

/* Two stores over one database would wait for each other's locks. */
static void check_stores(struct tb_planner *p)
{
    for (int i = 0; i < p->plan->n_stores; i++) {
        const struct tb_node *a = p->plan->stores[i].node;

        for (int k = i + 1; k < p->plan->n_stores; k++) {
            const struct tb_node *b = p->plan->stores[k].node;

            if (tb_planner_hash(a) == tb_planner_hash(b))
                toba_hint(tb_problem(p->problems, b->step->place.file, b->step->place.line,
                                     "%s is the same store as %s", b->name, a->name),
                          "make it once, at line %d, and use it twice", a->step->place.line);
        }
    }
}

/* Options first: `plan` may trust them. A node with a mistake in either has no options, and is
 * not bound: its fields are not all there. */
static void configure(struct tb_planner *p)
{
    for (int s = 0; s < p->plan->n_stores; s++)
        tb_planner_options(p, p->plan->stores[s].node);
    for (int i = 0; i < p->plan->n_nodes; i++)
        if (!tb_planner_options(p, p->plan->nodes[i]))
            p->plan->nodes[i]->options = NULL;
    check_stores(p);
    tb_planner_wire(p);
    for (int i = 0; i < p->plan->n_nodes; i++)
        if (p->plan->nodes[i]->options && !tb_planner_call(p, p->plan->nodes[i]))
            p->plan->nodes[i]->options = NULL;
}

/* Streams are bound from their head on: a step needs to know the columns it is fed. */
static void bind(struct tb_planner *p, struct tb_node *node)
{
    if (!node->options)
        return;
    for (int32_t i = 0; i < node->spec->n_inputs; i++)
        if (node->inputs[i].use)
            tb_planner_bind_input(p, node, i);
    if (node->upstream)
        tb_planner_bind_stream(p, node);
    for (int32_t o = 0; o < node->spec->n_outputs; o++) {
        tb_planner_bind_output(p, node, o);
        for (int s = 0; s < node->outputs[o].n_streams; s++)
            bind(p, node->outputs[o].streams[s]);
    }
}

int tb_plan_make(struct tb_plan *plan, const struct tb_pipeline *pipeline,
                 const struct tb_plan_options *options, struct tb_problems *problems)
{
    struct tb_planner p = {plan, pipeline, options, problems};
    struct toba_error err;

    memset(plan, 0, sizeof *plan);
    plan->pipeline = pipeline;
    plan->day = options->day;
    add_nodes(&p);
    if (!plan->arena.failed) {
        tb_planner_tables(&p);
        configure(&p);
    }
    if (!plan->arena.failed) {
        for (int i = 0; i < plan->n_nodes; i++)
            if (!plan->nodes[i]->upstream)
                bind(&p, plan->nodes[i]);
        tb_planner_check_writers(&p);
    }
    if (problems->n == 0 && !plan->arena.failed)
        tb_planner_stages(&p);
    if (problems->n == 0 && !plan->arena.failed)
        tb_planner_reads(&p);
    if (problems->n == 0 && !plan->arena.failed)
        tb_planner_digest(&p);
    if (plan->arena.failed) {
        toba_fail(&err, TOBA_E_MEMORY, "out of memory for the plan");
        tb_problem_add(problems, &err);
    }
    return tb_problems_first(problems, &err);
}

void tb_plan_free(struct tb_plan *plan)
{
    for (int i = 0; i < plan->n_secrets; i++)
        explicit_bzero(plan->secrets[i], strlen(plan->secrets[i]));
    tb_arena_free(&plan->arena);
    memset(plan, 0, sizeof *plan);
}
