/* date.h - days since 1970-01-01 and their texts. */
#ifndef DATE_H
#define DATE_H

#include <lua.h>

#include <stdbool.h>
#include <stdint.h>

#define DAY_MICROS INT64_C(86400000000)

/* Reads "2024-10-04", a day that there is, of the years 1 to 9999. */
bool date_read(const char *text, size_t size, int64_t *day);
/* Pushes the library: date.day("2024-10-04"), date.text(20000), date.of(instant). */
void date_push(lua_State *L);

#endif
