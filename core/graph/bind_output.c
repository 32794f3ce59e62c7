/* bind_output.c - what an output port gives meets the columns of the tables it is written to.
 */
#include <string.h>

#include "base/suggest.h"
#include "graph/planner.h"

static struct toba_error *mistake(struct tb_planner *p, const struct tb_write *write,
                                  const char *what, const char *name)
{
    return tb_problem(p->problems, write->place.file, write->place.line,
                      "%s: output '%s' into table '%s': %s '%s'", write->node->name,
                      write->node->spec->outputs[write->port].name, write->spec.table->name,
                      what, name);
}

static bool writable(int32_t field, int32_t column)
{
    switch (field) {
    case TOBA_ANY:
        return true;
    case TOBA_INT32:
    case TOBA_INT64:
        return column == TOBA_INT32 || column == TOBA_INT64 || column == TOBA_DOUBLE;
    default:
        return field == column;
    }
}

/* The column that a field goes to: renamed (column = "field"), by its role, or of its name. */
static int32_t column_of(const struct tb_write *write, const struct tb_field *field)
{
    const struct toba_table *table = write->spec.table;

    for (int i = 0; i < write->use->n_renames; i++)
        if (strcmp(write->use->renames[i].right, field->name) == 0)
            return tb_table_column(table, write->use->renames[i].left);
    if ((field->flags & TOBA_DATE_ROLE) && table->date >= 0)
        return table->date;
    if (strcmp(field->name, "*") == 0) {
        for (int32_t k = 0; k < table->n_key; k++)
            if (table->key[k] != table->date)
                return table->key[k];
    }
    return tb_table_column(table, field->name);
}

static void no_column(struct tb_planner *p, const struct tb_write *write, const char *field)
{
    struct toba_error *err = mistake(p, write, "no column for field", field);
    const char *best = tb_table_suggest(write->spec.table, field);

    if (best)
        toba_hint(err, "did you mean '%s'? Rename with { %s = \"%s\" } behind the table", best,
                  best, field);
    else
        toba_hint(err, "rename with { column = \"%s\" } behind the table", field);
}

/* Whether the field is to be written to this column; reports what cannot be. */
static bool accepts(struct tb_planner *p, const struct tb_write *write, struct tb_field *field,
                    int32_t column, bool passed)
{
    const struct toba_column *to = &write->spec.table->columns[column];

    if (to->flags & (TOBA_SURROGATE | TOBA_STAMP)) {
        if (!passed)
            toba_detail(mistake(p, write, "the store itself fills column", to->name),
                        "field '%s' cannot be written to it", field->name);
        return false;
    }
    if (!writable(field->type, to->type)) {
        toba_detail(mistake(p, write, "wrong type for column", to->name),
                    "field '%s' is %s, the column is %s", field->name,
                    tb_type_name(field->type), tb_type_name(to->type));
        return false;
    }
    if (field->type == TOBA_ANY)
        field->type = to->type;
    return true;
}

static void add_column(struct tb_planner *p, struct tb_write *write, int32_t column,
                       int32_t field)
{
    int32_t n = write->spec.n_columns;
    int32_t *columns = (int32_t *)(uintptr_t)write->spec.columns;

    for (int32_t i = 0; i < n; i++) {
        if (columns[i] == column) {
            mistake(p, write, "two fields go to column",
                    write->spec.table->columns[column].name);
            return;
        }
    }
    columns[n] = column;
    write->fields[n] = field;
    write->spec.n_columns = n + 1;
}

static void check_renames(struct tb_planner *p, const struct tb_write *write,
                          const struct tb_node_output *output)
{
    for (int i = 0; i < write->use->n_renames; i++) {
        const struct tb_rename *rename = &write->use->renames[i];
        const char *best = NULL;
        bool found = false;
        struct toba_error *err;

        for (int f = 0; f < output->n_fields; f++) {
            found = found || strcmp(output->fields[f].name, rename->right) == 0;
            best = tb_suggest(rename->right, best, output->fields[f].name);
        }
        if (found && tb_table_column(write->spec.table, rename->left) >= 0)
            continue;
        err = mistake(p, write, found ? "there is no column" : "there is no field",
                      found ? rename->left : rename->right);
        if (found)
            best = tb_table_suggest(write->spec.table, rename->left);
        if (best)
            toba_hint(err, "did you mean '%s'? Writing, write { column = \"field\" }", best);
        else
            toba_hint(err, "writing, write { column = \"field\" }");
    }
    if (write->use->n_filters)
        tb_problem(p->problems, write->place.file, write->place.line,
                   "%s: a table with :where cannot be written", write->node->name);
}

static void bind_columns(struct tb_planner *p, struct tb_write *write,
                         struct tb_node_output *output)
{
    for (int f = 0; f < output->n_fields; f++) {
        struct tb_field *field = &output->fields[f];
        bool passed = f >= output->passed;
        int32_t column = column_of(write, field);

        if (column >= 0) {
            if (accepts(p, write, field, column, passed))
                add_column(p, write, column, f);
        } else if (!passed && !(field->flags & TOBA_OPTIONAL)) {
            no_column(p, write, field->name);
        }
    }
}

static int32_t field_for(const struct tb_write *write, int32_t column)
{
    for (int32_t i = 0; i < write->spec.n_columns; i++)
        if (write->spec.columns[i] == column)
            return write->fields[i];
    return -1;
}

/* A write holds the whole key; what lacks another needed column can only update. */
static void check_complete(struct tb_planner *p, struct tb_write *write)
{
    const struct toba_table *table = write->spec.table;

    for (int32_t k = 0; k < table->n_key; k++)
        if (field_for(write, table->key[k]) < 0)
            toba_hint(mistake(p, write, "nothing fills the key column",
                              table->columns[table->key[k]].name),
                      "rename a field with { %s = \"field\" } behind the table",
                      table->columns[table->key[k]].name);
    for (int32_t c = 0; c < table->n_columns; c++) {
        const struct toba_column *column = &table->columns[c];

        if ((column->flags & TOBA_NOT_NULL) && !column->fallback &&
            !(column->flags & (TOBA_SURROGATE | TOBA_STAMP)) && field_for(write, c) < 0)
            write->spec.flags |= TOBA_WRITE_UPDATE;
    }
}

/* A transform that writes the table it reads does so for the rows it has read: it adds none. */
static void check_own_table(struct tb_write *write, const struct tb_node *node)
{
    if (node->spec->kind == TOBA_SOURCE)
        return;
    for (int32_t i = 0; i < node->spec->n_inputs; i++)
        if (node->inputs[i].bound && &node->inputs[i].bound->table->spec == write->spec.table)
            write->spec.flags |= TOBA_WRITE_UPDATE;
}

/* A group step covers, for each key it visits, the scope of that key and D. */
static void bind_scope(struct tb_planner *p, struct tb_write *write, const struct tb_node *node)
{
    const struct toba_table *table = write->spec.table;

    write->covers = table->mode == TOBA_REPLACE && node->spec->kind == TOBA_GROUP;
    write->scope_fields = TB_PLAN_NEW(p, table->n_scope, int32_t);
    for (int32_t s = 0; write->scope_fields && s < table->n_scope; s++) {
        int32_t column = table->scope[s];
        int32_t field = field_for(write, column);

        write->scope_fields[s] =
            column == table->date && node->spec->kind == TOBA_GROUP ? -1 : field;
        if (field >= 0)
            continue;
        mistake(p, write, "nothing fills the scope column", table->columns[column].name);
    }
}

static int32_t store_index(const struct tb_planner *p, const struct tb_step *store)
{
    for (int i = 0; i < p->plan->n_stores; i++)
        if (p->plan->stores[i].node->step == store)
            return i;
    return -1;
}

static void bind_write(struct tb_planner *p, struct tb_node *node, struct tb_write *write)
{
    struct tb_node_output *output = &node->outputs[write->port];

    write->spec.size = sizeof write->spec;
    write->spec.step = node->name;
    write->spec.day = p->plan->day;
    write->spec.columns = TB_PLAN_NEW(p, output->n_fields, int32_t);
    write->fields = TB_PLAN_NEW(p, output->n_fields, int32_t);
    write->store = store_index(p, tb_planner_table(p, write->use->table)->store);
    if (!write->spec.columns || !write->fields)
        return;
    check_renames(p, write, output);
    bind_columns(p, write, output);
    check_complete(p, write);
    check_own_table(write, node);
    bind_scope(p, write, node);
}

/* Appends a column that is passed along, unless the output has one of that name itself. */
static void pass(struct tb_planner *p, struct tb_node_output *output,
                 const struct tb_field *field, int32_t from)
{
    struct tb_field *passed;

    for (int f = 0; f < output->passed; f++)
        if (strcmp(output->fields[f].name, field->name) == 0)
            return;
    passed = TB_PLAN_APPEND(p, &output->fields, &output->n_fields);
    if (!passed)
        return;
    *passed = *field;
    output->pass_from[output->n_fields - 1 - output->passed] = from;
}

/* TOBA_PASS: behind the output's own columns come those of the stream that feeds the step, or
 * of the key of the table that it reads: more of a table would write back what was just read.
 */
static void pass_columns(struct tb_planner *p, struct tb_node *node,
                         struct tb_node_output *output)
{
    const struct tb_node_input *input = &node->inputs[0];
    const struct tb_field *fields = input->fields;
    int n = input->n_fields, first = input->passed;

    output->passed = output->n_fields;
    if (!(output->port->flags & TOBA_PASS) || node->spec->kind != TOBA_PROCESS)
        return;
    if (node->upstream) {
        fields = node->upstream->outputs[node->upstream_port].fields;
        n = node->upstream->outputs[node->upstream_port].n_fields;
        first = 0;
    }
    output->pass_from = TB_PLAN_NEW(p, n, int32_t);
    for (int i = first; output->pass_from && i < n; i++)
        pass(p, output, &fields[i], i);
}

void tb_planner_bind_output(struct tb_planner *p, struct tb_node *node, int o)
{
    struct tb_node_output *output = &node->outputs[o];

    pass_columns(p, node, output);
    for (int w = 0; w < output->n_writes; w++)
        bind_write(p, node, output->writes[w]);
    for (int f = 0; f < output->n_fields; f++)
        if (output->fields[f].type == TOBA_ANY)
            output->fields[f].type = TOBA_TEXT; /* nothing takes it: any type will do */
}

void tb_planner_check_writers(struct tb_planner *p)
{
    for (int i = 0; i < p->plan->n_writes; i++) {
        const struct tb_write *a = p->plan->writes[i];

        for (int k = i + 1; k < p->plan->n_writes; k++) {
            struct tb_write *b = p->plan->writes[k];

            if (a->spec.table != b->spec.table || a->spec.table->mode != TOBA_REPLACE)
                continue;
            toba_hint(tb_problem(p->problems, b->place.file, b->place.line,
                                 "table '%s' is replaced by two writers: %s and %s",
                                 a->spec.table->name, a->node->name, b->node->name),
                      "the other writer is at %s:%d; a table with `replace` has one",
                      a->place.file, a->place.line);
        }
    }
}
