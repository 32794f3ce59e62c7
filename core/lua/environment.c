/* environment.c - see environment.h.
 *
 * All environments of a file are evaluated, one is used. So a variable that is missing or wrong
 * becomes an object, and a mistake only when a step that is used has it among its options. */
#include "lua/environment.h"

#include <string.h>

#include "base/suggest.h"
#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"

#define DEFAULT_ENVIRONMENT "dev"

/* ---- toba.env ------------------------------------------------------------ */

static const char *list_names(lua_State *L, const struct tb_lua_fields *fields)
{
    const char *list = "";

    for (int i = 0; i < fields->n_names; i++)
        list = tb_lua_print(L, "%s%s%s", list, i ? ", " : "", fields->names[i]);
    return list;
}

static int unknown_environment(lua_State *L, const struct tb_lua_fields *fields,
                               const char *name)
{
    const char *asked = tb_lua_reader(L)->options.environment;
    const char *there = list_names(L, fields), *meant = NULL;
    struct toba_error *err = tb_lua_problem(L, "there is no environment '%s'", name);

    toba_detail(err, "there are: %s", *there ? there : "none");
    for (int i = 0; asked && i < fields->n_names; i++)
        meant = tb_suggest(name, meant, fields->names[i]);
    tb_lua_did_you_mean(err, meant);
    if (!asked && fields->n_names)
        toba_hint(err, "choose one with --env");
    return tb_lua_push_anything(L);
}

static void offer(lua_State *L, const struct tb_lua_fields *fields)
{
    const struct tb_lua_options *options = &tb_lua_reader(L)->options;

    for (int i = 0; options->offered && i < fields->n_names; i++)
        options->offered(options->context, fields->names[i]);
}

static void check_environments(lua_State *L, const struct tb_lua_fields *fields)
{
    if (fields->n_items || fields->strays)
        toba_hint(tb_lua_problem(L, "an environment without a name in 'toba.env'"),
                  "write: dev = { … }");
    for (int i = 0; i < fields->n_names; i++) {
        lua_getfield(L, 1, fields->names[i]);
        if (!lua_istable(L, -1) && !tb_lua_is_anything(L, -1))
            toba_hint(tb_lua_problem(L, "the environment '%s' is %s", fields->names[i],
                                     tb_lua_describe(L, -1)),
                      "write: %s = { … }", fields->names[i]);
        lua_pop(L, 1);
    }
}

int tb_lua_env(lua_State *L)
{
    struct tb_reader *reader = tb_lua_reader(L);
    const char *name = reader->options.environment;
    struct tb_lua_fields fields;

    if (tb_lua_is_anything(L, 1))
        return tb_lua_push_anything(L);
    if (!lua_istable(L, 1)) {
        toba_hint(tb_lua_problem(L, "'toba.env' is given %s", tb_lua_describe(L, 1)),
                  "write: toba.env { dev = { … }, prod = { … } }");
        return tb_lua_push_anything(L);
    }
    fields = tb_lua_fields(L, 1);
    check_environments(L, &fields);
    offer(L, &fields);
    if (!name)
        name = DEFAULT_ENVIRONMENT;
    reader->pipeline->environment = tb_lua_copy(L, name);
    lua_getfield(L, 1, name);
    if (lua_isnil(L, -1))
        return unknown_environment(L, &fields, name);
    return lua_istable(L, -1) ? 1 : tb_lua_push_anything(L);
}

/* ---- toba.secret, toba.var ----------------------------------------------- */

/* The name of an environment variable given as the first argument; NULL: a mistake. */
static const char *variable_name(lua_State *L, const char *function)
{
    const char *name = tb_lua_text(L, 1);

    if (name && tb_lua_is_name(name))
        return name;
    if (!tb_lua_is_anything(L, 1))
        toba_hint(tb_lua_problem(L, "'toba.%s' is given %s", function, tb_lua_describe(L, 1)),
                  "name an environment variable: letters, digits and _");
    return NULL;
}

int tb_lua_secret(lua_State *L)
{
    struct tb_lua_object secret = {.kind = TB_LUA_SECRET, .text = variable_name(L, "secret")};

    return secret.text ? tb_lua_push(L, &secret) : tb_lua_push_anything(L);
}

static int push_missing(lua_State *L, const char *message)
{
    return tb_lua_push(L, &(struct tb_lua_object){.kind = TB_LUA_VARIABLE, .text = message});
}

/* Pushes `value` as what the default at 2 is. */
static int push_as_default(lua_State *L, const char *name, const char *value)
{
    switch (lua_type(L, 2)) {
    case LUA_TNUMBER:
        if (lua_stringtonumber(L, value) == strlen(value) + 1 &&
            (lua_isinteger(L, -1) || !lua_isinteger(L, 2))) {
            if (!lua_isinteger(L, 2))
                lua_pushnumber(L, lua_tonumber(L, -1));
            return 1;
        }
        return push_missing(L, tb_lua_print(L, "the environment variable '%s' is no %s", name,
                                            lua_isinteger(L, 2) ? "whole number" : "number"));
    case LUA_TBOOLEAN:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return push_missing(L,
                                tb_lua_print(L,
                                             "the environment variable '%s' is neither 'true' "
                                             "nor 'false'",
                                             name));
        lua_pushboolean(L, *value == 't');
        return 1;
    default:
        lua_pushstring(L, value);
        return 1;
    }
}

int tb_lua_var(lua_State *L)
{
    const struct tb_lua_options *options = &tb_lua_reader(L)->options;
    const char *name = variable_name(L, "var"), *value;

    if (!name)
        return tb_lua_push_anything(L);
    value = options->variable ? options->variable(options->context, name) : NULL;
    if (value)
        return push_as_default(L, name, value);
    if (lua_gettop(L) >= 2) {
        lua_settop(L, 2);
        return 1;
    }
    return push_missing(L, tb_lua_print(L, "the environment variable '%s' is not set", name));
}

/* ---- Methods ------------------------------------------------------------- */

/* Text made with a missing variable is missing too. */
static int missing_text(lua_State *L)
{
    lua_pushvalue(L, tb_lua_peek_kind(L, 1, TB_LUA_VARIABLE) ? 1 : 2);
    return 1;
}

static int secret_text(lua_State *L)
{
    toba_hint(tb_lua_problem(L, "a secret cannot be joined with text"),
              "give it to an option as it is; the option says that it takes a secret");
    return tb_lua_push_anything(L);
}

static const luaL_Reg variable_methods[] = {{"__concat", missing_text}, {NULL, NULL}};
static const luaL_Reg secret_methods[] = {{"__concat", secret_text}, {NULL, NULL}};

void tb_lua_define_environment(lua_State *L)
{
    tb_lua_add_methods(L, TB_LUA_VARIABLE, variable_methods);
    tb_lua_add_methods(L, TB_LUA_SECRET, secret_methods);
}
