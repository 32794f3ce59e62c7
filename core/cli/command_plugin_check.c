/* command_plugin_check.c - `toba plugin check`: the conformance kit on the command line. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/problems.h"
#include "cli/command.h"
#include "cli/command_plugin.h"
#include "kit/kit.h"

enum { MOST_SETTINGS = 64, SECONDS = 30 };

static const char usage[] =
    "usage: toba plugin check [OPTIONS] FILE.so\n\n"
    "Checks whether a plugin keeps the rules of the SDK's headers: what it says of itself, "
    "its\n"
    "options, rows of every shape, memory and the lack of it, cancelling, two instances side "
    "by\n"
    "side. It runs in child processes: a crash or a hang is a failed check.\n\n"
    "  --component NAME      only this component\n"
    "  --check NAME          only the check of this name, such as 'out of memory'\n"
    "  --option NAME=VALUE   an option of the component; lists as a,b,c. May be repeated.\n"
    "                        Required options of transforms and sinks are made up otherwise;\n"
    "                        a source that lacks one is skipped.\n"
    "  --seconds N           the most that one check may take (30)\n"
    "  --strict              a skipped check counts as a failed one\n"
    "  --verbose             shows what the plugin logs and prints\n\n"
    "exit codes: 0 all checks passed or were skipped, 1 a check failed, 2 wrong command line\n";

static const struct option long_options[] = {
    {"component", required_argument, NULL, 'c'},
    {"check", required_argument, NULL, 'n'},

    {"option", required_argument, NULL, 'o'},
    {"seconds", required_argument, NULL, 's'},
    {"strict", no_argument, NULL, 't'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

struct arguments {
    struct tb_kit_options kit;
    const char *settings[MOST_SETTINGS];
    bool strict;
    int exit; /* >= 0: the command ends here */
};

static void wrong(struct arguments *a, const char *what, const char *value)
{
    fprintf(stderr, "toba plugin check: %s%s%s\n    hint: toba plugin check --help\n", what,
            value ? ": " : "", value ? value : "");
    a->exit = TB_EXIT_PIPELINE;
}

static void add_setting(struct arguments *a, const char *setting)
{
    if (!strchr(setting, '='))
        wrong(a, "--option takes NAME=VALUE", setting);
    else if (a->kit.n_settings == MOST_SETTINGS)
        wrong(a, "too many options", NULL);
    else
        a->settings[a->kit.n_settings++] = setting;
}

static void read_option(struct arguments *a, int option, char **argv)
{
    char *end;
    long seconds;

    switch (option) {
    case 'c':
        a->kit.component = optarg;
        break;
    case 'n':
        a->kit.check = optarg;
        break;
    case 'o':
        add_setting(a, optarg);
        break;
    case 's':
        seconds = strtol(optarg, &end, 10);
        if (*end || seconds < 1 || seconds > 3600)
            wrong(a, "--seconds takes a number from 1 to 3600", optarg);
        a->kit.seconds = (int)seconds;
        break;
    case 't':
        a->strict = true;
        break;
    case 'v':
        a->kit.verbose = true;
        break;
    case 'h':
        fputs(usage, stdout);
        a->exit = TB_EXIT_DONE;
        break;
    default:
        wrong(a, option == ':' ? "a value is missing behind" : "there is no option",
              argv[optind - 1]);
    }
}

static void read_arguments(struct arguments *a, int argc, char **argv)
{
    int option;

    *a = (struct arguments){.kit = {.seconds = SECONDS}, .exit = -1};
    a->kit.settings = a->settings;
    opterr = 0;
    while (a->exit < 0 && (option = getopt_long(argc, argv, ":", long_options, NULL)) != -1)
        read_option(a, option, argv);
    if (a->exit >= 0)
        return;
    if (optind + 1 != argc)
        wrong(a, "name one plugin file", optind < argc ? argv[optind + 1] : NULL);
    else
        a->kit.path = argv[optind];
}

int tb_command_plugin_check(int argc, char **argv)
{
    struct arguments arguments;
    struct tb_kit_counts counts;
    struct toba_error err = {0};
    int code;

    read_arguments(&arguments, argc, argv);
    if (arguments.exit >= 0)
        return arguments.exit;
    code = tb_kit_check(&arguments.kit, stdout, &counts, &err);
    if (code) {
        tb_error_print(&err, stderr);
        return tb_exit_code(code);
    }
    printf("%d %s: %d ok, %d failed, %d skipped\n", counts.components,
           counts.components == 1 ? "component" : "components", counts.ok, counts.failed,
           counts.skipped);
    return counts.failed || (arguments.strict && counts.skipped) ? TB_EXIT_FAILED
                                                                 : TB_EXIT_DONE;
}
