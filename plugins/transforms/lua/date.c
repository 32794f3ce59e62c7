/* date.c - see date.h. Days are those of the Gregorian calendar, counted in years that begin in
 * March, so that the leap day is a year's last. */
#include "date.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#define FIRST_DAY INT64_C(-719162) /* 0001-01-01 */
#define LAST_DAY INT64_C(2932896)  /* 9999-12-31 */
#define ERA_YEARS 400
#define ERA_DAYS 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

static int64_t to_day(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = y / ERA_YEARS, in_era = y % ERA_YEARS;
    int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + in_year - DAYS_TO_1970;
}

/* For a day in bounds. */
static void from_day(int64_t v, int *year, int *month, int *day)
{
    int64_t at = v + DAYS_TO_1970;
    int64_t era = at / ERA_DAYS, of_era = at % ERA_DAYS;
    int64_t in_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t in_year = of_era - (in_era * 365 + in_era / 4 - in_era / 100);
    int64_t from_march = (5 * in_year + 2) / 153;

    *day = (int)(in_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int)(in_era + era * ERA_YEARS + (*month <= 2));
}

static bool digits(const char *text, int n, int *v)
{
    *v = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *v = *v * 10 + (text[i] - '0');
    }
    return true;
}

bool date_read(const char *text, size_t size, int64_t *day)
{
    int y, m, d, year, month, of_month;

    if (size != 10 || text[4] != '-' || text[7] != '-' || !digits(text, 4, &y) ||
        !digits(text + 5, 2, &m) || !digits(text + 8, 2, &d))
        return false;
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    *day = to_day(y, m, d);
    from_day(*day, &year, &month, &of_month);
    return of_month == d; /* else the month is shorter */
}

static int day(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    int64_t v;

    if (!date_read(text, size, &v))
        return luaL_error(L, "'%s' is no date: write 2024-10-04", text);
    lua_pushinteger(L, v);
    return 1;
}

static int text(lua_State *L)
{
    lua_Integer v = luaL_checkinteger(L, 1);
    int y, m, d;
    char out[48];

    luaL_argcheck(L, v >= FIRST_DAY && v <= LAST_DAY, 1, "not of the years 1 to 9999");
    from_day(v, &y, &m, &d);
    snprintf(out, sizeof out, "%04d-%02d-%02d", y, m, d);
    lua_pushstring(L, out);
    return 1;
}

static int of(lua_State *L)
{
    lua_Integer instant = luaL_checkinteger(L, 1);

    lua_pushinteger(L, instant / DAY_MICROS - (instant % DAY_MICROS < 0));
    return 1;
}

static const luaL_Reg library[] = {{"day", day}, {"text", text}, {"of", of}, {NULL, NULL}};

void date_push(lua_State *L)
{
    luaL_newlib(L, library);
}
