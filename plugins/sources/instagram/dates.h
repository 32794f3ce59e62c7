/* dates.h - days and instants of the API, all UTC. */
#ifndef INSTAGRAM_DATES_H
#define INSTAGRAM_DATES_H

#include <stdbool.h>
#include <stdint.h>

/* 2026-01-31T10:00:00+0000 (an offset with or without colon, or Z) as microseconds since 1970.
 */
bool date_parse_instant(const char *text, int64_t *microseconds);

#define DATE_ROOM 16

/* A day counted from 1970-01-01 as 2026-01-31, and as 20260131. */
void date_print(int32_t day, char text[DATE_ROOM]);
void date_print_compact(int32_t day, char text[DATE_ROOM]);

#endif
