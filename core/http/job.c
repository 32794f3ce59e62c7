/* job.c - see job.h. */
#include "http/job.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void encode(struct tb_http_text *url, const char *at)
{
    for (; *at; at++) {
        unsigned char c = (unsigned char)*at;

        if (isalnum(c) || strchr("-._~", c))
            tb_http_text_add(url, at, 1);
        else
            tb_http_text_print(url, "%%%02X", c);
    }
}

static void add_query(struct tb_http_job *job, const struct toba_http_request *request)
{
    bool more = strchr(request->url, '?') != NULL;

    for (int32_t i = 0; i < request->n_query; i++) {
        tb_http_text_add(&job->url, more ? "&" : "?", 1);
        encode(&job->url, request->query[i].name);
        tb_http_text_add(&job->url, "=", 1);
        encode(&job->url, request->query[i].value);
        more = true;
    }
}

/* Remembers what to replace: the value, as sent and percent-encoded, and the last word of
 * "Bearer …". */
static void keep_secret(struct tb_http_job *job, const char *value)
{
    const char *word = strrchr(value, ' ');
    size_t start;

    if (word)
        value = word + 1;
    tb_http_text_add(&job->values, value, strlen(value) + 1);
    start = job->values.size;
    encode(&job->values, value);
    tb_http_text_add(&job->values, "", 1);
    if (!job->values.failed && strcmp(job->values.at + start, value) == 0)
        job->values.size = start;
}

static void keep_secrets(struct tb_http_job *job, const struct tb_http_names *names,
                         const struct toba_http_pair *pairs, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (tb_http_secret_name(names, pairs[i].name, strlen(pairs[i].name)))
            keep_secret(job, pairs[i].value);
}

/* Points `secrets` at the texts in `values`, which grows no more. */
static int list_secrets(struct tb_http_job *job)
{
    const char *at = tb_http_text_peek(&job->values), *end = at + job->values.size;
    int32_t n = 0;

    for (const char *c = at; c < end; c++)
        n += *c == '\0';
    job->secrets = calloc((size_t)n + 1, sizeof *job->secrets);
    if (!job->secrets)
        return TOBA_E_MEMORY;
    for (; at < end; at += strlen(at) + 1)
        job->secrets[job->n_secrets++] = at;
    return 0;
}

static int add_headers(struct tb_http_job *job, const struct toba_http_request *request)
{
    for (int32_t i = 0; i < request->n_headers; i++) {
        struct tb_http_text line = {0};
        struct curl_slist *more = NULL;

        tb_http_text_print(&line, "%s: %s", request->headers[i].name,
                           request->headers[i].value);
        if (!line.failed)
            more = curl_slist_append(job->send, line.at);
        tb_http_text_free(&line);
        if (!more)
            return TOBA_E_MEMORY;
        job->send = more;
    }
    return 0;
}

static bool one_line(const char *text)
{
    return text && !strpbrk(text, "\r\n");
}

static int check(const struct toba_http_request *request, struct toba_error *err)
{
    if (!one_line(request->url) || (strncasecmp(request->url, "http://", 7) != 0 &&
                                    strncasecmp(request->url, "https://", 8) != 0))
        return toba_fail(err, TOBA_E_PLUGIN,
                         "a request's URL does not begin with http:// or "
                         "https://");
    if (request->n_groups < 0 || request->n_groups > TOBA_HTTP_GROUPS_MAX)
        return toba_fail(err, TOBA_E_PLUGIN, "a request has more than %d pacing groups",
                         TOBA_HTTP_GROUPS_MAX);
    for (int32_t i = 0; i < request->n_query; i++)
        if (!request->query[i].name || !request->query[i].value)
            return toba_fail(err, TOBA_E_PLUGIN, "a request's parameter is NULL");
    for (int32_t i = 0; i < request->n_headers; i++)
        if (!one_line(request->headers[i].name) || !one_line(request->headers[i].value))
            return toba_fail(err, TOBA_E_PLUGIN, "a request's header is not one line");
    return 0;
}

static int fill(struct tb_http_job *job, const struct tb_http_names *names,
                const struct toba_http_request *request)
{
    tb_http_text_add(&job->url, request->url, strlen(request->url));
    add_query(job, request);
    keep_secrets(job, names, request->query, request->n_query);
    keep_secrets(job, names, request->headers, request->n_headers);
    if (request->body && request->body_size >= 0) {
        job->posts = true;
        tb_http_text_add(&job->post, request->body, (size_t)request->body_size);
    }
    if (job->url.failed || job->values.failed || job->post.failed)
        return TOBA_E_MEMORY;
    if (add_headers(job, request) || list_secrets(job))
        return TOBA_E_MEMORY;
    tb_http_job_redact(job, names, job->url.at, job->url.size, &job->shown);
    return job->shown.failed ? TOBA_E_MEMORY : 0;
}

int tb_http_job_new(const struct tb_http_names *names, const struct toba_http_request *request,
                    struct tb_http_job **out, struct toba_error *err)
{
    struct tb_http_job *job;
    int code = check(request, err);

    *out = NULL;
    if (code)
        return code;
    job = calloc(1, sizeof *job);
    if (!job || fill(job, names, request)) {
        tb_http_job_free(job);
        return toba_fail(err, TOBA_E_MEMORY, "no memory for a request");
    }
    job->answer.size = sizeof job->answer;
    job->answer.user = request->user;
    job->answer.url = job->shown.at;
    tb_http_job_reset(job);
    *out = job;
    return 0;
}

void tb_http_job_free(struct tb_http_job *job)
{
    if (!job)
        return;
    tb_http_text_free(&job->url);
    tb_http_text_free(&job->shown);
    tb_http_text_free(&job->post);
    tb_http_text_free(&job->values);
    tb_http_text_free(&job->headers);
    tb_http_text_free(&job->body);
    curl_slist_free_all(job->send);
    free(job->secrets);
    free(job);
}

void tb_http_job_reset(struct tb_http_job *job)
{
    tb_http_text_clear(&job->headers);
    tb_http_text_clear(&job->body);
    job->broken = TB_HTTP_WHOLE;
    job->result = CURLE_OK;
    job->problem[0] = '\0';
    job->answer.code = 0;
    job->answer.error = NULL;
    tb_http_job_settle(job, 0);
}

void tb_http_job_settle(struct tb_http_job *job, int32_t status)
{
    const char *date;

    job->answer.status = status;
    job->answer.body = tb_http_text_peek(&job->body);
    job->answer.body_size = (int64_t)job->body.size;
    date = status ? toba_http_header(&job->answer, "Date") : NULL;
    job->answer.date = date ? (int64_t)curl_getdate(date, NULL) : -1;
}

void tb_http_job_redact(const struct tb_http_job *job, const struct tb_http_names *names,
                        const char *text, size_t size, struct tb_http_text *out)
{
    tb_http_redact(names, job->secrets, job->n_secrets, text, size, out);
}

const char *toba_http_header(const struct toba_http_answer *answer, const char *name)
{
    const struct tb_http_job *job = (const struct tb_http_job *)answer;
    const char *at = tb_http_text_peek(&job->headers), *end = at + job->headers.size;
    size_t size = strlen(name);

    for (; at < end; at += strlen(at) + 1) {
        if (strncasecmp(at, name, size) != 0 || at[size] != ':')
            continue;
        at += size + 1;
        return at + strspn(at, " \t");
    }
    return NULL;
}

void toba_http_answer_free(struct toba_http_answer *answer)
{
    tb_http_job_free((struct tb_http_job *)answer);
}
