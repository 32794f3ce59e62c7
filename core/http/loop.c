/* loop.c - see loop.h.
 *
 * The thread owns a job from the moment it leaves the waiting queue until it enters the
 * finished one, or the waiting one again for another try. */
#include "http/loop.h"

#include "http/retry.h"
#include "http/transfer.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { LONGEST_POLL = 10000 };

/* ---- Where a try ends ---------------------------------------------------- */

static void hand_over(struct toba_http *http, struct tb_http_job *job)
{
    if (job->answer.code)
        job->answer.error = &job->error;
    pthread_mutex_lock(&http->lock);
    http->stats.bytes += job->answer.body_size;
    http->stats.failures += job->answer.code != 0;
    tb_http_queue_add(&http->finished, job);
    http->n_flying--;
    http->n_finished++;
    pthread_cond_broadcast(&http->ready);
    pthread_mutex_unlock(&http->lock);
}

static void fail(struct toba_http *http, struct tb_http_job *job, int code, const char *why)
{
    job->answer.code = toba_fail(&job->error, code, "%s %.300s: %s",
                                 job->posts ? "POST" : "GET", job->answer.url, why);
    toba_detail(&job->error, "try %d of at most %d", job->answer.tries, http->config.max_tries);
    hand_over(http, job);
}

/* Back to the queue for another try in `wait` milliseconds. */
static void try_again(struct toba_http *http, struct tb_http_job *job, int64_t wait,
                      const char *why)
{
    if (http->recording.replays)
        wait = 0;
    tb_http_note(http, "%.*s: %.100s; try %d in %.1f s", (int)strcspn(job->answer.url, "?"),
                 job->answer.url, why, job->answer.tries + 1, (double)wait / 1000);
    tb_http_job_reset(job);
    pthread_mutex_lock(&http->lock);
    job->due = tb_http_now() + wait;
    http->stats.retries++;
    tb_http_queue_add(&http->waiting, job);
    http->n_flying--;
    http->n_waiting++;
    pthread_mutex_unlock(&http->lock);
}

static bool may_try_again(const struct toba_http *http, const struct tb_http_job *job)
{
    return !job->posts && job->answer.tries < http->config.max_tries;
}

static void no_answer(struct toba_http *http, struct tb_http_job *job, bool worth_retrying,
                      const char *what)
{
    struct tb_http_text shown = {0};
    const char *why;

    tb_http_job_redact(job, &http->names, what, strlen(what), &shown);
    why = tb_http_text_peek(&shown);
    if (worth_retrying && may_try_again(http, job))
        try_again(http, job, tb_http_backoff(&http->config, job->number, job->answer.tries),
                  why);
    else
        fail(http, job, worth_retrying ? TOBA_E_RETRY : TOBA_E_SOURCE, why);
    tb_http_text_free(&shown);
}

static void pause_group(struct toba_http *http, const struct tb_http_job *job, const char *name,
                        int64_t wait)
{
    if (!name && job->n_groups)
        name = job->groups[0]->name;
    if (!name)
        return;
    pthread_mutex_lock(&http->lock);
    http->stats.pauses++;
    pthread_mutex_unlock(&http->lock);
    toba_http_pause(http, name, wait);
}

/* RETRY and PAUSE; a pause also keeps this job back when it is in no group. */
static void judge_later(struct toba_http *http, struct tb_http_job *job,
                        const struct toba_http_verdict *verdict)
{
    int64_t wait = verdict->wait_ms;
    char why[128];

    if (verdict->why)
        snprintf(why, sizeof why, "%s", verdict->why);
    else
        snprintf(why, sizeof why, "HTTP %d", job->answer.status);
    if (!may_try_again(http, job)) {
        fail(http, job, TOBA_E_RETRY, why);
        return;
    }
    if (wait > http->config.max_wait_ms) {
        snprintf(why, sizeof why, "asks to wait %" PRId64 " s, longer than allowed",
                 wait / 1000);
        fail(http, job, TOBA_E_RETRY, why);
        return;
    }
    if (wait <= 0)
        wait = tb_http_backoff(&http->config, job->number, job->answer.tries);
    if (verdict->action == TOBA_HTTP_PAUSE)
        pause_group(http, job, verdict->group, wait);
    try_again(http, job, wait, why);
}

static void judge(struct toba_http *http, struct tb_http_job *job)
{
    struct toba_http_verdict verdict;
    char why[32];

    tb_http_default_verdict(&job->answer, (int64_t)time(NULL), &verdict);
    if (http->config.classify)
        http->config.classify(http->config.user, &job->answer, &verdict);
    switch (verdict.action) {
    case TOBA_HTTP_RETRY:
    case TOBA_HTTP_PAUSE:
        judge_later(http, job, &verdict);
        break;
    case TOBA_HTTP_FAIL:
        snprintf(why, sizeof why, "HTTP %d", job->answer.status);
        fail(http, job, TOBA_E_SOURCE, why);
        break;
    default:
        hand_over(http, job);
    }
}

/* A try has ended, by network or by recording. */
static void end_try(struct toba_http *http, struct tb_http_job *job)
{
    bool worth_retrying;
    const char *what;

    if (http->recording.folder && !http->recording.replays &&
        tb_http_recording_write(&http->recording, &http->names, job, &job->error)) {
        job->answer.code = job->error.code;
        hand_over(http, job);
    } else if (tb_http_transfer_failed(job, &worth_retrying, &what)) {
        no_answer(http, job, worth_retrying, what);
    } else {
        judge(http, job);
    }
}

/* ---- Where a try begins -------------------------------------------------- */

static void replay(struct toba_http *http, struct tb_http_job *job)
{
    int code =
        tb_http_recording_read(&http->recording, &http->config, &http->names, job, &job->error);

    if (!code) {
        end_try(http, job);
        return;
    }
    job->answer.code = code;
    hand_over(http, job);
}

static int32_t free_place(const struct toba_http *http)
{
    int32_t i = 0;

    while (http->flying[i])
        i++;
    return i;
}

static void fly(struct toba_http *http, struct tb_http_job *job)
{
    int32_t place = free_place(http);
    CURL **easy = &http->handles[place];
    int code;

    if (*easy)
        curl_easy_reset(*easy);
    else
        *easy = curl_easy_init();
    if (*easy)
        code = tb_http_transfer_begin(&http->config, job, *easy, &job->error);
    else
        code = toba_fail(&job->error, TOBA_E_MEMORY, "no memory for a transfer");
    if (!code && curl_multi_add_handle(http->multi, *easy) != CURLM_OK)
        code = toba_fail(&job->error, TOBA_E_MEMORY, "curl cannot begin a transfer");
    if (!code) {
        http->flying[place] = job;
        return;
    }
    job->easy = NULL;
    job->answer.code = code;
    hand_over(http, job);
}

/* Whether a job that left the queue may be tried. */
enum permit { GRANTED, NO_CALLS_LEFT, PAUSED_TOO_LONG };

static void begin_try(struct toba_http *http, struct tb_http_job *job, enum permit permit)
{
    if (permit == NO_CALLS_LEFT) {
        fail(http, job, TOBA_E_SOURCE, "the ceiling of calls is reached");
        return;
    }
    if (permit == PAUSED_TOO_LONG) {
        fail(http, job, TOBA_E_RETRY, "its group is paused for longer than allowed");
        return;
    }
    job->answer.tries++;
    if (http->recording.folder &&
        tb_http_recording_turn(&http->recording, &http->names, job, &job->error)) {
        job->answer.code = job->error.code;
        hand_over(http, job);
    } else if (http->recording.replays) {
        replay(http, job);
    } else {
        fly(http, job);
    }
}

/* ---- The loop ------------------------------------------------------------ */

static int64_t due(const struct toba_http *http, const struct tb_http_job *job)
{
    int64_t group = tb_http_groups_due(job->groups, job->n_groups);

    if (http->recording.replays)
        return 0;
    return group > job->due ? group : job->due;
}

static bool room(const struct toba_http *http)
{
    return http->n_flying < http->config.max_in_flight &&
           http->n_flying + http->n_finished < 2 * http->config.max_in_flight;
}

/* Whether a job that is due in `wait` leaves the queue now, and with which permit. */
static bool leaves(const struct toba_http *http, int64_t wait, enum permit *permit)
{
    *permit = GRANTED;
    if (wait > http->config.max_wait_ms)
        *permit = PAUSED_TOO_LONG;
    else if (http->config.max_calls && http->stats.calls >= http->config.max_calls)
        *permit = NO_CALLS_LEFT;
    return wait <= 0 || *permit == PAUSED_TOO_LONG;
}

static void count_start(struct toba_http *http, struct tb_http_job *job, enum permit permit,
                        int64_t now)
{
    http->n_waiting--;
    http->n_flying++;
    if (permit != GRANTED)
        return;
    tb_http_groups_start(job->groups, job->n_groups, now);
    http->stats.calls++;
    if (http->n_flying > http->stats.peak)
        http->stats.peak = http->n_flying;
}

/* Takes the next job that may start now; else says in `*timeout` when to look again. */
static struct tb_http_job *take_due(struct toba_http *http, enum permit *permit,
                                    int64_t *timeout)
{
    struct tb_http_job *taken = NULL;
    int64_t now = tb_http_now();

    pthread_mutex_lock(&http->lock);
    for (struct tb_http_job **at = &http->waiting.first; *at && !taken && room(http);) {
        int64_t wait = due(http, *at) - now;

        if (leaves(http, wait, permit)) {
            taken = tb_http_queue_cut(&http->waiting, at);
            count_start(http, taken, *permit, now);
            continue;
        }
        if (wait < *timeout)
            *timeout = wait;
        at = &(*at)->next;
    }
    pthread_mutex_unlock(&http->lock);
    return taken;
}

static int32_t place_of(const struct toba_http *http, const struct tb_http_job *job)
{
    int32_t i = 0;

    while (http->flying[i] != job)
        i++;
    return i;
}

static void collect_ended(struct toba_http *http)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(http->multi, &left))) {
        CURLcode result = message->data.result;
        CURL *easy = message->easy_handle;
        struct tb_http_job *job = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&job);
        curl_multi_remove_handle(http->multi, easy);
        http->flying[place_of(http, job)] = NULL;
        tb_http_transfer_end(job, result);
        end_try(http, job);
    }
}

static bool asked_to_stop(struct toba_http *http)
{
    bool stop;

    pthread_mutex_lock(&http->lock);
    stop = http->cancelled || http->stopping;
    pthread_mutex_unlock(&http->lock);
    return stop;
}

static void drop_all(struct toba_http *http)
{
    struct tb_http_job *job;

    for (int32_t i = 0; i < http->config.max_in_flight; i++) {
        if (http->flying[i])
            curl_multi_remove_handle(http->multi, http->handles[i]);
        tb_http_job_free(http->flying[i]);
        http->flying[i] = NULL;
    }
    pthread_mutex_lock(&http->lock);
    while ((job = tb_http_queue_take(&http->waiting)))
        tb_http_job_free(job);
    http->n_waiting = http->n_flying = 0;
    pthread_cond_broadcast(&http->ready);
    pthread_mutex_unlock(&http->lock);
}

void *tb_http_loop(void *user)
{
    struct toba_http *http = user;
    CURLMcode trouble = CURLM_OK;

    while (trouble == CURLM_OK && !asked_to_stop(http)) {
        struct tb_http_job *job;
        int64_t timeout = LONGEST_POLL;
        enum permit permit;
        int running;

        while ((job = take_due(http, &permit, &timeout)))
            begin_try(http, job, permit);
        trouble = curl_multi_perform(http->multi, &running);
        collect_ended(http);
        /* A job that ended may have made room, or have to be tried again at once. */
        if (trouble == CURLM_OK && (job = take_due(http, &permit, &timeout)))
            begin_try(http, job, permit);
        else if (trouble == CURLM_OK)
            trouble = curl_multi_poll(http->multi, NULL, 0, (int)timeout, NULL);
    }
    pthread_mutex_lock(&http->lock);
    if (trouble != CURLM_OK)
        http->dead = TOBA_E_MEMORY;
    pthread_mutex_unlock(&http->lock);
    drop_all(http);
    return NULL;
}
