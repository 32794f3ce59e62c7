/* pipeline.h - a pipeline as its author wrote it: steps, tables and edges, each with its place.
 *
 * The front end builds it, the planner reads it. Names are not resolved yet, but for components
 * and tables: those a front end must know to build anything. All memory is the arena's. */
#ifndef TB_GRAPH_PIPELINE_H
#define TB_GRAPH_PIPELINE_H

#include <toba/store.h>

#include "base/arena.h"
#include "plugin/registry.h"

struct tb_place {
    const char *file;
    int line;
};

enum tb_value_kind {
    TB_VALUE_BOOL = 1,
    TB_VALUE_INT,
    TB_VALUE_DOUBLE,
    TB_VALUE_TEXT,
    TB_VALUE_SECRET, /* `text` is the NAME, not the value */
    TB_VALUE_LIST,
    TB_VALUE_FUNCTION
};

struct tb_value {
    int kind;
    bool b;
    int64_t i;
    double d;
    const char *text;
    const struct tb_value *items;
    int n_items;
    struct toba_function function;
};

struct tb_setting {
    const char *name;
    struct tb_value value;
    struct tb_place place;
};

/* A declared table. The planner fills what refers to other tables: columns[].references. */
struct tb_table {
    struct toba_table spec;
    struct toba_column *columns; /* what spec.columns points at */
    const char **references;     /* by column: "schema.table.column" or NULL */
    struct tb_step *store;       /* whose table it is */
    struct tb_place place;
};

/* The tables of one `store:schema(name, …)`. */
struct tb_schema {
    const char *name;
    struct tb_step *store;
    struct tb_table **tables;
    int n_tables;
    struct tb_place place;
};

/* `left = "right"` in the braces behind a table: reading, a field and its column; writing, a
 * column and its field. */
struct tb_rename {
    const char *left, *right;
};

/* A table as a pipeline mentions it. */
struct tb_table_use {
    struct tb_table *table;
    const struct tb_rename *renames;
    int n_renames;
    const struct tb_setting *filters; /* column = value */
    int n_filters;
    struct tb_place place;
};

/* Which rows the pipeline itself asks of a port: the points of TOBA_AS_OF, the span of
 * TOBA_WINDOW. */
struct tb_asked {
    int32_t days[TOBA_DAYS_MAX];
    int n_days;
    int32_t tolerance, window;
};

/* An input given in the constructor: `media = raw.media`. */
struct tb_input {
    const char *port;
    const struct tb_table_use *use;
    struct tb_place place;
    struct tb_asked asked; /* of an open component's port */
};

/* One construction of a component; a store is a step too. */
struct tb_step {
    const struct tb_component *component;
    /* The component's descriptor; of an open one, a copy with the ports that the pipeline
     * declares. */
    const struct toba_component *spec;
    const char *name; /* unique in the pipeline: "growth", "growth-2" */
    const struct tb_setting *settings;
    int n_settings;
    const struct tb_input *inputs;
    int n_inputs;
    struct tb_place place;
};

/* One `>>`. From a step's output port (NULL: its only one, or all of them before a schema) or a
 * table; to a step's input port, a table or a schema. */
struct tb_edge {
    struct tb_step *from_step;
    const char *from_port;
    const struct tb_table_use *from_table;
    struct tb_step *to_step;
    const struct tb_table_use *to_table;
    const struct tb_schema *to_schema;
    struct tb_place place;
};

/* All zero is empty. */
struct tb_pipeline {
    struct tb_arena arena;
    const char *name;
    const char *file;
    const char *environment; /* NULL: the pipeline has none */
    struct tb_step **steps;  /* those that edges, inputs and schemas reach; stores included */
    int n_steps;
    struct tb_schema **schemas; /* those whose tables are used */
    int n_schemas;
    struct tb_edge *edges;
    int n_edges;
};

void tb_pipeline_free(struct tb_pipeline *pipeline);

#endif
