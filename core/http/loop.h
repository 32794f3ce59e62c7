/* loop.h - the client's thread: starts what is due, drives curl, judges what ended. */
#ifndef TB_HTTP_LOOP_H
#define TB_HTTP_LOOP_H

#include "http/client.h"

/* The thread's body; runs until the client is stopping or cancelled, then drops its jobs. */
void *tb_http_loop(void *http);

#endif
