/* cell.c - see cell.h. */
#include "run/cell.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <toba/batch.h>

#include "base/day.h"

#define FIRST_DAY INT64_C(-719162) /* 0001-01-01 */
#define LAST_DAY INT64_C(2932896)  /* 9999-12-31 */
#define INT64_END 9223372036854775808.0

static bool is_integer(int32_t type)
{
    return type == TOBA_INT32 || type == TOBA_INT64 || type == TOBA_BOOL;
}

static bool is_time(int32_t type)
{
    return type == TOBA_DATE || type == TOBA_TIMESTAMP;
}

bool tb_cell_convertible(int32_t from, int32_t to)
{
    if (from == to)
        return true;
    if (is_time(from) && is_time(to))
        return true;
    if (is_integer(from) || from == TOBA_DOUBLE)
        return is_integer(to) || to == TOBA_DOUBLE;
    return false;
}

static int64_t floor_day(int64_t instant)
{
    return instant / TB_DAY_MICROS - (instant % TB_DAY_MICROS < 0);
}

static const char *misfit_time(int64_t v, int32_t from)
{
    int64_t day = from == TOBA_DATE ? v : floor_day(v);

    return day < FIRST_DAY || day > LAST_DAY ? "is not of the years 1 to 9999" : NULL;
}

static const char *misfit_integer(int64_t v, int32_t to)
{
    if (to == TOBA_INT32 && (v < INT32_MIN || v > INT32_MAX))
        return "does not fit into 32 bits";
    if (to == TOBA_BOOL && v != 0 && v != 1)
        return "is neither 0 nor 1";
    return NULL;
}

static const char *misfit_double(double v, int32_t to)
{
    if (!isfinite(v))
        return "is not a finite number";
    if (to == TOBA_DOUBLE)
        return NULL;
    if (v < -INT64_END || v >= INT64_END)
        return "does not fit into 64 bits";
    if (v != (double)(int64_t)v)
        return "is not a whole number";
    return misfit_integer((int64_t)v, to);
}

static const char *misfit_text(struct toba_text text)
{
    return memchr(text.at, '\0', (size_t)text.size) ? "holds a zero byte" : NULL;
}

const char *tb_cell_misfit(const struct ArrowArray *array, int32_t from,
                           const struct toba_column *to, int64_t row)
{
    if (toba_is_null(array, row))
        return to->flags & TOBA_NOT_NULL ? "is NULL" : NULL;
    switch (from) {
    case TOBA_TEXT:
        return misfit_text(toba_cell_text(array, row));
    case TOBA_DOUBLE:
        return misfit_double(toba_cell_double(array, from, row), to->type);
    case TOBA_DATE:
    case TOBA_TIMESTAMP:
        return misfit_time(toba_cell_int(array, from, row), from);
    default:
        return misfit_integer(toba_cell_int(array, from, row), to->type);
    }
}

int64_t tb_cell_number(const struct ArrowArray *array, int32_t from, int32_t to, int64_t row)
{
    int64_t v;

    if (from == TOBA_DOUBLE)
        return (int64_t)toba_cell_double(array, from, row);
    v = toba_cell_int(array, from, row);
    if (from == TOBA_DATE && to == TOBA_TIMESTAMP)
        return v * TB_DAY_MICROS;
    if (from == TOBA_TIMESTAMP && to == TOBA_DATE)
        return floor_day(v);
    return v;
}

/* Cuts at the start of a character, and hides what would upset a terminal. */
static int print_text(struct toba_text from, char *text, int room)
{
    int64_t size = from.size < room - 1 ? from.size : room - 1;

    while (size > 0 && size < from.size && ((unsigned char)from.at[size] & 0xC0) == 0x80)
        size--;
    for (int64_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)from.at[i];

        text[i] = c < 0x20 || c == 0x7F ? '?' : from.at[i];
    }
    text[size] = '\0';
    return (int)size;
}

int tb_cell_print(const struct ArrowArray *array, int32_t type, int64_t row, char *text,
                  int room)
{
    char time[TB_INSTANT_TEXT] = "?";
    int64_t v;
    int size;

    if (!toba_is_null(array, row) && type == TOBA_TEXT)
        return print_text(toba_cell_text(array, row), text, room);
    v = toba_is_null(array, row) || type == TOBA_DOUBLE ? 0 : toba_cell_int(array, type, row);
    if (toba_is_null(array, row))
        size = snprintf(text, (size_t)room, "NULL");
    else if (type == TOBA_DOUBLE)
        size = snprintf(text, (size_t)room, "%.17g", toba_cell_double(array, type, row));
    else if (!is_time(type) || misfit_time(v, type))
        size = snprintf(text, (size_t)room, "%" PRId64, v);
    else
        size = snprintf(text, (size_t)room, "%s",
                        type == TOBA_DATE ? tb_day_print((int32_t)v, time)
                                          : tb_instant_print(v, time));
    return size < room ? size : room - 1;
}
