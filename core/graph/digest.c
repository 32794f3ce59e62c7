/* digest.c - a fingerprint of what a step computes, and of the whole plan.
 *
 * A run that was cut off goes on only under the plan it began with, and a step that follows
 * changes starts over when its options change. Places, secrets' values and D are left out. The
 * hash is FNV-1a, 64 bits (G. Fowler, L. C. Noll, K.-P. Vo, 1991): it guards against change,
 * not against malice. */
#include <string.h>

#include "graph/planner.h"

#define OFFSET UINT64_C(14695981039346656037)
#define PRIME UINT64_C(1099511628211)

static void bytes(uint64_t *hash, const void *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *hash = (*hash ^ ((const unsigned char *)at)[i]) * PRIME;
}

static void text(uint64_t *hash, const char *at)
{
    bytes(hash, at ? at : "", at ? strlen(at) + 1 : 1);
}

static void number(uint64_t *hash, int64_t v)
{
    bytes(hash, &v, sizeof v);
}

static void value(uint64_t *hash, const struct tb_value *v)
{
    number(hash, v->kind);
    number(hash, v->b);
    number(hash, v->i);
    bytes(hash, &v->d, sizeof v->d);
    text(hash, v->text);
    bytes(hash, v->function.at, (size_t)v->function.size);
    for (int i = 0; i < v->n_items; i++)
        value(hash, &v->items[i]);
}

static void use(uint64_t *hash, const struct tb_table_use *u)
{
    text(hash, u->table->spec.schema);
    text(hash, u->table->spec.name);
    for (int i = 0; i < u->n_renames; i++) {
        text(hash, u->renames[i].left);
        text(hash, u->renames[i].right);
    }
    for (int i = 0; i < u->n_filters; i++) {
        text(hash, u->filters[i].name);
        value(hash, &u->filters[i].value);
    }
}

static void port_hash(uint64_t *hash, const struct toba_port *port)
{
    text(hash, port->name);
    number(hash, port->rows);
    number(hash, port->flags);
    text(hash, port->key);
    text(hash, port->sub_key);
    text(hash, port->parent);
    for (int32_t f = 0; f < port->n_fields; f++) {
        text(hash, port->fields[f].name);
        number(hash, port->fields[f].type);
    }
}

/* The ports of an open component are as much the author's as its options. */
static void open_hash(uint64_t *hash, const struct tb_node *node)
{
    for (int32_t i = 0; i < node->spec->n_inputs; i++) {
        const struct tb_node_input *input = &node->inputs[i];

        port_hash(hash, input->port);
        number(hash, input->window);
        for (int k = 0; k < input->n_points; k++) {
            number(hash, input->points[k].days);
            number(hash, input->points[k].tolerance);
        }
    }
    for (int32_t o = 0; o < node->spec->n_outputs; o++)
        port_hash(hash, node->outputs[o].port);
}

uint64_t tb_planner_hash(const struct tb_node *node)
{
    uint64_t hash = OFFSET;

    text(&hash, node->spec->name);
    text(&hash, node->step->component->plugin->version);
    for (int i = 0; i < node->step->n_settings; i++) {
        text(&hash, node->step->settings[i].name);
        value(&hash, &node->step->settings[i].value);
    }
    for (int32_t i = 0; i < node->spec->n_inputs; i++) {
        number(&hash, i);
        if (node->inputs[i].use)
            use(&hash, node->inputs[i].use);
    }
    if (node->spec->flags & TOBA_OPEN)
        open_hash(&hash, node);
    if (node->upstream)
        text(&hash, node->upstream->name);
    for (int32_t o = 0; o < node->spec->n_outputs; o++) {
        number(&hash, o);
        for (int w = 0; w < node->outputs[o].n_writes; w++)
            use(&hash, node->outputs[o].writes[w]->use);
    }
    return hash;
}

static void table_hash(uint64_t *hash, const struct toba_table *table)
{
    text(hash, table->schema);
    text(hash, table->name);
    number(hash, table->mode);
    for (int32_t c = 0; c < table->n_columns; c++) {
        text(hash, table->columns[c].name);
        number(hash, table->columns[c].type);
        number(hash, table->columns[c].flags);
    }
}

void tb_planner_digest(struct tb_planner *p)
{
    struct tb_plan *plan = p->plan;
    uint64_t all = OFFSET;

    for (int i = 0; i < plan->n_nodes; i++) {
        uint64_t hash = tb_planner_hash(plan->nodes[i]);

        number(&all, (int64_t)hash);
        text(&all, plan->nodes[i]->name);
        plan->nodes[i]->digest =
            tb_arena_print(&plan->arena, "%016llx", (unsigned long long)hash);
    }
    for (int s = 0; s < plan->n_stores; s++)
        for (int t = 0; t < plan->stores[s].n_tables; t++)
            table_hash(&all, plan->stores[s].tables[t]);
    plan->digest = tb_arena_print(&plan->arena, "%016llx", (unsigned long long)all);
}
