/* planned.c - see planned.h. */
#include "cli/planned.h"

#include "cli/command.h"

int tb_planned_command(int argc, char **argv, const char *usage, const char *allowed,
                       int (*act)(struct tb_front *front, const struct tb_arguments *arguments))
{
    struct tb_arguments arguments;
    struct tb_front_options options = {0};
    struct tb_front front = {0};
    int code;

    tb_arguments_read(&arguments, argc, argv, usage, allowed);
    if (arguments.exit >= 0)
        return arguments.exit;
    options.file = arguments.file;
    options.environment = arguments.environment;
    options.day = arguments.day;
    code = tb_front_open(&front, &options);
    code = code ? tb_exit_code(code) : act(&front, &arguments);
    tb_front_close(&front);
    return code;
}
