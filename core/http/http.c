/* http.c - the calls of toba/http.h that the caller's threads make. */
#include "http/client.h"
#include "http/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- Configuration ------------------------------------------------------- */

static void or32(int32_t *value, int32_t fallback)
{
    if (*value <= 0)
        *value = fallback;
}

static void or64(int64_t *value, int64_t fallback)
{
    if (*value <= 0)
        *value = fallback;
}

static void fill_defaults(struct toba_http_config *config)
{
    or32(&config->max_in_flight, 8);
    or32(&config->max_tries, 5);
    or32(&config->connect_ms, 10000);
    or32(&config->total_ms, 120000);
    or32(&config->low_speed_bytes, 100);
    or32(&config->low_speed_ms, 30000);
    or32(&config->backoff_ms, 1000);
    or32(&config->backoff_max_ms, 60000);
    or64(&config->max_wait_ms, 900000);
    or64(&config->max_body, 67108864);
    or64(&config->max_headers, 65536);
    if (!config->user_agent)
        config->user_agent = "toba";
}

/* Replaces a text, which may be NULL, by a copy; false when memory is out. */
static bool own(const char **text)
{
    bool absent = !*text;

    if (!absent)
        *text = strdup(*text);
    return absent || *text;
}

/* Makes `names` the copies of the secret names given. */
static bool own_names(struct tb_http_names *names, const char *const *given, int32_t n)
{
    const char **copies = calloc((size_t)n + 1, sizeof *copies);

    *names = (struct tb_http_names){copies, 0};
    for (int32_t i = 0; copies && i < n; i++) {
        copies[i] = strdup(given[i]);
        if (!copies[i])
            return false;
        names->n++;
    }
    return copies != NULL;
}

static int copy_config(struct toba_http *http, const struct toba_http_config *given,
                       struct toba_error *err)
{
    struct toba_http_config *config = &http->config;
    bool agent, proxy, names;

    memcpy(config, given, given->size < sizeof *config ? given->size : sizeof *config);
    fill_defaults(config);
    agent = own(&config->user_agent);
    proxy = own(&config->proxy);
    names = own_names(&http->names, config->secrets, config->n_secrets);
    config->secrets = http->names.at;
    if (agent && proxy && names)
        return 0;
    return toba_fail(err, TOBA_E_MEMORY, "no memory for an HTTP client");
}

static void free_config(struct toba_http *http)
{
    for (int32_t i = 0; i < http->names.n; i++)
        free((void *)http->names.at[i]);
    free((void *)http->names.at);
    free((void *)http->config.user_agent);
    free((void *)http->config.proxy);
}

/* ---- Opening and closing ------------------------------------------------- */

static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static int init_locks(struct toba_http *http)
{
    pthread_condattr_t monotonic;

    if (pthread_condattr_init(&monotonic))
        return TOBA_E_MEMORY;
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&http->lock, NULL);
    pthread_cond_init(&http->ready, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return 0;
}

static int make_places(struct toba_http *http, struct toba_error *err)
{
    size_t n = (size_t)http->config.max_in_flight + 1; /* one stays free: searches end there */

    http->flying = calloc(n, sizeof *http->flying);
    http->handles = calloc(n, sizeof *http->handles);
    http->multi = curl_multi_init();
    if (!http->flying || !http->handles || !http->multi)
        return toba_fail(err, TOBA_E_MEMORY, "no memory for an HTTP client");
    curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)http->config.max_in_flight);
    curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    return 0;
}

static void free_parts(struct toba_http *http)
{
    struct tb_http_job *job;

    while ((job = tb_http_queue_take(&http->waiting)))
        tb_http_job_free(job);
    while ((job = tb_http_queue_take(&http->finished)))
        tb_http_job_free(job);
    for (int32_t i = 0; http->handles && i < http->config.max_in_flight; i++)
        curl_easy_cleanup(http->handles[i]);
    if (http->multi)
        curl_multi_cleanup(http->multi);
    free(http->handles);
    free(http->flying);
    tb_http_recording_close(&http->recording);
    tb_http_groups_fini(&http->groups);
    free_config(http);
    pthread_cond_destroy(&http->ready);
    pthread_mutex_destroy(&http->lock);
    free(http);
}

/* Signals go to other threads; and a peer that hangs up must not raise SIGPIPE here. */
static int start_thread(struct toba_http *http)
{
    sigset_t all, old;
    int failed;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    failed = pthread_create(&http->thread, NULL, tb_http_loop, http);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return failed;
}

int toba_http_open(const struct toba_http_config *config, struct toba_http **out,
                   struct toba_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct toba_http *http;
    int code;

    *out = NULL;
    pthread_once(&once, start_curl);
    http = calloc(1, sizeof *http);
    if (!http || init_locks(http)) {
        free(http);
        return toba_fail(err, TOBA_E_MEMORY, "no memory for an HTTP client");
    }
    tb_http_queue_init(&http->waiting);
    tb_http_queue_init(&http->finished);
    code = copy_config(http, config, err);
    if (!code)
        code = tb_http_recording_open(&http->config, &http->recording, err);
    http->config.record = http->config.replay = NULL; /* the caller's texts */
    if (!code)
        code = make_places(http, err);
    if (!code && start_thread(http))
        code = toba_fail(err, TOBA_E_MEMORY, "cannot start the thread of an HTTP client");
    if (code)
        free_parts(http);
    else
        *out = http;
    return code;
}

void toba_http_close(struct toba_http *http)
{
    if (!http)
        return;
    pthread_mutex_lock(&http->lock);
    http->stopping = true;
    pthread_mutex_unlock(&http->lock);
    curl_multi_wakeup(http->multi);
    pthread_join(http->thread, NULL);
    free_parts(http);
}

/* ---- Requests ------------------------------------------------------------ */

/* What stands in the way of going on; under the lock. */
static int usable(const struct toba_http *http, struct toba_error *err)
{
    if (http->cancelled)
        return toba_fail(err, TOBA_E_CANCELLED, "the requests were cancelled");
    if (http->dead)
        return toba_fail(err, http->dead, "the HTTP client has stopped: out of memory");
    return 0;
}

/* Finds the job's groups; under the lock. */
static int join_groups(struct toba_http *http, const struct toba_http_request *request,
                       struct tb_http_job *job, struct toba_error *err)
{
    for (int32_t i = 0; i < request->n_groups; i++) {
        struct tb_http_group *group =
            tb_http_groups_get(&http->groups, request->groups[i] ? request->groups[i] : "");

        if (!group)
            return toba_fail(err, TOBA_E_MEMORY, "no memory for a pacing group");
        job->groups[job->n_groups++] = group;
    }
    return 0;
}

int toba_http_submit(struct toba_http *http, const struct toba_http_request *given,
                     struct toba_error *err)
{
    struct toba_http_request request = {0};
    struct tb_http_job *job;
    int code;

    memcpy(&request, given, given->size < sizeof request ? given->size : sizeof request);
    code = tb_http_job_new(&http->names, &request, &job, err);
    if (code)
        return code;
    pthread_mutex_lock(&http->lock);
    code = usable(http, err);
    if (!code)
        code = join_groups(http, &request, job, err);
    if (!code) {
        job->number = http->submitted++;
        tb_http_queue_add(&http->waiting, job);
        http->n_waiting++;
    }
    pthread_mutex_unlock(&http->lock);
    if (code)
        tb_http_job_free(job);
    else
        curl_multi_wakeup(http->multi);
    return code;
}

static struct timespec deadline(int32_t timeout_ms)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

int toba_http_next(struct toba_http *http, int32_t timeout_ms, struct toba_http_answer **answer,
                   struct toba_error *err)
{
    struct timespec end = deadline(timeout_ms > 0 ? timeout_ms : 0);
    struct tb_http_job *job = NULL;
    int code;

    pthread_mutex_lock(&http->lock);
    while (!(code = usable(http, err)) && !http->finished.first &&
           http->n_waiting + http->n_flying > 0)
        if (pthread_cond_timedwait(&http->ready, &http->lock, &end) == ETIMEDOUT)
            break;
    if (!code)
        job = tb_http_queue_take(&http->finished);
    if (job)
        http->n_finished--;
    pthread_mutex_unlock(&http->lock);
    if (job)
        curl_multi_wakeup(http->multi); /* there may be room for another start */
    *answer = job ? &job->answer : NULL;
    return code;
}

void toba_http_cancel(struct toba_http *http)
{
    pthread_mutex_lock(&http->lock);
    http->cancelled = true;
    pthread_cond_broadcast(&http->ready);
    pthread_mutex_unlock(&http->lock);
    curl_multi_wakeup(http->multi);
}

/* ---- Pacing -------------------------------------------------------------- */

void toba_http_pause(struct toba_http *http, const char *name, int64_t ms)
{
    struct tb_http_group *group;
    int64_t until = tb_http_now() + ms;

    pthread_mutex_lock(&http->lock);
    group = tb_http_groups_get(&http->groups, name);
    if (group && until > group->paused_until)
        group->paused_until = until;
    pthread_mutex_unlock(&http->lock);
    curl_multi_wakeup(http->multi);
}

void toba_http_pace(struct toba_http *http, const char *name, int64_t interval_ms)
{
    struct tb_http_group *group;

    pthread_mutex_lock(&http->lock);
    group = tb_http_groups_get(&http->groups, name);
    if (group) {
        group->next_start += interval_ms - group->interval;
        group->interval = interval_ms;
    }
    pthread_mutex_unlock(&http->lock);
    curl_multi_wakeup(http->multi);
}

/* ---- What happened ------------------------------------------------------- */

bool toba_http_notice(struct toba_http *http, char *text, int32_t size)
{
    bool found;

    pthread_mutex_lock(&http->lock);
    found = http->n_notices > 0;
    if (found) {
        snprintf(text, (size_t)size, "%s", http->notices[http->first_notice]);
        http->first_notice = (http->first_notice + 1) % TB_HTTP_NOTICES;
        http->n_notices--;
    }
    pthread_mutex_unlock(&http->lock);
    return found;
}

void toba_http_get_stats(struct toba_http *http, struct toba_http_stats *stats)
{
    uint32_t size = stats->size < sizeof *stats ? stats->size : (uint32_t)sizeof *stats;

    pthread_mutex_lock(&http->lock);
    memcpy(stats, &http->stats, size);
    pthread_mutex_unlock(&http->lock);
    stats->size = size;
}

void toba_http_redact(struct toba_http *http, const char *text, char *out, int32_t size)
{
    struct tb_http_text clean = {0};

    tb_http_redact(&http->names, NULL, 0, text, strlen(text), &clean);
    snprintf(out, (size_t)size, "%s", clean.failed ? "***" : tb_http_text_peek(&clean));
    tb_http_text_free(&clean);
}
