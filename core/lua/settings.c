/* settings.c - see settings.h. */
#include "lua/settings.h"

#include <string.h>

#include "lua/fields.h"
#include "lua/object.h"
#include "lua/report.h"

#define LONGEST_AGO 36500

void tb_lua_wrong_setting(lua_State *L, const char *name, const char *usage)
{
    if (!tb_lua_is_anything(L, -1))
        toba_hint(tb_lua_problem(L, "'%s' cannot be %s", name, tb_lua_describe(L, -1)),
                  "write: %s", usage);
}

/* Pushes a setting and takes it out of its table; false: it is not there, nothing is pushed. */
bool tb_lua_take(lua_State *L, int table, const char *name)
{
    if (lua_getfield(L, table, name) == LUA_TNIL) {
        lua_pop(L, 1);
        return false;
    }
    lua_pushnil(L);
    lua_setfield(L, table, name);
    return true;
}

const char *tb_lua_take_name(lua_State *L, int table, const char *name)
{
    const char *text;

    if (!tb_lua_take(L, table, name))
        return NULL;
    text = tb_lua_text(L, -1);
    if (!text || !*text) {
        tb_lua_wrong_setting(L, name, tb_lua_print(L, "%s = \"…\"", name));
        text = NULL;
    }
    lua_pop(L, 1);
    return text;
}

static bool take_count(lua_State *L, int table, const char *name, int32_t least, int32_t *count)
{
    bool there = tb_lua_take(L, table, name);
    lua_Integer v;
    int whole;

    if (!there)
        return false;
    v = lua_type(L, -1) == LUA_TNUMBER ? lua_tointegerx(L, -1, &whole) : -1;
    if (v < least || v > LONGEST_AGO)
        tb_lua_wrong_setting(L, name, tb_lua_print(L, "%s = 28, a number of days", name));
    else
        *count = (int32_t)v;
    lua_pop(L, 1);
    return true;
}

static bool add_day(lua_State *L, struct tb_asked *asked)
{
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    lua_Integer v = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : -1;

    if (strcmp(text, "oldest") == 0)
        v = TOBA_OLDEST;
    if (asked->n_days == TOBA_DAYS_MAX || v < 0 || (v > LONGEST_AGO && v != TOBA_OLDEST))
        return false;
    for (int i = 0; i < asked->n_days; i++)
        if (asked->days[i] == v)
            return true;
    asked->days[asked->n_days++] = (int32_t)v;
    return true;
}

static bool take_days(lua_State *L, int table, struct tb_asked *asked)
{
    bool good = true;

    if (!tb_lua_take(L, table, "days"))
        return false;
    asked->n_days = 0;
    if (lua_istable(L, -1)) {
        struct tb_lua_fields fields = tb_lua_fields(L, -1);

        good = fields.n_items && !fields.n_names && !fields.strays && !fields.holes;
        for (int i = 1; good && i <= fields.n_items; i++) {
            lua_rawgeti(L, -1, i);
            good = add_day(L, asked);
            lua_pop(L, 1);
        }
    } else {
        good = add_day(L, asked);
    }
    if (!good)
        tb_lua_wrong_setting(
            L, "days",
            "days = { 0, 7, 28 }: how long before the run's date, at most 16; or "
            "\"oldest\"");
    lua_pop(L, 1);
    return true;
}

void tb_lua_take_settings(lua_State *L, int table, struct tb_lua_settings *settings)
{
    const char *rows = tb_lua_take_name(L, table, "rows");
    bool days, window;

    if (tb_lua_take(L, table, "sub_key")) {
        bool none = lua_isboolean(L, -1) && !lua_toboolean(L, -1);

        settings->sub_key = tb_lua_text(L, -1);
        if (!settings->sub_key && !none)
            tb_lua_wrong_setting(L, "sub_key", "sub_key = \"column\"");
        lua_pop(L, 1);
    }
    take_count(L, table, "tolerance", 0, &settings->asked.tolerance);
    days = take_days(L, table, &settings->asked);
    window = take_count(L, table, "window", 1, &settings->asked.window);
    if (rows)
        settings->rows = rows;
    else if (days || window)
        settings->rows = days ? "as_of" : "window";
}
