/* runner.c - see runner.h: what all parts of a run ask of it. */
#include "run/runner.h"

void tb_runner_log(const struct tb_runner *runner, int level, const char *step,
                   const char *format, ...)
{
    char text[1024];
    va_list args;

    if (!runner->options->log)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    runner->options->log(runner->options->log_context, level, step, text);
}

int tb_runner_node(const struct tb_runner *runner, const struct tb_node *node)
{
    int i = 0;

    while (i < runner->plan->n_nodes - 1 && runner->plan->nodes[i] != node)
        i++;
    return i;
}

int tb_runner_write(const struct tb_runner *runner, const struct tb_write *write)
{
    int i = 0;

    while (i < runner->plan->n_writes - 1 && runner->plan->writes[i] != write)
        i++;
    return i;
}
