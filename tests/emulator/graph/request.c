/*
 * Keeping a request's parts.
 */
#include "request.h"

#include <stdlib.h>
#include <string.h>

void request_add_parameter(struct request *request, const char *name, const char *value)
{
    size_t count = request->parameter_count;
    struct parameter *grown = realloc(request->parameters, (count + 1) * sizeof *grown);

    if (!grown)
        abort();
    request->parameters = grown;
    grown[count].name = strdup(name);
    grown[count].value = strdup(value ? value : "");
    if (!grown[count].name || !grown[count].value)
        abort();
    request->parameter_count++;
}

const char *request_parameter(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return request->parameters[i].value;
    return NULL;
}

const char *request_token(const struct request *request)
{
    const char *token = request_parameter(request, "access_token");

    return token ? token : request->bearer;
}

void request_fini(struct request *request)
{
    for (size_t i = 0; i < request->parameter_count; i++) {
        free(request->parameters[i].name);
        free(request->parameters[i].value);
    }
    free(request->parameters);
    free(request->method);
    free(request->path);
    free(request->host);
    free(request->bearer);
    text_free(&request->body);
    memset(request, 0, sizeof *request);
}
