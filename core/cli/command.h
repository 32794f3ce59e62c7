/* command.h - the commands of `toba`, and the exit codes that they all share. */
#ifndef TB_CLI_COMMAND_H
#define TB_CLI_COMMAND_H

#include <toba/error.h>

enum {
    TB_EXIT_DONE = 0,
    TB_EXIT_FAILED = 1,       /* out of memory, a bug in a plugin */
    TB_EXIT_PIPELINE = 2,     /* a wrong command line, pipeline, option or environment */
    TB_EXIT_SOURCE = 3,       /* the source refused */
    TB_EXIT_SINK = 4,         /* the sink failed */
    TB_EXIT_INTERRUPTED = 130 /* stopped by a signal; the same command goes on */
};

/* The exit code that an error leads to. */
int tb_exit_code(int code);

/* Each takes the arguments from the command's own name on and returns an exit code. */
int tb_command_run(int argc, char **argv);
int tb_command_check(int argc, char **argv);
int tb_command_plan(int argc, char **argv);
int tb_command_rows(int argc, char **argv);
int tb_command_plugins(int argc, char **argv);
int tb_command_plugin(int argc, char **argv);

#endif
