/* group_host.c - see group_host.h. */
#include "group_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/setting.h"

enum { MOST_OPTIONS = 16, MOST_PORTS = 4, MOST_FIELDS = 48 };

/* The rows given to an input. */
struct given_rows {
    struct tb_kit_row *rows;
    int n;
};

struct group_host {
    const struct toba_component *spec;
    struct tb_kit_host host;
    struct tb_arena arena;
    const char *options[MOST_OPTIONS]; /* "name=value" */
    int n_options;
    struct given_rows given[MOST_PORTS];
    struct tb_plan plan; /* holds the instance */
    struct tb_step step;
    void *self;
};

#define broken(...) broken_at(__FILE__, __LINE__, __VA_ARGS__)

TOBA_PRINTF(3, 4)
static void broken_at(const char *file, int line, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    print_error("%s\n", text);
    _fail(file, line);
}

static int find_port(const struct toba_port *ports, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(ports[i].name, name) == 0)
            return i;
    return -1;
}

static int input(const struct group_host *g, const char *name)
{
    int i = find_port(g->spec->inputs, g->spec->n_inputs, name);

    if (i < 0)
        broken("there is no input port \"%s\"", name);
    return i;
}

static const struct tb_kit_output *output(const struct group_host *g, const char *name)
{
    int i = find_port(g->spec->outputs, g->spec->n_outputs, name);

    if (i < 0)
        broken("there is no output port \"%s\"", name);
    return &g->host.outputs[i];
}

/* ---- Life ---------------------------------------------------------------- */

struct group_host *group_host_new(const struct toba_plugin *plugin, int32_t day)
{
    struct group_host *g = calloc(1, sizeof *g);
    struct toba_error err;

    assert_non_null(g);
    g->spec = plugin->components[0];
    assert_int_equal(g->spec->kind, TOBA_GROUP);
    assert_true(g->spec->n_inputs <= MOST_PORTS);
    assert_int_equal(tb_kit_host_init(&g->host, g->spec, &err), 0);
    g->host.day = day;
    g->host.finite = true;
    for (int i = 0; i < g->spec->n_inputs; i++)
        g->host.inputs[i].wired = false;
    for (int i = 0; i < g->spec->n_outputs; i++)
        g->host.outputs[i].wired = false;
    return g;
}

void group_host_free(struct group_host *g)
{
    if (!g)
        return;
    tb_kit_host_fini(&g->host);
    tb_plan_free(&g->plan);
    tb_arena_free(&g->arena);
    free(g);
}

void give_option(struct group_host *g, const char *name, const char *text)
{
    for (int32_t i = 0; i < g->spec->n_options; i++) {
        if (strcmp(g->spec->options[i].name, name) != 0)
            continue;
        assert_true(g->n_options < MOST_OPTIONS);
        g->options[g->n_options++] = tb_arena_print(&g->arena, "%s=%s", name, text);
        return;
    }
    broken("there is no option \"%s\"", name);
}

void wire(struct group_host *g, const char *ports)
{
    while (*ports) {
        char name[64];
        const int size = (int)strcspn(ports, " ");
        int in, out;

        snprintf(name, sizeof name, "%.*s", size, ports);
        ports += size + (ports[size] == ' ');
        in = find_port(g->spec->inputs, g->spec->n_inputs, name);
        out = find_port(g->spec->outputs, g->spec->n_outputs, name);
        if (in < 0 && out < 0)
            broken("there is no port \"%s\"", name);
        if (in >= 0)
            g->host.inputs[in].wired = true;
        if (out >= 0)
            g->host.outputs[out].wired = true;
    }
}

static void add_row(struct group_host *g, const char *port, const char *sub_key, int32_t day,
                    bool fresh, const struct tb_kit_cell *cells, int n)
{
    struct given_rows *given = &g->given[input(g, port)];
    struct tb_kit_row *row =
        tb_arena_append(&g->arena, (void **)&given->rows, &given->n, sizeof *row);
    struct tb_kit_cell *copy = tb_arena_array(&g->arena, MOST_FIELDS, sizeof *copy);

    assert_true(row && copy && n <= MOST_FIELDS);
    memcpy(copy, cells, (size_t)n * sizeof *copy);
    *row = (struct tb_kit_row){sub_key ? sub_key : "", day, fresh, copy};
}

void give_row(struct group_host *g, const char *port, const char *sub_key, int32_t day,
              const struct tb_kit_cell *cells, int n)
{
    add_row(g, port, sub_key, day, true, cells, n);
}

void give_neighbour(struct group_host *g, const char *port, int32_t day,
                    const struct tb_kit_cell *cells, int n)
{
    add_row(g, port, NULL, day, false, cells, n);
}

/* ---- Running ------------------------------------------------------------- */

static int by_sub_key_and_day(const void *a, const void *b)
{
    const struct tb_kit_row *x = a, *y = b;
    const int order = strcmp(x->sub_key, y->sub_key);

    return order ? order : (x->day > y->day) - (x->day < y->day);
}

/* Sorts the rows of an input, and gives the fields with the date role their dates. */
static void show_rows(struct group_host *g, int i)
{
    struct tb_kit_input *to = &g->host.inputs[i];
    struct given_rows *given = &g->given[i];

    if (given->n)
        qsort(given->rows, (size_t)given->n, sizeof *given->rows, by_sub_key_and_day);
    for (int r = 0; r < given->n; r++) {
        struct tb_kit_cell *cells = (struct tb_kit_cell *)(uintptr_t)given->rows[r].cells;

        for (int f = 0; f < to->n_fields; f++)
            if (to->fields[f].flags & TOBA_DATE_ROLE)
                cells[f] = INT(given->rows[r].day);
    }
    to->rows = given->rows;
    to->n_rows = given->n;
}

static void expect_unbroken(const struct group_host *g)
{
    if (g->host.broken[0])
        broken("%s; hint: %s", g->host.broken, g->host.broken_hint);
}

int plan_group(struct group_host *g, struct toba_error *err)
{
    const struct tb_kit_given given = {g->options, g->n_options, "."};
    const char *missing;
    int code = TOBA_OK;

    assert_null(g->self);
    assert_true(tb_kit_settings(g->spec, &given, &g->arena, &g->step, &missing));
    g->self = tb_kit_instance(&g->plan, g->spec, &g->step, err);
    if (!g->self)
        broken("%s %s", err->message, err->detail);
    if (g->spec->plan)
        code = g->spec->plan(g->self, &g->host.plan, err);
    expect_unbroken(g);
    return code;
}

int run_group(struct group_host *g, struct toba_error *err)
{
    int code;

    if (plan_group(g, err))
        broken("plan failed: %s", err->message);
    for (int i = 0; i < g->spec->n_inputs; i++)
        show_rows(g, i);
    g->host.key = "key";
    tb_kit_host_rewind(&g->host);
    code = g->spec->group(g->self, &g->host.in, &g->host.out, err);
    tb_kit_host_settle(&g->host, "`group`");
    expect_unbroken(g);
    return code;
}

void fail_next_row(struct group_host *g, int code)
{
    g->host.fail_row = code;
}

/* ---- What came out ------------------------------------------------------- */

int points_planned(const struct group_host *g, const char *port)
{
    return g->host.inputs[input(g, port)].n_points;
}

bool is_planned(const struct group_host *g, const char *port, int32_t days, int32_t tolerance)
{
    const struct tb_kit_input *at = &g->host.inputs[input(g, port)];

    for (int i = 0; i < at->n_points; i++)
        if (at->points[i].days == days && at->points[i].tolerance == tolerance)
            return true;
    return false;
}

int64_t counted(const struct group_host *g)
{
    return g->host.counted;
}

const char *sub_key_of(const struct group_host *g, const char *port)
{
    return g->host.inputs[input(g, port)].sub_key;
}

const char *output_field(const struct group_host *g, const char *port, int field)
{
    const struct tb_kit_output *at = output(g, port);

    return field < at->n_fields ? at->fields[field].name : NULL;
}

int rows_out(const struct group_host *g, const char *port)
{
    return output(g, port)->n_rows;
}

const struct tb_kit_cell *row_out(const struct group_host *g, const char *port, int row)
{
    const struct tb_kit_output *at = output(g, port);

    if (row < 0 || row >= at->n_rows)
        broken("port \"%s\" gave %d rows, there is no row %d", port, at->n_rows, row);
    return at->rows[row];
}

static const char *cell_text(const struct tb_kit_cell *cell, char *text, size_t size)
{
    switch (cell->kind) {
    case TB_KIT_INT:
        snprintf(text, size, "%lld", (long long)cell->i);
        break;
    case TB_KIT_DOUBLE:
        snprintf(text, size, "%.17g", cell->d);
        break;
    case TB_KIT_TEXT:
        snprintf(text, size, "\"%s\"", cell->text);
        break;
    default:
        snprintf(text, size, "NULL");
    }
    return text;
}

void expect_row_at(const struct group_host *g, const char *port, int row,
                   const struct tb_kit_cell *cells, int n, const char *file, int line)
{
    const struct tb_kit_output *at = output(g, port);
    char expected[128], found[128];

    if (row >= at->n_rows)
        broken_at(file, line, "port \"%s\" gave %d rows, there is no row %d", port, at->n_rows,
                  row);
    if (n != at->n_fields)
        broken_at(file, line, "port \"%s\" has %d fields, %d were expected", port, at->n_fields,
                  n);
    for (int i = 0; i < n; i++) {
        cell_text(&cells[i], expected, sizeof expected);
        cell_text(&at->rows[row][i], found, sizeof found);
        if (strcmp(expected, found) != 0)
            broken_at(file, line, "%s, row %d, %s: expected %s, found %s", port, row,
                      at->fields[i].name, expected, found);
    }
}

void expect_rows_at(const struct group_host *g, const char *port, int n, const char *file,
                    int line)
{
    if (rows_out(g, port) != n)
        broken_at(file, line, "port \"%s\" gave %d rows, %d were expected", port,
                  rows_out(g, port), n);
}
