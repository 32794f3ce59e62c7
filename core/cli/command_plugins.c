/* command_plugins.c - `toba plugins`: what was found where, and what a component takes. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/describe.h"
#include "cli/front.h"

static const char usage[] =
    "usage: toba plugins\n"
    "       toba plugins show NAME [--format text|markdown]\n\n"
    "Lists the components of all plugins that were found, with the files they came from, and\n"
    "the files that were refused; or shows one component's options, ports and fields.\n\n"
    "Plugins are the *.so files of the folders that TOBA_PLUGIN_PATH names (separated by "
    "':'),\n"
    "then those installed with toba.\n";

static int list(const struct tb_registry *registry)
{
    const char *path = "";

    for (int i = 0; i < tb_registry_count(registry); i++) {
        const struct tb_component *c = tb_registry_at(registry, i);

        if (strcmp(c->path, path) != 0)
            printf("%s%s: %s %s\n", i ? "\n" : "", c->path, c->plugin->name,
                   c->plugin->version);
        path = c->path;
        printf("  %-20s %-8s %s\n", c->spec->name, tb_describe_kind(c->spec->kind),
               c->spec->summary);
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

static int show(const struct tb_registry *registry, const char *name, const char *format)
{
    const struct tb_component *c = tb_registry_find(registry, name);
    const char *best = tb_registry_suggest(registry, name);

    if (!c) {
        fprintf(stderr, "toba plugins: there is no component '%s'\n", name);
        if (best)
            fprintf(stderr, "    hint: did you mean '%s'?\n", best);
        return TB_EXIT_PIPELINE;
    }
    if (strcmp(format, "markdown") == 0)
        tb_describe_markdown(c, stdout);
    else
        tb_describe_text(c, stdout);
    return TB_EXIT_DONE;
}

/* The format that "show NAME …" asks for; NULL: the line is wrong. */
static const char *show_format(int argc, char **argv)
{
    if (argc < 3 || strcmp(argv[1], "show") != 0)
        return NULL;
    if (argc == 3)
        return "text";
    if (argc != 5 || strcmp(argv[3], "--format") != 0)
        return NULL;
    return strcmp(argv[4], "text") == 0 || strcmp(argv[4], "markdown") == 0 ? argv[4] : NULL;
}

int tb_command_plugins(int argc, char **argv)
{
    struct tb_front front = {0};
    struct toba_error err = {0};
    const char *format = show_format(argc, argv);
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
    } else if (format) {
        code = show(front.registry, argv[2], format);
    } else {
        fputs(usage, stderr);
    }
    tb_front_close(&front);
    return code;
}
