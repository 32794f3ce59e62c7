/*
 * What the tests use to be a client of the emulator as anybody would: starting the program,
 * asking over HTTP with libcurl, reading CSV. Nothing of the emulator's own code is in here.
 */
#ifndef EMULATOR_CLIENT_H
#define EMULATOR_CLIENT_H

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <sys/types.h>

struct emulator_process {
    pid_t pid;
    char url[64];
};

/* Starts the program on a free port with these switches (NULL ends them). */
void process_start(struct emulator_process *process, const char *const *switches);

/* Sends SIGTERM; the test fails when the program does not end well (its sanitizers included).
 */
void process_stop(struct emulator_process *process);

struct reply {
    CURLcode transport; /* CURLE_OK: a whole answer came */
    long status;
    char *headers;
    char *body;
    cJSON *json; /* NULL when the body is none */
};

/* Path and query follow the base URL. Every reply is released with reply_free. */
struct reply get(const struct emulator_process *process, const char *path, ...)
    __attribute__((format(printf, 2, 3)));
struct reply post(const struct emulator_process *process, const char *path, const char *body);
struct reply get_impatiently(const struct emulator_process *process, const char *path,
                             long milliseconds);
struct reply get_with_header(const struct emulator_process *process, const char *path,
                             const char *header);
void reply_free(struct reply *reply);

/* The value of a header in the reply, or NULL; the caller frees it. */
char *reply_header(const struct reply *reply, const char *name);

/* Numbers of the reply's error object, 0 where there is none. */
int error_code(const struct reply *reply);
int error_subcode(const struct reply *reply);
const char *error_message(const struct reply *reply); /* "" when there is none */

/* CSV by rows and columns; fields are unquoted in place, an empty unquoted field is NULL. */
struct csv {
    char *text;
    char ***rows;
    unsigned count; /* the header is row 0 */
};

void csv_parse(const char *text, struct csv *csv);
void csv_free(struct csv *csv);
unsigned csv_column(const struct csv *csv, const char *name);

/* The row whose first field is key, or NULL. */
char **csv_find(const struct csv *csv, const char *key);

/* Fills accounts with the emulator's accounts file; csv_free releases it. */
void fetch_accounts(const struct emulator_process *process, struct csv *accounts);

/* The path of an account's node, followed by more; good until the next call. */
const char *account_path(const struct csv *accounts, unsigned index, const char *more);

#endif
