/* arguments.c - see arguments.h. */
#include "cli/arguments.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "cli/command.h"

static const struct option long_options[] = {
    {"env", required_argument, NULL, 'e'},    {"as-of", required_argument, NULL, 'd'},
    {"memory", required_argument, NULL, 'm'}, {"commit-every", required_argument, NULL, 'c'},
    {"verbose", no_argument, NULL, 'v'},      {"all-envs", no_argument, NULL, 'a'},
    {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
};

static void wrong(struct tb_arguments *a, const char *command, const char *what,
                  const char *value)
{
    fprintf(stderr, "toba %s: %s%s%s\n    hint: toba %s --help\n", command, what,
            value ? ": " : "", value ? value : "", command);
    a->exit = TB_EXIT_PIPELINE;
}

static void read_option(struct tb_arguments *a, int option, const char *command)
{
    char *end;

    switch (option) {
    case 'e':
        a->environment = optarg;
        break;
    case 'd':
        if (!tb_day_parse(optarg, &a->day))
            wrong(a, command, "--as-of takes a date such as 2026-10-31, this is none", optarg);
        break;
    case 'm':
        a->memory_mb = strtoll(optarg, &end, 10);
        if (*end || end == optarg || a->memory_mb < 8 || a->memory_mb > 1048576)
            wrong(a, command, "--memory takes megabytes, from 8 on", optarg);
        break;
    case 'c':
        a->commit_seconds = strtod(optarg, &end);
        if (*end || end == optarg || !(a->commit_seconds >= 0.01 && a->commit_seconds <= 3600))
            wrong(a, command, "--commit-every takes seconds, from 0.01 to 3600", optarg);
        break;
    case 'v':
        a->verbose = true;
        break;
    default:
        a->all = true;
    }
}

static bool is_allowed(int option, const char *allowed)
{
    return option == 'e' || option == 'd' || strchr(allowed, option);
}

/* What is left behind the options. */
static void read_names(struct tb_arguments *a, int argc, char **argv, bool table)
{
    if (optind == argc)
        wrong(a, argv[0], "name a pipeline file", NULL);
    else if (table && optind + 1 == argc)
        wrong(a, argv[0], "name a table, SCHEMA.TABLE, behind the pipeline file", NULL);
    else if (optind + 1 + table < argc)
        wrong(a, argv[0],
              table ? "one table at a time, this is another"
                    : "one pipeline file at a time, this is another",
              argv[optind + 1 + table]);
    else
        a->file = argv[optind];
    if (a->file && table)
        a->table = argv[optind + 1];
}

void tb_arguments_read(struct tb_arguments *a, int argc, char **argv, const char *usage,
                       const char *allowed)
{
    int option;

    *a = (struct tb_arguments){.day = tb_day_of_instant(tb_instant_now()), .exit = -1};
    opterr = 0;
    while (a->exit < 0 && (option = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            a->exit = TB_EXIT_DONE;
        } else if (option == ':') {
            wrong(a, argv[0], "a value is missing behind", argv[optind - 1]);
        } else if (option == '?' || !is_allowed(option, allowed)) {
            wrong(a, argv[0], "there is no option", argv[optind - 1]);
        } else {
            read_option(a, option, argv[0]);
        }
    }
    if (a->exit >= 0)
        return;
    read_names(a, argc, argv, strchr(allowed, 't') != NULL);
}
