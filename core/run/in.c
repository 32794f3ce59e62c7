/* in.c - see in.h. Plugins may ask anything; what makes no sense is a failure of the step. */
#include "run/in.h"

#include <inttypes.h>

#include "base/day.h"

void tb_in_set_key(struct tb_in *in, const struct ArrowArray *keys, int32_t type, int64_t row)
{
    in->key.type = type;
    if (type == TOBA_TEXT) {
        in->key.text = toba_cell_text(keys, row);
        return;
    }
    in->key.number = toba_cell_int(keys, type, row);
    in->key.text.size = snprintf(in->key_text, sizeof in->key_text, "%" PRId64, in->key.number);
    in->key.text.at = in->key_text;
    in->key.text.null = false;
}

static void misuse(struct tb_in *in, const char *what)
{
    if (!in->failure.code)
        toba_fail(&in->failure, TOBA_E_PLUGIN, "the plugin %s", what);
}

static struct tb_cursor *cursor_of(struct tb_in *in, int32_t port)
{
    if (port >= 0 && port < in->n)
        return &in->cursors[port];
    misuse(in, "read from an input port that does not exist");
    return NULL;
}

bool tb_in_next(struct toba_in *base, int32_t port)
{
    struct tb_cursor *cursor = cursor_of((struct tb_in *)base, port);

    return cursor && tb_cursor_next(cursor);
}

bool tb_in_as_of(struct toba_in *base, int32_t port, int32_t days)
{
    struct tb_cursor *cursor = cursor_of((struct tb_in *)base, port);

    return cursor && tb_cursor_as_of(cursor, days);
}

bool tb_in_fresh(struct toba_in *base, int32_t port)
{
    struct tb_cursor *cursor = cursor_of((struct tb_in *)base, port);

    return cursor && tb_cursor_fresh(cursor);
}

struct toba_text tb_in_key(struct toba_in *base)
{
    const struct tb_in *in = (const struct tb_in *)base;

    return in->key.type ? in->key.text : (struct toba_text){"", 0, true};
}

int tb_in_status(struct toba_in *base, struct toba_error *err)
{
    const struct tb_in *in = (const struct tb_in *)base;

    if (in->failure.code)
        *err = in->failure;
    return in->failure.code;
}

/* The column of a field, NULL when the value is NULL. */
static inline const struct ArrowArray *cell(struct toba_in *base, int32_t port, int32_t field,
                                            int64_t *row, int32_t *type)
{
    struct tb_in *in = (struct tb_in *)base;
    const struct tb_cursor *cursor = cursor_of(in, port);
    const struct ArrowArray *column;

    if (!cursor)
        return NULL;
    if (field < 0 || field >= cursor->n_cells) {
        misuse(in, "read a field that does not exist");
        return NULL;
    }
    if (!cursor->now.page || cursor->cells[field].column < 0)
        return NULL;
    *row = cursor->now.row;
    *type = cursor->cells[field].type;
    column = cursor->now.page->batch.children[cursor->cells[field].column];
    return toba_is_null(column, *row) ? NULL : column;
}

struct toba_int tb_in_int(struct toba_in *in, int32_t port, int32_t field)
{
    int64_t row;
    int32_t type;
    const struct ArrowArray *column = cell(in, port, field, &row, &type);

    if (!column)
        return (struct toba_int){0, true};
    if (type == TOBA_TEXT || type == TOBA_DOUBLE) {
        misuse((struct tb_in *)in, "read a text or a double as an integer");
        return (struct toba_int){0, true};
    }
    return (struct toba_int){toba_cell_int(column, type, row), false};
}

struct toba_double tb_in_double(struct toba_in *in, int32_t port, int32_t field)
{
    int64_t row;
    int32_t type;
    const struct ArrowArray *column = cell(in, port, field, &row, &type);

    if (!column)
        return (struct toba_double){0, true};
    if (type == TOBA_TEXT) {
        misuse((struct tb_in *)in, "read a text as a number");
        return (struct toba_double){0, true};
    }
    return (struct toba_double){toba_cell_double(column, type, row), false};
}

struct toba_text tb_in_text(struct toba_in *in, int32_t port, int32_t field)
{
    int64_t row;
    int32_t type;
    const struct ArrowArray *column = cell(in, port, field, &row, &type);

    if (!column)
        return (struct toba_text){"", 0, true};
    if (type != TOBA_TEXT) {
        misuse((struct tb_in *)in, "read a number as a text");
        return (struct toba_text){"", 0, true};
    }
    return toba_cell_text(column, row);
}

struct toba_int tb_in_day_of(struct toba_in *in, int32_t port, int32_t field)
{
    int64_t row;
    int32_t type;
    const struct ArrowArray *column = cell(in, port, field, &row, &type);

    if (!column)
        return (struct toba_int){0, true};
    if (type == TOBA_DATE)
        return (struct toba_int){toba_cell_int(column, type, row), false};
    if (type == TOBA_TIMESTAMP)
        return (struct toba_int){tb_day_of_instant(toba_cell_int(column, type, row)), false};
    misuse((struct tb_in *)in, "read the day of something that is no date");
    return (struct toba_int){0, true};
}
