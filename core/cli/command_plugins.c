/* command_plugins.c - `toba plugins`: what was found where, and what a component takes. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/front.h"

static const char usage[] =
    "usage: toba plugins\n"
    "       toba plugins show NAME\n\n"
    "Lists the components of all plugins that were found, and the files that were refused; or\n"
    "shows one component's options, ports and fields.\n\n"
    "Plugins are the *.so files of the folders that TOBA_PLUGIN_PATH names (separated by "
    "':'),\n"
    "then those installed with toba.\n";

static const char *kind_name(int32_t kind)
{
    static const char *const names[] = {
        [TOBA_SOURCE] = "source",
        [TOBA_PROCESS] = "process",
        [TOBA_GROUP] = "group",
        [TOBA_SINK] = "sink",
    };

    return names[kind];
}

static const char *option_type(int32_t type)
{
    static const char *const names[] = {
        [TOBA_OPTION_BOOL] = "boolean",      [TOBA_OPTION_INT] = "integer",
        [TOBA_OPTION_DOUBLE] = "number",     [TOBA_OPTION_TEXT] = "text",
        [TOBA_OPTION_SECRET] = "secret",     [TOBA_OPTION_PATH] = "path",
        [TOBA_OPTION_DAYS] = "days",         [TOBA_OPTION_LIST] = "list of texts",
        [TOBA_OPTION_FUNCTION] = "function",
    };

    return names[type];
}

static const char *field_type(int32_t type)
{
    static const char *const names[] = {
        [TOBA_ANY] = "the column's type",
        [TOBA_BOOL] = "boolean",
        [TOBA_INT32] = "int",
        [TOBA_INT64] = "bigint",
        [TOBA_DOUBLE] = "double",
        [TOBA_TEXT] = "text",
        [TOBA_DATE] = "date",
        [TOBA_TIMESTAMP] = "timestamp",
        [TOBA_NUMBER] = "any number",
    };

    return names[type];
}

static int list(const struct tb_registry *registry)
{
    for (int i = 0; i < tb_registry_count(registry); i++) {
        const struct tb_component *c = tb_registry_at(registry, i);

        printf("%-20s %-8s %-8s %s\n", c->spec->name, kind_name(c->spec->kind),
               c->plugin->version, c->spec->summary);
    }
    for (int i = 0; i < tb_registry_refusals(registry); i++) {
        const struct tb_refusal *refusal = tb_registry_refusal(registry, i);

        printf("\nrefused: ");
        tb_error_print(&refusal->error, stdout);
    }
    if (tb_registry_count(registry) == 0)
        printf("no plugins were found; name their folder in TOBA_PLUGIN_PATH\n");
    return TB_EXIT_DONE;
}

static void show_option(const struct toba_option *o)
{
    printf("  %-20s %s", o->name, option_type(o->type));
    if (o->flags & TOBA_REQUIRED)
        printf(", required");
    if (o->fallback)
        printf(", default %s", o->fallback[0] ? o->fallback : "empty");
    if (o->choices)
        printf(", one of: %s", o->choices);
    if (o->min != 0 || o->max != 0)
        printf(", %.15g to %.15g", o->min, o->max);
    printf("\n  %-20s   %s\n", "", o->help);
}

static void show_port(const struct toba_port *port, bool input)
{
    static const char *const rows[] = {
        [TOBA_ALL] = "all rows",
        [TOBA_WINDOW] = "rows of a window",
        [TOBA_AS_OF] = "rows as of points in time",
        [TOBA_CHANGED] = "changed rows",
    };

    printf("  %s%s", port->name, port->flags & TOBA_OPTIONAL ? " (optional)" : "");
    if (input && port->key)
        printf(", %s by %s", rows[port->rows],
               strcmp(port->key, "*") == 0 ? "the table's own key" : port->key);
    if (input && port->key && port->sub_key)
        printf(", %s", port->sub_key);
    if (!input && port->table)
        printf(", for table %s", port->table);
    if (!input && (port->flags & TOBA_PASS))
        printf(", with the input's columns");
    printf("\n      %s\n", port->help ? port->help : "");
    for (int32_t i = 0; i < port->n_fields; i++) {
        const struct toba_field *f = &port->fields[i];

        printf("      %-20s %s%s  %s\n", f->name, field_type(f->type),
               f->flags & TOBA_OPTIONAL ? ", optional" : "", f->help ? f->help : "");
    }
}

static void show_ports(const char *title, const struct toba_port *ports, int32_t n, bool input)
{
    if (n)
        printf("\n%s\n", title);
    for (int32_t i = 0; i < n; i++)
        show_port(&ports[i], input);
}

static int show(const struct tb_registry *registry, const char *name)
{
    const struct tb_component *c = tb_registry_find(registry, name);
    const char *best = tb_registry_suggest(registry, name);

    if (!c) {
        fprintf(stderr, "toba plugins: there is no component '%s'\n", name);
        if (best)
            fprintf(stderr, "    hint: did you mean '%s'?\n", best);
        return TB_EXIT_PIPELINE;
    }
    printf("%s - %s\n\n", c->spec->name, c->spec->summary);
    printf("%s of plugin %s %s (%s), %s\n", kind_name(c->spec->kind), c->plugin->name,
           c->plugin->version, c->plugin->licence, c->path);
    if (c->spec->n_options)
        printf("\noptions\n");
    for (int32_t i = 0; i < c->spec->n_options; i++)
        show_option(&c->spec->options[i]);
    if (c->spec->flags & TOBA_OPEN)
        printf("\nIts inputs and outputs are those that the pipeline declares.\n");
    show_ports("inputs", c->spec->inputs, c->spec->n_inputs, true);
    show_ports("outputs", c->spec->outputs, c->spec->n_outputs, false);
    return TB_EXIT_DONE;
}

int tb_command_plugins(int argc, char **argv)
{
    struct tb_front front = {0};
    struct toba_error err = {0};
    int code = TB_EXIT_PIPELINE;

    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(usage, stdout);
        return TB_EXIT_DONE;
    }
    if (tb_front_plugins(&front, &err)) {
        tb_error_print(&err, stderr);
        code = tb_exit_code(err.code);
    } else if (argc == 1) {
        code = list(front.registry);
    } else if (argc == 3 && strcmp(argv[1], "show") == 0) {
        code = show(front.registry, argv[2]);
    } else {
        fputs(usage, stderr);
    }
    tb_front_close(&front);
    return code;
}
