/* bind_input.c - what an input port reads meets the columns of its table or stream. */
#include <string.h>

#include "base/suggest.h"
#include "graph/planner.h"

static struct toba_error *mistake(struct tb_planner *p, const struct tb_node *node,
                                  const struct tb_node_input *input, const char *what,
                                  const char *name)
{
    const struct tb_place *place = input->use ? &input->use->place : &node->step->place;

    return tb_problem(p->problems, place->file, place->line, "%s: input '%s': %s '%s'",
                      node->name, input->port->name, what, name);
}

static bool readable(int32_t field, int32_t column)
{
    switch (field) {
    case TOBA_ANY:
        return true;
    case TOBA_NUMBER:
    case TOBA_DOUBLE:
        return column == TOBA_INT32 || column == TOBA_INT64 || column == TOBA_DOUBLE;
    case TOBA_INT64:
        return column == TOBA_INT32 || column == TOBA_INT64;
    case TOBA_DATE:
        return column == TOBA_DATE || column == TOBA_TIMESTAMP;
    default:
        return field == column;
    }
}

/* Gives the field its column's type; false when it cannot be read as what the field wants. */
static bool take_type(struct tb_planner *p, const struct tb_node *node,
                      const struct tb_node_input *input, struct tb_field *field, int32_t type)
{
    if (!readable(field->type, type)) {
        toba_detail(mistake(p, node, input, "wrong type for field", field->name),
                    "it wants %s, the column is %s", tb_type_name(field->type),
                    tb_type_name(type));
        return false;
    }
    field->type = type;
    return true;
}

/* "column", or "column.other": `other` of the row that `column` references. */
static struct toba_path path_named(const struct toba_table *table, const char *name)
{
    const char *dot = strchr(name, '.');
    struct toba_path path = {dot ? -1 : tb_table_column(table, name), NULL, -1};

    for (int32_t c = 0; dot && c < table->n_columns; c++) {
        const struct toba_column *column = &table->columns[c];
        size_t size = (size_t)(dot - name);

        if (!column->references || strlen(column->name) != size ||
            memcmp(column->name, name, size) != 0)
            continue;
        path.via_column = tb_table_column(column->references, dot + 1);
        if (path.via_column >= 0) {
            path.column = c;
            path.via = column->references;
        }
    }
    return path;
}

static void no_column(struct tb_planner *p, const struct tb_node *node,
                      const struct tb_node_input *input, const char *field, const char *column)
{
    const struct toba_table *table = &input->bound->table->spec;
    struct toba_error *err = mistake(p, node, input, "no column for field", field);
    const char *best = tb_table_suggest(table, column);

    toba_detail(err, "table '%s' has no column '%s'", table->name, column);
    if (best)
        toba_hint(err, "did you mean '%s'? Rename with { %s = \"%s\" }", best, field, best);
    else
        toba_hint(err, "name a column in braces behind the table: { %s = \"column\" }", field);
}

static void bind_fields(struct tb_planner *p, struct tb_node *node, struct tb_node_input *input)
{
    struct tb_bound *bound = input->bound;
    const struct toba_table *table = &bound->table->spec;

    bound->fields = TB_PLAN_NEW(p, input->n_fields, struct toba_path);
    for (int f = 0; bound->fields && f < input->n_fields; f++) {
        struct tb_field *field = &input->fields[f];
        const char *renamed = tb_use_rename(input->use, field->name);
        const char *column = renamed ? renamed : field->name;
        struct toba_path path = path_named(table, column);

        if (path.column < 0 && !renamed && (field->flags & TOBA_DATE_ROLE))
            path.column = bound->date;
        bound->fields[f] = path;
        if (path.column >= 0)
            take_type(p, node, input, field,
                      path.via ? path.via->columns[path.via_column].type
                               : table->columns[path.column].type);
        else if (renamed || !(field->flags & TOBA_OPTIONAL))
            no_column(p, node, input, field->name, column);
    }
}

static bool is_date(int32_t type)
{
    return type == TOBA_DATE || type == TOBA_TIMESTAMP;
}

static void bind_date(struct tb_planner *p, struct tb_node *node, struct tb_node_input *input)
{
    struct tb_bound *bound = input->bound;
    const struct toba_table *table = &bound->table->spec;
    const char *renamed = tb_use_rename(input->use, "date");

    bound->date = renamed ? tb_table_column(table, renamed) : table->date;
    if (renamed && (bound->date < 0 || !is_date(table->columns[bound->date].type))) {
        bound->date = -1;
        toba_detail(mistake(p, node, input, "no date column", renamed),
                    "table '%s' needs a date or timestamp column of that name", table->name);
    } else if (bound->date < 0 && input->port->rows != TOBA_ALL) {
        toba_hint(
            mistake(p, node, input, "no date column declared in table", table->name),
            "declare `date = \"column\"`, or name one behind the table: { date = \"…\" }");
    }
}

/* The table's own key but its date: one column, which the rows are visited by. */
static void bind_own_key(struct tb_planner *p, struct tb_node *node,
                         struct tb_node_input *input)
{
    struct tb_bound *bound = input->bound;
    const struct toba_table *table = &bound->table->spec;
    int found = 0;

    bound->key = (struct toba_path){-1, NULL, -1};
    for (int32_t k = 0; k < table->n_key; k++) {
        if (table->key[k] == bound->date)
            continue;
        if (found++ == 0)
            bound->key.column = table->key[k];
    }
    if (found != 1)
        toba_detail(mistake(p, node, input, "no single key to visit in table", table->name),
                    "its unique key has %d columns beside the date, this needs one", found);
}

/* Who names the keys: the port's own rows, or the table that the key references. */
static void bind_driver(struct tb_planner *p, struct tb_node *node, struct tb_node_input *input)
{
    struct tb_bound *bound = input->bound;
    const char *role = input->port->key;
    int32_t column = -1;

    bound->driver = NULL;
    if (node->spec->kind != TOBA_GROUP || node->spec->driver || bound->key.column < 0)
        return;
    bound->driver = tb_planner_driver(p, &bound->table->spec, &bound->key, role, &column);
    bound->driver_column = column;
    if (!bound->driver)
        toba_hint(mistake(p, node, input, "no table lists the keys of", role),
                  "declare what column '%s' references: references = \"schema.table.column\"",
                  role);
}

static void bind_filters(struct tb_planner *p, struct tb_node *node,
                         struct tb_node_input *input)
{
    const struct tb_table_use *use = input->use;
    const struct toba_table *table = &input->bound->table->spec;
    struct toba_equal *filters = TB_PLAN_NEW(p, use->n_filters, struct toba_equal);

    for (int i = 0; filters && i < use->n_filters; i++) {
        const struct tb_setting *filter = &use->filters[i];
        const struct tb_value *v = &filter->value;
        int32_t column = tb_table_column(table, filter->name);
        const char *text = v->text;

        if (column < 0) {
            no_column(p, node, input, filter->name, filter->name);
            continue;
        }
        if (v->kind == TB_VALUE_INT)
            text = tb_arena_print(&p->plan->arena, "%lld", (long long)v->i);
        else if (v->kind == TB_VALUE_BOOL)
            text = v->b ? "true" : "false";
        else if (v->kind != TB_VALUE_TEXT) {
            toba_hint(mistake(p, node, input,
                              "a filter takes a text, an integer or a boolean:", filter->name),
                      "write t:where { %s = \"value\" }", filter->name);
            continue;
        }
        filters[input->bound->n_filters++] = (struct toba_equal){column, text};
    }
    input->bound->filters = filters;
}

static void bind_keys(struct tb_planner *p, struct tb_node *node, struct tb_node_input *input)
{
    struct tb_bound *bound = input->bound;
    const char *role = input->port->key;
    const char *renamed = role ? tb_use_rename(input->use, role) : NULL;

    bound->sub_key = (struct toba_path){-1, NULL, -1};
    if (!role) {
        /* A stream of rows: in the order of the unique key, whatever it is. */
        bound->key = (struct toba_path){bound->table->spec.key[0], NULL, -1};
    } else if (strcmp(role, "*") == 0 && !renamed) {
        bind_own_key(p, node, input);
    } else if (!tb_planner_role(p, input->use, role, &bound->key)) {
        bound->key.column = -1;
    }
    if (input->sub_key && !tb_planner_role(p, input->use, input->sub_key, &bound->sub_key))
        bound->sub_key.column = -1;
}

static bool known_rename(const struct tb_node_input *input, const char *left)
{
    if (strcmp(left, "date") == 0 ||
        (input->port->key && strcmp(left, input->port->key) == 0) ||
        (input->sub_key && strcmp(left, input->sub_key) == 0))
        return true;
    for (int f = 0; f < input->n_fields; f++)
        if (strcmp(input->fields[f].name, left) == 0)
            return true;
    return false;
}

static void check_renames(struct tb_planner *p, struct tb_node *node,
                          struct tb_node_input *input)
{
    for (int i = 0; i < input->use->n_renames; i++) {
        const char *left = input->use->renames[i].left, *best = NULL;
        struct toba_error *err;

        if (known_rename(input, left))
            continue;
        for (int f = 0; f < input->n_fields; f++)
            best = tb_suggest(left, best, input->fields[f].name);
        err = mistake(p, node, input, "there is no field", left);
        if (best)
            toba_hint(err, "did you mean '%s'? Reading, write { field = \"column\" }", best);
        else
            toba_hint(err, "reading, write { field = \"column\" }");
    }
}

/* A `process` that reads a table passes its key along, so that what it gives can be written to
 * the same rows: the key's columns become fields behind the port's own. */
static void add_key_fields(struct tb_planner *p, struct tb_node *node,
                           struct tb_node_input *input)
{
    const struct toba_table *table = &input->bound->table->spec;

    input->passed = input->n_fields;
    for (int32_t k = 0; node->spec->kind == TOBA_PROCESS && k < table->n_key; k++) {
        struct tb_field *field = TB_PLAN_APPEND(p, &input->fields, &input->n_fields);

        if (field)
            *field = (struct tb_field){table->columns[table->key[k]].name, TOBA_ANY, 0, -1};
    }
}

void tb_planner_bind_input(struct tb_planner *p, struct tb_node *node, int i)
{
    struct tb_node_input *input = &node->inputs[i];
    struct tb_bound *bound = TB_PLAN_NEW(p, 1, struct tb_bound);

    if (!bound)
        return;
    input->bound = bound;
    bound->table = tb_planner_table(p, input->use->table);
    if (!bound->table->store->spec->store->scan_open) {
        mistake(p, node, input, "it cannot be read back: table", bound->table->spec.name);
        return;
    }
    bind_date(p, node, input);
    bind_keys(p, node, input);
    bind_driver(p, node, input);
    add_key_fields(p, node, input);
    bind_fields(p, node, input);
    bind_filters(p, node, input);
    check_renames(p, node, input);
}

void tb_planner_bind_stream(struct tb_planner *p, struct tb_node *node)
{
    struct tb_node_input *input = &node->inputs[0];
    const struct tb_node_output *from = &node->upstream->outputs[node->upstream_port];

    for (int f = 0; f < input->n_fields; f++) {
        struct tb_field *field = &input->fields[f];
        const char *best = NULL;

        field->column = -1;
        for (int c = 0; c < from->n_fields; c++) {
            if (strcmp(from->fields[c].name, field->name) == 0)
                field->column = c;
            best = tb_suggest(field->name, best, from->fields[c].name);
        }
        if (field->column >= 0) {
            take_type(p, node, input, field, from->fields[field->column].type);
        } else if (!(field->flags & TOBA_OPTIONAL)) {
            struct toba_error *err =
                mistake(p, node, input, "no column for field", field->name);

            toba_detail(err, "output '%s' of %s has no column '%s'", from->port->name,
                        node->upstream->name, field->name);
            if (best)
                toba_hint(err, "did you mean '%s'?", best);
        }
    }
}
