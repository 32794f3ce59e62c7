/* client.h - what a client is made of, for its two halves: http.c, which the caller's threads
 * run, and loop.c, which the client's own thread runs. */
#ifndef TB_HTTP_CLIENT_H
#define TB_HTTP_CLIENT_H

#include "http/job.h"
#include "http/recording.h"

#include <pthread.h>

enum { TB_HTTP_NOTICES = 64, TB_HTTP_NOTICE_SIZE = 320 };

struct tb_http_queue {
    struct tb_http_job *first, **end;
};

struct toba_http {
    struct toba_http_config config; /* complete, its texts copied; constant */
    struct tb_http_names names;
    pthread_t thread;
    CURLM *multi;

    /* The client's thread only. */
    struct tb_http_recording recording;
    struct tb_http_job **flying; /* max_in_flight places, NULL where free */
    CURL **handles;              /* one a place, made when first needed */

    pthread_mutex_t lock; /* all below; held for short, never over a callback */
    pthread_cond_t ready;
    struct tb_http_queue waiting, finished;
    struct tb_http_groups groups;
    int32_t n_waiting, n_flying, n_finished;
    int64_t submitted;
    bool cancelled, stopping;
    int dead; /* the thread ended by itself, with this code */
    struct toba_http_stats stats;
    char notices[TB_HTTP_NOTICES][TB_HTTP_NOTICE_SIZE]; /* a ring */
    int32_t first_notice, n_notices;
};

void tb_http_queue_init(struct tb_http_queue *queue);
void tb_http_queue_add(struct tb_http_queue *queue, struct tb_http_job *job);
struct tb_http_job *tb_http_queue_take(struct tb_http_queue *queue);
/* Takes the job that `*at` points to, from within a walk over the queue. */
struct tb_http_job *tb_http_queue_cut(struct tb_http_queue *queue, struct tb_http_job **at);

/* Adds a line for toba_http_notice(); the oldest gives way. Takes the lock. */
void tb_http_note(struct toba_http *http, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Milliseconds of the monotonic clock. */
int64_t tb_http_now(void);

#endif
