/*
 * Instants (seconds since 1970, UTC) and the ways in which the API and its clients write them.
 */
#ifndef EMULATOR_WORLD_DATES_H
#define EMULATOR_WORLD_DATES_H

#include <stdbool.h>
#include <stdint.h>

#define SECONDS_A_DAY 86400
#define DATE_ROOM 40 /* enough for every form below */

/* The number of the UTC day that holds the instant; rounds down, also before 1970. */
int64_t date_day(int64_t instant);

/*
 * Fills instant from Unix seconds, `2026-10-01`, or `2026-10-01T06:00[:00][Z]` (a blank may
 * stand for the T). False, and instant untouched, for anything else.
 */
bool date_parse(const char *string, int64_t *instant);

void date_write_day(int64_t instant, char out[DATE_ROOM]);     /* 2026-10-01 */
void date_write_compact(int64_t instant, char out[DATE_ROOM]); /* 20261001 */
void date_write_iso(int64_t instant, char out[DATE_ROOM]);     /* 2026-10-01T06:00:00Z */
void date_write_graph(int64_t instant, char out[DATE_ROOM]);   /* 2026-10-01T06:00:00+0000 */
void date_write_http(int64_t instant, char out[DATE_ROOM]); /* Thu, 01 Oct 2026 06:00:00 GMT */

#endif
