/* planner.h - what the planner's own files share. The order of work is that of this list. */
#ifndef TB_GRAPH_PLANNER_H
#define TB_GRAPH_PLANNER_H

#include "graph/plan.h"

struct tb_planner {
    struct tb_plan *plan;
    const struct tb_pipeline *pipeline;
    const struct tb_plan_options *options;
    struct tb_problems *problems;
};

/* What an input is bound to, before its read is known. */
struct tb_bound {
    const struct tb_table *table;
    struct toba_path key, sub_key;
    int32_t date;             /* -1: not dated */
    struct toba_path *fields; /* by field; column -1: not bound */
    struct toba_equal *filters;
    int n_filters;
    const struct toba_table *driver; /* the table whose rows are the keys; NULL: own keys */
    int32_t driver_column;
};

/* options.c: checks a step's settings and fills node->options. False: mistakes were found. */
bool tb_planner_options(struct tb_planner *p, struct tb_node *node);

/* tables.c: resolves references and compares double declarations. */
void tb_planner_tables(struct tb_planner *p);
/* The declaration that stands for all of the same store, schema and name. */
struct tb_table *tb_planner_table(const struct tb_planner *p, struct tb_table *table);
/* The column of a name, -1 when there is none. */
int32_t tb_table_column(const struct toba_table *table, const char *name);
const char *tb_table_suggest(const struct toba_table *table, const char *name);
const char *tb_type_name(int32_t type);

/* wire.c: edges and constructor inputs become wired ports, streams and (unbound) writes. */
void tb_planner_wire(struct tb_planner *p);
struct tb_node *tb_planner_node(const struct tb_planner *p, const struct tb_step *step);

/* host.c: calls the component's `plan`. False: it refused. */
bool tb_planner_call(struct tb_planner *p, struct tb_node *node);

/* roles.c: where the columns of a key or sub-key role are. False: a mistake was reported. */
bool tb_planner_role(struct tb_planner *p, const struct tb_table_use *use, const char *role,
                     struct toba_path *path);
/* The table and column that a role's values are keys of; NULL: no column says. */
const struct toba_table *tb_planner_driver(const struct tb_planner *p,
                                           const struct toba_table *t,
                                           const struct toba_path *path, const char *role,
                                           int32_t *column);
/* The column that `left` is renamed to in the braces behind a table, NULL when it is not. */
const char *tb_use_rename(const struct tb_table_use *use, const char *left);

/* bind_input.c and bind_output.c: fields meet columns. */
void tb_planner_bind_input(struct tb_planner *p, struct tb_node *node, int i);
void tb_planner_bind_stream(struct tb_planner *p, struct tb_node *node);
void tb_planner_bind_output(struct tb_planner *p, struct tb_node *node, int o);
/* Once all is bound: two writers in replace mode. */
void tb_planner_check_writers(struct tb_planner *p);

/* stages.c: who comes after whom; a cycle is a mistake. */
void tb_planner_stages(struct tb_planner *p);

/* reads.c: inputs become reads, shared where they can be, and reads become scans. */
void tb_planner_reads(struct tb_planner *p);

/* digest.c: the fingerprint of a step, and those of all. */
uint64_t tb_planner_hash(const struct tb_node *node);
void tb_planner_digest(struct tb_planner *p);

/* Memory of the plan; a failure shows in plan->arena.failed. */
#define TB_PLAN_NEW(p, n, type)                                                                \
    ((type *)tb_arena_array(&(p)->plan->arena, (size_t)(n), sizeof(type)))
#define TB_PLAN_APPEND(p, items, n)                                                            \
    tb_arena_append(&(p)->plan->arena, (void **)(items), n, sizeof **(items))

#endif
