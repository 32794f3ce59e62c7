/* transfer.c - see transfer.h. */
#include "http/transfer.h"

#include <string.h>

static size_t on_body(char *at, size_t one, size_t size, void *user)
{
    struct tb_http_job *job = user;

    (void)one;
    if (job->body.size + size > (uint64_t)job->max_body) {
        job->broken = TB_HTTP_BIG_BODY;
        return 0;
    }
    tb_http_text_add(&job->body, at, size);
    if (!job->body.failed)
        return size;
    job->broken = TB_HTTP_NO_MEMORY;
    return 0;
}

/* A status line begins the headers anew: what came before belonged to a 100 Continue. */
static size_t on_header(char *at, size_t one, size_t size, void *user)
{
    struct tb_http_job *job = user;
    size_t line = size;

    (void)one;
    if (size > 5 && memcmp(at, "HTTP/", 5) == 0) {
        tb_http_text_clear(&job->headers);
        return size;
    }
    if (job->headers.size + size > (uint64_t)job->max_headers) {
        job->broken = TB_HTTP_BIG_HEADERS;
        return 0;
    }
    while (line > 0 && strchr("\r\n \t", at[line - 1]))
        line--;
    if (line == 0 || memchr(at, '\0', line))
        return size;
    tb_http_text_add(&job->headers, at, line);
    tb_http_text_add(&job->headers, "", 1);
    if (!job->headers.failed)
        return size;
    job->broken = TB_HTTP_NO_MEMORY;
    return 0;
}

static CURLcode set_bounds(const struct toba_http_config *config, CURL *easy)
{
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)config->connect_ms);
    bad |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)config->total_ms);
    bad |= curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)config->low_speed_bytes);
    bad |= curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)config->low_speed_ms / 1000);
    bad |= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    return bad;
}

static CURLcode set_manner(const struct toba_http_config *config, CURL *easy)
{
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* a cancel awaits no resolver */
    bad |= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    bad |= curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    bad |= curl_easy_setopt(easy, CURLOPT_USERAGENT, config->user_agent);
    if (config->proxy)
        bad |= curl_easy_setopt(easy, CURLOPT_PROXY, config->proxy);
    return bad;
}

static CURLcode set_request(struct tb_http_job *job, CURL *easy)
{
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(easy, CURLOPT_URL, job->url.at);
    bad |= curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job->send);
    bad |= curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
    bad |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, job->problem);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    bad |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    bad |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, job);
    if (job->posts) {
        bad |= curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)job->post.size);
        bad |= curl_easy_setopt(easy, CURLOPT_POSTFIELDS, tb_http_text_peek(&job->post));
    }
    return bad;
}

int tb_http_transfer_begin(const struct toba_http_config *config, struct tb_http_job *job,
                           CURL *easy, struct toba_error *err)
{
    job->max_body = config->max_body;
    job->max_headers = config->max_headers;
    if (set_request(job, easy) || set_bounds(config, easy) || set_manner(config, easy))
        return toba_fail(err, TOBA_E_MEMORY, "curl cannot set up a transfer");
    job->easy = easy;
    return 0;
}

void tb_http_transfer_end(struct tb_http_job *job, CURLcode result)
{
    long status = 0;

    curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(job->easy, CURLOPT_ERRORBUFFER, NULL);
    job->easy = NULL;
    job->result = result;
    if (result != CURLE_OK && !job->problem[0])
        snprintf(job->problem, sizeof job->problem, "%s", curl_easy_strerror(result));
    tb_http_job_settle(job, result == CURLE_OK ? (int32_t)status : 0);
}

bool tb_http_transfer_failed(const struct tb_http_job *job, bool *worth_retrying,
                             const char **what)
{
    static const char *const broken[] = {
        [TB_HTTP_BIG_BODY] = "the body is larger than allowed",
        [TB_HTTP_BIG_HEADERS] = "the headers are larger than allowed",
        [TB_HTTP_NO_MEMORY] = "no memory for the answer",
    };

    *worth_retrying = false;
    if (job->broken != TB_HTTP_WHOLE) {
        *what = broken[job->broken];
        return true;
    }
    *what = job->problem;
    switch (job->result) {
    case CURLE_OK:
        return false;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return true;
    default:
        *worth_retrying = true;
        return true;
    }
}
