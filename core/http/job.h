/* job.h - a request on its way, and the answer that grows out of it.
 *
 * A job is made by submit, tried by the loop, and handed out as the answer it begins with;
 * toba_http_answer_free() frees it. One thread at a time owns it. */
#ifndef TB_HTTP_JOB_H
#define TB_HTTP_JOB_H

#include "http/pace.h"
#include "http/redact.h"

#include <curl/curl.h>
#include <toba/http.h>

/* Why we ended a transfer ourselves. */
enum tb_http_broken {
    TB_HTTP_WHOLE = 0,
    TB_HTTP_BIG_BODY,
    TB_HTTP_BIG_HEADERS,
    TB_HTTP_NO_MEMORY
};

struct tb_http_job {
    struct toba_http_answer answer; /* the first member: the answer's address is the job's */
    struct tb_http_job *next;

    /* The request. */
    struct tb_http_text url;   /* with its secrets */
    struct tb_http_text shown; /* without */
    struct tb_http_text post;  /* the body sent; `posts` says whether there is one */
    bool posts;
    struct curl_slist *send;    /* headers sent */
    struct tb_http_text values; /* the secret values, each ended by a zero byte */
    const char **secrets;       /* into `values` */
    int32_t n_secrets;
    struct tb_http_group *groups[TOBA_HTTP_GROUPS_MAX];
    int32_t n_groups;
    int64_t number; /* of the request, in the order of submission */
    int64_t due;    /* the monotonic millisecond before which it must not start */

    /* The try under way or ended last. */
    CURL *easy;
    struct tb_http_text headers; /* "Name: value", each ended by a zero byte */
    struct tb_http_text body;
    int64_t max_headers, max_body; /* for the callbacks */
    enum tb_http_broken broken;
    CURLcode result;
    char problem[CURL_ERROR_SIZE];
    int32_t turn; /* in a recording: which request of its kind this try is, from 1 */
    struct toba_error error;
};

/* A job of the request; its groups are left to the caller. */
int tb_http_job_new(const struct tb_http_names *names, const struct toba_http_request *request,
                    struct tb_http_job **job, struct toba_error *err);
/* NULL allowed. Its easy handle must be gone. */
void tb_http_job_free(struct tb_http_job *job);

/* Forgets the last try. */
void tb_http_job_reset(struct tb_http_job *job);

/* Points the answer at what the try has brought. */
void tb_http_job_settle(struct tb_http_job *job, int32_t status);

/* Appends `text` without the job's secrets. */
void tb_http_job_redact(const struct tb_http_job *job, const struct tb_http_names *names,
                        const char *text, size_t size, struct tb_http_text *out);

#endif
