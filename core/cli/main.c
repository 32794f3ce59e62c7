/* main.c - `toba`: finds the command and gives it the rest of the line. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
};

static const struct command commands[] = {
    {"run", tb_command_run, "run a pipeline for one date"},
    {"check", tb_command_check, "find all mistakes of a pipeline without running it"},
    {"plan", tb_command_plan, "show what a run would read and write, and in which order"},
    {"rows", tb_command_rows, "print the rows of one of a pipeline's tables"},
    {"plugins", tb_command_plugins,
     "list the plugins, or show one component's options and ports"},
    {"plugin", tb_command_plugin, "for authors of plugins: begin one, check one"},
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static int help(FILE *to)
{
    fprintf(to, "usage: toba COMMAND [ARGUMENTS]\n\n"
                "toba wires plugins into data pipelines, as Lua files describe them.\n\n");
    for (int i = 0; i < N_COMMANDS; i++)
        fprintf(to, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fprintf(to, "\n  toba COMMAND --help says more; toba --version says which toba this is.\n\n"
                "exit codes: 0 done, 1 failed, 2 wrong pipeline or command line,\n"
                "            3 the source refused, 4 the sink failed, 130 interrupted\n");
    return to == stdout ? TB_EXIT_DONE : TB_EXIT_PIPELINE;
}

int tb_exit_code(int code)
{
    switch (code) {
    case TOBA_OK:
        return TB_EXIT_DONE;
    case TOBA_E_CONFIG:
        return TB_EXIT_PIPELINE;
    case TOBA_E_SOURCE:
    case TOBA_E_RETRY:
        return TB_EXIT_SOURCE;
    case TOBA_E_SINK:
        return TB_EXIT_SINK;
    case TOBA_E_CANCELLED:
        return TB_EXIT_INTERRUPTED;
    default:
        return TB_EXIT_FAILED;
    }
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";

    /* A reader that goes away and a full quota are failed writes, not our end. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0)
        return help(stdout);
    if (strcmp(name, "--version") == 0) {
        printf("toba %s\n", TOBA_VERSION);
        return TB_EXIT_DONE;
    }
    for (int i = 0; i < N_COMMANDS; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    if (name[0])
        fprintf(stderr, "toba: there is no command '%s'\n\n", name);
    return help(stderr);
}
