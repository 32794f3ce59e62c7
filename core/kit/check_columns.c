/* check_columns.c - whether a pipeline around a transform can be planned, and columns of the
 * wrong type are told as mistakes.
 *
 * The pipeline is made up: a store, a table for each port with the columns that the component
 * declares, and a table that their keys reference. The real planner plans it. */
#include <string.h>

#include "kit/check.h"
#include "kit/memory.h"

enum { MOST_COLUMNS = 128 };

struct stage {
    struct tb_kit_task *task;
    const struct tb_kit_session *session; /* knows the fields, also those that `plan` added */
    struct tb_pipeline pipeline;
    struct tb_arena *arena; /* the pipeline's */
    struct tb_schema *schema;
    struct tb_step *store, *step;
    struct tb_table *keys; /* what key columns reference */
    struct tb_component component;
    /* The field whose column gets a wrong type; -1: none. */
    bool wrong_output;
    int wrong_port, wrong_field;
};

/* ---- A store that is never opened ---------------------------------------- */

/* That it is there says that the store can be read. */
static int open_no_scan(void *self, const struct toba_scan *scan, void **handle,
                        struct toba_error *err)
{
    (void)self;
    (void)scan;
    (void)handle;
    return toba_fail(err, TOBA_E_PLUGIN, "made-up tables have no rows");
}

static const struct toba_store no_callbacks = {.size = sizeof no_callbacks,
                                               .scan_open = open_no_scan};
static const struct toba_component store_spec = {
    TOBA_COMPONENT_HEADER,  .kind = TOBA_SINK,
    .name = "kit_store",    .summary = "holds made-up tables",
    .store = &no_callbacks,
};
static const struct toba_plugin kit_plugin = {TOBA_PLUGIN_HEADER, .name = "kit", .version = "1",
                                              .licence = "none"};
static const struct tb_component store_component = {&store_spec, &kit_plugin, "the kit"};

/* ---- Tables -------------------------------------------------------------- */

static int column_named(const struct tb_table *table, const char *name)
{
    for (int32_t i = 0; i < table->spec.n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    return -1;
}

/* The column's number; a column of that name that is there already is it. */
static int32_t add_column(struct tb_table *table, const char *name, int32_t type,
                          const char *references)
{
    int32_t at = column_named(table, name);

    if (at < 0 && table->spec.n_columns == MOST_COLUMNS)
        return 0;
    if (at >= 0) {
        if (references)
            table->references[at] = references;
        return at;
    }
    at = table->spec.n_columns++;
    table->columns[at] =
        (struct toba_column){.name = name, .type = type, .references_column = -1};
    table->references[at] = references;
    return at;
}

static void add_key(struct tb_table *table, int32_t column)
{
    int32_t *key = (int32_t *)(uintptr_t)table->spec.key;

    for (int32_t i = 0; i < table->spec.n_key; i++)
        if (key[i] == column)
            return;
    table->columns[column].flags |= TOBA_NOT_NULL;
    key[table->spec.n_key++] = column;
}

static struct tb_table *add_table(struct stage *s, const char *kind, const char *name)
{
    struct tb_table *table = tb_arena_new(s->arena, sizeof *table);
    struct tb_table **place = tb_arena_append(s->arena, (void **)&s->schema->tables,
                                              &s->schema->n_tables, sizeof *place);

    if (!table || !place)
        return NULL;
    *place = table;
    table->columns = tb_arena_array(s->arena, MOST_COLUMNS, sizeof *table->columns);
    table->references = tb_arena_array(s->arena, MOST_COLUMNS, sizeof *table->references);
    table->store = s->store;
    table->spec = (struct toba_table){
        .size = sizeof table->spec,
        .schema = s->schema->name,
        .name = tb_arena_print(s->arena, "%s%s", kind, name),
        .comment = "made up",
        .columns = table->columns,
        .key = tb_arena_array(s->arena, MOST_COLUMNS, sizeof *table->spec.key),
        .date = -1,
        .indexed_stamp = -1,
    };
    return s->arena->failed ? NULL : table;
}

static struct tb_table_use *use_of(struct stage *s, struct tb_table *table)
{
    struct tb_table_use *use = tb_arena_new(s->arena, sizeof *use);

    if (use)
        use->table = table;
    return use;
}

/* A type that no field of `type` can be read from or written to. */
static int32_t other_type(int32_t type)
{
    return type == TOBA_BOOL ? TOBA_TEXT : TOBA_BOOL;
}

static int32_t column_type(const struct stage *s, bool output, int port, int field,
                           const struct tb_kit_field *f)
{
    int32_t type = f->type;

    if (type == TOBA_ANY)
        type = f->flags & TOBA_DATE_ROLE ? TOBA_DATE : TOBA_TEXT;
    if (s->wrong_output == output && s->wrong_port == port && s->wrong_field == field)
        return other_type(type);
    return type;
}

/* A field may be the key itself: fields come first, the key takes their type. */
static struct tb_table *input_table(struct stage *s, int i)
{
    const struct tb_kit_input *input = &s->session->host.inputs[i];
    const char *role = input->spec->key;
    struct tb_table *table = add_table(s, "in_", input->spec->name);
    int32_t key;

    if (!table)
        return NULL;
    for (int f = 0; f < input->n_fields; f++)
        if (!(input->fields[f].flags & TOBA_DATE_ROLE))
            add_column(table, input->fields[f].name,
                       column_type(s, false, i, f, &input->fields[f]), NULL);
    key = add_column(table, !role || strcmp(role, "*") == 0 ? "id" : role, TOBA_TEXT,
                     "kit.keys.id");
    s->keys->columns[0].type = table->columns[key].type;
    add_key(table, key);
    if (input->sub_key)
        add_key(table, add_column(table, input->sub_key, TOBA_TEXT, NULL));
    table->spec.date = add_column(table, "kit_day", TOBA_DATE, NULL);
    add_key(table, table->spec.date);
    return table;
}

/* Its key is the first field, and the date where there is one. */
static struct tb_table *output_table(struct stage *s, int o)
{
    const struct tb_kit_output *output = &s->session->host.outputs[o];
    struct tb_table *table = add_table(s, "out_", output->spec->name);

    for (int f = 0; table && f < output->n_fields; f++) {
        const struct tb_kit_field *field = &output->fields[f];
        bool any = strcmp(field->name, "*") == 0;
        int32_t column = add_column(table, any ? "id" : field->name,
                                    column_type(s, true, o, f, field), NULL);

        if (field->flags & TOBA_DATE_ROLE)
            table->spec.date = column;
        if (f == 0 || field->flags & TOBA_DATE_ROLE)
            add_key(table, column);
    }
    return table;
}

/* ---- The pipeline -------------------------------------------------------- */

static struct tb_step *add_step(struct stage *s, const struct tb_component *component)
{
    struct tb_step *step = tb_arena_new(s->arena, sizeof *step);
    struct tb_step **place = tb_arena_append(s->arena, (void **)&s->pipeline.steps,
                                             &s->pipeline.n_steps, sizeof *place);

    if (!step || !place)
        return NULL;
    *place = step;
    step->component = component;
    step->spec = component->spec;
    step->name = component->spec->name;
    return step;
}

static void wire_input(struct stage *s, int i)
{
    struct tb_input **inputs = (struct tb_input **)(uintptr_t)&s->step->inputs;
    struct tb_input *input =
        tb_arena_append(s->arena, (void **)inputs, &s->step->n_inputs, sizeof *input);
    struct tb_table *table = input_table(s, i);

    if (input && table)
        *input =
            (struct tb_input){.port = s->task->spec->inputs[i].name, .use = use_of(s, table)};
}

static void wire_output(struct stage *s, int o)
{
    struct tb_edge *edge = tb_arena_append(s->arena, (void **)&s->pipeline.edges,
                                           &s->pipeline.n_edges, sizeof *edge);
    struct tb_table *table = output_table(s, o);

    if (edge && table)
        *edge = (struct tb_edge){.from_step = s->step,
                                 .from_port = s->task->spec->outputs[o].name,
                                 .to_table = use_of(s, table)};
}

static bool build(struct stage *s)
{
    struct tb_schema **schema;
    const char *missing;

    s->arena = &s->pipeline.arena;
    s->pipeline.name = "kit";
    s->component = (struct tb_component){s->task->spec, s->task->plugin, "the plugin"};
    s->store = add_step(s, &store_component);
    s->step = add_step(s, &s->component);
    s->schema = tb_arena_new(s->arena, sizeof *s->schema);
    schema = tb_arena_append(s->arena, (void **)&s->pipeline.schemas, &s->pipeline.n_schemas,
                             sizeof *schema);
    if (!s->store || !s->step || !s->schema || !schema)
        return false;
    *schema = s->schema;
    *s->schema = (struct tb_schema){.name = "kit", .store = s->store};
    s->keys = add_table(s, "", "keys");
    if (!s->keys)
        return false;
    add_key(s->keys, add_column(s->keys, "id", TOBA_TEXT, NULL));
    tb_kit_settings(s->task->spec, &s->task->given, s->arena, s->step, &missing);
    for (int i = 0; i < s->task->spec->n_inputs; i++)
        wire_input(s, i);
    for (int o = 0; o < s->task->spec->n_outputs; o++)
        wire_output(s, o);
    return !s->arena->failed;
}

/* The planner's code, and its first mistake. */
static int plan(struct tb_kit_task *task, const struct tb_kit_session *session, bool output,
                int port, int field, struct toba_error *err)
{
    struct stage s = {.task = task,
                      .session = session,
                      .wrong_output = output,
                      .wrong_port = port,
                      .wrong_field = field};
    struct tb_plan_options options = {.day = TB_KIT_DAY};
    struct tb_problems problems = {0};
    struct tb_plan made = {0};
    int code = TOBA_E_MEMORY;

    if (build(&s))
        code = tb_plan_make(&made, &s.pipeline, &options, &problems);
    else
        toba_fail(err, TOBA_E_MEMORY, "out of memory for a pipeline");
    tb_problems_first(&problems, err);
    tb_plan_free(&made);
    tb_pipeline_free(&s.pipeline);
    tb_problems_free(&problems);
    return code;
}

static void expect_mistake(struct tb_kit_task *task, const struct tb_kit_session *session,
                           bool output, int port, int field, const char *name)
{
    struct toba_error err = {0};

    if (!plan(task, session, output, port, field, &err) || !strstr(err.message, name))
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "a column of the wrong type for field '%s' is taken", name);
}

/* Fields that take any column, and dates in their role, have no wrong one here. */
static bool has_wrong_type(const struct toba_field *field)
{
    return field->type != TOBA_ANY && !(field->flags & TOBA_DATE_ROLE);
}

static void check_wrong(struct tb_kit_task *task, const struct tb_kit_session *session)
{
    const struct toba_component *spec = task->spec;

    for (int i = 0; i < spec->n_inputs; i++)
        for (int f = 0; f < spec->inputs[i].n_fields; f++)
            if (has_wrong_type(&spec->inputs[i].fields[f]))
                expect_mistake(task, session, false, i, f, spec->inputs[i].fields[f].name);
    for (int o = 0; o < spec->n_outputs; o++)
        for (int f = 0; f < spec->outputs[o].n_fields; f++)
            if (has_wrong_type(&spec->outputs[o].fields[f]))
                expect_mistake(task, session, true, o, f, spec->outputs[o].fields[f].name);
}

static void check_columns(struct tb_kit_task *task)
{
    struct tb_kit_setup setup = tb_kit_setup_of(task);
    struct tb_kit_session session;
    struct toba_error err = {0};

    tb_kit_memory_begin(0, 0xA5);
    if (tb_kit_session_plan(&session, &setup, &err)) {
        tb_kit_end_error(task->result, TB_KIT_SKIPPED, "not planned: ", &err);
    } else if (plan(task, &session, false, -1, -1, &err)) {
        tb_kit_end_error(
            task->result, TB_KIT_FAILED,
            "tables with the columns that it declares cannot be wired to it: ", &err);
    } else {
        check_wrong(task, &session);
    }
    tb_kit_session_close(&session);
}

const struct tb_kit_check tb_kit_checks_columns[] = {
    {"columns", TB_KIT_GROUPS | TB_KIT_PROCESSES, check_columns},
    {NULL, 0, NULL},
};
