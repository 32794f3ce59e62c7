/* input.c - see input.h. A row is a table of its own: it stays what it is when the input moves
 * on. Its metatable tells NULL from a field that there is not. */
#include "input.h"

#include <string.h>

#include "trouble.h"
#include "value.h"

#define PORT_KIND "input"

struct port {
    int32_t index;
    const struct toba_port *spec;
    int32_t types[]; /* by field */
};

/* ---- Rows ---------------------------------------------------------------- */

static const struct toba_field *field_named(const struct port *port, const char *name,
                                            int32_t *index)
{
    for (int32_t f = 0; f < port->spec->n_fields; f++) {
        if (strcmp(port->spec->fields[f].name, name) == 0) {
            *index = f;
            return &port->spec->fields[f];
        }
    }
    return NULL;
}

static int no_field(lua_State *L, const struct port *port, const char *name)
{
    return luaL_error(L, "input '%s' has no field '%s'", port->spec->name, name);
}

/* __index of rows; the port is an upvalue. What is NULL is not in the row. */
static int missing_field(lua_State *L)
{
    const struct port *port = lua_touserdata(L, lua_upvalueindex(1));
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    int32_t field;

    if (!field_named(port, name, &field))
        return no_field(L, port, name);
    lua_pushnil(L);
    return 1;
}

/* Pushes the current row of the port that is at `at`. */
static void push_row(lua_State *L, int at)
{
    const struct port *port = lua_touserdata(L, at);
    struct toba_in *in = step_of(L)->in;

    lua_createtable(L, 0, port->spec->n_fields);
    for (int32_t f = 0; f < port->spec->n_fields; f++) {
        const struct toba_field *field = &port->spec->fields[f];

        value_push(L, in, port->index, f, port->types[f], field->flags);
        lua_setfield(L, -2, field->name);
    }
    lua_getiuservalue(L, at, 1);
    lua_setmetatable(L, -2);
}

/* ---- Methods of inputs --------------------------------------------------- */

static const struct port *check_port(lua_State *L)
{
    return luaL_checkudata(L, 1, PORT_KIND);
}

/* There is no row: because there is none, or because the host failed? */
static void check_status(lua_State *L, const struct port *port)
{
    struct step *step = step_of(L);
    int code = toba_status(step->in, &step->err);

    if (code == TOBA_E_PLUGIN)
        luaL_error(L, "input '%s': %s", port->spec->name, step->err.message);
    if (code)
        trouble_stop(L, REFUSED);
}

static int32_t check_days(lua_State *L, const struct port *port)
{
    lua_Integer days;

    if (port->spec->rows != TOBA_AS_OF)
        luaL_error(L, "input '%s' is not read as of days: write days = { … }",
                   port->spec->name);
    if (lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), "oldest") == 0)
        return TOBA_OLDEST;
    days = luaL_checkinteger(L, 2);
    luaL_argcheck(L, days >= 0 && days < TOBA_OLDEST, 2, "no number of days");
    return (int32_t)days;
}

/* input:as_of(days), a row or nil; input:as_of(days, "field"), its value or nil */
static int as_of(lua_State *L)
{
    const struct port *port = check_port(L);
    const struct toba_field *field = NULL;
    struct toba_in *in = step_of(L)->in;
    int32_t days = check_days(L, port), f = 0;

    lua_settop(L, 3);
    if (!lua_isnil(L, 3)) {
        field = field_named(port, luaL_checkstring(L, 3), &f);
        if (!field)
            return no_field(L, port, lua_tostring(L, 3));
    }
    if (!toba_as_of(in, port->index, days)) {
        check_status(L, port);
        lua_pushnil(L);
    } else if (field) {
        value_push(L, in, port->index, f, port->types[f], field->flags);
    } else {
        push_row(L, 1);
    }
    return 1;
}

/* input:value(days): the same for the only field */
static int value(lua_State *L)
{
    const struct port *port = check_port(L);

    if (port->spec->n_fields != 1)
        return luaL_error(L, "input '%s' has %d fields: say as_of(days, \"field\")",
                          port->spec->name, (int)port->spec->n_fields);
    lua_settop(L, 2);
    lua_pushstring(L, port->spec->fields[0].name);
    return as_of(L);
}

/* input:next(): the next row or nil; read as of days, true (the next part) or nil; of changed
 * rows also whether it is fresh. */
static int next(lua_State *L)
{
    const struct port *port = check_port(L);
    struct toba_in *in = step_of(L)->in;

    if (!toba_next(in, port->index)) {
        check_status(L, port);
        lua_pushnil(L);
        return 1;
    }
    if (port->spec->rows == TOBA_AS_OF)
        lua_pushboolean(L, 1);
    else
        push_row(L, 1);
    if (port->spec->rows != TOBA_CHANGED)
        return 1;
    lua_pushboolean(L, toba_fresh(in, port->index));
    return 2;
}

/* for row in input:rows() do */
static int rows(lua_State *L)
{
    check_port(L);
    lua_pushcfunction(L, next);
    lua_pushvalue(L, 1);
    return 2;
}

static int no_method(lua_State *L)
{
    return luaL_error(L, "an input has as_of, value, next and rows, but no '%s'",
                      luaL_tolstring(L, 2, NULL));
}

static int no_input(lua_State *L)
{
    return luaL_error(L, "there is no input '%s'", luaL_tolstring(L, 2, NULL));
}

static int unchangeable(lua_State *L)
{
    return luaL_error(L, "'%s' cannot be set here", luaL_tolstring(L, 2, NULL));
}

/* ---- Making them --------------------------------------------------------- */

static const luaL_Reg methods[] = {
    {"as_of", as_of}, {"value", value}, {"next", next}, {"rows", rows}, {NULL, NULL}};

static void push_kind(lua_State *L)
{
    if (!luaL_newmetatable(L, PORT_KIND))
        return;
    luaL_newlib(L, methods);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, no_method);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, unchangeable);
    lua_setfield(L, -2, "__newindex");
}

static void push_port(lua_State *L, int32_t index)
{
    const struct step *step = step_of(L);
    const struct toba_port *spec = &step->spec->inputs[index];
    size_t types = (size_t)spec->n_fields * sizeof(int32_t);
    struct port *port = lua_newuserdatauv(L, sizeof *port + types, 1);

    port->index = index;
    port->spec = spec;
    for (int32_t f = 0; f < spec->n_fields; f++)
        port->types[f] = toba_field_type(step->in, false, index, f);
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, missing_field, 1);
    lua_setfield(L, -2, "__index");
    lua_setiuservalue(L, -2, 1);
    push_kind(L);
    lua_setmetatable(L, -2);
}

static const luaL_Reg guards[] = {
    {"__index", no_input}, {"__newindex", unchangeable}, {NULL, NULL}};

void input_push_group(lua_State *L)
{
    const struct step *step = step_of(L);

    lua_newtable(L);
    for (int32_t i = 0; i < step->spec->n_inputs; i++) {
        push_port(L, i);
        lua_setfield(L, -2, step->spec->inputs[i].name);
    }
    lua_pushinteger(L, toba_day(step->in));
    lua_setfield(L, -2, "day");
    luaL_newlib(L, guards);
    lua_setmetatable(L, -2);
}

void input_push_current(lua_State *L)
{
    struct toba_text key = toba_key(step_of(L)->in);

    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_GROUP);
    lua_pushliteral(L, "key");
    lua_pushlstring(L, key.at, (size_t)key.size);
    lua_rawset(L, -3);
}

void input_push_only(lua_State *L)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_GROUP);
    lua_pushstring(L, step_of(L)->spec->inputs[0].name);
    lua_rawget(L, -2);
    lua_remove(L, -2);
}

bool input_push_next_row(lua_State *L, int input)
{
    const struct port *port = lua_touserdata(L, input);

    if (!toba_next(step_of(L)->in, port->index)) {
        check_status(L, port);
        return false;
    }
    push_row(L, input);
    return true;
}
