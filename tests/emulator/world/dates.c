/*
 * Reading and writing instants. The C library's calendar is used throughout; the program never
 * sets a locale, so that the names of days and months are the English ones HTTP wants.
 */
#include "dates.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t date_day(int64_t instant)
{
    int64_t day = instant / SECONDS_A_DAY;

    return instant % SECONDS_A_DAY < 0 ? day - 1 : day;
}

static bool parse_seconds(const char *string, int64_t *instant)
{
    char *end;
    long long value;

    if (!*string || strspn(string, "0123456789") != strlen(string) || strlen(string) > 12)
        return false;
    value = strtoll(string, &end, 10);
    *instant = value;
    return true;
}

/* strptime takes 31 February; a date that timegm had to mend was none. */
static bool parse_calendar(const char *string, const char *format, int64_t *instant)
{
    struct tm wanted = {0};
    struct tm given;
    const char *end = strptime(string, format, &wanted);
    time_t value;

    if (!end || *end)
        return false;
    given = wanted;
    value = timegm(&wanted);
    if (wanted.tm_mday != given.tm_mday || wanted.tm_mon != given.tm_mon)
        return false;
    *instant = value;
    return true;
}

bool date_parse(const char *string, int64_t *instant)
{
    static const char *const formats[] = {
        "%Y-%m-%d",       "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%MZ",
        "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S",  "%Y-%m-%d %H:%M",
    };

    if (parse_seconds(string, instant))
        return true;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (parse_calendar(string, formats[i], instant))
            return true;
    return false;
}

/* Every caller's form fits: years of more than four digits are cut by the fixed room. */
static void write_as(const char *format, int64_t instant, char out[DATE_ROOM])
{
    time_t value = (time_t)instant;
    struct tm calendar = {0};

    gmtime_r(&value, &calendar);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    if (!strftime(out, DATE_ROOM, format, &calendar))
        out[0] = '\0';
#pragma GCC diagnostic pop
}

void date_write_day(int64_t instant, char out[DATE_ROOM])
{
    write_as("%Y-%m-%d", instant, out);
}

void date_write_compact(int64_t instant, char out[DATE_ROOM])
{
    write_as("%Y%m%d", instant, out);
}

void date_write_iso(int64_t instant, char out[DATE_ROOM])
{
    write_as("%Y-%m-%dT%H:%M:%SZ", instant, out);
}

void date_write_graph(int64_t instant, char out[DATE_ROOM])
{
    write_as("%Y-%m-%dT%H:%M:%S+0000", instant, out);
}

void date_write_http(int64_t instant, char out[DATE_ROOM])
{
    write_as("%a, %d %b %Y %H:%M:%S GMT", instant, out);
}
