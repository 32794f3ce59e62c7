/* secret.h - where the values of toba.secret come from. */
#ifndef TB_CLI_SECRET_H
#define TB_CLI_SECRET_H

#include "base/arena.h"

/* The value of the environment variable NAME; else the content, without its last line break, of
 * the file that NAME_FILE names, or of the systemd credential NAME. NULL: none is set, or it
 * cannot be read. A tb_secret_reader. */
const char *tb_secret_read(void *context, const char *name, struct tb_arena *arena);

#endif
