/* host.h - the table of functions that a run lends its plugins. */
#ifndef TB_RUN_HOST_H
#define TB_RUN_HOST_H

#include <toba/plugin.h>

/* Works with every struct tb_in and struct tb_out. Static. */
const struct toba_host *tb_host(void);

#endif
