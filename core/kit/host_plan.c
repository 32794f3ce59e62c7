/* host_plan.c - the host's side of planning: fields, points, windows and sub-keys. */
#include "kit/host.h"

static int no_port(struct tb_kit_host *host, bool output, int32_t port, struct toba_error *err)
{
    tb_kit_broken(host, "ports are counted from 0, in the descriptor's order",
                  "`plan` names %s port %d, which does not exist", output ? "output" : "input",
                  port);
    return toba_fail(err, TOBA_E_PLUGIN, "there is no such port");
}

static bool exists(const struct tb_kit_host *host, bool output, int32_t port)
{
    return port >= 0 && port < (output ? host->spec->n_outputs : host->spec->n_inputs);
}

static bool plan_wired(const struct toba_plan *plan, bool output, int32_t port)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(plan, plan);

    if (!exists(host, output, port)) {
        no_port(host, output, port, NULL);
        return false;
    }
    return output ? host->outputs[port].wired : host->inputs[port].wired;
}

static int32_t bound_type(int32_t type, uint32_t flags)
{
    if (type == TOBA_ANY)
        return flags & TOBA_DATE_ROLE ? TOBA_DATE : TOBA_TEXT;
    return type == TOBA_NUMBER ? TOBA_INT64 : type;
}

static int plan_field(struct toba_plan *plan, bool output, int32_t port, const char *name,
                      int32_t type, uint32_t flags, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(plan, plan);
    struct tb_kit_field **fields, *field;
    int *n;

    if (!exists(host, output, port))
        return no_port(host, output, port, err);
    if (!name || !name[0] || type < TOBA_ANY || type > TOBA_NUMBER) {
        tb_kit_broken(host, "give it a column's name and an enum toba_type",
                      "`plan` adds a field without a name or a type");
        return toba_fail(err, TOBA_E_PLUGIN, "a field without a name or a type");
    }
    fields = output ? &host->outputs[port].fields : &host->inputs[port].fields;
    n = output ? &host->outputs[port].n_fields : &host->inputs[port].n_fields;
    field = tb_arena_append(&host->arena, (void **)fields, n, sizeof *field);
    if (!field)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a field");
    *field = (struct tb_kit_field){tb_arena_copy(&host->arena, name),
                                   output ? type : bound_type(type, flags), flags,
                                   !output && type == TOBA_NUMBER};
    return TOBA_OK;
}

/* A port that takes what is planned; NULL: it does not. */
static struct tb_kit_input *input_with(struct toba_plan *plan, int32_t port, int32_t rows,
                                       const char *what, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(plan, plan);

    if (!exists(host, false, port)) {
        no_port(host, false, port, err);
        return NULL;
    }
    if (host->inputs[port].spec->rows == rows)
        return &host->inputs[port];
    tb_kit_broken(host, "declare the port's `rows` for it",
                  "`plan` asks for %s of port '%s', which reads other rows", what,
                  host->inputs[port].spec->name);
    toba_fail(err, TOBA_E_PLUGIN, "the port reads other rows");
    return NULL;
}

static int plan_as_of(struct toba_plan *plan, int32_t port, int32_t days, int32_t tolerance,
                      struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(plan, plan);
    struct tb_kit_input *to = input_with(plan, port, TOBA_AS_OF, "a point", err);
    struct tb_kit_point *point;

    if (!to)
        return TOBA_E_PLUGIN;
    for (int i = 0; i < to->n_points; i++) {
        if (to->points[i].days != days)
            continue;
        if (to->points[i].tolerance == tolerance)
            return TOBA_OK;
        tb_kit_broken(host, "ask for each point with one tolerance",
                      "`plan` asks for a point of port '%s' with two tolerances",
                      to->spec->name);
        return toba_fail(err, TOBA_E_PLUGIN, "a point is asked with two tolerances");
    }
    point = tb_arena_append(&host->arena, (void **)&to->points, &to->n_points, sizeof *point);
    if (!point)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a point");
    *point = (struct tb_kit_point){days, tolerance};
    return TOBA_OK;
}

static int plan_window(struct toba_plan *plan, int32_t port, int32_t days,
                       struct toba_error *err)
{
    struct tb_kit_input *to = input_with(plan, port, TOBA_WINDOW, "a window", err);

    if (!to)
        return TOBA_E_PLUGIN;
    if (days > to->window)
        to->window = days;
    return TOBA_OK;
}

static int plan_sub_key(struct toba_plan *plan, int32_t port, const char *column,
                        struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(plan, plan);

    if (!exists(host, false, port))
        return no_port(host, false, port, err);
    host->inputs[port].sub_key = tb_arena_copy(&host->arena, column);
    return TOBA_OK;
}

void tb_kit_host_lend_planning(struct toba_host *table)
{
    table->plan_wired = plan_wired;
    table->plan_field = plan_field;
    table->plan_as_of = plan_as_of;
    table->plan_window = plan_window;
    table->plan_sub_key = plan_sub_key;
}
