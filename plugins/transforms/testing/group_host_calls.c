/* group_host_calls.c - the host's side of toba/plugin.h for `group` components: planning,
 * reading the rows that a test gave, collecting the rows that come out. */
#include "group_host_state.h"

#include <string.h>

/* What a NULL's number is here: a component must not look at it. */
#define BEHIND_NULL 1000003

#define HOST_OF(context, member)                                                               \
    ((struct group_host *)((char *)(context)-offsetof(struct group_host, member)))

static struct host_port *input_of(const struct toba_in *in, int32_t port)
{
    struct group_host *host = HOST_OF(in, in);

    if (port < 0 || port >= host->component->n_inputs)
        broken("there is no input port %d", port);
    return &host->inputs[port];
}

static struct host_port *output_of(const struct toba_out *out, int32_t port)
{
    struct group_host *host = HOST_OF(out, out);

    if (port < 0 || port >= host->component->n_outputs)
        broken("there is no output port %d", port);
    return &host->outputs[port];
}

/* ---- Planning -------------------------------------------------------------------------------
 */

static struct host_port *planned_port(const struct toba_plan *plan, bool is_output,
                                      int32_t port)
{
    struct group_host *host = HOST_OF(plan, plan);

    return is_output ? output_of(&host->out, port) : input_of(&host->in, port);
}

static bool plan_wired(const struct toba_plan *plan, bool is_output, int32_t port)
{
    return planned_port(plan, is_output, port)->wired;
}

static int plan_field(struct toba_plan *plan, bool is_output, int32_t port, const char *name,
                      int32_t type, uint32_t flags, struct toba_error *err)
{
    struct host_port *to = planned_port(plan, is_output, port);

    if (to->n_fields == FIELDS_MAX)
        return toba_fail(err, TOBA_E_PLUGIN, "too many fields");

    struct host_field *field = &to->fields[to->n_fields++];

    snprintf(field->name, sizeof field->name, "%s", name);
    field->type = type;
    field->flags = flags;
    return 0;
}

static int plan_as_of(struct toba_plan *plan, int32_t port, int32_t days, int32_t tolerance,
                      struct toba_error *err)
{
    struct host_port *to = planned_port(plan, false, port);

    if (to->spec->rows != TOBA_AS_OF || !to->wired)
        broken("a point of port \"%s\", which has none or is not wired", to->spec->name);
    for (int i = 0; i < to->n_points; i++) {
        if (to->points[i].days != days)
            continue;
        if (to->points[i].tolerance == tolerance)
            return 0;
        return toba_fail(err, TOBA_E_PLUGIN, "point %d has two tolerances", days);
    }
    if (to->n_points == POINTS_MAX)
        return toba_fail(err, TOBA_E_PLUGIN, "too many points");
    to->points[to->n_points++] = (struct host_point){days, tolerance};
    return 0;
}

static int plan_sub_key(struct toba_plan *plan, int32_t port, const char *column,
                        struct toba_error *err)
{
    struct host_port *to = planned_port(plan, false, port);

    (void)err;
    snprintf(to->sub_key_added, sizeof to->sub_key_added, "%s", column);
    to->sub_key = to->sub_key_added;
    return 0;
}

/* ---- Reading --------------------------------------------------------------------------------
 */

static int32_t day(const struct toba_in *in)
{
    return HOST_OF(in, in)->day;
}

static void count(const struct toba_in *in, const char *reason, int64_t n)
{
    (void)reason;
    HOST_OF(in, in)->counted += n;
}

/* Whether the component may see a row: undated reads show all. */
static bool is_visible(const struct toba_in *in, const struct host_port *port,
                       const struct host_row *row)
{
    return port->spec->rows == TOBA_ALL || row->day <= day(in);
}

/* Steps to the next sub-key of a port that is read at points in time. */
static bool next_sub_key(struct host_port *port)
{
    while (++port->at < port->n_rows) {
        const char *sub_key = port->rows[port->at].sub_key;

        if (!port->current_sub_key || strcmp(sub_key, port->current_sub_key) != 0) {
            port->current_sub_key = sub_key;
            return true;
        }
    }
    return false;
}

/* Ports that follow this one stand before their first row again. */
static void reset_children(struct toba_in *in, const struct host_port *parent)
{
    struct group_host *host = HOST_OF(in, in);

    for (int32_t i = 0; i < host->component->n_inputs; i++) {
        struct host_port *port = &host->inputs[i];

        if (port->spec->parent && strcmp(port->spec->parent, parent->spec->name) == 0)
            port->current = NULL;
    }
}

static bool next(struct toba_in *in, int32_t port)
{
    struct host_port *from = input_of(in, port);

    from->current = NULL;
    reset_children(in, from);
    if (!from->wired)
        return false;
    if (from->spec->rows == TOBA_AS_OF)
        return next_sub_key(from);
    while (++from->at < from->n_rows) {
        if (is_visible(in, from, &from->rows[from->at])) {
            from->current = &from->rows[from->at];
            return true;
        }
    }
    return false;
}

static const struct host_point *find_point(const struct host_port *port, int32_t days)
{
    for (int i = 0; i < port->n_points; i++)
        if (port->points[i].days == days)
            return &port->points[i];
    broken("point %d of port \"%s\" was not planned", days, port->spec->name);
    return NULL;
}

/* The sub-key whose rows a port shows; "" when nothing parts them. */
static const char *shown_sub_key(struct toba_in *in, const struct host_port *port)
{
    struct group_host *host = HOST_OF(in, in);

    if (port->spec->parent) {
        const struct host_port *parent =
            find_port(host->inputs, host->component->n_inputs, port->spec->parent);

        if (!parent->current)
            broken("port \"%s\" is read while its parent stands nowhere", port->spec->name);
        return parent->current->sub_key;
    }
    if (port->sub_key && !port->current_sub_key)
        broken("port \"%s\" is read before toba_next()", port->spec->name);
    return port->sub_key ? port->current_sub_key : "";
}

static bool as_of(struct toba_in *in, int32_t port, int32_t days)
{
    struct host_port *from = input_of(in, port);

    from->current = NULL;
    if (!from->wired)
        return false;

    const struct host_point *point = find_point(from, days);
    const char *sub_key = shown_sub_key(in, from);
    const bool oldest = days == TOBA_OLDEST;
    const int64_t last = (int64_t)day(in) - (oldest ? 0 : days);
    const int64_t first =
        point->tolerance == TOBA_ANY_AGE ? INT32_MIN : last - point->tolerance;

    for (int i = 0; i < from->n_rows; i++) {
        const struct host_row *row = &from->rows[i];

        if (strcmp(row->sub_key, sub_key) != 0 || row->day > last || row->day < first)
            continue;
        from->current = row; /* the rows are sorted: the last one stays */
        if (oldest)
            break;
    }
    return from->current != NULL;
}

static bool fresh(struct toba_in *in, int32_t port)
{
    const struct host_port *from = input_of(in, port);

    if (from->spec->rows != TOBA_CHANGED || !from->current)
        broken("toba_fresh() on port \"%s\", which stands at no changed row", from->spec->name);
    return from->current->fresh;
}

static struct toba_text key(struct toba_in *in)
{
    (void)in;
    return (struct toba_text){"key", 3, false};
}

/* The cell of a field, NULL where no row is current. */
static struct cell cell_of(struct toba_in *in, int32_t port, int32_t field)
{
    const struct host_port *from = input_of(in, port);

    if (field < 0 || field >= from->n_fields)
        broken("port \"%s\" has no field %d", from->spec->name, field);
    if (!from->current)
        return NIL;
    if (from->fields[field].flags & TOBA_DATE_ROLE)
        return INT(from->current->day);
    return from->current->cells[field];
}

static struct toba_int get_int(struct toba_in *in, int32_t port, int32_t field)
{
    const struct cell cell = cell_of(in, port, field);

    if (cell.kind != CELL_NULL && cell.kind != CELL_INT)
        broken("field %d of port %d is no integer", field, port);
    if (cell.kind == CELL_NULL)
        return (struct toba_int){BEHIND_NULL, true};
    return (struct toba_int){cell.i, false};
}

static struct toba_double get_double(struct toba_in *in, int32_t port, int32_t field)
{
    const struct cell cell = cell_of(in, port, field);

    if (cell.kind == CELL_TEXT)
        broken("field %d of port %d is no number", field, port);
    if (cell.kind == CELL_NULL)
        return (struct toba_double){BEHIND_NULL, true};
    return (struct toba_double){cell.kind == CELL_INT ? (double)cell.i : cell.d, false};
}

static struct toba_text get_text(struct toba_in *in, int32_t port, int32_t field)
{
    const struct cell cell = cell_of(in, port, field);

    if (cell.kind == CELL_NULL)
        return (struct toba_text){"", 0, true};
    if (cell.kind != CELL_TEXT)
        broken("field %d of port %d is no text", field, port);
    return (struct toba_text){cell.text, (int64_t)strlen(cell.text), false};
}

/* Instants before 1970 belong to the day that they fall on, not to the next. */
static struct toba_int get_day(struct toba_in *in, int32_t port, int32_t field)
{
    const int64_t microseconds = INT64_C(86400000000);
    struct toba_int instant = get_int(in, port, field);

    if (!instant.null && input_of(in, port)->fields[field].type == TOBA_TIMESTAMP)
        instant.v = instant.v / microseconds - (instant.v % microseconds < 0);
    return instant;
}

/* ---- Writing --------------------------------------------------------------------------------
 */

static bool wired(const struct toba_out *out, int32_t port)
{
    return output_of(out, port)->wired;
}

static void put(struct toba_out *out, int32_t port, int32_t field, struct cell cell)
{
    struct host_port *to = output_of(out, port);

    if (field < 0 || field >= to->n_fields)
        broken("port \"%s\" has no field %d", to->spec->name, field);
    to->building.cells[field] = cell;
}

static void put_null(struct toba_out *out, int32_t port, int32_t field)
{
    put(out, port, field, NIL);
}

static void put_int(struct toba_out *out, int32_t port, int32_t field, int64_t v)
{
    put(out, port, field, INT(v));
}

static void put_double(struct toba_out *out, int32_t port, int32_t field, double v)
{
    put(out, port, field, REAL(v));
}

static void put_key(struct toba_out *out, int32_t port, int32_t field, struct toba_in *in)
{
    put(out, port, field, TEXT(key(in).at));
}

static int end_row(struct toba_out *out, int32_t port, struct toba_error *err)
{
    struct group_host *host = HOST_OF(out, out);
    struct host_port *to = output_of(out, port);
    const int code = host->fail_next;

    if (code) {
        host->fail_next = 0;
        return toba_fail(err, code, "the row was refused, as the test asked");
    }
    if (to->wired && to->n_rows == ROWS_MAX)
        broken("port \"%s\" gives too many rows", to->spec->name);
    if (to->wired)
        to->rows[to->n_rows++] = to->building;
    memset(&to->building, 0, sizeof to->building);
    return 0;
}

void fill_host_table(struct toba_host *table)
{
    *table = (struct toba_host){
        .size = sizeof *table,
        .abi_major = TOBA_ABI_MAJOR,
        .abi_minor = TOBA_ABI_MINOR,
        .count = count,
        .day = day,
        .next = next,
        .as_of = as_of,
        .fresh = fresh,
        .key = key,
        .get_int = get_int,
        .get_double = get_double,
        .get_text = get_text,
        .get_day = get_day,
        .wired = wired,
        .put_null = put_null,
        .put_int = put_int,
        .put_double = put_double,
        .put_key = put_key,
        .end_row = end_row,
        .plan_wired = plan_wired,
        .plan_field = plan_field,
        .plan_as_of = plan_as_of,
        .plan_sub_key = plan_sub_key,
    };
}
