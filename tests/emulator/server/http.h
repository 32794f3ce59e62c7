/*
 * The HTTP side: listening, reading requests, sending answers.
 */
#ifndef EMULATOR_SERVER_HTTP_H
#define EMULATOR_SERVER_HTTP_H

#include "emulator.h"

struct http;

/* Listens on 127.0.0.1. NULL: could not, and stderr says why. Borrows emulator. */
struct http *http_open(struct emulator *emulator);

unsigned http_port(const struct http *http);

/* Waits for the requests under way; emulator_stop first. http may be NULL. */
void http_close(struct http *http);

#endif
