/* host_read.c - the host's side of reading: positions, values, state. */
#include <string.h>

#include "base/alloc.h"
#include "base/day.h"
#include "kit/host.h"
#include "kit/memory.h"

/* What a NULL's number is here: a component must not look at it. */
#define BEHIND_NULL 1000003

static struct tb_kit_input *input_of(struct toba_in *in, int32_t port)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);

    if (port >= 0 && port < host->spec->n_inputs)
        return &host->inputs[port];
    tb_kit_broken(host, "ports are counted from 0, in the descriptor's order",
                  "it reads input port %d, which does not exist", port);
    return NULL;
}

/* ---- Positions ----------------------------------------------------------- */

/* Ports that follow this one stand before their first row again. */
static void reset_children(struct tb_kit_host *host, const struct tb_kit_input *parent)
{
    for (int i = 0; i < host->spec->n_inputs; i++) {
        struct tb_kit_input *child = &host->inputs[i];

        if (child->parent < 0 || &host->inputs[child->parent] != parent)
            continue;
        child->at = -1;
        child->part = NULL;
        child->current = NULL;
        tb_kit_spoil(host, i);
    }
}

/* The sub-key whose rows a port shows; NULL: of all. False: its parent stands nowhere. */
static bool shown_part(struct tb_kit_host *host, const struct tb_kit_input *port,
                       const char **part)
{
    const struct tb_kit_input *parent;

    *part = NULL;
    if (port->parent < 0)
        return true;
    parent = &host->inputs[port->parent];
    if (parent->current)
        *part = parent->current->sub_key;
    else
        *part = parent->part;
    if (*part)
        return true;
    if (parent->wired)
        tb_kit_broken(host, "call toba_next() on the parent first",
                      "it reads port '%s' while its parent '%s' stands at no row",
                      port->spec->name, parent->spec->name);
    return false;
}

static bool is_visible(const struct tb_kit_host *host, const struct tb_kit_input *port,
                       const struct tb_kit_row *row, const char *part)
{
    if (part && strcmp(row->sub_key, part) != 0)
        return false;
    return port->spec->rows == TOBA_ALL || row->day <= host->day;
}

/* Steps to the next sub-key of a port that is read at points in time. */
static bool next_part(struct tb_kit_input *port, const char *part)
{
    while (++port->at < port->n_rows) {
        const char *sub_key = port->rows[port->at].sub_key;

        if ((part && strcmp(sub_key, part) != 0) ||
            (port->part && strcmp(sub_key, port->part) == 0))
            continue;
        port->part = sub_key;
        return true;
    }
    return false;
}

static bool next(struct toba_in *in, int32_t at)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);
    struct tb_kit_input *port = input_of(in, at);
    const char *part;

    if (!port)
        return false;
    port->current = NULL;
    tb_kit_spoil(host, at);
    reset_children(host, port);
    if (!port->wired || !shown_part(host, port, &part))
        return false;
    if (port->spec->rows == TOBA_AS_OF)
        return next_part(port, part);
    while (++port->at < port->n_rows) {
        if (is_visible(host, port, &port->rows[port->at], part)) {
            port->current = &port->rows[port->at];
            return true;
        }
    }
    port->at = port->n_rows;
    return false;
}

static const struct tb_kit_point *find_point(const struct tb_kit_input *port, int32_t days)
{
    for (int i = 0; i < port->n_points; i++)
        if (port->points[i].days == days)
            return &port->points[i];
    return NULL;
}

static void show_point(const struct tb_kit_host *host, struct tb_kit_input *port,
                       const struct tb_kit_point *point, const char *part)
{
    const bool oldest = point->days == TOBA_OLDEST;
    const int64_t last = (int64_t)host->day - (oldest ? 0 : point->days);
    const int64_t first =
        point->tolerance == TOBA_ANY_AGE ? INT32_MIN : last - point->tolerance;

    for (int i = 0; i < port->n_rows; i++) {
        const struct tb_kit_row *row = &port->rows[i];

        if ((part && strcmp(row->sub_key, part) != 0) || row->day > last || row->day < first)
            continue;
        port->current = row; /* the rows are sorted: the last one stays */
        if (oldest)
            break;
    }
}

static bool as_of(struct toba_in *in, int32_t at, int32_t days)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);
    struct tb_kit_input *port = input_of(in, at);
    const struct tb_kit_point *point;
    const char *part;

    if (!port)
        return false;
    port->current = NULL;
    tb_kit_spoil(host, at);
    if (!port->wired || !shown_part(host, port, &part))
        return false;
    point = find_point(port, days);
    if (!point) {
        tb_kit_broken(host, "ask for every point in `plan`, with toba_plan_as_of()",
                      "it reads port '%s' at %d days, a point that it did not plan",
                      port->spec->name, days);
        return false;
    }
    if (!part && port->sub_key) {
        part = port->part;
        if (!part)
            tb_kit_broken(host, "the port has a sub-key: step through them with toba_next()",
                          "it asks for a point of port '%s' before toba_next()",
                          port->spec->name);
    }
    if (part || !port->sub_key)
        show_point(host, port, point, part);
    return port->current != NULL;
}

static bool fresh(struct toba_in *in, int32_t at)
{
    struct tb_kit_input *port = input_of(in, at);

    if (!port)
        return false;
    if (port->spec->rows != TOBA_CHANGED || !port->current) {
        tb_kit_broken(TB_KIT_HOST_OF(in, in), "ask after toba_next() of a TOBA_CHANGED port",
                      "it asks toba_fresh() of port '%s', which stands at no changed row",
                      port->spec->name);
        return false;
    }
    return port->current->fresh;
}

static int find(struct toba_in *in, int32_t at, const char *key, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);
    struct tb_kit_input *port = input_of(in, at);

    if (host->spec->kind != TOBA_SOURCE) {
        tb_kit_broken(host, "a group sees the rows of its key, and no others",
                      "it calls toba_find(), which only a source may");
        return toba_fail(err, TOBA_E_PLUGIN, "toba_find() is for sources");
    }
    if (!port)
        return toba_fail(err, TOBA_E_PLUGIN, "there is no such input port");
    if (tb_kit_memory_refuses())
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for rows, as the check asked");
    port->at = -1;
    port->current = NULL;
    port->n_rows = 0;
    if (port->wired && host->find)
        port->rows = host->find(host->find_context, port, key, &port->n_rows);
    return TOBA_OK;
}

static struct toba_text key(struct toba_in *in)
{
    const struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);

    if (!host->key)
        return (struct toba_text){"", 0, true};
    return (struct toba_text){host->key, (int64_t)strlen(host->key), false};
}

static int status(struct toba_in *in, struct toba_error *err)
{
    (void)in;
    (void)err;
    return TOBA_OK;
}

/* ---- Values -------------------------------------------------------------- */

/* The cell of a field; NULL: it is NULL, or the plugin may not ask. */
static const struct tb_kit_cell *cell_of(struct toba_in *in, int32_t at, int32_t field)
{
    const struct tb_kit_input *port = input_of(in, at);

    if (!port)
        return NULL;
    if (field < 0 || field >= port->n_fields) {
        tb_kit_broken(TB_KIT_HOST_OF(in, in),
                      "fields are counted from 0; those that `plan` adds follow the others",
                      "it reads field %d of port '%s', which does not exist", field,
                      port->spec->name);
        return NULL;
    }
    if (!port->current || port->current->cells[field].kind == TB_KIT_NULL)
        return NULL;
    return &port->current->cells[field];
}

static void wrong_reader(struct toba_in *in, int32_t port, int32_t field, const char *as)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);

    tb_kit_broken(host, "read a field by the type that it was declared with",
                  "it reads field '%s' of port '%s' as %s",
                  host->inputs[port].fields[field].name, host->inputs[port].spec->name, as);
}

static int64_t behind_null(const struct toba_in *in)
{
    return BEHIND_NULL * (int64_t)TB_KIT_HOST_OF(in, in)->fill;
}

static struct toba_int get_int(struct toba_in *in, int32_t port, int32_t field)
{
    const struct tb_kit_cell *cell = cell_of(in, port, field);

    if (!cell)
        return (struct toba_int){behind_null(in), true};
    if (cell->kind == TB_KIT_INT)
        return (struct toba_int){cell->i, false};
    wrong_reader(in, port, field, "an integer, which it is not");
    return (struct toba_int){0, true};
}

static struct toba_double get_double(struct toba_in *in, int32_t port, int32_t field)
{
    const struct tb_kit_cell *cell = cell_of(in, port, field);

    if (!cell)
        return (struct toba_double){(double)behind_null(in), true};
    if (cell->kind == TB_KIT_TEXT) {
        wrong_reader(in, port, field, "a number, which it is not");
        return (struct toba_double){0, true};
    }
    return (struct toba_double){cell->kind == TB_KIT_INT ? (double)cell->i : cell->d, false};
}

/* A copy of its own for each call, spoilt when it ends. */
static struct toba_text lend(struct tb_kit_host *host, int port, const char *text)
{
    struct tb_kit_lent_text *lent = tb_new(sizeof *lent);
    size_t size = strlen(text);

    if (!lent)
        return (struct toba_text){"", 0, true};
    lent->at = tb_resize(NULL, size + 1);
    if (!lent->at) {
        tb_free(lent);
        return (struct toba_text){"", 0, true};
    }
    memcpy(lent->at, text, size);
    lent->at[size] = host->fill; /* texts are not terminated */
    lent->size = size;
    lent->port = port;
    lent->next = host->lent;
    host->lent = lent;
    return (struct toba_text){lent->at, (int64_t)size, false};
}

static struct toba_text get_text(struct toba_in *in, int32_t port, int32_t field)
{
    const struct tb_kit_cell *cell = cell_of(in, port, field);

    if (!cell)
        return (struct toba_text){"", 0, true};
    if (cell->kind == TB_KIT_TEXT)
        return lend(TB_KIT_HOST_OF(in, in), port, cell->text);
    wrong_reader(in, port, field, "a text, which it is not");
    return (struct toba_text){"", 0, true};
}

static struct toba_int get_day(struct toba_in *in, int32_t port, int32_t field)
{
    const struct tb_kit_cell *cell = cell_of(in, port, field);
    int32_t type = cell ? input_of(in, port)->fields[field].type : 0;

    if (!cell)
        return (struct toba_int){behind_null(in), true};
    if (type == TOBA_DATE)
        return (struct toba_int){cell->i, false};
    if (type == TOBA_TIMESTAMP)
        return (struct toba_int){tb_day_of_instant(cell->i), false};
    wrong_reader(in, port, field, "a day, which it is not");
    return (struct toba_int){0, true};
}

/* ---- State --------------------------------------------------------------- */

static int state_get(struct toba_in *in, int32_t scope, const char *name,
                     struct toba_text *value, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);

    *value = (struct toba_text){"", 0, true};
    if (tb_kit_memory_refuses())
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for state, as the check asked");
    for (int i = 0; i < host->n_notes; i++)
        if (host->notes[i].scope == scope && strcmp(host->notes[i].key, name) == 0)
            *value = lend(host, -1, host->notes[i].value);
    return TOBA_OK;
}

void tb_kit_host_lend_reading(struct toba_host *table)
{
    table->next = next;
    table->as_of = as_of;
    table->fresh = fresh;
    table->find = find;
    table->key = key;
    table->get_int = get_int;
    table->get_double = get_double;
    table->get_text = get_text;
    table->get_day = get_day;
    table->status = status;
    table->state_get = state_get;
}
