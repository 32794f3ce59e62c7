/* barrier.c - the barriers of an exchange, see exchange.h.
 *
 * A barrier takes no memory: it is a flag on the last batch of a lane, or on the empty lane. */
#include "run/exchange.h"

#include <time.h>

static int64_t now_millis(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whether the newest barrier asked for is committed in every store. */
static bool is_settled(const struct tb_exchange *x)
{
    for (int i = 0; i < x->n_stores; i++)
        if (x->committed[i] < x->requested)
            return false;
    return true;
}

static bool is_cancelled(const struct tb_exchange *x)
{
    return tb_cancel_level(x->monitor->cancel) >= TB_CANCEL_BARRIER;
}

static bool is_wanted(const struct tb_exchange *x, int64_t now)
{
    return x->rows >= x->limits.rows || x->bytes >= x->limits.bytes ||
           now - x->since_millis >= x->limits.millis || is_cancelled(x);
}

static void ask_anew(struct tb_exchange *x)
{
    x->requested++;
    x->rows = x->bytes = 0;
    x->since_millis = now_millis();
}

bool tb_barrier_due(struct tb_exchange *x, int feed, int64_t rows, int64_t bytes)
{
    int64_t now = now_millis();
    bool due;

    tb_monitor_lock(x->monitor);
    x->rows += rows;
    x->bytes += bytes;
    if (!x->since_millis)
        x->since_millis = now;
    /* Who is asked to stop goes no further while the last barrier is on its way. */
    while (is_cancelled(x) && !tb_monitor_stopped(x->monitor) && !is_settled(x) &&
           x->feeds[feed].inserted == x->requested)
        tb_monitor_wait(x->monitor);
    if (is_settled(x) && is_wanted(x, now))
        ask_anew(x);
    due = x->feeds[feed].inserted < x->requested;
    tb_monitor_unlock(x->monitor);
    return due;
}

bool tb_barrier_demand(struct tb_exchange *x, int feed)
{
    bool stopped;

    tb_monitor_lock(x->monitor);
    while (!(stopped = tb_monitor_stopped(x->monitor)) && !is_settled(x) &&
           x->feeds[feed].inserted == x->requested)
        tb_monitor_wait(x->monitor);
    if (!stopped && is_settled(x))
        ask_anew(x);
    tb_monitor_unlock(x->monitor);
    return !stopped;
}

void tb_barrier_settle(struct tb_exchange *x)
{
    tb_monitor_lock(x->monitor);
    while (!tb_monitor_stopped(x->monitor) && !is_settled(x))
        tb_monitor_wait(x->monitor);
    tb_monitor_unlock(x->monitor);
}

static void remember_mark(struct tb_feed_position *position, bool marked, int64_t mark)
{
    position->marked = marked;
    position->mark = mark;
}

void tb_barrier_insert(struct tb_exchange *x, int feed, bool marked, int64_t mark)
{
    tb_monitor_lock(x->monitor);
    for (int store = 0; store < x->n_stores; store++) {
        struct tb_lane *lane = &x->lanes[feed * x->n_stores + store];

        if (lane->last)
            lane->last->then_barrier = true;
        else
            lane->aligned = true;
    }
    x->feeds[feed].inserted = x->requested;
    remember_mark(&x->feeds[feed], marked, mark);
    tb_monitor_changed(x->monitor);
    tb_monitor_unlock(x->monitor);
}

void tb_barrier_end(struct tb_exchange *x, int feed, bool marked, int64_t mark, bool cut)
{
    tb_monitor_lock(x->monitor);
    for (int store = 0; store < x->n_stores; store++) {
        struct tb_lane *lane = &x->lanes[feed * x->n_stores + store];

        if (lane->last)
            lane->last->then_end = true;
        else
            lane->ended = true;
    }
    if (cut) {
        x->cut = true;
    } else {
        x->feeds[feed].over = true;
        remember_mark(&x->feeds[feed], marked, mark);
    }
    tb_monitor_changed(x->monitor);
    tb_monitor_unlock(x->monitor);
}

/* Whether all stores but `store` have committed what it is about to commit. */
static bool others_are_done(const struct tb_exchange *x, int store, bool final)
{
    if (final)
        return x->finals == x->n_stores - 1;
    for (int i = 0; i < x->n_stores; i++)
        if (i != store && x->committed[i] < x->requested)
            return false;
    return true;
}

int tb_barrier_turn(struct tb_exchange *x, int store, bool final, struct toba_error *err)
{
    bool stopped;

    tb_monitor_lock(x->monitor);
    while (!(stopped = tb_monitor_stopped(x->monitor)) && store == x->keeper &&
           !others_are_done(x, store, final))
        tb_monitor_wait(x->monitor);
    tb_monitor_unlock(x->monitor);
    return stopped ? tb_monitor_reason(x->monitor, err) : TOBA_OK;
}

/* All stores have the barrier: the marks that stood at it are durable. A feed that ended
 * meanwhile has its last mark behind the barrier. */
static void settle_marks(struct tb_exchange *x, bool final)
{
    for (int i = 0; i < x->n_feeds; i++) {
        struct tb_feed_position *feed = &x->feeds[i];

        if (feed->marked && (final || !feed->over)) {
            feed->durable = true;
            feed->durable_mark = feed->mark;
            feed->marked = false;
        }
    }
}

void tb_barrier_committed(struct tb_exchange *x, int store, bool final)
{
    tb_monitor_lock(x->monitor);
    if (final) {
        x->final = ++x->finals == x->n_stores;
    } else {
        x->committed[store] = x->requested;
    }
    if (final ? x->final : is_settled(x)) {
        settle_marks(x, final);
        if (x->barriers)
            atomic_fetch_add(x->barriers, 1);
    }
    tb_monitor_changed(x->monitor);
    tb_monitor_unlock(x->monitor);
}

bool tb_barrier_durable(struct tb_exchange *x, int feed, int64_t *mark)
{
    struct tb_feed_position *position = &x->feeds[feed];
    bool durable;

    tb_monitor_lock(x->monitor);
    durable = position->durable;
    position->durable = false;
    *mark = position->durable_mark;
    tb_monitor_unlock(x->monitor);
    return durable;
}

bool tb_barrier_final(struct tb_exchange *x)
{
    bool final;

    tb_monitor_lock(x->monitor);
    while (!x->final && !(x->cut && is_settled(x)) && !tb_monitor_stopped(x->monitor))
        tb_monitor_wait(x->monitor);
    final = x->final;
    tb_monitor_unlock(x->monitor);
    return final;
}
