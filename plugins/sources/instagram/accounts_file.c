/* accounts_file.c - see accounts_file.h. */
#include "accounts_file.h"

#include "csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LARGEST_FILE = 64 * 1024 * 1024 };

enum column { USER_ID, USERNAME, TOKEN, PAGE_ID, COMPETITORS, N_COLUMNS };

static const char *const names[N_COLUMNS] = {
    [USER_ID] = "user_id", [USERNAME] = "username",       [TOKEN] = "token",
    [PAGE_ID] = "page_id", [COMPETITORS] = "competitors",
};

struct reading {
    const char *path;
    const struct toba_in *in;
    struct token *fallback;
    struct tokens *tokens;
    struct accounts *accounts;
    struct csv csv;
    int place[N_COLUMNS]; /* of each column in a row; -1: absent */
    bool open_to_others, warned;
};

/* Puts the file and the line before an error. */
static int at_line(const struct reading *reading, struct toba_error *err)
{
    char message[sizeof err->message];

    snprintf(message, sizeof message, "%s", err->message);
    snprintf(err->message, sizeof err->message, "%.200s:%d: %.250s", reading->path,
             reading->csv.line, message);
    return err->code;
}

static int load(const char *path, char **text, bool *open_to_others, struct toba_error *err)
{
    FILE *file = fopen(path, "rbe");
    struct stat info;
    size_t size = 0, got;

    *text = NULL;
    if (!file || fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
        toba_fail(err, TOBA_E_CONFIG, "cannot read the accounts file %s: %s", path,
                  file ? "it is not a file" : strerror(errno));
        goto out;
    }
    *open_to_others = info.st_mode & S_IROTH;
    if (info.st_size > LARGEST_FILE) {
        toba_fail(err, TOBA_E_CONFIG, "the accounts file %s is larger than 64 MiB", path);
        goto out;
    }
    size = (size_t)info.st_size;
    *text = malloc(size + 1);
    if (!*text) {
        toba_fail(err, TOBA_E_MEMORY, "no memory for the accounts file %s", path);
        goto out;
    }
    got = fread(*text, 1, size, file);
    (*text)[got] = '\0';
    if (memchr(*text, '\0', got)) {
        toba_fail(err, TOBA_E_CONFIG, "the accounts file %s is not text", path);
        free(*text);
        *text = NULL;
    }
out:
    if (file)
        fclose(file);
    return *text ? 0 : err->code;
}

static int column_of(const char *name)
{
    int column = 0;

    while (column < N_COLUMNS && strcmp(names[column], name) != 0)
        column++;
    return column;
}

static char *trim(char *text)
{
    char *end;

    text += strspn(text, " \t");
    end = text + strlen(text);
    while (end > text && strchr(" \t", end[-1]))
        *--end = '\0';
    return text;
}

static int read_header(struct reading *reading, struct toba_error *err)
{
    for (int i = 0; i < N_COLUMNS; i++)
        reading->place[i] = -1;
    if (!csv_next(&reading->csv)) {
        toba_fail(err, TOBA_E_CONFIG, "%s",
                  reading->csv.problem ? reading->csv.problem : "the file is empty");
        return at_line(reading, err);
    }
    for (int i = 0; i < reading->csv.n_fields; i++) {
        const char *name = trim(reading->csv.fields[i]);
        int column = column_of(name);

        if (column == N_COLUMNS) {
            toba_log(reading->in, TOBA_LOG_WARNING, "%s: column \"%.60s\" is not known",
                     reading->path, name);
            continue;
        }
        if (reading->place[column] >= 0) {
            toba_fail(err, TOBA_E_CONFIG, "column %s stands twice", name);
            return at_line(reading, err);
        }
        reading->place[column] = i;
    }
    if (reading->place[USER_ID] >= 0)
        return 0;
    toba_fail(err, TOBA_E_CONFIG, "there is no column user_id");
    toba_hint(err, "begin the file with a line such as user_id,username,token");
    return at_line(reading, err);
}

/* The row's value, "" where it has none. */
static const char *value(const struct reading *reading, enum column column)
{
    int place = reading->place[column];

    return place >= 0 && place < reading->csv.n_fields ? trim(reading->csv.fields[place]) : "";
}

static bool is_id(const char *text)
{
    return *text && strlen(text) < JSON_ID_ROOM && !text[strspn(text, "0123456789")];
}

static int read_page_id(const char *text, int64_t *page_id, struct toba_error *err)
{
    char *end;

    *page_id = 0;
    if (!*text)
        return 0;
    errno = 0;
    *page_id = strtoll(text, &end, 10);
    if (!is_id(text) || *end || errno || *page_id <= 0)
        return toba_fail(err, TOBA_E_CONFIG, "page_id \"%.40s\" is not an id", text);
    return 0;
}

static void warn_of_values(struct reading *reading, const char *text)
{
    if (reading->warned || !reading->open_to_others || strncmp(text, "env:", 4) == 0 ||
        strncmp(text, "file:", 5) == 0)
        return;
    reading->warned = true;
    toba_log(reading->in, TOBA_LOG_WARNING,
             "%s holds tokens and everybody can read it; chmod 600 it, or use env: or file:",
             reading->path);
}

static int read_token(struct reading *reading, const char *text, struct token **token,
                      struct toba_error *err)
{
    const char *exposed = NULL;
    char *given = NULL;
    int code;

    *token = reading->fallback;
    if (!*text && *token)
        return 0;
    if (!*text) {
        toba_fail(err, TOBA_E_CONFIG, "the account has no token");
        return toba_hint(err, "fill the column token, or give the source a token");
    }
    warn_of_values(reading, text);
    code = token_resolve(text, &given, &exposed, err);
    if (!code)
        code = tokens_add(reading->tokens, given, token, err);
    if (exposed)
        toba_log(reading->in, TOBA_LOG_WARNING,
                 "others can read the token file %s; chmod 600 it", exposed);
    free(given);
    return code;
}

static int read_row(struct reading *reading, struct toba_error *err)
{
    const char *id = value(reading, USER_ID);
    struct token *token;
    int64_t page_id;
    bool added;
    int code;

    if (!is_id(id))
        return toba_fail(err, TOBA_E_CONFIG, "user_id \"%.40s\" is not an id", id);
    code = read_page_id(value(reading, PAGE_ID), &page_id, err);
    if (!code)
        code = read_token(reading, value(reading, TOKEN), &token, err);
    if (!code)
        code = accounts_add(reading->accounts, id, page_id, token, &added, err);
    if (!code && !added)
        code = toba_fail(err, TOBA_E_CONFIG, "user_id %s stands twice", id);
    return code;
}

static int read_rows(struct reading *reading, struct toba_error *err)
{
    while (csv_next(&reading->csv))
        if (read_row(reading, err))
            return at_line(reading, err);
    if (reading->csv.problem) {
        toba_fail(err, TOBA_E_CONFIG, "%s", reading->csv.problem);
        return at_line(reading, err);
    }
    if (!reading->accounts->n)
        return toba_fail(err, TOBA_E_CONFIG, "the accounts file %s names no account",
                         reading->path);
    return 0;
}

int accounts_file_read(const char *path, const struct toba_in *in, struct token *fallback,
                       struct tokens *tokens, struct accounts *accounts, struct toba_error *err)
{
    struct reading reading = {
        .path = path, .in = in, .fallback = fallback, .tokens = tokens, .accounts = accounts};
    char *text;
    int code = load(path, &text, &reading.open_to_others, err);

    if (code)
        return code;
    csv_begin(&reading.csv, text);
    code = read_header(&reading, err);
    if (!code)
        code = read_rows(&reading, err);
    free(text);
    return code;
}
