/* tokens.c - see tokens.h. */
#include "tokens.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LONGEST_TOKEN = 8192 };

static struct token *find(const struct tokens *tokens, const char *value)
{
    struct token *token = tokens->first;

    while (token && strcmp(token->value, value) != 0)
        token = token->next;
    return token;
}

int tokens_add(struct tokens *tokens, const char *value, struct token **out,
               struct toba_error *err)
{
    struct token *token = find(tokens, value);

    *out = token;
    if (token)
        return 0;
    token = calloc(1, sizeof *token);
    if (token)
        token->value = strdup(value);
    if (!token || !token->value) {
        free(token);
        return toba_fail(err, TOBA_E_MEMORY, "no memory for a token");
    }
    snprintf(token->name, sizeof token->name, "token %d", tokens->n + 1);
    token->next = tokens->first;
    tokens->first = token;
    tokens->n++;
    *out = token;
    if (tokens->app_secret && !proof_make(tokens->app_secret, value, token->proof))
        return toba_fail(err, TOBA_E_CONFIG, "cannot compute the proof of the app secret");
    return 0;
}

void tokens_free(struct tokens *tokens)
{
    while (tokens->first) {
        struct token *token = tokens->first;

        tokens->first = token->next;
        free(token->value);
        free(token);
    }
}

/* Cuts white space off both ends. */
static char *trim(char *text)
{
    char *end;

    while (isspace((unsigned char)*text))
        text++;
    end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    return text;
}

static int check(const char *value, const char *where, struct toba_error *err)
{
    if (!*value)
        return toba_fail(err, TOBA_E_CONFIG, "the token of %s is empty", where);
    for (const char *at = value; *at; at++)
        if (!isgraph((unsigned char)*at))
            return toba_fail(err, TOBA_E_CONFIG,
                             "the token of %s holds a space or a control "
                             "character",
                             where);
    return 0;
}

static int keep(const char *text, const char *where, char **value, struct toba_error *err)
{
    if (check(text, where, err))
        return TOBA_E_CONFIG;
    *value = strdup(text);
    return *value ? 0 : toba_fail(err, TOBA_E_MEMORY, "no memory for a token");
}

static int from_environment(const char *name, char **value, struct toba_error *err)
{
    const char *text = getenv(name);
    char where[300];

    if (!text)
        return toba_fail(err, TOBA_E_CONFIG, "the environment variable %s is not set", name);
    snprintf(where, sizeof where, "the environment variable %s", name);
    return keep(text, where, value, err);
}

static int from_file(const char *path, char **value, const char **exposed,
                     struct toba_error *err)
{
    FILE *file = fopen(path, "re");
    char text[LONGEST_TOKEN + 2];
    struct stat info;
    size_t size;
    bool readable;

    if (!file)
        return toba_fail(err, TOBA_E_CONFIG, "cannot read the token file %s: %s", path,
                         strerror(errno));
    size = fread(text, 1, sizeof text - 1, file);
    readable = fstat(fileno(file), &info) == 0 && (info.st_mode & (S_IRGRP | S_IROTH));
    fclose(file);
    text[size] = '\0';
    if (size > LONGEST_TOKEN)
        return toba_fail(err, TOBA_E_CONFIG, "the token file %s is larger than %d bytes", path,
                         LONGEST_TOKEN);
    if (readable)
        *exposed = path;
    return keep(trim(text), path, value, err);
}

int token_resolve(const char *text, char **value, const char **exposed, struct toba_error *err)
{
    *value = NULL;
    *exposed = NULL;
    if (strncmp(text, "env:", 4) == 0)
        return from_environment(text + 4, value, err);
    if (strncmp(text, "file:", 5) == 0)
        return from_file(text + 5, value, exposed, err);
    return keep(text, "this row", value, err);
}
