/* dates.c - see dates.h. Years begin in March here, so that a leap day ends one. */
#include "dates.h"

#include <ctype.h>
#include <stdio.h>

struct civil {
    int year, month, day;
};

enum { DAYS_OF_ERA = 146097, DAYS_TO_1970 = 719468 };

static int64_t days_before_month(int month)
{
    return (153 * ((month + 9) % 12) + 2) / 5;
}

static int64_t to_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;

    return 365 * y + y / 4 - y / 100 + y / 400 + days_before_month(month) + day - 1 -
           DAYS_TO_1970;
}

/* Years 0 to 9999. */
static struct civil from_days(int64_t days)
{
    int64_t day = days + DAYS_TO_1970, era = day / DAYS_OF_ERA, of_era = day % DAYS_OF_ERA;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    struct civil date;

    date.day = (int)(of_year - (153 * month + 2) / 5 + 1);
    date.month = (int)(month < 10 ? month + 3 : month - 9);
    date.year = (int)(year + era * 400 + (date.month <= 2));
    return date;
}

/* Reads exactly `n` digits. */
static bool digits(const char **at, int n, int *value)
{
    *value = 0;
    for (int i = 0; i < n; i++, (*at)++) {
        if (!isdigit((unsigned char)**at))
            return false;
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool sign(const char **at, char wanted)
{
    if (**at != wanted)
        return false;
    (*at)++;
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

static bool read_day(const char **at, int64_t *days)
{
    int year, month, day;

    if (!digits(at, 4, &year) || !sign(at, '-') || !digits(at, 2, &month) || !sign(at, '-') ||
        !digits(at, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *days = to_days(year, month, day);
    return true;
}

static bool read_time(const char **at, int64_t *seconds)
{
    int hour, minute, second;

    if (!digits(at, 2, &hour) || !sign(at, ':') || !digits(at, 2, &minute) || !sign(at, ':') ||
        !digits(at, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    if (sign(at, '.'))
        while (isdigit((unsigned char)**at))
            (*at)++;
    return true;
}

/* Seconds east of UTC. */
static bool read_offset(const char **at, int64_t *seconds)
{
    int hour, minute, direction = **at == '-' ? -1 : 1;

    *seconds = 0;
    if (sign(at, 'Z'))
        return true;
    if (!sign(at, '+') && !sign(at, '-'))
        return false;
    if (!digits(at, 2, &hour))
        return false;
    sign(at, ':');
    if (!digits(at, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *seconds = direction * (hour * 3600 + minute * 60);
    return true;
}

bool date_parse_instant(const char *text, int64_t *microseconds)
{
    int64_t days, seconds, offset;

    if (!read_day(&text, &days) || !sign(&text, 'T') || !read_time(&text, &seconds) ||
        !read_offset(&text, &offset) || *text)
        return false;
    *microseconds = (days * 86400 + seconds - offset) * 1000000;
    return true;
}

void date_print(int32_t day, char text[DATE_ROOM])
{
    struct civil date = from_days(day);

    snprintf(text, DATE_ROOM, "%04d-%02d-%02d", date.year % 10000, date.month, date.day);
}

void date_print_compact(int32_t day, char text[DATE_ROOM])
{
    struct civil date = from_days(day);

    snprintf(text, DATE_ROOM, "%04d%02d%02d", date.year % 10000, date.month, date.day);
}
