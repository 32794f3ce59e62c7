/* output.c - see output.h. In a group, the fields called like the key, and `date`, are filled
 * with the group's key and D where the row does not say them. */
#include "output.h"

#include <string.h>

#include "date.h"
#include "trouble.h"
#include "value.h"

#define PORT_KIND "output"

struct port {
    int32_t index, n;
    const struct toba_port *spec;
    int32_t key, date; /* fields that fill themselves; -1: none */
    int32_t *types;    /* by field, behind the struct */
    bool *set;         /* by field: whether this row has it */
};

/* ---- Rows ---------------------------------------------------------------- */

/* Puts the value on top; its key is below it. */
static void put_field(lua_State *L, const struct port *port, struct toba_out *out)
{
    lua_Integer f;

    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, -3);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pop(L, 2);
        luaL_error(L, "output '%s' has no field '%s'", port->spec->name,
                   luaL_tolstring(L, -2, NULL));
    }
    f = lua_tointeger(L, -1);
    lua_pop(L, 2);
    value_put(L, out, port->index, (int32_t)f, port->types[f], port->spec->fields[f].name);
    port->set[f] = true;
}

static void fill(const struct port *port, struct step *step)
{
    struct toba_out *out = step->out;
    int64_t day = toba_day(step->in);

    if (port->key >= 0 && !port->set[port->key])
        toba_put_key(out, port->index, port->key, step->in);
    if (port->date < 0 || port->set[port->date])
        return;
    if (port->types[port->date] == TOBA_TIMESTAMP)
        day *= DAY_MICROS;
    toba_put_int(out, port->index, port->date, day);
}

/* out { field = value, … } */
static int write_row(lua_State *L)
{
    const struct port *port = luaL_checkudata(L, 1, PORT_KIND);
    struct step *step = step_of(L);

    if (!lua_istable(L, 2))
        return luaL_error(L, "a row is written: out { field = value }");
    if (!toba_wired(step->out, port->index))
        return 0;
    lua_settop(L, 2);
    memset(port->set, 0, (size_t)port->n * sizeof *port->set);
    if (port->spec->flags & TOBA_PASS)
        toba_pass(step->out, port->index, step->in);
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
        put_field(L, port, step->out);
    fill(port, step);
    if (toba_end_row(step->out, port->index, &step->err))
        trouble_stop(L, REFUSED);
    return 0;
}

static int no_output(lua_State *L)
{
    return luaL_error(L, "there is no output '%s'", luaL_tolstring(L, 2, NULL));
}

static int not_field(lua_State *L)
{
    return luaL_error(L, "'%s' of an output: a row is written out { field = value }",
                      luaL_tolstring(L, 2, NULL));
}

/* ---- Making them --------------------------------------------------------- */

static const luaL_Reg methods[] = {
    {"__call", write_row}, {"__index", not_field}, {"__newindex", not_field}, {NULL, NULL}};
static const luaL_Reg guards[] = {
    {"__index", no_output}, {"__newindex", no_output}, {NULL, NULL}};

/* Notes which fields fill themselves. */
static void find_roles(struct port *port, const struct toba_component *spec)
{
    const char *key = spec->n_inputs ? spec->inputs[0].key : NULL;

    port->key = port->date = -1;
    if (spec->kind != TOBA_GROUP)
        return;
    for (int32_t f = 0; f < port->n; f++) {
        if (key && strcmp(port->spec->fields[f].name, key) == 0)
            port->key = f;
        if (port->spec->fields[f].flags & TOBA_DATE_ROLE)
            port->date = f;
    }
}

static void push_port(lua_State *L, int32_t index)
{
    const struct step *step = step_of(L);
    const struct toba_port *spec = &step->spec->outputs[index];
    size_t n = (size_t)spec->n_fields;
    struct port *port =
        lua_newuserdatauv(L, sizeof *port + n * (sizeof *port->types + sizeof *port->set), 1);

    *port = (struct port){.index = index, .n = spec->n_fields, .spec = spec};
    port->types = (int32_t *)(port + 1);
    port->set = (bool *)(port->types + n);
    find_roles(port, step->spec);
    lua_createtable(L, 0, spec->n_fields);
    for (int32_t f = 0; f < spec->n_fields; f++) {
        port->types[f] = toba_field_type(step->in, true, index, f);
        lua_pushinteger(L, f);
        lua_setfield(L, -2, spec->fields[f].name);
    }
    lua_setiuservalue(L, -2, 1);
    if (luaL_newmetatable(L, PORT_KIND))
        luaL_setfuncs(L, methods, 0);
    lua_setmetatable(L, -2);
}

void output_push(lua_State *L)
{
    const struct toba_component *spec = step_of(L)->spec;

    if (spec->n_outputs == 1) {
        push_port(L, 0);
        return;
    }
    lua_newtable(L);
    for (int32_t o = 0; o < spec->n_outputs; o++) {
        push_port(L, o);
        lua_setfield(L, -2, spec->outputs[o].name);
    }
    luaL_newlib(L, guards);
    lua_setmetatable(L, -2);
}
