/* host.c - what a component may ask for while it is planned: fields, points, windows, sub-keys.
 */
#include <string.h>

#include "base/alloc.h"
#include "graph/planner.h"

struct context {
    struct toba_plan base;
    struct tb_planner *p;
    struct tb_node *node;
};

static struct context *context_of(const struct toba_plan *plan)
{
    return (struct context *)(uintptr_t)plan;
}

static int no_port(const struct context *c, int32_t port, struct toba_error *err)
{
    return toba_fail(err, TOBA_E_PLUGIN, "%s: `plan` names port %d, which does not exist",
                     c->node->spec->name, port);
}

static int no_memory(struct toba_error *err)
{
    return toba_fail(err, TOBA_E_MEMORY, "out of memory for the plan");
}

static struct tb_node_input *input_of(const struct context *c, int32_t port, int32_t rows)
{
    if (port < 0 || port >= c->node->spec->n_inputs)
        return NULL;
    return c->node->inputs[port].port->rows == rows ? &c->node->inputs[port] : NULL;
}

static const struct toba_component *plan_component(const struct toba_plan *plan)
{
    return context_of(plan)->node->spec;
}

static bool plan_wired(const struct toba_plan *plan, bool output, int32_t port)
{
    const struct context *c = context_of(plan);

    if (port < 0 || port >= (output ? c->node->spec->n_outputs : c->node->spec->n_inputs))
        return false;
    return output ? c->node->outputs[port].wired : c->node->inputs[port].wired;
}

static int plan_field(struct toba_plan *plan, bool output, int32_t port, const char *name,
                      int32_t type, uint32_t flags, struct toba_error *err)
{
    struct context *c = context_of(plan);
    struct tb_field **fields;
    struct tb_field *field;
    int *n;

    if (port < 0 || port >= (output ? c->node->spec->n_outputs : c->node->spec->n_inputs))
        return no_port(c, port, err);
    fields = output ? &c->node->outputs[port].fields : &c->node->inputs[port].fields;
    n = output ? &c->node->outputs[port].n_fields : &c->node->inputs[port].n_fields;
    field = TB_PLAN_APPEND(c->p, fields, n);
    if (!field)
        return no_memory(err);
    *field = (struct tb_field){tb_arena_copy(&c->p->plan->arena, name), type, flags, -1};
    return field->name ? TOBA_OK : no_memory(err);
}

static int plan_as_of(struct toba_plan *plan, int32_t port, int32_t days, int32_t tolerance,
                      struct toba_error *err)
{
    struct context *c = context_of(plan);
    struct tb_node_input *input = input_of(c, port, TOBA_AS_OF);
    struct tb_asked_point *point;

    if (!input)
        return no_port(c, port, err);
    for (int i = 0; i < input->n_points; i++) {
        if (input->points[i].days != days)
            continue;
        if (input->points[i].tolerance == tolerance)
            return TOBA_OK;
        return toba_fail(err, TOBA_E_PLUGIN, "%s: a point is asked with two tolerances",
                         c->node->spec->name);
    }
    point = TB_PLAN_APPEND(c->p, &input->points, &input->n_points);
    if (!point)
        return no_memory(err);
    *point = (struct tb_asked_point){days, tolerance, -1};
    return TOBA_OK;
}

static int plan_window(struct toba_plan *plan, int32_t port, int32_t days,
                       struct toba_error *err)
{
    struct context *c = context_of(plan);
    struct tb_node_input *input = input_of(c, port, TOBA_WINDOW);

    if (!input)
        return no_port(c, port, err);
    if (days > input->window)
        input->window = days;
    return TOBA_OK;
}

static int plan_sub_key(struct toba_plan *plan, int32_t port, const char *column,
                        struct toba_error *err)
{
    struct context *c = context_of(plan);

    if (port < 0 || port >= c->node->spec->n_inputs)
        return no_port(c, port, err);
    c->node->inputs[port].sub_key = tb_arena_copy(&c->p->plan->arena, column);
    return c->node->inputs[port].sub_key ? TOBA_OK : no_memory(err);
}

static const struct toba_host host = {
    .size = sizeof(struct toba_host),
    .abi_major = TOBA_ABI_MAJOR,
    .abi_minor = TOBA_ABI_MINOR,
    .resize = tb_resize,
    .plan_component = plan_component,
    .plan_wired = plan_wired,
    .plan_field = plan_field,
    .plan_as_of = plan_as_of,
    .plan_window = plan_window,
    .plan_sub_key = plan_sub_key,
};

/* The component knows what is wrong, the planner whose mistake it is and where it stands. */
static void report(struct tb_planner *p, const struct tb_node *node,
                   const struct toba_error *err)
{
    struct toba_error *problem =
        tb_problem(p->problems, node->step->place.file, node->step->place.line, "%s: %s",
                   node->name, err->message);

    problem->code = err->code;
    toba_detail(problem, "%s", err->detail);
    toba_hint(problem, "%s", err->hint);
}

bool tb_planner_call(struct tb_planner *p, struct tb_node *node)
{
    struct context context = {{&host}, p, node};
    struct toba_error err = {0};

    if (!node->spec->plan || !node->spec->plan(node->options, &context.base, &err))
        return true;
    report(p, node, &err);
    return false;
}
