/* value.c - see value.h. Days are counted by the proleptic Gregorian calendar, in years that
 * begin with March, so that a leap day is a year's last. */
#include "value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

static const char *const type_names[] = {
    [TOBA_BOOL] = "boolean",        [TOBA_INT32] = "int", [TOBA_INT64] = "bigint",
    [TOBA_DOUBLE] = "double",       [TOBA_TEXT] = "text", [TOBA_DATE] = "date",
    [TOBA_TIMESTAMP] = "timestamp",
};

int32_t csv_type_named(const char *name)
{
    for (int32_t type = TOBA_BOOL; type <= TOBA_TIMESTAMP; type++)
        if (strcmp(name, type_names[type]) == 0)
            return type;
    return 0;
}

const char *csv_type_name(int32_t type)
{
    return type_names[type];
}

/* Reads `n` digits and returns what follows; NULL: they are not there. `text` may be NULL. */
static const char *digits(const char *text, int n, int *value)
{
    *value = 0;
    for (int i = 0; text && i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return NULL;
        *value = 10 * *value + (text[i] - '0');
    }
    return text ? text + n : NULL;
}

static const char *literal(const char *text, char c)
{
    return text && *text == c ? text + 1 : NULL;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

static const char *date(const char *text, int64_t *days)
{
    int year, month, day;
    int64_t y, of_year;

    text = literal(digits(text, 4, &year), '-');
    text = literal(digits(text, 2, &month), '-');
    text = digits(text, 2, &day);
    if (!text || year < 1 || month < 1 || month > 12 || day < 1 ||
        day > month_days(year, month))
        return NULL;
    y = year - (month <= 2);
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    *days = 365 * y + y / 4 - y / 100 + y / 400 + of_year - 719468;
    return text;
}

static const char *time_of_day(const char *text, int64_t *micros)
{
    int hour, minute, second;

    text = literal(digits(text, 2, &hour), ':');
    text = literal(digits(text, 2, &minute), ':');
    text = digits(text, 2, &second);
    if (!text || hour > 23 || minute > 59 || second > 59)
        return NULL;
    *micros = (int64_t)(hour * 3600 + minute * 60 + second) * SECOND;
    if (*text != '.')
        return text;
    if (*++text < '0' || *text > '9')
        return NULL;
    for (int64_t unit = SECOND / 10; *text >= '0' && *text <= '9'; text++, unit /= 10)
        *micros += unit * (*text - '0');
    return text;
}

/* Z, +HH:MM, -HH:MM or nothing. */
static const char *zone(const char *text, int64_t *micros)
{
    int hours, minutes;
    char sign;

    *micros = 0;
    if (!text || !*text || *text == 'Z')
        return text ? text + (*text == 'Z') : NULL;
    sign = *text++;
    text = digits(literal(digits(text, 2, &hours), ':'), 2, &minutes);
    if (!text || hours > 23 || minutes > 59 || (sign != '+' && sign != '-'))
        return NULL;
    *micros = (int64_t)(hours * 60 + minutes) * 60 * SECOND * (sign == '-' ? -1 : 1);
    return text;
}

static bool instant(const char *text, int64_t *value)
{
    int64_t days, micros, ahead;

    text = date(text, &days);
    if (!text || (*text != 'T' && *text != ' '))
        return false;
    text = zone(time_of_day(text + 1, &micros), &ahead);
    if (!text || *text)
        return false;
    *value = days * DAY + micros - ahead;
    return true;
}

static bool whole_number(const char *text, int32_t type, int64_t *value)
{
    const char *from = text + (*text == '-' || *text == '+');
    char *end;
    long long v;

    if (*from < '0' || *from > '9')
        return false;
    errno = 0;
    v = strtoll(text, &end, 10);
    *value = v;
    return !*end && !errno && (type == TOBA_INT64 || (v >= INT32_MIN && v <= INT32_MAX));
}

static bool boolean(const char *text, int64_t *value)
{
    *value = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
    return *value || strcmp(text, "false") == 0 || strcmp(text, "0") == 0;
}

bool csv_integer(const char *text, int32_t type, int64_t *value)
{
    switch (type) {
    case TOBA_BOOL:
        return boolean(text, value);
    case TOBA_DATE:
        text = date(text, value);
        return text && !*text;
    case TOBA_TIMESTAMP:
        return instant(text, value);
    default:
        return whole_number(text, type, value);
    }
}

bool csv_double(const char *text, double *value)
{
    char *end;

    /* strtod() also knows blanks, hexadecimal numbers and infinities. */
    if (!*text || text[strspn(text, "+-.0123456789eE")])
        return false;
    *value = strtod(text, &end);
    return end != text && !*end && isfinite(*value);
}
