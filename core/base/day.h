/* day.h - UTC dates as days since 1970-01-01, instants as microseconds since then. */
#ifndef TB_BASE_DAY_H
#define TB_BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#define TB_DAY_TEXT 16     /* room for "-YYYYY-MM-DD" and its end */
#define TB_INSTANT_TEXT 32 /* room for "YYYY-MM-DDTHH:MM:SSZ" and its end */
#define TB_DAY_MICROS INT64_C(86400000000)

/* Reads exactly "YYYY-MM-DD", a date that exists. False: it is none, and *day is untouched. */
bool tb_day_parse(const char *text, int32_t *day);
/* Writes "YYYY-MM-DD" and returns `text`, which holds TB_DAY_TEXT bytes. */
char *tb_day_print(int32_t day, char *text);
/* Writes "YYYY-MM-DDTHH:MM:SSZ" and returns `text`, which holds TB_INSTANT_TEXT bytes. */
char *tb_instant_print(int64_t instant, char *text);
/* The day of an instant; rounds down before 1970 too. */
int32_t tb_day_of_instant(int64_t instant);
/* The wall clock. */
int64_t tb_instant_now(void);

#endif
