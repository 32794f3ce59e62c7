/* ports.c - see ports.h.
 *
 *     toba.NAME {
 *       key = "user_id", sub_key = "media_id",       what groups rows, and parts a group
 *       days = { 0, 7 }, tolerance = 2,              dated inputs are read as of D and D - 7
 *       reach = raw.reach { "value" },               an input, and the fields that it reads
 *       likes = { raw.likes, rows = "all" },         … with settings that only it has
 *       output = { "user_id", "rate double" },       or outputs = { name = { … }, … }
 *     }
 *
 * Without a key rows are taken one by one: the one input is the table named, or what flows in,
 * with the fields `input = { … }`; `pass = true` carries its columns along. */
#include "lua/ports.h"

#include <string.h>

#include "base/suggest.h"
#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"
#include "lua/settings.h"

#define ONLY_PORT "rows"
#define DATE "date"

struct ports {
    lua_State *L;
    struct tb_lua_step *step;
    struct toba_component *spec; /* the step's own */
    const char *key;             /* NULL: rows one by one */
    struct tb_lua_settings settings;
};

/* What no port may be called: the braces or the function mean something else by it. */
static const char *const reserved[] = {"key",    "sub_key", "rows",  "days",   "tolerance",
                                       "window", "driver",  "input", "output", "outputs",
                                       "pass",   "day",     NULL};

/* ---- Fields -------------------------------------------------------------- */

static struct toba_field *add_field(const struct ports *p, struct toba_port *port)
{
    struct toba_field *fields = (struct toba_field *)(uintptr_t)port->fields;
    int n = port->n_fields;
    struct toba_field *field = tb_lua_append(p->L, (void **)&fields, &n, sizeof *field);

    port->fields = fields;
    port->n_fields = n;
    return field;
}

static void name_field(const struct ports *p, struct toba_port *port, const char *name,
                       int32_t type, uint32_t flags)
{
    for (int32_t f = 0; f < port->n_fields; f++)
        if (strcmp(port->fields[f].name, name) == 0)
            return;
    *add_field(p, port) = (struct toba_field){
        .name = name,
        .type = type,
        .flags = flags | (strcmp(name, DATE) == 0 ? TOBA_DATE_ROLE : 0),
    };
}

static const struct {
    const char *word;
    int32_t type;
} types[] = {
    {"text", TOBA_TEXT},           {"boolean", TOBA_BOOL},  {"int", TOBA_INT32},
    {"bigint", TOBA_INT64},        {"double", TOBA_DOUBLE}, {"date", TOBA_DATE},
    {"timestamp", TOBA_TIMESTAMP},
};

/* "name", or "name type". */
static bool declared(const struct ports *p, struct toba_port *port, const char *text)
{
    const char *blank = strchr(text, ' ');
    int size = blank ? (int)(blank - text) : (int)strlen(text);
    const char *name = tb_lua_print(p->L, "%.*s", size, text);
    int32_t type = TOBA_ANY;

    for (size_t i = 0; blank && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].word, blank + 1) == 0)
            type = types[i].type;
    if (!tb_lua_is_name(name) || (blank && type == TOBA_ANY))
        return false;
    name_field(p, port, name, type, 0);
    return true;
}

/* Reads the list on top as the port's fields. */
static void declare_fields(const struct ports *p, struct toba_port *port, const char *name)
{
    struct tb_lua_fields fields = {0};
    bool good = lua_istable(p->L, -1);

    if (good)
        fields = tb_lua_fields(p->L, -1);
    good = good && fields.n_items && !fields.n_names && !fields.strays && !fields.holes;
    for (int i = 1; good && i <= fields.n_items; i++) {
        const char *text;

        lua_rawgeti(p->L, -1, i);
        text = tb_lua_text(p->L, -1);
        if (!text || !declared(p, port, text))
            tb_lua_wrong_setting(
                p->L, name,
                "{ \"name\", \"name type\" }; types are text, boolean, int, bigint, "
                "double, date and timestamp");
        lua_pop(p->L, 1);
    }
    if (!good)
        tb_lua_wrong_setting(p->L, name,
                             tb_lua_print(p->L, "%s = { \"field\", \"field type\" }", name));
}

static bool is_role(const struct toba_port *port, const char *name)
{
    return (port->key && strcmp(port->key, name) == 0) ||
           (port->sub_key && strcmp(port->sub_key, name) == 0);
}

static bool is_key(const struct toba_table *table, int32_t column)
{
    for (int32_t k = 0; k < table->n_key; k++)
        if (table->key[k] == column)
            return true;
    return false;
}

/* The columns of a table that say something of a row: not those of its key, nor those that the
 * store fills, nor secrets. */
static void read_values(const struct ports *p, struct toba_port *port,
                        const struct toba_table *table)
{
    for (int32_t c = 0; c < table->n_columns; c++)
        if (!is_key(table, c) &&
            !(table->columns[c].flags & (TOBA_SURROGATE | TOBA_STAMP | TOBA_SECRET)))
            name_field(p, port, table->columns[c].name, TOBA_ANY, 0);
}

/* An input has the fields named in the braces behind its table. */
static void read_fields(const struct ports *p, struct toba_port *port,
                        const struct tb_table_use *use)
{
    for (int i = 0; i < use->n_renames; i++)
        if (!is_role(port, use->renames[i].left) ||
            strcmp(use->renames[i].left, use->renames[i].right) == 0)
            name_field(p, port, use->renames[i].left, TOBA_ANY, 0);
    if (!port->n_fields)
        read_values(p, port, &use->table->spec);
}

/* ---- Inputs -------------------------------------------------------------- */

static void check_name(const struct ports *p, const char *name)
{
    for (int i = 0; reserved[i]; i++)
        if (strcmp(reserved[i], name) == 0)
            tb_lua_problem(p->L, "in 'toba.%s': no port can be called '%s'", p->spec->name,
                           name);
}

static struct toba_port *add_port(const struct ports *p, const struct toba_port **ports,
                                  int32_t *n, const char *name)
{
    struct toba_port *list = (struct toba_port *)(uintptr_t)*ports, *port;
    int count = *n;

    port = tb_lua_append(p->L, (void **)&list, &count, sizeof *port);
    *ports = list;
    *n = count;
    port->name = name;
    return port;
}

static int32_t rows_named(const struct ports *p, const char *name)
{
    static const char *const names[] = {
        [TOBA_ALL] = "all",
        [TOBA_WINDOW] = "window",
        [TOBA_AS_OF] = "as_of",
        [TOBA_CHANGED] = "changed",
    };

    for (int32_t i = TOBA_ALL; i <= TOBA_CHANGED; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    toba_hint(tb_lua_problem(p->L, "in 'toba.%s': 'rows' cannot be '%s'", p->spec->name, name),
              "rows are \"all\", \"window\", \"as_of\" or \"changed\"");
    return TOBA_ALL;
}

static void check_asked(const struct ports *p, const struct toba_port *port,
                        const struct tb_asked *asked)
{
    if (port->rows == TOBA_AS_OF && !asked->n_days)
        toba_hint(tb_lua_problem(p->L, "in 'toba.%s': '%s' is read as of no day", p->spec->name,
                                 port->name),
                  "write: days = { 0, 7 }");
    if (port->rows == TOBA_WINDOW && !asked->window)
        toba_hint(tb_lua_problem(p->L, "in 'toba.%s': '%s' is read in a window of no days",
                                 p->spec->name, port->name),
                  "write: window = 28");
}

static void want_rows(const struct ports *p, struct toba_port *port, struct tb_input *input,
                      const struct tb_lua_settings *settings)
{
    port->rows = rows_named(p, settings->rows);
    check_asked(p, port, &settings->asked);
    if (port->rows == TOBA_AS_OF)
        input->asked = settings->asked;
    input->asked.window = port->rows == TOBA_WINDOW ? settings->asked.window : 0;
}

/* A use without `{ "column" }`: that names a field, and renames nothing. */
static const struct tb_table_use *without_lists(const struct ports *p,
                                                const struct tb_table_use *use)
{
    struct tb_table_use *copy = tb_lua_new(p->L, sizeof *copy);
    struct tb_rename *renames = tb_lua_array(p->L, (size_t)use->n_renames, sizeof *renames);

    *copy = *use;
    copy->renames = renames;
    copy->n_renames = 0;
    for (int i = 0; i < use->n_renames; i++)
        if (strcmp(use->renames[i].left, use->renames[i].right) != 0)
            renames[copy->n_renames++] = use->renames[i];
    return copy;
}

/* Adds the input `name` from its table, which stands alone or first in the list at `list`, with
 * settings of its own. */
static void add_input(const struct ports *p, const char *name, const struct tb_table_use *use,
                      int list)
{
    struct tb_step *step = &p->step->step;
    struct tb_input *input =
        tb_lua_append(p->L, (void **)&step->inputs, &step->n_inputs, sizeof *input);
    struct toba_port *port = add_port(p, &p->spec->inputs, &p->spec->n_inputs, name);
    struct tb_lua_settings settings = p->settings;
    bool dated = use->table->spec.date >= 0;

    check_name(p, name);
    /* What is said of all inputs means the tables that record something by date. */
    if (list || !dated)
        settings.rows = NULL;
    if (list) {
        tb_lua_take_settings(p->L, list, &settings);
        port->parent = tb_lua_take_name(p->L, list, "parent");
        if (!settings.rows && dated)
            settings.rows = p->settings.rows;
    }
    *input =
        (struct tb_input){.port = name, .use = without_lists(p, use), .place = step->place};
    port->key = p->key;
    port->sub_key = settings.sub_key;
    if (settings.rows)
        want_rows(p, port, input, &settings);
    read_fields(p, port, use);
}

/* The table that the value on top is, or begins with; NULL: it is no input. */
static const struct tb_table_use *table_of(lua_State *L, int *list)
{
    const struct tb_lua_object *table = tb_lua_peek_kind(L, -1, TB_LUA_TABLE);

    *list = 0;
    if (!table && lua_istable(L, -1)) {
        lua_rawgeti(L, -1, 1);
        table = tb_lua_peek_kind(L, -1, TB_LUA_TABLE);
        lua_pop(L, 1);
        *list = lua_gettop(L);
    }
    return table ? table->use : NULL;
}

static void check_rest(const struct ports *p, int list, const char *input)
{
    struct tb_lua_fields fields = tb_lua_fields(p->L, list);

    if (fields.n_items > 1 || fields.strays || fields.holes)
        tb_lua_problem(p->L, "in 'toba.%s': input '%s' is one table and its settings",
                       p->spec->name, input);
    if (fields.n_names)
        toba_hint(tb_lua_problem(p->L, "in 'toba.%s': input '%s' has no setting '%s'",
                                 p->spec->name, input, fields.names[0]),
                  "its settings are rows, days, tolerance, window, sub_key and parent");
}

static void take_inputs(const struct ports *p, int table)
{
    struct tb_lua_fields fields = tb_lua_fields(p->L, table);

    for (int i = 0; i < fields.n_names; i++) {
        const struct tb_table_use *use;
        int list;

        lua_getfield(p->L, table, fields.names[i]);
        use = table_of(p->L, &list);
        if (use) {
            add_input(p, fields.names[i], use, list);
            if (list)
                check_rest(p, list, fields.names[i]);
            lua_pushnil(p->L);
            lua_setfield(p->L, table, fields.names[i]);
        }
        lua_pop(p->L, 1);
    }
}

/* ---- Parents ------------------------------------------------------------- */

/* The one input whose rows are visited part by part: others follow it. */
static const char *natural_parent(const struct toba_component *spec)
{
    const char *parent = NULL;

    for (int32_t i = 0; i < spec->n_inputs; i++) {
        const struct toba_port *port = &spec->inputs[i];

        if (!port->sub_key || port->rows == TOBA_AS_OF)
            continue;
        if (parent)
            return NULL;
        parent = port->name;
    }
    return parent;
}

static bool is_input(const struct toba_component *spec, const char *name)
{
    for (int32_t i = 0; i < spec->n_inputs; i++)
        if (strcmp(spec->inputs[i].name, name) == 0)
            return true;
    return false;
}

static void find_parents(const struct ports *p)
{
    const char *natural = natural_parent(p->spec);

    for (int32_t i = 0; i < p->spec->n_inputs; i++) {
        struct toba_port *port = (struct toba_port *)(uintptr_t)&p->spec->inputs[i];

        if (!port->parent && port->sub_key && port->rows == TOBA_AS_OF)
            port->parent = natural;
        if (port->parent &&
            (!is_input(p->spec, port->parent) || strcmp(port->parent, port->name) == 0))
            tb_lua_problem(p->L, "in 'toba.%s': '%s' has no other input '%s' to follow",
                           p->spec->name, port->name, port->parent);
    }
}

/* ---- Streams and outputs ------------------------------------------------- */

/* The one input of rows that come one by one. */
static void take_stream(const struct ports *p, int table)
{
    if (tb_lua_take(p->L, table, "input")) {
        if (p->spec->n_inputs)
            tb_lua_problem(p->L, "in 'toba.%s': 'input' is for rows that flow in by >>",
                           p->spec->name);
        declare_fields(p, add_port(p, &p->spec->inputs, &p->spec->n_inputs, "row"), "input");
        lua_pop(p->L, 1);
    }
    if (p->spec->n_inputs != 1)
        toba_hint(
            tb_lua_problem(p->L, "'toba.%s' has neither a key nor one input", p->spec->name),
            "write key = \"column\" to group rows, or input = { \"column\" } for rows "
            "that flow in by >>");
    else if (p->spec->inputs[0].rows != TOBA_ALL || p->spec->inputs[0].sub_key)
        toba_hint(
            tb_lua_problem(p->L, "in 'toba.%s': rows are taken one by one", p->spec->name),
            "days, window and sub_key need key = \"column\"");
}

/* Adds the output whose fields are the list on top. In a group the key and the date need no
 * mention. */
static struct toba_port *add_output(const struct ports *p, const char *name, const char *said)
{
    struct toba_port *port = add_port(p, &p->spec->outputs, &p->spec->n_outputs, name);

    declare_fields(p, port, said);
    if (p->key) {
        name_field(p, port, p->key, TOBA_ANY, TOBA_OPTIONAL);
        name_field(p, port, DATE, TOBA_ANY, TOBA_OPTIONAL);
    }
    return port;
}

/* The table on top: lists of fields by name. */
static void take_outputs(const struct ports *p)
{
    struct tb_lua_fields fields;

    if (!lua_istable(p->L, -1)) {
        tb_lua_wrong_setting(p->L, "outputs", "outputs = { name = { \"field\" } }");
        return;
    }
    fields = tb_lua_fields(p->L, -1);
    if (fields.n_items || fields.strays)
        tb_lua_wrong_setting(p->L, "outputs", "outputs = { name = { \"field\" } }");
    for (int i = 0; i < fields.n_names; i++) {
        check_name(p, fields.names[i]);
        lua_getfield(p->L, -1, fields.names[i]);
        add_output(p, fields.names[i], fields.names[i])->table = fields.names[i];
        lua_pop(p->L, 1);
    }
}

static void take_output(const struct ports *p, int table)
{
    struct toba_port *port;

    if (tb_lua_take(p->L, table, "outputs")) {
        take_outputs(p);
        lua_pop(p->L, 1);
    }
    if (tb_lua_take(p->L, table, "output")) {
        add_output(p, ONLY_PORT, "output");
        lua_pop(p->L, 1);
    }
    if (!p->spec->n_outputs)
        toba_hint(tb_lua_problem(p->L, "'toba.%s' gives nothing", p->spec->name),
                  "write: output = { \"field\", \"field type\" }");
    if (tb_lua_take(p->L, table, "pass")) {
        port = (struct toba_port *)(uintptr_t)p->spec->outputs;
        if (p->key || p->spec->n_outputs != 1 || !lua_isboolean(p->L, -1))
            tb_lua_wrong_setting(p->L, "pass", "pass = true, where rows come one by one");
        else if (lua_toboolean(p->L, -1))
            port->flags |= TOBA_PASS;
        lua_pop(p->L, 1);
    }
}

/* ---- The step ------------------------------------------------------------ */

static void choose_driver(const struct ports *p, int table)
{
    p->spec->driver = tb_lua_take_name(p->L, table, "driver");
    if (!p->spec->driver && p->key && strcmp(p->key, "*") == 0 && p->spec->n_inputs)
        p->spec->driver = p->spec->inputs[0].name;
    if (p->spec->driver && !is_input(p->spec, p->spec->driver))
        tb_lua_problem(p->L, "in 'toba.%s': there is no input '%s' to be the driver",
                       p->spec->name, p->spec->driver);
}

void tb_lua_declare_ports(lua_State *L, struct tb_lua_step *step, int table)
{
    struct ports p = {.L = L, .step = step, .settings.asked.tolerance = TOBA_ANY_AGE};

    p.spec = tb_lua_new(L, sizeof *p.spec);
    *p.spec = *step->step.component->spec;
    step->step.spec = p.spec;
    p.key = tb_lua_take_name(L, table, "key");
    if (!p.key && p.spec->process)
        p.spec->kind = TOBA_PROCESS;
    tb_lua_take_settings(L, table, &p.settings);
    /* Before the inputs: a list of fields is no table of a store. */
    take_output(&p, table);
    take_inputs(&p, table);
    if (p.spec->kind == TOBA_PROCESS)
        take_stream(&p, table);
    else if (!p.spec->n_inputs)
        toba_hint(tb_lua_problem(L, "'toba.%s' reads nothing", p.spec->name),
                  "name a table: reach = raw.reach { \"value\" }");
    find_parents(&p);
    choose_driver(&p, table);
}
