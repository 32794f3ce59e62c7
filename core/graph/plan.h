/* plan.h - what a run does: which step reads and writes what, and in which order.
 *
 * A plan is made before any I/O and holds for one D. It is data: the executor interprets it,
 * and `toba plan` prints it. All memory is the plan's arena; the plan borrows pipeline and
 * registry.
 *
 *   plan ─ stages ─ feeds ─ a source, or a shared scan with the steps that hang on it
 *        └ nodes (steps) ─ inputs (reads) and outputs (writes, streams) */
#ifndef TB_GRAPH_PLAN_H
#define TB_GRAPH_PLAN_H

#include <toba/store.h>

#include "base/problems.h"
#include "graph/pipeline.h"

struct tb_node;
struct tb_scan;
struct tb_bound;

/* A field of a port, with the type that binding gave it. */
struct tb_field {
    const char *name;
    int32_t type; /* TOBA_BOOL … TOBA_TIMESTAMP; inputs: the column's */
    uint32_t flags;
    int32_t column; /* input: the child of the read's or stream's batch; -1: not bound, NULL */
};

/* A point that a port asked for, and where it stands among its read's points. */
struct tb_asked_point {
    int32_t days, tolerance;
    int32_t index;
};

struct tb_node_input {
    const struct toba_port *port;
    bool wired;
    struct tb_field *fields; /* of the descriptor, then those that `plan` added */
    int n_fields;
    int passed; /* a `process` reading a table: the first of the fields that hold its key */
    const char *sub_key;           /* the role, from the descriptor or `plan`; NULL: none */
    int32_t parent;                /* the input whose sub-key this one follows; -1: none */
    struct tb_asked_point *points; /* TOBA_AS_OF */
    int n_points;
    int32_t window; /* TOBA_WINDOW: days; 0: not asked */
    const struct tb_table_use *use;
    struct tb_bound *bound; /* the planner's own */

    /* Read from a table by a scan of the node's feed: read number `read` of node->scan. */
    int32_t read;
    /* A source's input: a scan of its own with this one read, looked up key by key; else NULL.
     */
    struct tb_scan *lookup;
};

/* A stream into one table of one store. */
struct tb_write {
    struct toba_write spec;
    int32_t store;   /* index in plan->stores */
    int32_t *fields; /* by column of the write: the column of the output's batches */
    bool covers;     /* the core covers each key visited (group into a TOBA_REPLACE table) */
    int32_t *scope_fields; /* by scope column of the table: the output's column; -1: it is D */
    struct tb_node *node;  /* who writes */
    int32_t port;          /* … from which output */
    const struct tb_table_use *use;
    struct tb_place place;
};

struct tb_node_output {
    const struct toba_port *port;
    bool wired;
    struct tb_field *fields; /* of the descriptor, then added ones, then (TOBA_PASS) the input's
                                columns from `passed` on */
    int n_fields;
    int passed;         /* first passed column; n_fields: none */
    int32_t *pass_from; /* by passed column: the child of the input's batch */
    struct tb_write **writes;
    int n_writes;
    struct tb_node **streams; /* `process` nodes fed by this output through their input 0 */
    int n_streams;
};

struct tb_node {
    struct tb_step *step;
    const struct toba_component *spec;
    const char *name;
    const char *digest; /* of component, version, options and wiring: hexadecimal */
    void *options; /* an instance's first bytes: instance_size of them, options filled in */
    struct tb_node_input *inputs;
    struct tb_node_output *outputs;
    int stage;
    struct tb_scan *scan;     /* `group`, and `process` reading a table */
    struct tb_node *upstream; /* `process` fed by a stream */
    int32_t upstream_port;
    int32_t key_field_type; /* `group`: the type of the key */
};

/* Reads delivered in step, and the steps that share them. */
struct tb_scan {
    const char *name;      /* unique in the plan: "stage 2: user" */
    int32_t store;         /* index in plan->stores */
    struct toba_scan spec; /* spec.reads == reads */
    struct toba_read *reads;
    int32_t **types; /* by read: the types of its batches' children */
    int32_t *n_types;
    struct tb_node **nodes;
    int n_nodes;
};

/* What drives a part of a stage: one thread. */
struct tb_feed {
    struct tb_node *source; /* else NULL */
    struct tb_scan *scan;   /* else NULL */
};

struct tb_stage {
    struct tb_feed *feeds;
    int n_feeds;
};

struct tb_plan_store {
    struct tb_node *node;
    const struct toba_table **tables; /* declared in it and used */
    int n_tables;
};

struct tb_plan {
    struct tb_arena arena;
    const struct tb_pipeline *pipeline;
    int32_t day;        /* D */
    const char *digest; /* of all nodes and tables */
    struct tb_plan_store *stores;
    int n_stores;
    struct tb_node **nodes; /* stores excluded */
    int n_nodes;
    struct tb_write **writes;
    int n_writes;
    struct tb_stage *stages;
    int n_stages;
    char **secrets; /* values, overwritten when the plan is freed */
    int n_secrets;
};

/* How secrets are found: the value of NAME, allocated in `arena`; NULL: it is not set. */
typedef const char *tb_secret_reader(void *context, const char *name, struct tb_arena *arena);

struct tb_plan_options {
    int32_t day;
    tb_secret_reader *secret;
    void *secret_context;
};

/* Plans a pipeline for one D. All mistakes go to `problems`; returns 0, or the first one's
 * code. No I/O but the secrets'. Afterwards the plan is to be freed in either case. */
int tb_plan_make(struct tb_plan *plan, const struct tb_pipeline *pipeline,
                 const struct tb_plan_options *options, struct tb_problems *problems);
/* All zero is empty. Secrets are overwritten before the memory goes. */
void tb_plan_free(struct tb_plan *plan);

#endif
