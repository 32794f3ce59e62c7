/* value.c - see value.h. */
#include "value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { SECONDS_A_DAY = 86400, DAY_SIZE = 10, INSTANT_SIZE = 20 };

/* 0001-01-01 and 9999-12-31 */
static const int64_t FIRST_DAY = -719162, LAST_DAY = 2932896;

static const char OUT_OF_YEARS[] = "is outside the years 1 to 9999";

/* ---- Times and texts ----------------------------------------------------- */

static void put_digits(char *out, int64_t value, int n)
{
    while (n-- > 0) {
        out[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* Counts in years that begin in March, so that the leap day comes last. */
static void put_day(char *out, int64_t day)
{
    int64_t since = day + 719468; /* days from 0000-03-01 */
    int64_t era = since / 146097, of_era = since % 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t march = (5 * of_year + 2) / 153;
    int64_t month = march < 10 ? march + 3 : march - 9;

    put_digits(out, era * 400 + year + (month <= 2), 4);
    out[4] = '-';
    put_digits(out + 5, month, 2);
    out[7] = '-';
    put_digits(out + 8, of_year - (153 * march + 2) / 5 + 1, 2);
}

bool sq_day_text(int64_t day, char out[SQ_TIME_SIZE])
{
    if (day < FIRST_DAY || day > LAST_DAY)
        return false;
    put_day(out, day);
    out[DAY_SIZE] = '\0';
    return true;
}

bool sq_instant_text(int64_t instant, char out[SQ_TIME_SIZE])
{
    int64_t seconds = instant / 1000000 - (instant % 1000000 < 0);
    int64_t day = seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0);
    int64_t of_day = seconds - day * SECONDS_A_DAY;

    if (!sq_day_text(day, out))
        return false;
    out[10] = 'T';
    put_digits(out + 11, of_day / 3600, 2);
    out[13] = ':';
    put_digits(out + 14, of_day / 60 % 60, 2);
    out[16] = ':';
    put_digits(out + 17, of_day % 60, 2);
    out[19] = 'Z';
    out[INSTANT_SIZE] = '\0';
    return true;
}

void sq_day_bound(int64_t day, char out[SQ_TIME_SIZE])
{
    if (sq_day_text(day, out))
        return;
    out[0] = day < 0 ? '\0' : ':'; /* ':' comes after the digits */
    out[1] = '\0';
}

/* The number of the digits at `text`; -1 when something else is among them. */
static int64_t digits(const char *text, int n)
{
    int64_t value = 0;

    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool sq_parse_day(const char *text, int size, int64_t *day)
{
    int64_t year, month, of_month, march, shifted;
    char again[SQ_TIME_SIZE];

    if (size != DAY_SIZE)
        return false;
    year = digits(text, 4);
    month = digits(text + 5, 2);
    of_month = digits(text + 8, 2);
    if (year < 1 || month < 1 || month > 12 || of_month < 1)
        return false;
    shifted = month <= 2 ? year - 1 : year;
    march = month <= 2 ? month + 9 : month - 3;
    *day = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (153 * march + 2) / 5 +
           of_month - 1 - 719468;
    /* Days that a month does not have come out as another date. */
    return sq_day_text(*day, again) && memcmp(text, again, DAY_SIZE) == 0;
}

bool sq_parse_instant(const char *text, int size, int64_t *instant)
{
    int64_t day, hour, minute, second;

    if (size != INSTANT_SIZE || !sq_parse_day(text, DAY_SIZE, &day) || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text[19] != 'Z')
        return false;
    hour = digits(text + 11, 2);
    minute = digits(text + 14, 2);
    second = digits(text + 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    *instant = (day * SECONDS_A_DAY + hour * 3600 + minute * 60 + second) * 1000000;
    return true;
}

/* The bytes of the UTF-8 sequence at `s`, of which `left` are there; 0: malformed. */
static int64_t sequence(const unsigned char *s, int64_t left)
{
    uint32_t c = s[0], least;
    int64_t n;

    if (c < 0x80)
        return 1;
    if (c < 0xc2 || c > 0xf4)
        return 0;
    n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    least = n == 2 ? 0x80 : n == 3 ? 0x800 : 0x10000;
    c &= 0x7fU >> n;
    if (left < n)
        return 0;
    for (int64_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3fU);
    }
    return c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : n;
}

bool sq_clean_text(const char *text, int64_t size)
{
    const unsigned char *s = (const unsigned char *)text;

    for (int64_t i = 0; i < size;) {
        int64_t n = s[i] ? sequence(s + i, size - i) : 0;

        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

/* ---- Binding ------------------------------------------------------------- */

static const char *bind_text(sqlite3_stmt *statement, int parameter, const char *text,
                             int64_t size)
{
    if (size > INT32_MAX ||
        sqlite3_bind_text(statement, parameter, text, (int)size, SQLITE_STATIC))
        return "is longer than SQLite takes";
    return NULL;
}

static const char *bind_clean_text(sqlite3_stmt *statement, int parameter,
                                   struct toba_text text)
{
    if (memchr(text.at, '\0', (size_t)text.size))
        return "holds a NUL character";
    return bind_text(statement, parameter, text.at, text.size);
}

static const char *bind_number(sqlite3_stmt *statement, int parameter, double v)
{
    if (isnan(v))
        return "is not a number"; /* SQLite would make it NULL */
    sqlite3_bind_double(statement, parameter, v);
    return NULL;
}

const char *sq_bind_cell(sqlite3_stmt *statement, int parameter, int32_t type,
                         const struct ArrowArray *column, int64_t row,
                         char buffer[SQ_TIME_SIZE])
{
    if (toba_is_null(column, row)) {
        sqlite3_bind_null(statement, parameter);
        return NULL;
    }
    switch (type) {
    case TOBA_TEXT:
        return bind_clean_text(statement, parameter, toba_cell_text(column, row));
    case TOBA_DOUBLE:
        return bind_number(statement, parameter, toba_cell_double(column, type, row));
    case TOBA_DATE:
        if (!sq_day_text(toba_cell_int(column, type, row), buffer))
            return OUT_OF_YEARS;
        return bind_text(statement, parameter, buffer, DAY_SIZE);
    case TOBA_TIMESTAMP:
        if (!sq_instant_text(toba_cell_int(column, type, row), buffer))
            return OUT_OF_YEARS;
        return bind_text(statement, parameter, buffer, INSTANT_SIZE);
    default:
        sqlite3_bind_int64(statement, parameter, toba_cell_int(column, type, row));
        return NULL;
    }
}

static bool whole_number(const char *text, int64_t *v)
{
    char *end = NULL;

    errno = 0;
    *v = strtoll(text, &end, 10);
    return end != text && *end == '\0' && errno == 0;
}

/* The integer that `text` means for a column of type BOOL, INT32 or INT64. Returns a reason. */
static const char *given_int(int32_t type, const char *text, int64_t *v)
{
    if (type == TOBA_BOOL && (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)) {
        *v = text[0] == 't';
        return NULL;
    }
    if (!whole_number(text, v))
        return type == TOBA_BOOL ? "is neither true nor false" : "is no whole number";
    if (type == TOBA_INT32 && (*v < INT32_MIN || *v > INT32_MAX))
        return "is outside 32 bits";
    if (type == TOBA_BOOL && *v != 0 && *v != 1)
        return "is neither true nor false";
    return NULL;
}

static const char *given_double(const char *text, double *v)
{
    char *end = NULL;

    *v = strtod(text, &end);
    return end == text || *end != '\0' || isnan(*v) ? "is no number" : NULL;
}

static const char *given_text(int32_t type, const char *text)
{
    int64_t ignored;
    int size = (int)strnlen(text, SQ_TIME_SIZE);

    if (type == TOBA_DATE && !sq_parse_day(text, size, &ignored))
        return "is no date YYYY-MM-DD";
    if (type == TOBA_TIMESTAMP && !sq_parse_instant(text, size, &ignored))
        return "is no instant YYYY-MM-DDTHH:MM:SSZ";
    return NULL;
}

const char *sq_bind_given(sqlite3_stmt *statement, int parameter, int32_t type,
                          const char *text)
{
    const char *reason = NULL;
    int64_t whole = 0;
    double number = 0;

    switch (type) {
    case TOBA_BOOL:
    case TOBA_INT32:
    case TOBA_INT64:
        reason = given_int(type, text, &whole);
        if (!reason)
            sqlite3_bind_int64(statement, parameter, whole);
        return reason;
    case TOBA_DOUBLE:
        reason = given_double(text, &number);
        if (!reason)
            sqlite3_bind_double(statement, parameter, number);
        return reason;
    default:
        reason = given_text(type, text);
        if (!reason && sqlite3_bind_text(statement, parameter, text, -1, SQLITE_TRANSIENT))
            reason = "is longer than SQLite takes";
        return reason;
    }
}

const char *sq_literal(sqlite3_str *sql, int32_t type, const char *text)
{
    const char *reason = NULL;
    int64_t whole = 0;
    double number = 0;

    switch (type) {
    case TOBA_BOOL:
    case TOBA_INT32:
    case TOBA_INT64:
        reason = given_int(type, text, &whole);
        if (!reason)
            sqlite3_str_appendf(sql, "%lld", (long long)whole);
        return reason;
    case TOBA_DOUBLE:
        reason = given_double(text, &number);
        if (!reason)
            sqlite3_str_appendf(sql, "%!.17g", number);
        return reason;
    default:
        reason = given_text(type, text);
        if (!reason)
            sqlite3_str_appendf(sql, "%Q", text);
        return reason;
    }
}

/* ---- Reading ------------------------------------------------------------- */

static const char *take_int(sqlite3_stmt *statement, int column, int32_t type,
                            const struct toba_host *host, struct toba_builder *builder,
                            int32_t to)
{
    int64_t v = sqlite3_column_int64(statement, column);

    if (sqlite3_column_type(statement, column) != SQLITE_INTEGER)
        return "holds something else than a whole number";
    if (type == TOBA_INT32 && (v < INT32_MIN || v > INT32_MAX))
        return "holds a number outside 32 bits";
    if (type == TOBA_BOOL && v != 0 && v != 1)
        return "holds neither 0 nor 1";
    toba_builder_int(host, builder, to, v);
    return NULL;
}

static const char *take_double(sqlite3_stmt *statement, int column,
                               const struct toba_host *host, struct toba_builder *builder,
                               int32_t to)
{
    int stored = sqlite3_column_type(statement, column);

    if (stored != SQLITE_FLOAT && stored != SQLITE_INTEGER)
        return "holds something else than a number";
    toba_builder_double(host, builder, to, sqlite3_column_double(statement, column));
    return NULL;
}

static const char *take_text(sqlite3_stmt *statement, int column, int32_t type,
                             const struct toba_host *host, struct toba_builder *builder,
                             int32_t to)
{
    const char *text;
    int size;
    int64_t v = 0;

    if (sqlite3_column_type(statement, column) != SQLITE_TEXT)
        return "holds something else than text";
    text = (const char *)sqlite3_column_text(statement, column);
    size = sqlite3_column_bytes(statement, column);
    if (!text)
        return "cannot be read: out of memory";
    if (type == TOBA_DATE && !sq_parse_day(text, size, &v))
        return "holds a text that is no date YYYY-MM-DD";
    if (type == TOBA_TIMESTAMP && !sq_parse_instant(text, size, &v))
        return "holds a text that is no instant YYYY-MM-DDTHH:MM:SSZ";
    if (type == TOBA_TEXT && !sq_clean_text(text, size))
        return "holds a text that is not UTF-8 or has a NUL in it";
    if (type == TOBA_TEXT)
        toba_builder_text(host, builder, to, text, size);
    else
        toba_builder_int(host, builder, to, v);
    return NULL;
}

const char *sq_take_cell(sqlite3_stmt *statement, int column, int32_t type,
                         const struct toba_host *host, struct toba_builder *builder, int32_t to)
{
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return NULL;
    switch (type) {
    case TOBA_BOOL:
    case TOBA_INT32:
    case TOBA_INT64:
        return take_int(statement, column, type, host, builder, to);
    case TOBA_DOUBLE:
        return take_double(statement, column, host, builder, to);
    default:
        return take_text(statement, column, type, host, builder, to);
    }
}

/* ---- Keys in messages ---------------------------------------------------- */

static void cell_text(const struct toba_column *column, const struct ArrowArray *cell,
                      int64_t row, char *out, size_t room)
{
    struct toba_text text;
    char time[SQ_TIME_SIZE];

    if (column->flags & TOBA_SECRET) {
        snprintf(out, room, "***");
    } else if (toba_is_null(cell, row)) {
        snprintf(out, room, "NULL");
    } else if (column->type == TOBA_TEXT) {
        text = toba_cell_text(cell, row);
        snprintf(out, room, "%.*s", (int)(text.size < 200 ? text.size : 200), text.at);
    } else if (column->type == TOBA_DATE &&
               sq_day_text(toba_cell_int(cell, column->type, row), time)) {
        snprintf(out, room, "%s", time);
    } else if (column->type == TOBA_TIMESTAMP &&
               sq_instant_text(toba_cell_int(cell, column->type, row), time)) {
        snprintf(out, room, "%s", time);
    } else if (column->type == TOBA_DOUBLE) {
        snprintf(out, room, "%.17g", toba_cell_double(cell, column->type, row));
    } else {
        snprintf(out, room, "%lld", (long long)toba_cell_int(cell, column->type, row));
    }
}

/* Ends the text before a character that was cut. */
static void trim(char *text)
{
    int64_t size = (int64_t)strlen(text), at = 0, n;

    while (at < size && (n = sequence((const unsigned char *)text + at, size - at)) > 0)
        at += n;
    text[at] = '\0';
}

void sq_key_text(const struct toba_table *table, const struct ArrowArray *const *cells,
                 const int32_t *columns, int32_t n, int64_t row, char *out, size_t room)
{
    size_t used = 0;

    out[0] = '\0';
    for (int32_t i = 0; i < n && used + 3 < room; i++) {
        if (i > 0)
            memcpy(out + used, ", ", 3), used += 2;
        cell_text(&table->columns[columns[i]], cells[i], row, out + used, room - used);
        used += strlen(out + used);
    }
    trim(out);
}
