/* feed_source.c - asks a source for rows and marks until it has given all. */
#include "run/feed.h"

/* Tells the source what has become durable, between two calls of `next`. */
static void hear(struct tb_feed_run *feed, const struct tb_worker *source)
{
    int64_t mark;

    if (source->node->spec->committed && tb_barrier_durable(feed->exchange, feed->index, &mark))
        source->node->spec->committed(source->self, mark);
}

int tb_feed_source(struct tb_feed_run *feed, struct toba_error *err)
{
    struct tb_worker *source = feed->workers[0];
    bool ended = false;
    int code = TOBA_OK;

    while (!code && !ended && !feed->cut) {
        code = tb_monitor_reason(&feed->runner->monitor, err);
        if (code)
            break;
        hear(feed, source);
        code = tb_worker_next(source, &ended, err);
    }
    return code;
}
