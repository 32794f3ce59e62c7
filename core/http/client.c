/* client.c - see client.h. */
#include "http/client.h"

#include <stdarg.h>
#include <time.h>

void tb_http_queue_init(struct tb_http_queue *queue)
{
    queue->first = NULL;
    queue->end = &queue->first;
}

void tb_http_queue_add(struct tb_http_queue *queue, struct tb_http_job *job)
{
    job->next = NULL;
    *queue->end = job;
    queue->end = &job->next;
}

struct tb_http_job *tb_http_queue_cut(struct tb_http_queue *queue, struct tb_http_job **at)
{
    struct tb_http_job *job = *at;

    *at = job->next;
    if (!job->next)
        queue->end = at;
    job->next = NULL;
    return job;
}

struct tb_http_job *tb_http_queue_take(struct tb_http_queue *queue)
{
    return queue->first ? tb_http_queue_cut(queue, &queue->first) : NULL;
}

void tb_http_note(struct toba_http *http, const char *format, ...)
{
    va_list args;
    int32_t at;

    pthread_mutex_lock(&http->lock);
    if (http->n_notices == TB_HTTP_NOTICES) {
        http->first_notice = (http->first_notice + 1) % TB_HTTP_NOTICES;
        http->n_notices--;
    }
    at = (http->first_notice + http->n_notices++) % TB_HTTP_NOTICES;
    va_start(args, format);
    vsnprintf(http->notices[at], sizeof http->notices[at], format, args);
    va_end(args);
    pthread_mutex_unlock(&http->lock);
}

int64_t tb_http_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
