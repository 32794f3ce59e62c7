/* rows.c - see rows.h. */
#include "kit/rows.h"

#include <float.h>
#include <string.h>

#include "base/day.h"

enum { WEEKS_DAYS = 64, FAR_DAYS = 400, PARTS = 3, LONG_TEXT = 100000 };

struct maker {
    struct tb_arena *arena;
    enum tb_kit_shape shape;
    uint32_t seed;
    int32_t day;
    const char *long_text;
};

/* Numbers that look random and are the same everywhere. */
static uint32_t mix(uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t x = a * 0x9E3779B1u ^ (b + 0x7F4A7C15u) * 0x85EBCA77u ^ (c + 1) * 0xC2B2AE3Du;

    x ^= x >> 15;
    x *= 0x2C1B3C6Du;
    x ^= x >> 12;
    return x;
}

/* ---- Cells --------------------------------------------------------------- */

static struct tb_kit_cell number(int64_t v)
{
    return (struct tb_kit_cell){TB_KIT_INT, v, 0, NULL};
}

static struct tb_kit_cell real(double v)
{
    return (struct tb_kit_cell){TB_KIT_DOUBLE, 0, v, NULL};
}

static struct tb_kit_cell extreme(const struct maker *m, int32_t type, uint32_t dice)
{
    static const double reals[] = {0, -0.0, DBL_MAX, -DBL_MAX, DBL_MIN, -1};
    const int64_t first_day = -719162, last_day = 2932896; /* of the years 1 and 9999 */
    bool low = dice & 1;

    switch (type) {
    case TOBA_BOOL:
        return number(low);
    case TOBA_INT32:
        return number(low ? INT32_MIN : INT32_MAX);
    case TOBA_DATE:
        return number(low ? first_day : last_day);
    case TOBA_TIMESTAMP:
        return number(low ? first_day * TB_DAY_MICROS : (last_day + 1) * TB_DAY_MICROS - 1);
    case TOBA_DOUBLE:
        return real(reals[dice % 6]);
    case TOBA_TEXT:
        return (struct tb_kit_cell){TB_KIT_TEXT, 0, 0,
                                    dice % 3 == 0   ? ""
                                    : dice % 3 == 1 ? m->long_text
                                                    : "\xF0\x9F\x98\x80\xC3\xA9"};
    default:
        return number(dice % 3 == 0 ? 0 : low ? INT64_MIN : INT64_MAX);
    }
}

static struct tb_kit_cell usual(const struct maker *m, int32_t type, int32_t day, uint32_t dice)
{
    char *text;

    switch (type) {
    case TOBA_BOOL:
        return number(dice & 1);
    case TOBA_DATE:
        return number(day);
    case TOBA_TIMESTAMP:
        return number((int64_t)day * TB_DAY_MICROS + dice % 86400 * INT64_C(1000000));
    case TOBA_DOUBLE:
        return real((double)(dice % 4000) / 4);
    case TOBA_TEXT:
        text = tb_arena_print(m->arena, "text %u", dice % 100);
        return (struct tb_kit_cell){text ? TB_KIT_TEXT : TB_KIT_NULL, 0, 0, text};
    default:
        return number(dice % 1000);
    }
}

/* A date in its role is the row's day; a number may come as a double. */
static struct tb_kit_cell make_cell(const struct maker *m, const struct tb_kit_field *field,
                                    int32_t day, uint32_t dice)
{
    bool real_number = field->number && m->seed % 2 == 1;

    if (field->flags & TOBA_DATE_ROLE)
        return field->type == TOBA_TIMESTAMP
                   ? number((int64_t)day * TB_DAY_MICROS + dice % 86400 * INT64_C(1000000))
                   : number(day);
    if (m->shape == TB_KIT_ALL_NULL || (m->shape == TB_KIT_HOLES && dice % 4 == 0))
        return (struct tb_kit_cell){TB_KIT_NULL, 0, 0, NULL};
    if (m->shape == TB_KIT_EXTREME)
        return extreme(m, real_number ? TOBA_DOUBLE : field->type, dice);
    return usual(m, real_number ? TOBA_DOUBLE : field->type, day, dice);
}

/* ---- Rows ---------------------------------------------------------------- */

static void add_row(const struct maker *m, struct tb_kit_input *input, const char *part,
                    int32_t day, bool fresh)
{
    struct tb_kit_row **rows = (struct tb_kit_row **)(uintptr_t)&input->rows;
    struct tb_kit_row *row =
        tb_arena_append(m->arena, (void **)rows, &input->n_rows, sizeof *row);
    struct tb_kit_cell *cells =
        tb_arena_array(m->arena, (size_t)input->n_fields, sizeof *cells);

    if (!row || !cells)
        return;
    for (int i = 0; i < input->n_fields; i++)
        cells[i] = make_cell(m, &input->fields[i], day,
                             mix(m->seed, (uint32_t)input->n_rows, (uint32_t)i * 977 + 13));
    *row = (struct tb_kit_row){part, day, fresh, cells};
}

static void add_days(const struct maker *m, struct tb_kit_input *input, const char *part,
                     int32_t n)
{
    for (int32_t back = n - 1; back >= 0; back--) {
        if (m->shape == TB_KIT_HOLES && mix(m->seed, (uint32_t)back, 7) % 3 == 0)
            continue;
        add_row(m, input, part, m->day - back, back < n - 1 || n == 1);
    }
}

static void add_part(const struct maker *m, struct tb_kit_input *input, const char *part)
{
    bool undated = input->spec->rows == TOBA_ALL && input->sub_key;

    if (m->shape == TB_KIT_LONG_AGO)
        add_row(m, input, part, m->day - FAR_DAYS, true);
    else if (m->shape == TB_KIT_ONE_ROW || undated)
        add_row(m, input, part, m->day, true);
    else
        add_days(m, input, part, WEEKS_DAYS);
}

static void add_parts(const struct maker *m, struct tb_kit_input *input)
{
    static const char *const names[PARTS] = {"part 0", "part 1", "part 2"};
    bool one = m->shape == TB_KIT_ONE_ROW || m->shape == TB_KIT_LONG_AGO;

    input->rows = NULL;
    input->n_rows = 0;
    if (m->shape == TB_KIT_NO_ROWS)
        return;
    if (!input->sub_key && input->parent < 0) {
        add_part(m, input, "");
        return;
    }
    for (int i = 0; i < (one ? 1 : PARTS); i++)
        if (m->shape != TB_KIT_HOLES || input->parent < 0 || i != 1)
            add_part(m, input, names[i]);
}

static int start(struct maker *m, struct tb_kit_host *host, struct toba_error *err)
{
    char *text = tb_arena_new(m->arena, LONG_TEXT + 1);

    m->day = host->day;
    if (!text)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for rows");
    memset(text, 'x', LONG_TEXT);
    m->long_text = text;
    return TOBA_OK;
}

int tb_kit_rows_give(struct tb_kit_host *host, struct tb_arena *arena, enum tb_kit_shape shape,
                     uint32_t seed, struct toba_error *err)
{
    struct maker m = {.arena = arena, .shape = shape, .seed = seed};
    int code = start(&m, host, err);

    for (int i = 0; i < host->spec->n_inputs && !code; i++) {
        m.seed = seed + (uint32_t)i * 2;
        add_parts(&m, &host->inputs[i]);
    }
    if (!code && arena->failed)
        code = toba_fail(err, TOBA_E_MEMORY, "out of memory for rows");
    return code;
}

int tb_kit_rows_batch(struct tb_kit_host *host, struct tb_arena *arena, enum tb_kit_shape shape,
                      uint32_t seed, int n, struct toba_error *err)
{
    struct maker m = {.arena = arena, .shape = shape, .seed = seed};
    int code = start(&m, host, err);

    host->inputs[0].rows = NULL;
    host->inputs[0].n_rows = 0;
    for (int i = 0; i < n && !code; i++)
        add_row(&m, &host->inputs[0], "", host->day - i % WEEKS_DAYS, true);
    if (!code && arena->failed)
        code = toba_fail(err, TOBA_E_MEMORY, "out of memory for rows");
    return code;
}
