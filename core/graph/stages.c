/* stages.c - who comes after whom.
 *
 * A step that reads a table comes after the steps that add rows to it or write columns it
 * reads. Steps joined by a stream move together: the first of them stands for all. Sources read
 * what is committed when they ask, and wait for nobody. A step may write the table it reads, as
 * long as it writes no column that it reads and adds no row. */
#include <string.h>

#include "graph/planner.h"

static struct tb_node *head_of(struct tb_node *node)
{
    while (node->upstream)
        node = node->upstream;
    return node;
}

static bool uses_column(const struct tb_bound *b, const struct toba_table *table,
                        int32_t column)
{
    const struct toba_path *paths[2] = {&b->key, &b->sub_key};
    bool own = &b->table->spec == table;

    if (own && column == b->date)
        return true;
    for (int i = 0; i < 2; i++)
        if ((own && paths[i]->column == column) ||
            (paths[i]->via == table && paths[i]->via_column == column))
            return true;
    for (int i = 0; own && i < b->n_filters; i++)
        if (b->filters[i].column == column)
            return true;
    return false;
}

static bool uses_field(const struct tb_node_input *input, const struct toba_table *table,
                       int32_t column)
{
    const struct tb_bound *b = input->bound;

    for (int f = 0; f < input->n_fields; f++) {
        const struct toba_path *path = &b->fields[f];

        if ((&b->table->spec == table && path->column == column) ||
            (path->via == table && path->via_column == column))
            return true;
    }
    return false;
}

static bool uses_table(const struct tb_node_input *input, const struct toba_table *table)
{
    const struct tb_bound *b = input->bound;

    if (&b->table->spec == table || b->driver == table || b->key.via == table ||
        b->sub_key.via == table)
        return true;
    for (int f = 0; f < input->n_fields; f++)
        if (b->fields[f].via == table)
            return true;
    return false;
}

/* Whether what a write does can be seen through an input. */
static bool seen(const struct tb_node_input *input, const struct tb_write *write)
{
    const struct toba_table *table = write->spec.table;

    if (!input->bound || !uses_table(input, table))
        return false;
    if (!(write->spec.flags & TOBA_WRITE_UPDATE))
        return true;
    for (int32_t i = 0; i < write->spec.n_columns; i++) {
        bool key = false;

        for (int32_t k = 0; k < table->n_key; k++)
            key = key || table->key[k] == write->spec.columns[i];
        if (!key && (uses_column(input->bound, table, write->spec.columns[i]) ||
                     uses_field(input, table, write->spec.columns[i])))
            return true;
    }
    return false;
}

/* The table through which `reader` waits for what `writer` writes; NULL: it does not. */
static const struct toba_table *waits_for(const struct tb_planner *p,
                                          const struct tb_node *reader,
                                          const struct tb_node *writer)
{
    if (reader->spec->kind == TOBA_SOURCE)
        return NULL;
    for (int w = 0; w < p->plan->n_writes; w++) {
        const struct tb_write *write = p->plan->writes[w];

        if (write->node != writer)
            continue;
        for (int32_t i = 0; i < reader->spec->n_inputs; i++)
            if (reader->inputs[i].wired && seen(&reader->inputs[i], write))
                return write->spec.table;
    }
    return NULL;
}

enum { UNSEEN, OPEN, DONE };

struct wait {
    const struct tb_node *head;
    const struct toba_table *table;
};

struct walk {
    struct tb_planner *p;
    char *state; /* by node */
    int depth;
    struct wait *path; /* who waits for which table, down to here */
};

static int index_of(const struct tb_plan *plan, const struct tb_node *node)
{
    int i = 0;

    while (plan->nodes[i] != node)
        i++;
    return i;
}

static void cycle(const struct walk *w, const struct tb_node *node)
{
    char names[400] = "";
    size_t used = 0;

    int first = 0;

    while (first < w->depth && w->path[first].head != node)
        first++;
    for (int i = first; i < w->depth && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                 i > first ? ", " : "", w->path[i].table->name);
    toba_hint(tb_problem(w->p->problems, node->step->place.file, node->step->place.line,
                         "%s waits for itself: a cycle through %s", node->name, names),
              "let one of the steps write a table of its own");
}

/* The stage of a head: one more than the latest of those that any of its steps waits for. */
static int visit(struct walk *w, struct tb_node *head)
{
    struct tb_plan *plan = w->p->plan;
    char *state = &w->state[index_of(plan, head)];

    if (*state == DONE)
        return head->stage;
    if (*state == OPEN) {
        cycle(w, head);
        return 0;
    }
    *state = OPEN;
    for (int r = 0; r < plan->n_nodes; r++) {
        if (head_of(plan->nodes[r]) != head)
            continue;
        for (int i = 0; i < plan->n_nodes; i++) {
            const struct toba_table *table = waits_for(w->p, plan->nodes[r], plan->nodes[i]);
            int stage;

            if (!table)
                continue;
            w->path[w->depth++] = (struct wait){head, table};
            stage = visit(w, head_of(plan->nodes[i])) + 1;
            w->depth--;
            if (stage > head->stage)
                head->stage = stage;
        }
    }
    *state = DONE;
    return head->stage;
}

/* Updates wait for the commit where rows of the same table may come in the same transaction. */
static void mark_late_updates(struct tb_plan *plan)
{
    for (int i = 0; i < plan->n_writes; i++) {
        struct tb_write *update = plan->writes[i];

        for (int k = 0; k < plan->n_writes; k++) {
            const struct tb_write *other = plan->writes[k];

            if ((update->spec.flags & TOBA_WRITE_UPDATE) &&
                !(other->spec.flags & TOBA_WRITE_UPDATE) &&
                other->spec.table == update->spec.table &&
                other->node->stage == update->node->stage)
                update->spec.flags |= TOBA_WRITE_LAST;
        }
    }
}

void tb_planner_stages(struct tb_planner *p)
{
    struct tb_plan *plan = p->plan;
    struct walk w = {.p = p,
                     .state = TB_PLAN_NEW(p, plan->n_nodes, char),
                     .path = TB_PLAN_NEW(p, plan->n_nodes + 1, struct wait)};
    int last = -1;

    if (!w.state || !w.path)
        return;
    for (int i = 0; i < plan->n_nodes; i++) {
        struct tb_node *node = plan->nodes[i];

        node->stage = visit(&w, head_of(node));
        last = node->stage > last ? node->stage : last;
    }
    mark_late_updates(plan);
    plan->n_stages = last + 1;
    plan->stages = TB_PLAN_NEW(p, plan->n_stages, struct tb_stage);
    if (!plan->stages)
        plan->n_stages = 0;
}
