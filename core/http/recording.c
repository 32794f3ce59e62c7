/* recording.c - see recording.h. */
#include "http/recording.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char first_line[] = "toba recording 1";

/* ---- Kinds and turns ----------------------------------------------------- */

struct turn {
    uint64_t kind;
    int32_t count;
};

static int by_kind(const void *a, const void *b)
{
    const struct turn *left = a, *right = b;

    return left->kind < right->kind ? -1 : left->kind > right->kind;
}

static const char *group_name(const struct tb_http_job *job)
{
    return job->n_groups ? job->groups[0]->name : "";
}

static const char *method(const struct tb_http_job *job)
{
    return job->posts ? "POST" : "GET";
}

/* The URL from its path on: the host may differ in a replay. */
static const char *path(const char *url)
{
    const char *host = strstr(url, "://");
    const char *at = host ? strpbrk(host + 3, "/?") : NULL;

    return at ? at : "/";
}

static uint64_t hash(uint64_t state, const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        state = (state ^ (unsigned char)at[i]) * 0x100000001b3u;
    return (state ^ 0xff) * 0x100000001b3u; /* parts do not run into each other */
}

static uint64_t kind(const struct tb_http_names *names, const struct tb_http_job *job)
{
    struct tb_http_text post = {0};
    uint64_t state = 0xcbf29ce484222325u;

    tb_http_job_redact(job, names, tb_http_text_peek(&job->post), job->post.size, &post);
    state = hash(state, method(job), strlen(method(job)));
    state = hash(state, path(job->shown.at), strlen(path(job->shown.at)));
    state = hash(state, tb_http_text_peek(&post), post.size);
    state = hash(state, group_name(job), strlen(group_name(job)));
    tb_http_text_free(&post);
    return state;
}

static void file_name(const struct tb_http_recording *recording,
                      const struct tb_http_names *names, const struct tb_http_job *job,
                      struct tb_http_text *name)
{
    tb_http_text_print(name, "%s/%016" PRIx64 "-%04" PRId32 ".http", recording->folder,
                       kind(names, job), job->turn);
}

/* ---- Writing ------------------------------------------------------------- */

static void print_outcome(const struct tb_http_names *names, const struct tb_http_job *job,
                          struct tb_http_text *out)
{
    const char *at = tb_http_text_peek(&job->headers), *end = at + job->headers.size;

    if (!job->answer.status) {
        tb_http_text_print(out, "failed %d %d ", (int)job->result, (int)job->broken);
        tb_http_job_redact(job, names, job->problem, strlen(job->problem), out);
        tb_http_text_add(out, "\n", 1);
        return;
    }
    tb_http_text_print(out, "status %d\n", job->answer.status);
    for (; at < end; at += strlen(at) + 1) {
        tb_http_text_add(out, "header ", 7);
        tb_http_job_redact(job, names, at, strlen(at), out);
        tb_http_text_add(out, "\n", 1);
    }
}

static void print_file(const struct tb_http_names *names, const struct tb_http_job *job,
                       struct tb_http_text *out)
{
    struct tb_http_text body = {0};

    tb_http_text_print(out, "%s\n%s %s\ngroup %s\n", first_line, method(job), job->shown.at,
                       group_name(job));
    print_outcome(names, job, out);
    if (job->answer.status)
        tb_http_job_redact(job, names, tb_http_text_peek(&job->body), job->body.size, &body);
    tb_http_text_print(out, "body %zu\n\n", body.size);
    tb_http_text_add(out, tb_http_text_peek(&body), body.size);
    out->failed = out->failed || body.failed;
    tb_http_text_free(&body);
}

static int store(const char *name, const struct tb_http_text *text, struct toba_error *err)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
    bool good = file && fwrite(text->at, 1, text->size, file) == text->size;
    int code = 0;

    if (file && fclose(file) != 0)
        good = false;
    if (!file && fd >= 0)
        close(fd);
    if (!good)
        code = toba_fail(err, TOBA_E_CONFIG, "cannot write the recording %s: %s", name,
                         strerror(errno));
    return code;
}

int tb_http_recording_write(const struct tb_http_recording *recording,
                            const struct tb_http_names *names, const struct tb_http_job *job,
                            struct toba_error *err)
{
    struct tb_http_text name = {0}, text = {0};
    int code;

    file_name(recording, names, job, &name);
    print_file(names, job, &text);
    if (name.failed || text.failed)
        code = toba_fail(err, TOBA_E_MEMORY, "no memory to record an answer");
    else
        code = store(name.at, &text, err);
    tb_http_text_free(&name);
    tb_http_text_free(&text);
    return code;
}

/* ---- Reading ------------------------------------------------------------- */

static int load(const char *name, int64_t most, struct tb_http_text *text,
                struct toba_error *err)
{
    FILE *file = fopen(name, "rbe");
    char block[16384];
    size_t got;
    int code = 0;

    if (!file)
        return toba_fail(err, TOBA_E_CONFIG, "cannot read the recording %s: %s", name,
                         strerror(errno));
    while (!text->failed && (got = fread(block, 1, sizeof block, file)) > 0) {
        tb_http_text_add(text, block, got);
        if (text->size > (uint64_t)most)
            break;
    }
    if (text->failed)
        code = toba_fail(err, TOBA_E_MEMORY, "no memory for the recording %s", name);
    else if (ferror(file))
        code = toba_fail(err, TOBA_E_CONFIG, "cannot read the recording %s", name);
    else if (text->size > (uint64_t)most)
        code = toba_fail(err, TOBA_E_CONFIG, "the recording %s is larger than allowed", name);
    fclose(file);
    return code;
}

/* Cuts the next line off, without its end; NULL at the end of the text. */
static char *cut_line(char **at, const char *end)
{
    char *line = *at, *stop = memchr(line, '\n', (size_t)(end - line));

    if (!stop)
        return NULL;
    *stop = '\0';
    *at = stop + 1;
    return line;
}

/* The text after "word " when the line begins so. */
static const char *after(const char *line, const char *word)
{
    size_t size = strlen(word);

    return line && strncmp(line, word, size) == 0 && line[size] == ' ' ? line + size + 1 : NULL;
}

static bool same_request(const struct tb_http_job *job, char **at, const char *end)
{
    const char *line = cut_line(at, end);
    const char *url = NULL, *group;

    if (line && strcmp(line, first_line) == 0)
        url = after(cut_line(at, end), method(job));
    group = url ? after(cut_line(at, end), "group") : NULL;
    return group && strcmp(path(url), path(job->shown.at)) == 0 &&
           strcmp(group, group_name(job)) == 0;
}

static bool parse_failure(struct tb_http_job *job, const char *text)
{
    char *rest;
    long result = strtol(text, &rest, 10), broken = strtol(rest, &rest, 10);

    if (result <= CURLE_OK || result >= CURL_LAST || broken < 0 || broken > TB_HTTP_NO_MEMORY)
        return false;
    job->result = (CURLcode)result;
    job->broken = (enum tb_http_broken)broken;
    snprintf(job->problem, sizeof job->problem, "%s", *rest ? rest + 1 : rest);
    return true;
}

static bool parse_body(struct tb_http_job *job, const char *size, char *at, const char *end)
{
    char *rest;
    unsigned long long n = strtoull(size, &rest, 10);

    if (*rest || at >= end || *at != '\n' || n != (unsigned long long)(end - at - 1))
        return false;
    tb_http_text_add(&job->body, at + 1, (size_t)n);
    return !job->body.failed;
}

/* Reads an outcome and its body; `status` is 0 for a failed try. */
static bool parse_outcome(struct tb_http_job *job, char *at, const char *end, int32_t *status)
{
    const char *line = cut_line(&at, end), *rest;

    *status = 0;
    if ((rest = after(line, "status")))
        *status = (int32_t)strtol(rest, NULL, 10);
    else if (!(rest = after(line, "failed")) || !parse_failure(job, rest))
        return false;
    if (*status < 0 || *status > 999)
        return false;
    while ((line = cut_line(&at, end)) && (rest = after(line, "header"))) {
        tb_http_text_add(&job->headers, rest, strlen(rest));
        tb_http_text_add(&job->headers, "", 1);
    }
    rest = after(line, "body");
    return rest && !job->headers.failed && parse_body(job, rest, at, end);
}

int tb_http_recording_read(const struct tb_http_recording *recording,
                           const struct toba_http_config *config,
                           const struct tb_http_names *names, struct tb_http_job *job,
                           struct toba_error *err)
{
    struct tb_http_text name = {0}, text = {0};
    int32_t status = 0;
    char *at;
    int code;

    file_name(recording, names, job, &name);
    if (name.failed) {
        code = toba_fail(err, TOBA_E_MEMORY, "no memory to replay an answer");
        goto out;
    }
    code = load(name.at, config->max_body + config->max_headers + 65536, &text, err);
    if (code) {
        toba_detail(err, "%s %s, time %d", method(job), job->shown.at, job->turn);
        toba_hint(err, "replay with the options and the accounts that were recorded");
        goto out;
    }
    at = text.at;
    if (!at || !same_request(job, &at, text.at + text.size) ||
        !parse_outcome(job, at, text.at + text.size, &status))
        code = toba_fail(err, TOBA_E_CONFIG, "the recording %s is damaged", name.at);
    tb_http_job_settle(job, status);
out:
    tb_http_text_free(&name);
    tb_http_text_free(&text);
    return code;
}

/* ---- Opening ------------------------------------------------------------- */

/* Makes the folder, or accepts an empty one. */
static int claim(const char *folder, struct toba_error *err)
{
    DIR *dir;
    struct dirent *entry;
    int n = 0;

    if (mkdir(folder, 0700) == 0)
        return 0;
    dir = errno == EEXIST ? opendir(folder) : NULL;
    if (!dir)
        return toba_fail(err, TOBA_E_CONFIG, "cannot record into %s: %s", folder,
                         strerror(errno));
    while ((entry = readdir(dir)))
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    if (!n)
        return 0;
    toba_fail(err, TOBA_E_CONFIG, "cannot record into %s: the folder is not empty", folder);
    return toba_hint(err, "name another folder, or remove the old recording");
}

int tb_http_recording_open(const struct toba_http_config *config,
                           struct tb_http_recording *recording, struct toba_error *err)
{
    const char *folder = config->replay ? config->replay : config->record;
    struct stat info;

    *recording = (struct tb_http_recording){.replays = config->replay != NULL};
    if (!folder)
        return 0;
    if (config->replay && config->record)
        return toba_fail(err, TOBA_E_CONFIG, "a run either records or replays, not both");
    if (recording->replays && (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)))
        return toba_fail(err, TOBA_E_CONFIG, "cannot replay %s: it is not a folder", folder);
    if (!recording->replays && claim(folder, err))
        return TOBA_E_CONFIG;
    recording->folder = strdup(folder);
    return recording->folder ? 0 : toba_fail(err, TOBA_E_MEMORY, "no memory for a recording");
}

void tb_http_recording_close(struct tb_http_recording *recording)
{
    tdestroy(recording->turns, free);
    free(recording->folder);
    *recording = (struct tb_http_recording){0};
}

int tb_http_recording_turn(struct tb_http_recording *recording,
                           const struct tb_http_names *names, struct tb_http_job *job,
                           struct toba_error *err)
{
    struct turn *turn = calloc(1, sizeof *turn), **found = NULL;

    if (turn) {
        turn->kind = kind(names, job);
        found = tsearch(turn, &recording->turns, by_kind);
    }
    if (!found || *found != turn)
        free(turn);
    if (!found)
        return toba_fail(err, TOBA_E_MEMORY, "no memory for a recording");
    job->turn = ++(*found)->count;
    return 0;
}
