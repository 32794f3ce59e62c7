/* queue.c - the lanes of an exchange, see exchange.h.
 *
 * A lane is bounded in bytes; a feed that finds it full waits. No lane can wait for another in
 * a circle: a feed that has not inserted the barrier on its way is served by every writer. */
#include "run/exchange.h"

#include <string.h>

#include "base/alloc.h"
#include "batch/array.h"

struct tb_item *tb_item_new(int kind, struct tb_target *target, struct ArrowArray *batch,
                            int64_t bytes)
{
    struct tb_item *item = tb_new(sizeof *item);

    if (!item) {
        tb_array_release(batch);
        return NULL;
    }
    item->kind = kind;
    item->target = target;
    item->bytes = bytes;
    tb_array_move(batch, &item->batch);
    return item;
}

void tb_item_free(struct tb_item *item)
{
    if (!item)
        return;
    tb_array_release(&item->batch);
    tb_free(item);
}

int tb_exchange_init(struct tb_exchange *x, struct tb_monitor *monitor, int n_feeds,
                     int n_stores, struct toba_error *err)
{
    memset(x, 0, sizeof *x);
    x->monitor = monitor;
    x->n_feeds = n_feeds;
    x->n_stores = n_stores;
    x->keeper = -1;
    x->lanes = tb_new_array((size_t)n_feeds * (size_t)n_stores, sizeof *x->lanes);
    x->committed = tb_new_array((size_t)n_stores, sizeof *x->committed);
    x->feeds = tb_new_array((size_t)n_feeds, sizeof *x->feeds);
    if (x->lanes && x->committed && x->feeds)
        return TOBA_OK;
    tb_exchange_fini(x);
    return toba_fail(err, TOBA_E_MEMORY, "out of memory for the queues of a stage");
}

void tb_exchange_fini(struct tb_exchange *x)
{
    for (int i = 0; x->lanes && i < x->n_feeds * x->n_stores; i++) {
        struct tb_item *item;

        while ((item = x->lanes[i].first)) {
            x->lanes[i].first = item->next;
            tb_item_free(item);
        }
    }
    tb_free(x->lanes);
    tb_free(x->committed);
    tb_free(x->feeds);
    x->lanes = NULL;
    x->committed = NULL;
    x->feeds = NULL;
}

static bool is_full(const struct tb_exchange *x, const struct tb_lane *lane, int64_t bytes)
{
    return lane->first && lane->bytes + bytes > x->lane_bytes;
}

int tb_queue_push(struct tb_exchange *x, int feed, int store, struct tb_item *item,
                  struct toba_error *err)
{
    struct tb_lane *lane = &x->lanes[feed * x->n_stores + store];
    bool stopped;

    tb_monitor_lock(x->monitor);
    while (!(stopped = tb_monitor_stopped(x->monitor)) && is_full(x, lane, item->bytes))
        tb_monitor_wait(x->monitor);
    if (!stopped) {
        if (lane->last)
            lane->last->next = item;
        else
            lane->first = item;
        lane->last = item;
        lane->bytes += item->bytes;
        tb_monitor_changed(x->monitor);
    }
    tb_monitor_unlock(x->monitor);
    if (!stopped)
        return TOBA_OK;
    tb_item_free(item);
    return tb_monitor_reason(x->monitor, err);
}

static struct tb_item *pop(struct tb_lane *lane)
{
    struct tb_item *item = lane->first;

    lane->first = item->next;
    if (!lane->first)
        lane->last = NULL;
    lane->bytes -= item->bytes;
    lane->aligned = item->then_barrier;
    lane->ended = item->then_end && !lane->first;
    return item;
}

/* The next item of a lane that may be served, beginning at the caller's turn. */
static struct tb_item *pop_any(struct tb_exchange *x, int store, int *turn)
{
    for (int i = 0; i < x->n_feeds; i++) {
        int feed = (*turn + i) % x->n_feeds;
        struct tb_lane *lane = &x->lanes[feed * x->n_stores + store];

        if (lane->aligned || !lane->first)
            continue;
        *turn = feed + 1;
        return pop(lane);
    }
    return NULL;
}

/* Whether every lane of a store stands at the barrier or at its end; `ended`: all at the end.
 */
static bool is_aligned(struct tb_exchange *x, int store, bool *ended)
{
    *ended = true;
    for (int feed = 0; feed < x->n_feeds; feed++) {
        const struct tb_lane *lane = &x->lanes[feed * x->n_stores + store];

        if (!lane->aligned && !lane->ended)
            return false;
        if (lane->aligned)
            *ended = false;
    }
    return true;
}

static void pass_barrier(struct tb_exchange *x, int store)
{
    for (int feed = 0; feed < x->n_feeds; feed++)
        x->lanes[feed * x->n_stores + store].aligned = false;
}

enum tb_taken tb_queue_take(struct tb_exchange *x, int store, int *turn, struct tb_item **item)
{
    enum tb_taken taken;
    bool ended;

    tb_monitor_lock(x->monitor);
    for (;;) {
        if (tb_monitor_stopped(x->monitor)) {
            taken = TB_TAKEN_STOP;
            break;
        }
        *item = pop_any(x, store, turn);
        if (*item) {
            taken = TB_TAKEN_ITEM;
            tb_monitor_changed(x->monitor);
            break;
        }
        if (is_aligned(x, store, &ended)) {
            taken = ended ? TB_TAKEN_END : TB_TAKEN_BARRIER;
            pass_barrier(x, store);
            break;
        }
        tb_monitor_wait(x->monitor);
    }
    tb_monitor_unlock(x->monitor);
    return taken;
}
