/* server.h - a real HTTP server inside the test program, with the faults the client must bear.
 *
 * Paths (parameters in the query):
 *   /echo                   what the request was: its line, User-Agent, Authorization, body
 *   /fail?n=2&status=503    fails the first n requests (Retry-After: after=…), then says "good"
 *   /cut?n=1                breaks off in the middle of the first n bodies
 *   /reset?n=1              resets the first n connections
 *   /gather?n=4             answers nobody until n requests wait at the same time
 *   /hold                   answers when the server stops
 *   /bytes?n=1000           a body of n bytes
 *   /header?n=1000          a header of n bytes
 *   /zip                    100 000 zero bytes, as 132 of gzip
 *   /move                   a redirect to /echo
 *   /json                   an answer that repeats the request's access_token */
#ifndef TB_TEST_SERVER_H
#define TB_TEST_SERVER_H

#include <stdint.h>

/* One fault path a server. */
struct server;

struct server *server_start(void);
void server_stop(struct server *server);

/* "http://127.0.0.1:PORT" and the path. Valid until the next call. */
const char *server_url(struct server *server, const char *path);

/* How many requests came in so far. */
int server_requests(struct server *server);
/* Waits until `n` requests are held. */
void server_await_held(struct server *server, int n);
/* Milliseconds between the first two requests. */
int64_t server_gap(struct server *server);

#endif
