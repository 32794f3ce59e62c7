/* arguments.h - the part of the command line that `run`, `check` and `plan` share. */
#ifndef TB_CLI_ARGUMENTS_H
#define TB_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

struct tb_arguments {
    const char *file;
    const char *table; /* `rows` only */
    const char *environment;
    int32_t day;
    int64_t memory_mb;     /* --memory, `run` only */
    double commit_seconds; /* --commit-every, `run` only */
    bool all;              /* --all-envs, `check` only */
    bool verbose;          /* --verbose, `run` only */
    int exit;              /* >= 0: the command ends here, with this code */
};

/* Reads "COMMAND [OPTIONS] PIPELINE"; shows `usage` on --help, and mistakes on stderr.
 * `allowed` holds the long options that the command takes beside --env, --as-of and --help, and
 * 't' where a table's name follows the pipeline. */
void tb_arguments_read(struct tb_arguments *arguments, int argc, char **argv, const char *usage,
                       const char *allowed);

#endif
