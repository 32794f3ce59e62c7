/* planned.h - the frame of the commands that are about one planned pipeline. */
#ifndef TB_CLI_PLANNED_H
#define TB_CLI_PLANNED_H

#include "cli/arguments.h"
#include "cli/front.h"

/* Reads the command line (`usage` and `allowed` as tb_arguments_read() takes them), plans the
 * pipeline, and lets `act` do the command's own work on it. Returns the exit code: that of
 * `act`, or of what went wrong before, which was shown. */
int tb_planned_command(int argc, char **argv, const char *usage, const char *allowed,
                       int (*act)(struct tb_front *front,
                                  const struct tb_arguments *arguments));

#endif
