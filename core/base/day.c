/* day.c - see day.h. The calendar is the proleptic Gregorian one; the arithmetic counts years
 * from March, so that the leap day is a year's last. */
#include "base/day.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ERA_YEARS 400
#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 /* from 0000-03-01 to 1970-01-01 */

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int32_t from_civil(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_div(y, ERA_YEARS);
    int64_t of_era = y - era * ERA_YEARS;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return (int32_t)(era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
                     EPOCH_DAYS);
}

static void to_civil(int32_t days, int64_t *year, int *month, int *day)
{
    int64_t shifted = (int64_t)days + EPOCH_DAYS;
    int64_t era = floor_div(shifted, ERA_DAYS);
    int64_t of_era = shifted - era * ERA_DAYS;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;

    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = y + era * ERA_YEARS + (*month <= 2);
}

static bool digits(const char *text, int n, int *value)
{
    *value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

bool tb_day_parse(const char *text, int32_t *day)
{
    char back[TB_DAY_TEXT];
    int y, m, d;

    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !digits(text, 4, &y) ||
        !digits(text + 5, 2, &m) || !digits(text + 8, 2, &d) || m < 1 || m > 12)
        return false;
    /* 31 February would come back as another date. */
    if (strcmp(tb_day_print(from_civil(y, m, d), back), text) != 0)
        return false;
    *day = from_civil(y, m, d);
    return true;
}

char *tb_day_print(int32_t day, char *text)
{
    int64_t year;
    int month, date;

    to_civil(day, &year, &month, &date);
    snprintf(text, TB_DAY_TEXT, "%04d-%02d-%02d", (int)year, month % 100, date % 100);
    return text;
}

char *tb_instant_print(int64_t instant, char *text)
{
    int32_t day = tb_day_of_instant(instant);
    /* Not by subtracting the day's start: that of the first day lies outside 64 bits. */
    int64_t of_day = instant % TB_DAY_MICROS;
    int seconds = (int)((of_day < 0 ? of_day + TB_DAY_MICROS : of_day) / 1000000);
    char date[TB_DAY_TEXT];

    snprintf(text, TB_INSTANT_TEXT, "%sT%02d:%02d:%02dZ", tb_day_print(day, date),
             seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    return text;
}

int32_t tb_day_of_instant(int64_t instant)
{
    return (int32_t)floor_div(instant, TB_DAY_MICROS);
}

int64_t tb_instant_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
