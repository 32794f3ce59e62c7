/* display.c - see display.h. */
#include "cli/display.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/day.h"

#define ERASE_LINE "\x1b[2K"
#define UP_ONE "\x1b[1A"
#define DEFAULT_WIDTH 80

void tb_display_init(struct tb_display *d, const struct tb_plan *plan,
                     const struct tb_progress *progress)
{
    *d = (struct tb_display){.plan = plan,
                             .progress = progress,
                             .terminal = isatty(STDERR_FILENO) != 0,
                             .stage = -1,
                             .began = tb_instant_now()};
    pthread_mutex_init(&d->lock, NULL);
}

static int width(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 20)
        return DEFAULT_WIDTH;
    return size.ws_col;
}

static void erase(struct tb_display *d)
{
    for (; d->drawn > 0; d->drawn--)
        fputs(UP_ONE ERASE_LINE, stderr);
}

/* A line that wrapped would break the count of lines to go up: it is cut instead. */
static void draw_line(struct tb_display *d, const char *line)
{
    fprintf(stderr, "%.*s\n", width() - 1, line);
    d->drawn++;
}

static const char *state_of(const struct tb_node *node, const struct tb_run_progress *run)
{
    if (node->stage < run->stage)
        return "done";
    return node->stage == run->stage ? "running" : "waiting";
}

static void draw(struct tb_display *d)
{
    struct tb_run_progress run;
    char line[256];

    tb_progress_run(d->progress, &run);
    for (int i = 0; i < tb_progress_steps(d->progress); i++) {
        const struct tb_node *node = d->plan->nodes[i];
        struct tb_step_progress step;

        tb_progress_step(d->progress, i, &step);
        snprintf(line, sizeof line, "  %-24s %-8s %12lld rows in %12lld out", step.step,
                 state_of(node, &run), (long long)step.rows_in, (long long)step.rows_out);
        draw_line(d, line);
    }
    snprintf(line, sizeof line, "  stage %d of %d, %lld commits, %.1f MB, %.0f s",
             run.stage < run.n_stages ? run.stage + 1 : run.n_stages, run.n_stages,
             (long long)run.barriers, (double)run.bytes / 1e6,
             (double)(tb_instant_now() - d->began) / 1e6);
    draw_line(d, line);
}

static void tell_stage(struct tb_display *d)
{
    struct tb_run_progress run;

    tb_progress_run(d->progress, &run);
    while (d->stage < run.stage && d->stage + 1 < run.n_stages) {
        const char *comma = "";

        d->stage++;
        fprintf(stderr, "stage %d of %d: ", d->stage + 1, run.n_stages);
        for (int i = 0; i < d->plan->n_nodes; i++) {
            if (d->plan->nodes[i]->stage != d->stage)
                continue;
            fprintf(stderr, "%s%s", comma, d->plan->nodes[i]->name);
            comma = ", ";
        }
        fputc('\n', stderr);
    }
}

void tb_display_update(struct tb_display *d)
{
    pthread_mutex_lock(&d->lock);
    if (d->terminal) {
        erase(d);
        draw(d);
    } else {
        tell_stage(d);
    }
    fflush(stderr);
    pthread_mutex_unlock(&d->lock);
}

void tb_display_line(struct tb_display *d, const char *line)
{
    pthread_mutex_lock(&d->lock);
    erase(d);
    fprintf(stderr, "%s\n", line);
    fflush(stderr);
    pthread_mutex_unlock(&d->lock);
}

void tb_display_fini(struct tb_display *d)
{
    pthread_mutex_lock(&d->lock);
    erase(d);
    fflush(stderr);
    pthread_mutex_unlock(&d->lock);
    pthread_mutex_destroy(&d->lock);
}
