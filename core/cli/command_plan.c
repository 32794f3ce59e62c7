/* command_plan.c - `toba plan`: shows stages, reads and writes. */
#include <stdio.h>

#include "base/day.h"
#include "cli/command.h"
#include "cli/planned.h"

static const char usage[] =
    "usage: toba plan [--env NAME] [--as-of DATE] PIPELINE\n\n"
    "Shows what `toba run` would do, without doing it: the stages, what each step reads,\n"
    "which reads are shared, and which tables are written.\n\n"
    "  --env NAME    the environment of toba.env (default: dev)\n"
    "  --as-of DATE  the date to plan for, YYYY-MM-DD (default: today, UTC)\n";

static void print_write(const struct tb_write *write)
{
    const struct toba_table *table = write->spec.table;

    printf("      %s -> %s.%s%s (", write->node->spec->outputs[write->port].name, table->schema,
           table->name, table->mode == TOBA_REPLACE ? ", replaced" : "");
    for (int32_t i = 0; i < write->spec.n_columns; i++)
        printf("%s%s", i ? ", " : "", table->columns[write->spec.columns[i]].name);
    printf(")%s\n", write->spec.flags & TOBA_WRITE_UPDATE ? ", updates only" : "");
}

static void print_node(const struct tb_node *node)
{
    printf("    %s%s%s\n", node->name, node->upstream ? " on the rows of " : "",
           node->upstream ? node->upstream->name : "");
    for (int32_t o = 0; o < node->spec->n_outputs; o++) {
        for (int w = 0; w < node->outputs[o].n_writes; w++)
            print_write(node->outputs[o].writes[w]);
        for (int s = 0; s < node->outputs[o].n_streams; s++)
            print_node(node->outputs[o].streams[s]);
    }
}

static void print_rows(const struct toba_read *read)
{
    static const char *const names[] = {
        [TOBA_ALL] = "all rows",
        [TOBA_WINDOW] = "a window of days",
        [TOBA_AS_OF] = "as of",
        [TOBA_CHANGED] = "rows changed since the last run",
    };

    printf("%s", names[read->rows]);
    for (int32_t i = 0; i < read->n_points; i++) {
        char day[TB_DAY_TEXT];

        printf("%s%s", i ? ", " : " ",
               read->points[i].day == TOBA_OLDEST ? "the oldest"
                                                  : tb_day_print(read->points[i].day, day));
    }
}

static void print_read(const struct toba_read *read)
{
    printf("    reads %s.%s: ", read->table->schema, read->table->name);
    print_rows(read);
    printf(" (");
    for (int32_t i = 0; i < read->n_columns; i++) {
        const struct toba_path *path = &read->columns[i];

        printf("%s%s%s%s", i ? ", " : "", read->table->columns[path->column].name,
               path->via ? "." : "",
               path->via ? path->via->columns[path->via_column].name : "");
    }
    printf(")\n");
}

static void print_feed(const struct tb_feed *feed)
{
    const struct tb_scan *scan = feed->scan;

    if (feed->source) {
        printf("  source\n");
        print_node(feed->source);
        return;
    }
    if (scan->spec.driver)
        printf("  scan by %s.%s\n", scan->spec.driver->name,
               scan->spec.driver->columns[scan->spec.driver_column].name);
    else
        printf("  scan by the keys of %s\n", scan->reads[scan->spec.driver_read].table->name);
    for (int32_t i = 0; i < scan->spec.n_reads; i++)
        print_read(&scan->reads[i]);
    for (int i = 0; i < scan->n_nodes; i++)
        print_node(scan->nodes[i]);
}

static int print_plan(struct tb_front *front, const struct tb_arguments *arguments)
{
    const struct tb_plan *plan = &front->plan;
    char day[TB_DAY_TEXT];

    (void)arguments;
    printf("%s as of %s\n", plan->pipeline->name, tb_day_print(plan->day, day));
    for (int s = 0; s < plan->n_stages; s++) {
        printf("\nstage %d\n", s + 1);
        for (int f = 0; f < plan->stages[s].n_feeds; f++)
            print_feed(&plan->stages[s].feeds[f]);
    }
    return TB_EXIT_DONE;
}

int tb_command_plan(int argc, char **argv)
{
    return tb_planned_command(argc, argv, usage, "", print_plan);
}
