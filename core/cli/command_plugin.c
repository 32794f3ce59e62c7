/* command_plugin.c - `toba plugin`: what an author does with a plugin of their own. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/command_plugin.h"

struct subcommand {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
};

static const struct subcommand subcommands[] = {
    {"new", tb_command_plugin_new, "write a plugin to begin with, in a folder of its own"},
    {"check", tb_command_plugin_check, "find out whether a plugin keeps the rules of the SDK"},
};

enum { N_SUBCOMMANDS = sizeof subcommands / sizeof subcommands[0] };

static int help(FILE *to)
{
    fprintf(to, "usage: toba plugin SUBCOMMAND [ARGUMENTS]\n\n");
    for (int i = 0; i < N_SUBCOMMANDS; i++)
        fprintf(to, "  %-9s %s\n", subcommands[i].name, subcommands[i].summary);
    fprintf(to, "\n  toba plugin SUBCOMMAND --help says more.\n");
    return to == stdout ? TB_EXIT_DONE : TB_EXIT_PIPELINE;
}

int tb_command_plugin(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help(stdout);
    for (int i = 0; i < N_SUBCOMMANDS; i++)
        if (strcmp(name, subcommands[i].name) == 0)
            return subcommands[i].run(argc - 1, argv + 1);
    if (name[0])
        fprintf(stderr, "toba plugin: there is no subcommand '%s'\n\n", name);
    return help(stderr);
}
