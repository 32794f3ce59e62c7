/* group_host.c - setting up a component, giving it rows, and comparing what came out. */
#include "group_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "group_host_state.h"

void broken_at(const char *file, int line, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    print_error("%s\n", text);
    _fail(file, line);
}

struct host_port *find_port(struct host_port *ports, int32_t n, const char *name)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(ports[i].spec->name, name) == 0)
            return &ports[i];
    return NULL;
}

static struct host_port *input(const struct group_host *host, const char *name)
{
    struct host_port *port =
        find_port((struct host_port *)host->inputs, host->component->n_inputs, name);

    if (!port)
        broken("there is no input port \"%s\"", name);
    return port;
}

static struct host_port *output(const struct group_host *host, const char *name)
{
    struct host_port *port =
        find_port((struct host_port *)host->outputs, host->component->n_outputs, name);

    if (!port)
        broken("there is no output port \"%s\"", name);
    return port;
}

static void set_up_port(struct host_port *port, const struct toba_port *spec)
{
    port->spec = spec;
    port->sub_key = spec->sub_key;
    port->at = -1;
    port->rows = calloc(ROWS_MAX, sizeof *port->rows);
    assert_non_null(port->rows);
    for (int32_t i = 0; i < spec->n_fields; i++) {
        struct host_field *field = &port->fields[port->n_fields++];

        snprintf(field->name, sizeof field->name, "%s", spec->fields[i].name);
        field->type = spec->fields[i].type;
        field->flags = spec->fields[i].flags;
    }
}

/* ---- Options --------------------------------------------------------------------------------
 */

static void set_days(struct toba_days *days, const char *text)
{
    char *end = (char *)text;

    for (days->n = 0; *end; days->n++) {
        assert_true(days->n < TOBA_DAYS_MAX);
        days->at[days->n] = (int32_t)strtol(end, &end, 10);
        end += *end == ',';
    }
}

static void set_list(struct group_host *host, struct toba_list *list, const char *text)
{
    char *copy = strdup(text), *rest = copy;
    const char **items = calloc(strlen(text) / 2 + 1, sizeof *items);

    assert_true(copy && items && host->n_lists < PORTS_MAX);
    host->list_texts[host->n_lists] = copy;
    host->list_items[host->n_lists++] = items;
    list->n = 0;
    list->at = items;
    while (rest && *rest) {
        items[list->n++] = rest;
        rest = strchr(rest, ',');
        if (rest)
            *rest++ = '\0';
    }
}

static void set_option(struct group_host *host, const struct toba_option *option,
                       const char *text)
{
    void *member = (char *)host->instance + option->offset;

    switch (option->type) {
    case TOBA_OPTION_INT:
        *(int64_t *)member = strtoll(text, NULL, 10);
        break;
    case TOBA_OPTION_TEXT:
        *(const char **)member = text;
        break;
    case TOBA_OPTION_DAYS:
        set_days(member, text);
        break;
    case TOBA_OPTION_LIST:
        set_list(host, member, text);
        break;
    default:
        broken("option \"%s\" has a type that this host cannot set", option->name);
    }
}

void give_option(struct group_host *host, const char *name, const char *text)
{
    for (int32_t i = 0; i < host->component->n_options; i++) {
        if (strcmp(host->component->options[i].name, name) == 0) {
            set_option(host, &host->component->options[i], text);
            return;
        }
    }
    broken("there is no option \"%s\"", name);
}

/* ---- Life -----------------------------------------------------------------------------------
 */

struct group_host *group_host_new(const struct toba_plugin *plugin, int32_t day)
{
    const struct toba_component *component = plugin->components[0];
    struct group_host *host = calloc(1, sizeof *host);

    assert_non_null(host);
    assert_int_equal(component->kind, TOBA_GROUP);
    assert_true(component->n_inputs <= PORTS_MAX && component->n_outputs <= PORTS_MAX);
    host->component = component;
    host->day = day;
    host->instance = calloc(1, component->instance_size);
    assert_non_null(host->instance);
    fill_host_table(&host->table);
    host->in.host = host->out.host = host->plan.host = &host->table;
    for (int32_t i = 0; i < component->n_inputs; i++)
        set_up_port(&host->inputs[i], &component->inputs[i]);
    for (int32_t i = 0; i < component->n_outputs; i++)
        set_up_port(&host->outputs[i], &component->outputs[i]);
    for (int32_t i = 0; i < component->n_options; i++)
        if (component->options[i].fallback)
            set_option(host, &component->options[i], component->options[i].fallback);
    return host;
}

void group_host_free(struct group_host *host)
{
    if (!host)
        return;
    for (int i = 0; i < PORTS_MAX; i++) {
        free(host->inputs[i].rows);
        free(host->outputs[i].rows);
        free(host->list_texts[i]);
        free(host->list_items[i]);
    }
    free(host->instance);
    free(host);
}

void wire(struct group_host *host, const char *ports)
{
    while (*ports) {
        char name[NAME_MAX_SIZE];
        const int size = (int)strcspn(ports, " ");

        snprintf(name, sizeof name, "%.*s", size, ports);
        ports += size + (ports[size] == ' ');

        struct host_port *in = find_port(host->inputs, host->component->n_inputs, name);
        struct host_port *out = find_port(host->outputs, host->component->n_outputs, name);

        if (!in && !out)
            broken("there is no port \"%s\"", name);
        if (in)
            in->wired = true;
        if (out)
            out->wired = true;
    }
}

void give_row(struct group_host *host, const char *port, const char *sub_key, int32_t day,
              const struct cell *cells, int n)
{
    struct host_port *to = input(host, port);

    assert_true(to->n_rows < ROWS_MAX && n <= FIELDS_MAX);
    struct host_row *row = &to->rows[to->n_rows++];

    row->sub_key = sub_key ? sub_key : "";
    row->day = day;
    row->fresh = true;
    memcpy(row->cells, cells, (size_t)n * sizeof *cells);
}

void give_neighbour(struct group_host *host, const char *port, int32_t day,
                    const struct cell *cells, int n)
{
    struct host_port *to = input(host, port);

    give_row(host, port, NULL, day, cells, n);
    to->rows[to->n_rows - 1].fresh = false;
}

/* ---- Running --------------------------------------------------------------------------------
 */

static int by_sub_key_and_day(const void *a, const void *b)
{
    const struct host_row *x = a, *y = b;
    const int order = strcmp(x->sub_key, y->sub_key);

    return order ? order : (x->day > y->day) - (x->day < y->day);
}

int plan_group(struct group_host *host, struct toba_error *err)
{
    assert_false(host->planned);
    host->planned = true;
    if (!host->component->plan)
        return 0;
    return host->component->plan(host->instance, &host->plan, err);
}

int run_group(struct group_host *host, struct toba_error *err)
{
    if (plan_group(host, err))
        broken("plan failed: %s", err->message);
    for (int32_t i = 0; i < host->component->n_inputs; i++)
        qsort(host->inputs[i].rows, (size_t)host->inputs[i].n_rows, sizeof(struct host_row),
              by_sub_key_and_day);
    return host->component->group(host->instance, &host->in, &host->out, err);
}

void fail_next_row(struct group_host *host, int code)
{
    host->fail_next = code;
}

/* ---- What came out --------------------------------------------------------------------------
 */

int points_planned(const struct group_host *host, const char *port)
{
    return input(host, port)->n_points;
}

bool is_planned(const struct group_host *host, const char *port, int32_t days,
                int32_t tolerance)
{
    const struct host_port *at = input(host, port);

    for (int i = 0; i < at->n_points; i++)
        if (at->points[i].days == days && at->points[i].tolerance == tolerance)
            return true;
    return false;
}

int64_t counted(const struct group_host *host)
{
    return host->counted;
}

const char *sub_key_of(const struct group_host *host, const char *port)
{
    return input(host, port)->sub_key;
}

const char *output_field(const struct group_host *host, const char *port, int field)
{
    const struct host_port *at = output(host, port);

    return field < at->n_fields ? at->fields[field].name : NULL;
}

int rows_out(const struct group_host *host, const char *port)
{
    return output(host, port)->n_rows;
}

const struct cell *row_out(const struct group_host *host, const char *port, int row)
{
    const struct host_port *at = output(host, port);

    if (row < 0 || row >= at->n_rows)
        broken("port \"%s\" gave %d rows, there is no row %d", port, at->n_rows, row);
    return at->rows[row].cells;
}

static const char *cell_text(const struct cell *cell, char *text, size_t size)
{
    switch (cell->kind) {
    case CELL_INT:
        snprintf(text, size, "%lld", (long long)cell->i);
        break;
    case CELL_DOUBLE:
        snprintf(text, size, "%.17g", cell->d);
        break;
    case CELL_TEXT:
        snprintf(text, size, "\"%s\"", cell->text);
        break;
    default:
        snprintf(text, size, "NULL");
    }
    return text;
}

void expect_row_at(const struct group_host *host, const char *port, int row,
                   const struct cell *cells, int n, const char *file, int line)
{
    const struct host_port *at = output(host, port);
    char expected[128], found[128];

    if (row >= at->n_rows)
        broken_at(file, line, "port \"%s\" gave %d rows, there is no row %d", port, at->n_rows,
                  row);
    if (n != at->n_fields)
        broken_at(file, line, "port \"%s\" has %d fields, %d were expected", port, at->n_fields,
                  n);
    for (int i = 0; i < n; i++) {
        cell_text(&cells[i], expected, sizeof expected);
        cell_text(&at->rows[row].cells[i], found, sizeof found);
        if (strcmp(expected, found) != 0)
            broken_at(file, line, "%s, row %d, %s: expected %s, found %s", port, row,
                      at->fields[i].name, expected, found);
    }
}

void expect_rows_at(const struct group_host *host, const char *port, int n, const char *file,
                    int line)
{
    if (rows_out(host, port) != n)
        broken_at(file, line, "port \"%s\" gave %d rows, %d were expected", port,
                  rows_out(host, port), n);
}
