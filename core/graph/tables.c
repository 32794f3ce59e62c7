/* tables.c - declared tables: what they refer to, and whether two declarations agree. */
#include <string.h>

#include "base/suggest.h"
#include "graph/planner.h"

int32_t tb_table_column(const struct toba_table *table, const char *name)
{
    for (int32_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    return -1;
}

const char *tb_table_suggest(const struct toba_table *table, const char *name)
{
    const char *best = NULL;

    for (int32_t i = 0; i < table->n_columns; i++)
        best = tb_suggest(name, best, table->columns[i].name);
    return best;
}

const char *tb_type_name(int32_t type)
{
    static const char *const names[] = {
        [TOBA_ANY] = "any",      [TOBA_BOOL] = "boolean",        [TOBA_INT32] = "int",
        [TOBA_INT64] = "bigint", [TOBA_DOUBLE] = "double",       [TOBA_TEXT] = "text",
        [TOBA_DATE] = "date",    [TOBA_TIMESTAMP] = "timestamp", [TOBA_NUMBER] = "a number",
    };

    return names[type];
}

static bool same_name(const struct tb_table *a, const struct tb_table *b)
{
    return a->store == b->store && strcmp(a->spec.schema, b->spec.schema) == 0 &&
           strcmp(a->spec.name, b->spec.name) == 0;
}

struct tb_table *tb_planner_table(const struct tb_planner *p, struct tb_table *table)
{
    for (int s = 0; s < p->pipeline->n_schemas; s++) {
        const struct tb_schema *schema = p->pipeline->schemas[s];

        for (int t = 0; t < schema->n_tables; t++)
            if (same_name(schema->tables[t], table))
                return schema->tables[t];
    }
    return table;
}

static struct tb_table *table_named(const struct tb_planner *p, const struct tb_step *store,
                                    const char *schema, size_t schema_size, const char *name,
                                    size_t name_size)
{
    for (int s = 0; s < p->pipeline->n_schemas; s++) {
        const struct tb_schema *at = p->pipeline->schemas[s];

        if (at->store != store || strlen(at->name) != schema_size ||
            memcmp(at->name, schema, schema_size) != 0)
            continue;
        for (int t = 0; t < at->n_tables; t++) {
            const char *found = at->tables[t]->spec.name;

            if (strlen(found) == name_size && memcmp(found, name, name_size) == 0)
                return at->tables[t];
        }
    }
    return NULL;
}

/* Resolves "schema.table.column". A schema that the pipeline does not use cannot be checked and
 * is left out: nothing reads through it. */
static void resolve(struct tb_planner *p, struct tb_table *table, int32_t c)
{
    const char *text = table->references[c];
    const char *dot = strchr(text, '.'), *last = strrchr(text, '.');
    const struct tb_table *to;
    struct toba_error *err;

    if (!dot || dot == last)
        return;
    to = table_named(p, table->store, text, (size_t)(dot - text), dot + 1,
                     (size_t)(last - dot - 1));
    if (!to)
        return;
    table->columns[c].references = &to->spec;
    table->columns[c].references_column = tb_table_column(&to->spec, last + 1);
    if (table->columns[c].references_column >= 0)
        return;
    table->columns[c].references = NULL;
    err = tb_problem(p->problems, table->place.file, table->place.line,
                     "table '%s': column '%s' references '%s', which has no column '%s'",
                     table->spec.name, table->columns[c].name, to->spec.name, last + 1);
    if (tb_table_suggest(&to->spec, last + 1))
        toba_hint(err, "did you mean '%s'?", tb_table_suggest(&to->spec, last + 1));
}

static bool same_columns(const struct toba_table *a, const int32_t *x, int32_t n,
                         const struct toba_table *b, const int32_t *y, int32_t m)
{
    bool same = n == m;

    for (int32_t i = 0; same && i < n; i++)
        same = strcmp(a->columns[x[i]].name, b->columns[y[i]].name) == 0;
    return same;
}

static void disagree(struct tb_planner *p, const struct tb_table *a, const struct tb_table *b,
                     const char *what, const char *column)
{
    struct toba_error *err =
        tb_problem(p->problems, b->place.file, b->place.line,
                   "table '%s.%s' is declared twice, with another %s%s%s", a->spec.schema,
                   a->spec.name, what, column ? " of column " : "", column ? column : "");

    toba_detail(err, "the other declaration is at %s:%d", a->place.file, a->place.line);
    toba_hint(err, "declare the table once and use it twice");
}

static void compare(struct tb_planner *p, const struct tb_table *a, const struct tb_table *b)
{
    const struct toba_table *x = &a->spec, *y = &b->spec;

    if (!same_columns(x, x->key, x->n_key, y, y->key, y->n_key))
        disagree(p, a, b, "key", NULL);
    if (x->mode != y->mode || !same_columns(x, x->scope, x->n_scope, y, y->scope, y->n_scope))
        disagree(p, a, b, "write mode", NULL);
    if (x->n_columns != y->n_columns)
        disagree(p, a, b, "number of columns", NULL);
    for (int32_t i = 0; i < x->n_columns; i++) {
        int32_t other = tb_table_column(y, x->columns[i].name);

        if (other < 0)
            disagree(p, a, b, "set", x->columns[i].name);
        else if (x->columns[i].type != y->columns[other].type)
            disagree(p, a, b, "type", x->columns[i].name);
    }
}

void tb_planner_tables(struct tb_planner *p)
{
    for (int s = 0; s < p->pipeline->n_schemas; s++) {
        const struct tb_schema *schema = p->pipeline->schemas[s];

        for (int t = 0; t < schema->n_tables; t++) {
            struct tb_table *table = schema->tables[t];
            struct tb_table *first = tb_planner_table(p, table);

            if (first != table)
                compare(p, first, table);
            for (int32_t c = 0; c < table->spec.n_columns; c++)
                if (table->references[c])
                    resolve(p, table, c);
        }
    }
}
