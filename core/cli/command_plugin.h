/* command_plugin.h - the subcommands of `toba plugin`. Each takes the arguments from its own
 * name on and returns an exit code. */
#ifndef TB_CLI_COMMAND_PLUGIN_H
#define TB_CLI_COMMAND_PLUGIN_H

int tb_command_plugin_new(int argc, char **argv);
int tb_command_plugin_check(int argc, char **argv);

#endif
