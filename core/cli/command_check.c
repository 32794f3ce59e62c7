/* command_check.c - `toba check`: finds all mistakes of a pipeline. */
#include <stdio.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/front.h"

static const char usage[] =
    "usage: toba check [--env NAME] [--all-envs] [--as-of DATE] PIPELINE\n\n"
    "Reads and plans a pipeline as `toba run` would, and shows every mistake with its file "
    "and\n"
    "line. Touches neither the network nor a store.\n\n"
    "  --env NAME    the environment of toba.env to check (default: dev)\n"
    "  --all-envs    check every environment that the pipeline offers\n"
    "  --as-of DATE  the date to plan for, YYYY-MM-DD (default: today, UTC)\n";

#define ENVIRONMENTS_MAX 32

struct offered {
    char names[ENVIRONMENTS_MAX][64];
    int n;
};

static void note(void *context, const char *environment)
{
    struct offered *offered = context;

    if (offered->n < ENVIRONMENTS_MAX)
        snprintf(offered->names[offered->n++], sizeof offered->names[0], "%s", environment);
}

static void show(const struct tb_front *front)
{
    const struct tb_plan *plan = &front->plan;
    const char *environment = front->pipeline.environment;
    int tables = 0;

    for (int i = 0; i < plan->n_stores; i++)
        tables += plan->stores[i].n_tables;
    printf("%s%s%s: fine. %d steps in %d stages, %d tables\n", front->pipeline.file,
           environment ? " in environment " : "", environment ? environment : "", plan->n_nodes,
           plan->n_stages, tables);
}

static int check(const struct tb_arguments *arguments, const char *environment,
                 struct offered *offered)
{
    struct tb_front_options options = {.file = arguments->file,
                                       .environment = environment,
                                       .day = arguments->day,
                                       .offered = offered ? note : NULL,
                                       .context = offered};
    struct tb_front front = {0};
    int code = tb_front_open(&front, &options);

    if (!code)
        show(&front);
    tb_front_close(&front);
    return tb_exit_code(code);
}

/* The first reading, in the default environment or the one that --env names, tells of the rest.
 */
static int check_all(const struct tb_arguments *arguments)
{
    struct offered offered = {.n = 0};
    const char *first = arguments->environment ? arguments->environment : "dev";
    int worst = check(arguments, arguments->environment, &offered);

    for (int i = 0; i < offered.n; i++) {
        int code = TB_EXIT_DONE;

        if (strcmp(offered.names[i], first) != 0)
            code = check(arguments, offered.names[i], NULL);
        worst = worst ? worst : code;
    }
    return worst;
}

int tb_command_check(int argc, char **argv)
{
    struct tb_arguments arguments;

    tb_arguments_read(&arguments, argc, argv, usage, "a");
    if (arguments.exit >= 0)
        return arguments.exit;
    return arguments.all ? check_all(&arguments)
                         : check(&arguments, arguments.environment, NULL);
}
