/*
 * What a client asked, free of the HTTP library's types.
 */
#ifndef EMULATOR_GRAPH_REQUEST_H
#define EMULATOR_GRAPH_REQUEST_H

#include "text.h"

#include <stddef.h>

struct parameter {
    char *name;
    char *value;
};

struct request {
    char *method;
    char *path;                   /* decoded, without the query */
    char *host;                   /* as the client names us: `127.0.0.1:8080` */
    char *bearer;                 /* the token of an Authorization header, or NULL */
    struct parameter *parameters; /* of the query */
    size_t parameter_count;
    struct text body;
};

void request_add_parameter(struct request *request, const char *name, const char *value);

/* The first parameter of that name, or NULL. Borrows from request. */
const char *request_parameter(const struct request *request, const char *name);

/* The token, wherever it stands, or NULL. Borrows from request. */
const char *request_token(const struct request *request);

void request_fini(struct request *request);

#endif
