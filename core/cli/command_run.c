/* command_run.c - `toba run`: runs a pipeline for one date. */
#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "cli/command.h"
#include "cli/planned.h"
#include "cli/watcher.h"
#include "run/run.h"

static const char usage[] =
    "usage: toba run [OPTIONS] PIPELINE\n\n"
    "Runs a pipeline for one date. A run that was cut off goes on where it stopped when the "
    "same\n"
    "command is given again; one that is done fetches anew.\n\n"
    "  --env NAME          the environment of toba.env (default: dev)\n"
    "  --as-of DATE        the run's date D, YYYY-MM-DD (default: today, UTC)\n"
    "  --memory MB         for rows on their way between steps and stores (default: 64)\n"
    "  --commit-every SEC  the longest time between two commits (default: 2)\n"
    "  --verbose           show what the steps say for those who look for a fault\n\n"
    "Ctrl-C stops at the next commit, a second one at once; both can be resumed.\n\n"
    "exit codes: 0 done, 1 failed, 2 wrong pipeline or command line,\n"
    "            3 the source refused, 4 the sink failed, 130 interrupted\n";

#define MEGABYTE 1048576

struct session {
    struct tb_display display;
    bool verbose;
};

static void log_line(void *context, int level, const char *step, const char *text)
{
    static const char *const levels[] = {"error: ", "warning: ", "", ""};
    struct session *session = context;
    char line[1200];

    if (level < TOBA_LOG_ERROR || level > TOBA_LOG_DEBUG)
        level = TOBA_LOG_INFO;
    if (level == TOBA_LOG_DEBUG && !session->verbose)
        return;
    snprintf(line, sizeof line, "%s%s%s%s", step ? step : "", step ? ": " : "", levels[level],
             text);
    tb_display_line(&session->display, line);
}

/* What all streams of one step did to one table; the first of them stands for the rest. */
static bool sum_of(const struct tb_run_report *report, int i, struct toba_written *sum)
{
    const struct tb_write_report *first = &report->writes[i];

    *sum = (struct toba_written){0};
    for (int k = 0; k < report->n_writes; k++) {
        const struct tb_write_report *w = &report->writes[k];

        if (strcmp(w->step, first->step) != 0 || strcmp(w->schema, first->schema) != 0 ||
            strcmp(w->table, first->table) != 0)
            continue;
        if (k < i)
            return false;
        sum->inserted += w->written.inserted;
        sum->updated += w->written.updated;
        sum->unchanged += w->written.unchanged;
        sum->deleted += w->written.deleted;
        sum->rejected += w->written.rejected;
    }
    return true;
}

/* A run that failed shows only the tables that it came to. */
static void show_writes(const struct tb_run_report *report, bool failed)
{
    const struct toba_written none = {0};
    struct toba_written sum;
    bool titled = false;

    for (int i = 0; i < report->n_writes; i++) {
        if (!sum_of(report, i, &sum) || (failed && memcmp(&sum, &none, sizeof sum) == 0))
            continue;
        if (!titled)
            printf("%-12s %-36s %9s %9s %9s %8s %8s\n", "step", "table", "new", "changed",
                   "equal", "removed", "rejected");
        titled = true;
        printf("%-12s %-36s %9lld %9lld %9lld %8lld %8lld\n", report->writes[i].step,
               report->writes[i].table, (long long)sum.inserted, (long long)sum.updated,
               (long long)sum.unchanged, (long long)sum.deleted, (long long)sum.rejected);
    }
}

static void show_report(const struct tb_front *front, const struct tb_run_report *report,
                        int code, int64_t micros)
{
    char day[TB_DAY_TEXT];

    show_writes(report, code != TOBA_OK);
    for (int i = 0; i < report->n_reasons; i++)
        printf("%s: %lld x %s\n", report->reasons[i].step, (long long)report->reasons[i].n,
               report->reasons[i].reason);
    if (!report->run)
        return;
    printf("%s %s%s as of %s, %d of %d stages, %lld commits, %.1f s\n", front->pipeline.name,
           code ? "stopped" : "done", report->resumed ? " (resumed)" : "",
           tb_day_print(front->plan.day, day), report->stages_done, report->n_stages,
           (long long)report->barriers, (double)micros / 1e6);
}

static int run(struct tb_front *front, const struct tb_arguments *arguments)
{
    struct session session = {.verbose = arguments->verbose};
    struct tb_cancel cancel = TB_CANCEL_INIT;
    struct tb_run_options options;
    struct tb_run_report report = {0};
    struct tb_watcher watcher;
    struct toba_error err = {0};
    int64_t began = tb_instant_now();
    int code;

    tb_run_options_init(&options);
    if (arguments->memory_mb)
        options.memory = arguments->memory_mb * MEGABYTE;
    if (arguments->commit_seconds > 0)
        options.barrier.millis = (int64_t)(arguments->commit_seconds * 1000);
    options.log = log_line;
    options.log_context = &session;
    options.cancel = &cancel;
    options.progress = tb_progress_new(&front->plan);
    if (!options.progress) {
        fprintf(stderr, "out of memory\n");
        return TB_EXIT_FAILED;
    }
    tb_display_init(&session.display, &front->plan, options.progress);
    if (tb_watcher_start(&watcher, &cancel, &session.display)) {
        fprintf(stderr, "no thread could be started\n");
        tb_progress_free(options.progress);
        return TB_EXIT_FAILED;
    }
    code = tb_run(&front->plan, &options, &report, &err);
    tb_watcher_stop(&watcher);
    tb_display_fini(&session.display);
    show_report(front, &report, code, tb_instant_now() - began);
    if (code)
        tb_error_print(&err, stderr);
    tb_run_report_free(&report);
    tb_progress_free(options.progress);
    return tb_exit_code(code);
}

int tb_command_run(int argc, char **argv)
{
    return tb_planned_command(argc, argv, usage, "mvc", run);
}
