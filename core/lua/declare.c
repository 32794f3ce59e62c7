/* declare.c - see declare.h. */
#include "lua/declare.h"

#include <string.h>

#include "base/suggest.h"
#include "lua/column.h"
#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"

static const char *const table_keys[] = {"comment", "key", "date", "replace"};

/* ---- Lists of columns ---------------------------------------------------- */

static int find_column(const struct toba_table *table, const char *name)
{
    for (int i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return i;
    return -1;
}

/* The column that the value on top names; -1: none, which was noted. `what` is the table's key
 * that names it. */
static int named_column(lua_State *L, const struct toba_table *table, const char *what)
{
    const char *name = tb_lua_text(L, -1), *meant = NULL;
    int column = name ? find_column(table, name) : -1;
    struct toba_error *err;

    if (column >= 0 || tb_lua_is_anything(L, -1))
        return column;
    if (!name) {
        tb_lua_column_problem(L, table->name, NULL, "in '%s': %s is no name of a column", what,
                              tb_lua_describe(L, -1));
        return -1;
    }
    err = tb_lua_column_problem(L, table->name, NULL,
                                "'%s' names the column '%s', which "
                                "the table lacks",
                                what, name);
    for (int i = 0; i < table->n_columns; i++)
        meant = tb_suggest(name, meant, table->columns[i].name);
    tb_lua_did_you_mean(err, meant);
    return -1;
}

static bool contains(const int32_t *columns, int n, int32_t column)
{
    for (int i = 0; i < n; i++)
        if (columns[i] == column)
            return true;
    return false;
}

/* A column that rows are told apart by: the store must be able to compare it before a row is
 * there, so it is neither NULL nor given by the store. */
static bool fit_to_identify(lua_State *L, const struct toba_table *table, int column,
                            const char *what)
{
    const struct toba_column *spec = &table->columns[column];

    if (spec->flags & TOBA_SURROGATE)
        tb_lua_column_problem(L, table->name, spec->name,
                              "the store gives it, so it cannot be part of '%s'", what);
    else if (!(spec->flags & TOBA_NOT_NULL))
        toba_hint(tb_lua_column_problem(L, table->name, spec->name,
                                        "it is part of '%s' and may be NULL", what),
                  "add 'not null' to its type");
    else
        return true;
    return false;
}

/* Reads the list of columns on top, that of the table's key `what`. */
static const int32_t *column_list(lua_State *L, const struct toba_table *table,
                                  const char *what, int32_t *n)
{
    struct tb_lua_fields fields;
    int32_t *columns;

    *n = 0;
    if (tb_lua_is_anything(L, -1))
        return NULL;
    fields = lua_istable(L, -1) ? tb_lua_fields(L, -1) : (struct tb_lua_fields){0};
    if (!fields.n_items || fields.n_names || fields.holes || fields.strays) {
        toba_hint(
            tb_lua_column_problem(L, table->name, NULL, "'%s' is no list of columns", what),
            "write: %s = { \"column\", \"column\" }", what);
        return NULL;
    }
    columns = tb_lua_array(L, (size_t)fields.n_items, sizeof *columns);
    for (int i = 1; i <= fields.n_items; i++) {
        int column;

        lua_rawgeti(L, -1, i);
        column = named_column(L, table, what);
        lua_pop(L, 1);
        if (column < 0 || !fit_to_identify(L, table, column, what))
            continue;
        if (contains(columns, *n, column))
            tb_lua_column_problem(L, table->name, table->columns[column].name,
                                  "it is in '%s' twice", what);
        else
            columns[(*n)++] = column;
    }
    return columns;
}

/* ---- Tables -------------------------------------------------------------- */

static void read_columns(lua_State *L, struct tb_table *table, int at, int n)
{
    table->columns = tb_lua_array(L, (size_t)n, sizeof *table->columns);
    table->references = tb_lua_array(L, (size_t)n, sizeof *table->references);
    table->spec.columns = table->columns;
    for (int i = 1; i <= n; i++) {
        struct toba_column column = {0};
        const char *references = NULL;
        bool read;

        lua_rawgeti(L, at, i);
        read = tb_lua_column(L, table->spec.name, i, &column, &references);
        lua_pop(L, 1);
        if (!read)
            continue;
        if (find_column(&table->spec, column.name) >= 0) {
            tb_lua_column_problem(L, table->spec.name, column.name, "it is declared twice");
            continue;
        }
        table->columns[table->spec.n_columns] = column;
        table->references[table->spec.n_columns++] = references;
    }
}

static void check_columns(lua_State *L, const struct toba_table *table)
{
    const char *surrogate = NULL;

    for (int i = 0; i < table->n_columns; i++) {
        const struct toba_column *column = &table->columns[i];

        if (!(column->flags & TOBA_SURROGATE))
            continue;
        if (surrogate)
            tb_lua_column_problem(L, table->name, column->name,
                                  "a second surrogate beside '%s'", surrogate);
        surrogate = column->name;
    }
}

static void read_date(lua_State *L, struct toba_table *table)
{
    int column = named_column(L, table, "date");
    int32_t type = column >= 0 ? table->columns[column].type : TOBA_DATE;

    if (type != TOBA_DATE && type != TOBA_TIMESTAMP)
        tb_lua_column_problem(L, table->name, table->columns[column].name,
                              "'date' names it, but it is neither a date nor a timestamp");
    else
        table->date = column;
}

static void read_comment(lua_State *L, struct toba_table *table)
{
    table->comment = tb_lua_text(L, -1);
    if (!table->comment && !tb_lua_is_anything(L, -1))
        tb_lua_column_problem(L, table->name, NULL, "its comment is %s",
                              tb_lua_describe(L, -1));
}

/* Reads the value on top as the table's key `name`. */
static void read_key(lua_State *L, struct toba_table *table, const char *name)
{
    const char *meant = NULL;

    if (strcmp(name, "comment") == 0) {
        read_comment(L, table);
    } else if (strcmp(name, "key") == 0) {
        table->key = column_list(L, table, name, &table->n_key);
    } else if (strcmp(name, "date") == 0) {
        read_date(L, table);
    } else if (strcmp(name, "replace") == 0) {
        table->mode = TOBA_REPLACE;
        table->scope = column_list(L, table, name, &table->n_scope);
    } else {
        for (size_t i = 0; i < sizeof table_keys / sizeof table_keys[0]; i++)
            meant = tb_suggest(name, meant, table_keys[i]);
        tb_lua_did_you_mean(
            tb_lua_column_problem(L, table->name, NULL, "unknown key '%s'", name), meant);
    }
}

/* Reads the declaration on top. */
static void read_table(lua_State *L, struct tb_table *table)
{
    struct tb_lua_fields fields = tb_lua_fields(L, -1);
    int at = lua_gettop(L);
    bool keyed = false;

    if (fields.holes || fields.strays)
        tb_lua_column_problem(L, table->spec.name, NULL,
                              "a column is nil, or a key is no name");
    read_columns(L, table, at, fields.n_items);
    check_columns(L, &table->spec);
    for (int i = 0; i < fields.n_names; i++) {
        keyed = keyed || strcmp(fields.names[i], "key") == 0;
        lua_getfield(L, at, fields.names[i]);
        read_key(L, &table->spec, fields.names[i]);
        lua_pop(L, 1);
    }
    if (!keyed)
        toba_hint(tb_lua_column_problem(L, table->spec.name, NULL, "it has no key"),
                  "write: key = { \"column\" }; rows are told apart by it");
}

/* ---- Schemas ------------------------------------------------------------- */

static struct tb_lua_schema *new_schema(lua_State *L, struct tb_step *store, const char *name)
{
    struct tb_reader *reader = tb_lua_reader(L);
    struct tb_lua_schema *schema = tb_lua_new(L, sizeof *schema);

    schema->schema.name = name;
    schema->schema.store = store;
    schema->schema.place = tb_lua_place(L);
    if (reader->last_schema)
        reader->last_schema->next = schema;
    else
        reader->schemas = schema;
    reader->last_schema = schema;
    return schema;
}

/* Adds the table `name`, whose declaration is on top. */
static void add_table(lua_State *L, struct tb_lua_schema *schema, const char *name)
{
    struct tb_lua_table *table;
    struct tb_table **place;

    if (tb_lua_is_anything(L, -1))
        return;
    if (!lua_istable(L, -1) || !tb_lua_is_name(name)) {
        toba_hint(tb_lua_problem(L, "in schema '%s': '%s' is no table declaration",
                                 schema->schema.name, name),
                  "write: name = { key = { … }, { \"column\", \"type\" }, … }; a name is made "
                  "of letters, digits and _");
        return;
    }
    table = tb_lua_new(L, sizeof *table);
    table->schema = schema;
    table->table.store = schema->schema.store;
    table->table.place = schema->schema.place;
    table->table.spec.size = sizeof table->table.spec;
    table->table.spec.schema = schema->schema.name;
    table->table.spec.name = name;
    table->table.spec.date = -1;
    table->table.spec.indexed_stamp = -1;
    read_table(L, &table->table);
    place = tb_lua_append(L, (void **)&schema->schema.tables, &schema->schema.n_tables,
                          sizeof *place);
    *place = &table->table;
}

/* Checks the arguments; false: a mistake was noted. */
static bool schema_arguments(lua_State *L)
{
    const char *usage = "write: store:schema(\"name\", tables)";

    const struct tb_lua_object *store = tb_lua_peek_kind(L, 1, TB_LUA_STEP);

    if (!store || store->step->step.component->spec->kind != TOBA_SINK) {
        toba_hint(tb_lua_problem(L, "'schema' is called with a dot"), "%s", usage);
        return false;
    }
    if (tb_lua_is_anything(L, 2) || tb_lua_is_anything(L, 3))
        return false;
    if (!tb_lua_text(L, 2) || !tb_lua_is_name(tb_lua_text(L, 2)))
        toba_hint(tb_lua_problem(L, "the name of the schema is %s", tb_lua_describe(L, 2)),
                  "%s", usage);
    else if (!lua_istable(L, 3))
        toba_hint(tb_lua_problem(L, "the tables of schema '%s' are %s", lua_tostring(L, 2),
                                 tb_lua_describe(L, 3)),
                  "%s", usage);
    else
        return true;
    return false;
}

int tb_lua_schema(lua_State *L)
{
    struct tb_lua_schema *schema;
    struct tb_lua_fields fields;

    lua_settop(L, 3);
    if (!schema_arguments(L))
        return tb_lua_push_anything(L);
    schema = new_schema(L, &tb_lua_peek(L, 1)->step->step, tb_lua_text(L, 2));
    fields = tb_lua_fields(L, 3);
    if (fields.n_items || fields.strays)
        toba_hint(tb_lua_problem(L, "in schema '%s': a table has no name", schema->schema.name),
                  "write: name = { key = { … }, { \"column\", \"type\" }, … }");
    for (int i = 0; i < fields.n_names; i++) {
        lua_getfield(L, 3, fields.names[i]);
        add_table(L, schema, fields.names[i]);
        lua_pop(L, 1);
    }
    return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_SCHEMA, .schema = schema});
}
