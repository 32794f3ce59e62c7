/* roles.c - how a port's key finds its column in a table.
 *
 * A role such as "user_id" is bound to the column of that name (or the one that the pipeline
 * renames it to); else to the table's own key, where columns of that name reference it; else
 * through a reference: the history of a post belongs to the post's user. */
#include <string.h>

#include "graph/planner.h"

const char *tb_use_rename(const struct tb_table_use *use, const char *left)
{
    for (int i = 0; i < use->n_renames; i++)
        if (strcmp(use->renames[i].left, left) == 0)
            return use->renames[i].right;
    return NULL;
}

/* The columns of this name, in any table of the pipeline, that reference a table. */
static const struct toba_column *referrer(const struct tb_planner *p, const char *role,
                                          const struct toba_table *to)
{
    for (int s = 0; s < p->pipeline->n_schemas; s++) {
        const struct tb_schema *schema = p->pipeline->schemas[s];

        for (int t = 0; t < schema->n_tables; t++) {
            const struct toba_table *table = &schema->tables[t]->spec;
            int32_t c = tb_table_column(table, role);

            if (c >= 0 && table->columns[c].references &&
                (!to || table->columns[c].references == to))
                return &table->columns[c];
        }
    }
    return NULL;
}

static bool through_reference(const struct toba_table *table, const char *role,
                              struct toba_path *path)
{
    for (int32_t c = 0; c < table->n_columns; c++) {
        const struct toba_table *via = table->columns[c].references;
        int32_t column = via ? tb_table_column(via, role) : -1;

        if (column < 0)
            continue;
        *path = (struct toba_path){c, via, column};
        return true;
    }
    return false;
}

bool tb_planner_role(struct tb_planner *p, const struct tb_table_use *use, const char *role,
                     struct toba_path *path)
{
    const struct toba_table *table = &tb_planner_table(p, use->table)->spec;
    const char *renamed = tb_use_rename(use, role);
    int32_t column = tb_table_column(table, renamed ? renamed : role);
    struct toba_error *err;

    *path = (struct toba_path){column, NULL, -1};
    if (column >= 0)
        return true;
    if (!renamed && table->n_key == 1 && referrer(p, role, table)) {
        path->column = table->key[0];
        return true;
    }
    if (!renamed && through_reference(table, role, path))
        return true;
    err = tb_problem(p->problems, use->place.file, use->place.line,
                     "table '%s' has no column '%s' to group by", table->name,
                     renamed ? renamed : role);
    toba_hint(err, "name the column in braces behind the table: { %s = \"column\" }", role);
    return false;
}

const struct toba_table *tb_planner_driver(const struct tb_planner *p,
                                           const struct toba_table *t,
                                           const struct toba_path *path, const char *role,
                                           int32_t *column)
{
    const struct toba_column *own = &t->columns[path->column];

    if (path->via)
        own = &path->via->columns[path->via_column];
    if (!own->references && !path->via && t->n_key == 1 && path->column == t->key[0] &&
        referrer(p, role, t)) {
        *column = path->column;
        return t;
    }
    *column = own->references_column;
    return own->references;
}
