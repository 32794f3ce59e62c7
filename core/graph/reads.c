/* reads.c - from bound inputs to shared scans.
 *
 * Steps of one stage that read one store by the same keys hang on one scan, and inputs that
 * want the same rows of the same table share one read, which asks for the union of their
 * columns and points. Reads of changed rows are never shared: each step has its own last run.
 */
#include <string.h>

#include "graph/planner.h"

static bool same_path(const struct toba_path *a, const struct toba_path *b)
{
    return a->column == b->column && a->via == b->via &&
           (!a->via || a->via_column == b->via_column);
}

static bool same_filters(const struct tb_bound *b, const struct toba_read *read)
{
    bool same = b->n_filters == read->n_filters;

    for (int i = 0; same && i < b->n_filters; i++)
        same = b->filters[i].column == read->filters[i].column &&
               strcmp(b->filters[i].value, read->filters[i].value) == 0;
    return same;
}

static int32_t first_day(const struct tb_planner *p, const struct tb_node_input *input)
{
    return input->port->rows == TOBA_WINDOW ? p->plan->day - input->window + 1 : INT32_MIN;
}

static bool shareable(const struct tb_planner *p, const struct tb_node_input *input,
                      const struct toba_read *read)
{
    const struct tb_bound *b = input->bound;

    return read->table == &b->table->spec && read->rows == input->port->rows &&
           read->rows != TOBA_CHANGED && read->date == b->date &&
           same_path(&read->key, &b->key) && same_path(&read->sub_key, &b->sub_key) &&
           same_filters(b, read) && read->from_day == first_day(p, input);
}

static int32_t add_read(struct tb_planner *p, struct tb_scan *scan,
                        const struct tb_node_input *input)
{
    const struct tb_bound *b = input->bound;
    struct toba_read *read;

    for (int32_t i = 0; i < scan->spec.n_reads; i++)
        if (shareable(p, input, &scan->reads[i]))
            return i;
    read = TB_PLAN_APPEND(p, &scan->reads, &scan->spec.n_reads);
    if (!read)
        return -1;
    *read = (struct toba_read){
        .size = sizeof *read,
        .table = &b->table->spec,
        .rows = input->port->rows,
        .key = b->key,
        .sub_key = b->sub_key,
        .date = b->date,
        .filters = b->filters,
        .n_filters = b->n_filters,
        .from_day = first_day(p, input),
        .to_day = b->date >= 0 ? p->plan->day : INT32_MAX,
        .since_instant = INT64_MIN,
        .since_day = INT32_MIN,
    };
    return scan->spec.n_reads - 1;
}

/* Children of a read's batches before its columns. */
static int32_t leading(const struct toba_read *read)
{
    return 1 + (read->sub_key.column >= 0) +
           (read->rows == TOBA_AS_OF || read->rows == TOBA_CHANGED);
}

static int32_t add_column(struct tb_planner *p, struct toba_read *read,
                          const struct toba_path *path)
{
    struct toba_path *columns = (struct toba_path *)(uintptr_t)read->columns;
    struct toba_path *column;

    for (int32_t i = 0; i < read->n_columns; i++)
        if (same_path(&read->columns[i], path))
            return leading(read) + i;
    column = TB_PLAN_APPEND(p, &columns, &read->n_columns);
    read->columns = columns;
    if (!column)
        return -1;
    *column = *path;
    return leading(read) + read->n_columns - 1;
}

static int32_t add_point(struct tb_planner *p, struct toba_read *read,
                         const struct tb_asked_point *asked)
{
    int32_t day = p->plan->day - asked->days;
    struct toba_point point = {day, day - asked->tolerance - 1};
    struct toba_point *points = (struct toba_point *)(uintptr_t)read->points;
    struct toba_point *added;

    if (asked->days == TOBA_OLDEST)
        point.day = TOBA_OLDEST;
    if (asked->days == TOBA_OLDEST || asked->tolerance == TOBA_ANY_AGE)
        point.after_day = INT32_MIN;
    for (int32_t i = 0; i < read->n_points; i++)
        if (read->points[i].day == point.day && read->points[i].after_day == point.after_day)
            return i;
    added = TB_PLAN_APPEND(p, &points, &read->n_points);
    read->points = points;
    if (!added)
        return -1;
    *added = point;
    return read->n_points - 1;
}

static void read_input(struct tb_planner *p, struct tb_scan *scan, struct tb_node_input *input)
{
    struct tb_bound *b = input->bound;
    struct toba_read *read;

    input->read = add_read(p, scan, input);
    if (input->read < 0)
        return;
    read = &scan->reads[input->read];
    for (int f = 0; f < input->n_fields; f++)
        input->fields[f].column =
            b->fields[f].column < 0 ? -1 : add_column(p, read, &b->fields[f]);
    for (int i = 0; i < input->n_points; i++)
        input->points[i].index = add_point(p, read, &input->points[i]);
}

static int32_t type_at(const struct toba_read *read, const struct toba_path *path)
{
    return path->via ? path->via->columns[path->via_column].type
                     : read->table->columns[path->column].type;
}

/* The types of a read's children, in the order that toba/store.h promises. */
static void type_read(struct tb_planner *p, struct tb_scan *scan, int32_t r)
{
    const struct toba_read *read = &scan->reads[r];
    int32_t n = leading(read) + read->n_columns, at = 0;
    int32_t *types = TB_PLAN_NEW(p, n, int32_t);

    if (!types)
        return;
    types[at++] = type_at(read, &read->key);
    if (read->sub_key.column >= 0)
        types[at++] = type_at(read, &read->sub_key);
    if (read->rows == TOBA_AS_OF || read->rows == TOBA_CHANGED)
        types[at++] = read->rows == TOBA_AS_OF ? TOBA_INT32 : TOBA_BOOL;
    for (int32_t c = 0; c < read->n_columns; c++)
        types[at++] = type_at(read, &read->columns[c]);
    scan->types[r] = types;
    scan->n_types[r] = n;
}

static void finish(struct tb_planner *p, struct tb_scan *scan)
{
    int32_t n = scan->spec.n_reads;

    scan->spec.size = sizeof scan->spec;
    scan->spec.reads = scan->reads;
    scan->types = TB_PLAN_NEW(p, n, int32_t *);
    scan->n_types = TB_PLAN_NEW(p, n, int32_t);
    for (int32_t r = 0; scan->types && scan->n_types && r < n; r++)
        type_read(p, scan, r);
}

static int32_t store_of(const struct tb_planner *p, const struct tb_bound *b)
{
    int32_t i = 0;

    while (p->plan->stores[i].node->step != b->table->store)
        i++;
    return i;
}

static struct tb_scan *new_scan(struct tb_planner *p, struct tb_node *node,
                                const struct tb_node_input *input, const char *of)
{
    struct tb_scan *scan = TB_PLAN_NEW(p, 1, struct tb_scan);

    if (!scan)
        return NULL;
    scan->store = store_of(p, input->bound);
    scan->name = tb_arena_print(&p->plan->arena, "stage %d: %s %s", node->stage + 1,
                                p->plan->stores[scan->store].node->name, of);
    scan->spec.driver = input->bound->driver;
    scan->spec.driver_column = input->bound->driver_column;
    scan->spec.driver_read = -1;
    return scan;
}

static struct tb_feed *add_feed(struct tb_planner *p, int stage)
{
    struct tb_stage *s = &p->plan->stages[stage];

    return TB_PLAN_APPEND(p, &s->feeds, &s->n_feeds);
}

/* The stage's scan of the same store by the same keys, or a new one. */
static struct tb_scan *scan_for(struct tb_planner *p, struct tb_node *node,
                                const struct tb_node_input *input)
{
    const struct tb_stage *stage = &p->plan->stages[node->stage];
    const struct tb_bound *b = input->bound;
    struct tb_scan *scan;
    struct tb_feed *feed;

    for (int i = 0; b->driver && i < stage->n_feeds; i++) {
        scan = stage->feeds[i].scan;
        if (scan && scan->store == store_of(p, b) && scan->spec.driver == b->driver &&
            scan->spec.driver_column == b->driver_column)
            return scan;
    }
    scan = new_scan(
        p, node, input,
        b->driver ? tb_arena_print(&p->plan->arena, "%s.%s", b->driver->schema, b->driver->name)
                  : node->name);
    feed = scan ? add_feed(p, node->stage) : NULL;
    if (feed)
        feed->scan = scan;
    return feed ? scan : NULL;
}

static struct tb_node_input *driving_input(struct tb_node *node)
{
    for (int32_t i = 0; i < node->spec->n_inputs; i++)
        if (node->inputs[i].wired && (!node->spec->driver || strcmp(node->inputs[i].port->name,
                                                                    node->spec->driver) == 0))
            return &node->inputs[i];
    return NULL;
}

static bool one_driver(struct tb_planner *p, struct tb_node *node,
                       const struct tb_node_input *driving)
{
    for (int32_t i = 0; i < node->spec->n_inputs; i++) {
        const struct tb_bound *b = node->inputs[i].bound;

        if (!b || (b->table->store == driving->bound->table->store &&
                   b->driver == driving->bound->driver &&
                   b->driver_column == driving->bound->driver_column))
            continue;
        toba_hint(tb_problem(p->problems, node->step->place.file, node->step->place.line,
                             "%s: inputs '%s' and '%s' are keyed by different tables",
                             node->name, driving->port->name, node->inputs[i].port->name),
                  "all inputs of a step read one store, by keys of one table");
        return false;
    }
    return true;
}

/* What is passed along was known by the input's fields; now their columns are. */
static void place_passed(struct tb_node *node)
{
    for (int32_t o = 0; o < node->spec->n_outputs; o++) {
        struct tb_node_output *output = &node->outputs[o];

        for (int f = output->passed; f < output->n_fields; f++) {
            int32_t *from = &output->pass_from[f - output->passed];

            *from = node->inputs[0].fields[*from].column;
        }
    }
}

static void plan_scan(struct tb_planner *p, struct tb_node *node)
{
    struct tb_node_input *driving = driving_input(node);
    struct tb_node **hung;

    if (!driving || !one_driver(p, node, driving))
        return;
    node->scan = scan_for(p, node, driving);
    hung = node->scan ? TB_PLAN_APPEND(p, &node->scan->nodes, &node->scan->n_nodes) : NULL;
    if (!hung)
        return;
    *hung = node;
    for (int32_t i = 0; i < node->spec->n_inputs; i++)
        if (node->inputs[i].wired)
            read_input(p, node->scan, &node->inputs[i]);
    place_passed(node);
    if (!driving->bound->driver)
        node->scan->spec.driver_read = driving->read;
    if (driving->read >= 0)
        node->key_field_type = type_at(&node->scan->reads[driving->read], &driving->bound->key);
}

static void plan_source(struct tb_planner *p, struct tb_node *node)
{
    struct tb_feed *feed = add_feed(p, node->stage);

    if (feed)
        feed->source = node;
    for (int32_t i = 0; i < node->spec->n_inputs; i++) {
        struct tb_node_input *input = &node->inputs[i];

        if (!input->wired)
            continue;
        input->lookup = new_scan(p, node, input, node->name);
        if (!input->lookup)
            return;
        read_input(p, input->lookup, input);
        input->lookup->spec.driver_read = input->read;
        finish(p, input->lookup);
    }
}

/* A read of changed rows finds them by their stamp, which is then worth an index. */
static void index_stamps(const struct tb_node *node)
{
    for (int32_t i = 0; i < node->spec->n_inputs; i++) {
        struct toba_table *table;

        if (!node->inputs[i].wired || node->inputs[i].port->rows != TOBA_CHANGED)
            continue;
        table = (struct toba_table *)(uintptr_t)&node->inputs[i].bound->table->spec;
        for (int32_t c = 0; c < table->n_columns; c++)
            if (table->columns[c].flags & TOBA_STAMP)
                table->indexed_stamp = c;
    }
}

void tb_planner_reads(struct tb_planner *p)
{
    struct tb_plan *plan = p->plan;

    for (int i = 0; i < plan->n_nodes; i++) {
        struct tb_node *node = plan->nodes[i];

        index_stamps(node);
        if (node->spec->kind == TOBA_SOURCE)
            plan_source(p, node);
        else if (!node->upstream)
            plan_scan(p, node);
    }
    for (int s = 0; s < plan->n_stages; s++)
        for (int f = 0; f < plan->stages[s].n_feeds; f++)
            if (plan->stages[s].feeds[f].scan)
                finish(p, plan->stages[s].feeds[f].scan);
}
