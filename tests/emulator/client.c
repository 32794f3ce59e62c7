/*
 * An independent client of the emulator.
 */
#include "client.h"

#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SWITCHES_MAX 32
#define FIELDS_MAX 32

extern char **environ;

/* The first line says where the program listens; it is there once the port is open. */
static void read_url(int from, char *url, size_t room)
{
    char line[64] = "";
    FILE *output = fdopen(from, "r");

    assert_non_null(output);
    assert_non_null(fgets(line, sizeof line, output));
    fclose(output);
    line[strcspn(line, "\n")] = '\0';
    assert_memory_equal(line, "listening on ", 13);
    snprintf(url, room, "%s", line + 13);
}

void process_start(struct emulator_process *process, const char *const *switches)
{
    char *words[SWITCHES_MAX] = {(char *)GRAPH_EMULATOR};
    posix_spawn_file_actions_t actions;
    int ends[2];

    for (unsigned i = 0; switches[i]; i++)
        words[i + 1] = (char *)switches[i];
    assert_int_equal(pipe(ends), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    assert_int_equal(posix_spawn(&process->pid, words[0], &actions, NULL, words, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    read_url(ends[0], process->url, sizeof process->url);
}

void process_stop(struct emulator_process *process)
{
    int status;

    assert_int_equal(kill(process->pid, SIGTERM), 0);
    assert_int_equal(waitpid(process->pid, &status, 0), process->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

struct gathered {
    char *bytes;
    size_t size;
};

static size_t gather(char *piece, size_t one, size_t size, void *context)
{
    struct gathered *gathered = context;

    gathered->bytes = realloc(gathered->bytes, gathered->size + size * one + 1);
    assert_non_null(gathered->bytes);
    memcpy(gathered->bytes + gathered->size, piece, size * one);
    gathered->size += size * one;
    gathered->bytes[gathered->size] = '\0';
    return size * one;
}

static struct reply ask(const struct emulator_process *process, const char *path,
                        const char *body, const char *header, long milliseconds)
{
    struct reply reply = {0};
    struct gathered headers = {strdup(""), 0};
    struct gathered text = {strdup(""), 0};
    struct curl_slist *list = header ? curl_slist_append(NULL, header) : NULL;
    CURL *curl = curl_easy_init();
    char url[4096];

    assert_non_null(curl);
    snprintf(url, sizeof url, "%s%s", process->url, path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, gather);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, gather);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &headers);
    if (body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    reply.transport = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    reply.headers = headers.bytes;
    reply.body = text.bytes;
    reply.json = cJSON_Parse(text.bytes);
    curl_easy_cleanup(curl);
    curl_slist_free_all(list);
    return reply;
}

struct reply get(const struct emulator_process *process, const char *path, ...)
{
    char full[4096];
    va_list arguments;

    va_start(arguments, path);
    vsnprintf(full, sizeof full, path, arguments);
    va_end(arguments);
    return ask(process, full, NULL, NULL, 60000);
}

struct reply post(const struct emulator_process *process, const char *path, const char *body)
{
    return ask(process, path, body, NULL, 60000);
}

struct reply get_impatiently(const struct emulator_process *process, const char *path,
                             long milliseconds)
{
    return ask(process, path, NULL, NULL, milliseconds);
}

struct reply get_with_header(const struct emulator_process *process, const char *path,
                             const char *header)
{
    return ask(process, path, NULL, header, 60000);
}

void reply_free(struct reply *reply)
{
    free(reply->headers);
    free(reply->body);
    cJSON_Delete(reply->json);
    memset(reply, 0, sizeof *reply);
}

char *reply_header(const struct reply *reply, const char *name)
{
    const char *line = reply->headers;
    size_t size = strlen(name);

    for (; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (strncasecmp(line, name, size) == 0 && line[size] == ':')
            return strndup(line + size + 2, strcspn(line + size + 2, "\r\n"));
    return NULL;
}

static const cJSON *error_part(const struct reply *reply, const char *name)
{
    return cJSON_GetObjectItem(cJSON_GetObjectItem(reply->json, "error"), name);
}

int error_code(const struct reply *reply)
{
    const cJSON *code = error_part(reply, "code");

    return code ? code->valueint : 0;
}

int error_subcode(const struct reply *reply)
{
    const cJSON *subcode = error_part(reply, "error_subcode");

    return subcode ? subcode->valueint : 0;
}

const char *error_message(const struct reply *reply)
{
    const cJSON *message = error_part(reply, "message");

    return message ? message->valuestring : "";
}

/* Unquotes one field in place and returns what follows it: a comma, a line end or the end. */
static char *parse_field(char *at, char **field)
{
    char *to = at;

    *field = at;
    if (*at != '"') {
        at += strcspn(at, ",\n");
        if (at == *field)
            *field = NULL;
        return at;
    }
    for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
        if (*at == '"')
            at++;
        *to++ = *at;
    }
    assert_int_equal(*at, '"');
    *to = '\0';
    return at + 1;
}

static char *parse_row(char *at, char **fields)
{
    unsigned count = 0;
    char sign;

    do {
        assert_true(count < FIELDS_MAX);
        at = parse_field(at, &fields[count++]);
        sign = *at;
        *at++ = '\0';
    } while (sign == ',');
    assert_int_equal(sign, '\n');
    return at;
}

void csv_parse(const char *text, struct csv *csv)
{
    char *at;

    csv->text = strdup(text);
    csv->rows = NULL;
    csv->count = 0;
    for (at = csv->text; *at;) {
        csv->rows = realloc(csv->rows, (csv->count + 1) * sizeof *csv->rows);
        assert_non_null(csv->rows);
        csv->rows[csv->count] = calloc(FIELDS_MAX, sizeof **csv->rows);
        at = parse_row(at, csv->rows[csv->count++]);
    }
}

void csv_free(struct csv *csv)
{
    for (unsigned i = 0; i < csv->count; i++)
        free(csv->rows[i]);
    free(csv->rows);
    free(csv->text);
    memset(csv, 0, sizeof *csv);
}

unsigned csv_column(const struct csv *csv, const char *name)
{
    for (unsigned i = 0; i < FIELDS_MAX && csv->rows[0][i]; i++)
        if (strcmp(csv->rows[0][i], name) == 0)
            return i;
    fail_msg("no column %s", name);
    return 0;
}

char **csv_find(const struct csv *csv, const char *key)
{
    for (unsigned i = 1; i < csv->count; i++)
        if (strcmp(csv->rows[i][0], key) == 0)
            return csv->rows[i];
    return NULL;
}

void fetch_accounts(const struct emulator_process *process, struct csv *accounts)
{
    struct reply reply = get(process, "/_emulator/accounts.csv");

    csv_parse(reply.body, accounts);
    reply_free(&reply);
}

const char *account_path(const struct csv *accounts, unsigned index, const char *more)
{
    static char path[512];

    snprintf(path, sizeof path, "/v25.0/%s%s", accounts->rows[index + 1][0], more);
    return path;
}
