/* mention.c - see mention.h. A mention is never changed: braces and `where` make a new one, so
 * that one in a variable means the same wherever it is used. */
#include "lua/mention.h"

#include <string.h>

#include "base/suggest.h"
#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"
#include "lua/value.h"

static int push_use(lua_State *L, const struct tb_table_use *use)
{
    struct tb_table_use *copy = tb_lua_new(L, sizeof *copy);

    *copy = *use;
    copy->place = tb_lua_place(L);
    return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_TABLE, .use = copy});
}

/* ---- schema.table -------------------------------------------------------- */

static int schema_member(lua_State *L)
{
    const struct tb_schema *schema = &tb_lua_peek(L, 1)->schema->schema;
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    const char *meant = NULL;

    for (int i = 0; i < schema->n_tables; i++)
        if (strcmp(schema->tables[i]->spec.name, name) == 0)
            return push_use(L, &(struct tb_table_use){.table = schema->tables[i]});
    for (int i = 0; i < schema->n_tables; i++)
        meant = tb_suggest(name, meant, schema->tables[i]->spec.name);
    tb_lua_did_you_mean(
        tb_lua_problem(L, "the schema '%s' has no table '%s'", schema->name, name), meant);
    return tb_lua_push_anything(L);
}

/* ---- table { field = "column" } -------------------------------------------------------------
 * A column without a name before it is a field of its own name: { "column" }. */

static void set_rename(lua_State *L, struct tb_table_use *use, const char *left,
                       const char *right)
{
    struct tb_rename *renames = tb_lua_array(L, (size_t)use->n_renames + 1, sizeof *renames);
    int n = 0;

    for (int i = 0; i < use->n_renames; i++)
        if (strcmp(use->renames[i].left, left) != 0)
            renames[n++] = use->renames[i];
    renames[n++] = (struct tb_rename){left, right};
    use->renames = renames;
    use->n_renames = n;
}

/* The braces at 2 of a call or method of a table; false: there are none, which was noted.
 * `listed`: there may be columns without a name of their own. */
static bool braces(lua_State *L, const struct tb_table_use *use, const char *usage, bool listed,
                   struct tb_lua_fields *fields)
{
    const char *table = use->table->spec.name;

    if (tb_lua_is_anything(L, 2))
        return false;
    if (!lua_istable(L, 2)) {
        toba_hint(tb_lua_problem(L, "the table '%s' is given %s", table, tb_lua_describe(L, 2)),
                  "write: %s%s", table, usage);
        return false;
    }
    *fields = tb_lua_fields(L, 2);
    if ((fields->n_items && !listed) || fields->strays)
        toba_hint(
            tb_lua_problem(L, "in the braces of table '%s': a column without a name", table),
            "write: %s%s", table, usage);
    return true;
}

static int rename_columns(lua_State *L)
{
    struct tb_table_use use = *tb_lua_peek(L, 1)->use;
    const char *usage = " { field = \"column\" } to read, { column = \"field\" } to write";
    struct tb_lua_fields fields;

    lua_settop(L, 2);
    if (!braces(L, &use, usage, true, &fields))
        return tb_lua_push_anything(L);
    for (int i = 1; i <= fields.n_items; i++) {
        const char *column;

        lua_rawgeti(L, 2, i);
        column = tb_lua_text(L, -1);
        if (column)
            set_rename(L, &use, column, column);
        else if (!tb_lua_is_anything(L, -1))
            toba_hint(tb_lua_problem(L, "in the braces of table '%s': %s is no column",
                                     use.table->spec.name, tb_lua_describe(L, -1)),
                      "write: %s%s", use.table->spec.name, usage);
        lua_pop(L, 1);
    }
    for (int i = 0; i < fields.n_names; i++) {
        const char *right;

        lua_getfield(L, 2, fields.names[i]);
        right = tb_lua_text(L, -1);
        if (right)
            set_rename(L, &use, fields.names[i], right);
        else if (!tb_lua_is_anything(L, -1))
            toba_hint(tb_lua_problem(L, "in the braces of table '%s': '%s' is %s",
                                     use.table->spec.name, fields.names[i],
                                     tb_lua_describe(L, -1)),
                      "write: %s%s", use.table->spec.name, usage);
        lua_pop(L, 1);
    }
    return push_use(L, &use);
}

/* ---- table:where { column = value } -------------------------------------- */

static void add_filter(lua_State *L, struct tb_table_use *use, const struct tb_setting *filter)
{
    struct tb_setting *filters = tb_lua_array(L, (size_t)use->n_filters + 1, sizeof *filters);

    if (use->n_filters)
        memcpy(filters, use->filters, (size_t)use->n_filters * sizeof *filters);
    filters[use->n_filters++] = *filter;
    use->filters = filters;
}

/* Reads the value on top as what the column `name` is to be equal to. */
static void read_filter(lua_State *L, struct tb_table_use *use, const char *name)
{
    struct tb_setting filter = {.name = name, .place = tb_lua_place(L)};
    const char *unset = NULL;
    enum tb_lua_read_value got = tb_lua_value(L, -1, &filter.value, &unset);

    if (unset)
        tb_lua_problem(L, "%s", unset);
    else if (got == TB_LUA_VALUE_WRONG ||
             (got == TB_LUA_VALUE_OK &&
              (filter.value.kind == TB_VALUE_LIST || filter.value.kind == TB_VALUE_SECRET)))
        toba_hint(tb_lua_problem(L, "the column '%s' of table '%s' cannot be compared with %s",
                                 name, use->table->spec.name, tb_lua_describe(L, -1)),
                  "'where' takes one text, number, true or false a column");
    else if (got == TB_LUA_VALUE_OK)
        add_filter(L, use, &filter);
}

static int where(lua_State *L)
{
    const struct tb_lua_object *self = tb_lua_peek_kind(L, 1, TB_LUA_TABLE);
    struct tb_lua_fields fields;
    struct tb_table_use use;

    lua_settop(L, 2);
    if (!self) {
        toba_hint(tb_lua_problem(L, "'where' is called with a dot"),
                  "write: table:where { column = value }");
        return tb_lua_push_anything(L);
    }
    use = *self->use;
    if (!braces(L, &use, ":where { column = value }", false, &fields))
        return tb_lua_push_anything(L);
    for (int i = 0; i < fields.n_names; i++) {
        lua_getfield(L, 2, fields.names[i]);
        read_filter(L, &use, fields.names[i]);
        lua_pop(L, 1);
    }
    return push_use(L, &use);
}

static int table_member(lua_State *L)
{
    const char *table = tb_lua_peek(L, 1)->use->table->spec.name;
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    struct toba_error *err;

    if (strcmp(name, "where") == 0) {
        lua_pushcfunction(L, where);
        return 1;
    }
    err = tb_lua_problem(L, "the table '%s' has no '%s'", table, name);
    if (tb_suggest(name, NULL, "where"))
        tb_lua_did_you_mean(err, "where");
    else
        toba_hint(err, "columns are named in braces: %s { field = \"column\" }", table);
    return tb_lua_push_anything(L);
}

/* ---- Methods ------------------------------------------------------------- */

static const luaL_Reg schema_methods[] = {{"__index", schema_member}, {NULL, NULL}};
static const luaL_Reg table_methods[] = {
    {"__index", table_member}, {"__call", rename_columns}, {NULL, NULL}};

void tb_lua_define_mention(lua_State *L)
{
    tb_lua_add_methods(L, TB_LUA_SCHEMA, schema_methods);
    tb_lua_add_methods(L, TB_LUA_TABLE, table_methods);
}
