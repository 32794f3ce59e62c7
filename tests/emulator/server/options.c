/*
 * The command line, as a table of switches that also prints the help.
 */
#include "options.h"

#include "dates.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct option_row {
    const char *name;
    const char *argument; /* NULL: takes none */
    bool (*read)(struct options *options, const char *argument);
    const char *help;
};

static bool read_count(const char *string, unsigned least, unsigned most, unsigned *number)
{
    char rest;

    return *string != '-' && sscanf(string, "%u%c", number, &rest) == 1 && *number >= least &&
           *number <= most;
}

static bool read_accounts(struct options *options, const char *argument)
{
    return read_count(argument, 1, ACCOUNTS_MAX, &options->world.accounts);
}

static bool read_seed(struct options *options, const char *argument)
{
    unsigned seed;

    if (!read_count(argument, 0, UINT32_MAX, &seed))
        return false;
    options->world.seed = seed;
    return true;
}

static bool read_posts_per_day(struct options *options, const char *argument)
{
    double *rate = &options->world.posts_per_day;
    char rest;

    return sscanf(argument, "%lf%c", rate, &rest) == 1 && *rate >= 0 &&
           *rate <= POSTS_PER_DAY_MAX;
}

static bool read_history_days(struct options *options, const char *argument)
{
    return read_count(argument, 0, HISTORY_DAYS_MAX, &options->world.history_days);
}

static bool read_huge(struct options *options, const char *argument)
{
    return read_count(argument, 0, HUGE_MAX, &options->world.huge);
}

static bool read_date(struct options *options, const char *argument)
{
    return date_parse(argument, &options->date);
}

static bool read_tick(struct options *options, const char *argument)
{
    (void)argument;
    options->ticks = true;
    return true;
}

static bool read_trouble(struct options *options, const char *argument)
{
    size_t size = (options->trouble_count + 1) * sizeof *options->troubles;
    struct trouble *troubles = realloc(options->troubles, size);

    if (!troubles)
        abort();
    options->troubles = troubles;
    return trouble_parse(argument, &troubles[options->trouble_count++]);
}

static bool read_limits(struct options *options, const char *argument)
{
    options->limits = argument;
    return true;
}

static bool read_fault(struct options *options, const char *argument)
{
    text_addf(&options->faults, "%s\n", argument);
    return true;
}

static bool read_latency(struct options *options, const char *argument)
{
    return read_count(argument, 0, 600000, &options->latency);
}

static bool read_page_size(struct options *options, const char *argument)
{
    return read_count(argument, 1, 100, &options->page_cap);
}

static bool read_token(struct options *options, const char *argument)
{
    options->token = argument;
    return *argument != '\0';
}

static bool read_port(struct options *options, const char *argument)
{
    return read_count(argument, 0, 65535, &options->port);
}

static bool read_ready_file(struct options *options, const char *argument)
{
    options->ready_file = argument;
    return true;
}

static bool read_utf8(struct options *options, const char *argument)
{
    (void)argument;
    options->raw_utf8 = true;
    return true;
}

/* clang-format off */
static const struct option_row rows[] = {
    {"accounts",      "N",        read_accounts,      "brands in the world [5]"},
    {"seed",          "N",        read_seed,          "which world it is [1]"},
    {"posts-per-day", "X",        read_posts_per_day, "of an average brand [1]"},
    {"history-days",  "N",        read_history_days,  "how long before 2026-01-01 brands began to post [90]"},
    {"huge",          "N",        read_huge,          "give the first account N posts before 2026-01-01"},
    {"date",          "INSTANT",  read_date,          "set the clock: 2026-10-01 or 2026-10-01T06:00:00Z [now]"},
    {"tick",          NULL,       read_tick,          "let the clock run; otherwise it stands still"},
    {"trouble",       "N=KIND[@DATE]", read_trouble,  "account N (from 0) is gone, permission, withdrawn,\n"
                                                      "restricted or expired, from that date on; may be repeated"},
    {"limits",        "LIMITS",   read_limits,        "calls a window, as account=200;app=1000;window=3600;clock=real"},
    {"fault",         "RULE",     read_fault,         "a fault, as path=/media;nth=3;kind=error:2; may be repeated"},
    {"latency",       "MS",       read_latency,       "wait so long before each answer [0]"},
    {"page-size",     "N",        read_page_size,     "give no longer pages than N, up to 100 [100]"},
    {"token",         "TOKEN",    read_token,         "the token that sees every account [EAAEmulator]"},
    {"utf8",          NULL,       read_utf8,          "write text as UTF-8 instead of \\uXXXX"},
    {"port",          "P",        read_port,          "of 127.0.0.1; 0: any free one [0]"},
    {"ready-file",    "FILE",     read_ready_file,    "write the base URL there once listening"},
};
/* clang-format on */

#define ROW_COUNT (sizeof rows / sizeof *rows)

static void set_defaults(struct options *options)
{
    memset(options, 0, sizeof *options);
    options->world.seed = 1;
    options->world.accounts = 5;
    options->world.posts_per_day = 1;
    options->world.history_days = 90;
    options->date = time(NULL);
    options->page_cap = 100;
    options->token = "EAAEmulator";
    options->limits = "";
}

static void fill_getopt(struct option table[ROW_COUNT + 2])
{
    memset(table, 0, (ROW_COUNT + 2) * sizeof *table);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        table[i].name = rows[i].name;
        table[i].has_arg = rows[i].argument ? required_argument : no_argument;
    }
    table[ROW_COUNT].name = "help";
}

enum options_result options_read(struct options *options, int count, char **words)
{
    struct option table[ROW_COUNT + 2];
    int which = 0;
    int got;

    set_defaults(options);
    fill_getopt(table);
    while ((got = getopt_long(count, words, "", table, &which)) != -1) {
        if (got == '?')
            return OPTIONS_WRONG;
        if (which == (int)ROW_COUNT)
            return OPTIONS_HELP;
        if (!rows[which].read(options, optarg)) {
            fprintf(stderr, "graph-emulator: --%s %s: not understood, see --help\n",
                    rows[which].name, optarg);
            return OPTIONS_WRONG;
        }
    }
    if (optind == count)
        return OPTIONS_RUN;
    fprintf(stderr, "graph-emulator: what is %s? See --help\n", words[optind]);
    return OPTIONS_WRONG;
}

static void print_row(const struct option_row *row)
{
    char left[40];
    const char *help = row->help;

    snprintf(left, sizeof left, "--%s %s", row->name, row->argument ? row->argument : "");
    do {
        size_t size = strcspn(help, "\n");

        printf("  %-26s %.*s\n", left, (int)size, help);
        left[0] = '\0';
        help += size;
    } while (*help++);
}

void options_print_help(void)
{
    printf("graph-emulator: Instagram brands behind the Graph API, on any date\n\n");
    for (size_t i = 0; i < ROW_COUNT; i++)
        print_row(&rows[i]);
    printf(
        "\nFault rules: path=PART or pattern, query=PART, nth=N, every=N, p=0..1 with seed=N,\n"
        "times=N, kind=error:CODE[/SUB][@HTTP], error200[:CODE[/SUB]], status:HTTP,\n"
        "429[:SECONDS], reset, cut, garbage, slow:MS or stall.\n\n"
        "Control: POST /_emulator/clock?at=INSTANT, POST /_emulator/faults (rules, one a "
        "line),\n"
        "POST /_emulator/limits (as --limits), GET and DELETE /_emulator/stats,\n"
        "GET /_emulator/accounts.csv, GET /_emulator/truth/TABLE.csv?from=DATE&to=DATE.\n");
}

void options_fini(struct options *options)
{
    text_free(&options->faults);
    free(options->troubles);
}
