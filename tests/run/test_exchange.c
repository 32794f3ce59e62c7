/* test_exchange.c - queues, barriers and cancels between threads that do nothing else. With
 * TOBA_REPEAT=n in the environment every test runs n times, for ThreadSanitizer to look. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/exchange.h"

enum { FEEDS = 3, STORES = 2, MARKS = 60 };

/* What a store saw of each feed. */
struct seen {
    int items[FEEDS];
    atomic_int at_barrier[FEEDS]; /* … when it committed last */
    atomic_int barriers;
    bool ended, stopped;
};

struct meeting {
    struct tb_monitor monitor;
    struct tb_cancel cancel;
    struct tb_exchange exchange;
    struct seen seen[STORES];
    int cut_at; /* the mark of feed 0 at which a cancel is asked for; 0: none */
    int cut_level;
    int fail_at; /* the item at which store 1 fails; 0: it does not */
    int64_t durable[FEEDS];
    atomic_int inserted[FEEDS][MARKS + 2]; /* the mark at each barrier; 0: it had ended */
    atomic_bool stopped[FEEDS];            /* at its last barrier */
    atomic_int wrong;                      /* what must never be seen */
};

struct party {
    struct meeting *meeting;
    int index;
    pthread_t thread;
};

static int repeats(void)
{
    const char *text = getenv("TOBA_REPEAT");
    int n = text ? atoi(text) : 1;

    return n > 0 ? n : 1;
}

/* An item that says which feed it is of by the length of its batch. */
static struct tb_item *item_of(int feed)
{
    struct ArrowArray batch;
    struct tb_item *item;

    memset(&batch, 0, sizeof batch);
    batch.length = feed;
    item = tb_item_new(TB_ITEM_ROWS, NULL, &batch, 100);
    assert_non_null(item);
    return item;
}

/* Takes a mark that became durable: every store must have committed as much. */
static void hear(struct meeting *m, int index)
{
    int64_t mark;

    if (!tb_barrier_durable(&m->exchange, index, &mark))
        return;
    m->durable[index] = mark;
    for (int store = 0; store < STORES; store++)
        m->wrong += m->seen[store].at_barrier[index] < mark;
}

static void *feed(void *argument)
{
    struct party *self = argument;
    struct meeting *m = self->meeting;
    struct tb_exchange *x = &m->exchange;
    struct toba_error err;

    for (int i = 1; i <= MARKS; i++) {
        for (int store = 0; store < STORES; store++)
            if (tb_queue_push(x, self->index, store, item_of(self->index), &err))
                return NULL;
        if (self->index == 0 && i == m->cut_at)
            tb_cancel_request(&m->cancel, m->cut_level);
        if (tb_barrier_due(x, self->index, 1, 200)) {
            m->inserted[self->index][x->requested] = i;
            tb_barrier_insert(x, self->index, true, i);
            if (tb_cancel_level(&m->cancel) >= TB_CANCEL_BARRIER) {
                m->stopped[self->index] = true;
                tb_barrier_end(x, self->index, true, i, true);
                tb_barrier_final(x);
                hear(m, self->index);
                return NULL;
            }
        }
        hear(m, self->index);
    }
    tb_barrier_end(x, self->index, true, MARKS, false);
    tb_barrier_final(x);
    hear(m, self->index);
    return NULL;
}

/* Where a feed stood at a barrier. One that did not meet it came to its end before, or was
 * stopped at an earlier one. */
static int place_of(const struct meeting *m, int feed, int barrier)
{
    int at = barrier;

    if (m->inserted[feed][barrier] || tb_cancel_level(&m->cancel) == TB_CANCEL_NO)
        return m->inserted[feed][barrier] ? m->inserted[feed][barrier] : MARKS;
    while (at > 0 && !m->inserted[feed][at])
        at--;
    return m->stopped[feed] ? m->inserted[feed][at] : MARKS;
}

/* At a barrier a store must have of each feed exactly what came before it. */
static void check_place(struct meeting *m, const struct seen *seen)
{
    for (int i = 0; i < FEEDS; i++)
        m->wrong += seen->items[i] != place_of(m, i, seen->barriers + 1);
}

static bool commit(struct party *self, bool final)
{
    struct meeting *m = self->meeting;
    struct seen *seen = &m->seen[self->index];
    struct toba_error err;

    if (tb_barrier_turn(&m->exchange, self->index, final, &err))
        return false;
    if (!final)
        check_place(m, seen);
    for (int store = 0; store < STORES; store++) /* the keeper, 0, is the last to commit */
        m->wrong += self->index == 0 && store && m->seen[store].barriers <= seen->barriers;
    for (int i = 0; i < FEEDS; i++)
        seen->at_barrier[i] = seen->items[i];
    seen->barriers++;
    tb_barrier_committed(&m->exchange, self->index, final);
    return true;
}

static void fail_store(struct meeting *m)
{
    struct toba_error err;

    toba_fail(&err, TOBA_E_SINK, "the disk is full");
    tb_monitor_fail(&m->monitor, &err);
}

static void *write_all(void *argument)
{
    struct party *self = argument;
    struct meeting *m = self->meeting;
    struct seen *seen = &m->seen[self->index];
    struct tb_item *item;
    int turn = 0, taken = 0;

    for (;;) {
        switch (tb_queue_take(&m->exchange, self->index, &turn, &item)) {
        case TB_TAKEN_ITEM:
            seen->items[item->batch.length]++;
            tb_item_free(item);
            if (self->index == 1 && ++taken == m->fail_at)
                fail_store(m);
            continue;
        case TB_TAKEN_BARRIER:
            seen->stopped = !commit(self, false);
            if (seen->stopped)
                return NULL;
            continue;
        case TB_TAKEN_END:
            seen->ended = m->exchange.cut || commit(self, true);
            return NULL;
        default:
            seen->stopped = true;
            return NULL;
        }
    }
}

static void meet(struct meeting *m)
{
    struct party feeds[FEEDS], stores[STORES];
    struct toba_error err;

    m->cancel = (struct tb_cancel)TB_CANCEL_INIT;
    tb_monitor_init(&m->monitor, &m->cancel);
    assert_int_equal(tb_exchange_init(&m->exchange, &m->monitor, FEEDS, STORES, &err), 0);
    m->exchange.keeper = 0;
    m->exchange.lane_bytes = 250;
    m->exchange.limits = (struct tb_barrier_limits){7, 1 << 20, 1000000};
    for (int i = 0; i < STORES; i++) {
        stores[i] = (struct party){.meeting = m, .index = i};
        assert_int_equal(pthread_create(&stores[i].thread, NULL, write_all, &stores[i]), 0);
    }
    for (int i = 0; i < FEEDS; i++) {
        feeds[i] = (struct party){.meeting = m, .index = i};
        assert_int_equal(pthread_create(&feeds[i].thread, NULL, feed, &feeds[i]), 0);
    }
    for (int i = 0; i < FEEDS; i++)
        pthread_join(feeds[i].thread, NULL);
    for (int i = 0; i < STORES; i++)
        pthread_join(stores[i].thread, NULL);
}

static void part(struct meeting *m)
{
    tb_exchange_fini(&m->exchange);
    tb_monitor_fini(&m->monitor);
}

static void barriers_stand_at_the_same_place_in_every_store(void **state)
{
    (void)state;
    for (int n = repeats(); n > 0; n--) {
        struct meeting m = {0};

        meet(&m);

        assert_int_equal(m.wrong, 0);
        assert_true(m.seen[0].barriers > 2);
        for (int store = 0; store < STORES; store++) {
            assert_true(m.seen[store].ended);
            assert_int_equal(m.seen[store].barriers, m.seen[0].barriers);
            for (int i = 0; i < FEEDS; i++)
                assert_int_equal(m.seen[store].at_barrier[i], MARKS);
        }
        for (int i = 0; i < FEEDS; i++)
            assert_int_equal(m.durable[i], MARKS);
        part(&m);
    }
}

static void cancel_ends_at_one_barrier_for_all(void **state)
{
    (void)state;
    for (int n = repeats(); n > 0; n--) {
        struct meeting m = {.cut_at = 20, .cut_level = TB_CANCEL_BARRIER};

        meet(&m);

        assert_int_equal(m.wrong, 0);
        for (int i = 0; i < FEEDS; i++) {
            assert_int_equal(m.seen[0].at_barrier[i], m.seen[1].at_barrier[i]);
            /* A feed that was at its end already hears nothing: its end is not recorded. */
            if (m.seen[0].at_barrier[i] < MARKS)
                assert_int_equal(m.durable[i], m.seen[0].at_barrier[i]);
        }
        assert_true(m.exchange.cut);
        assert_false(m.exchange.final);
        part(&m);
    }
}

static void cancel_at_once_wakes_everybody(void **state)
{
    (void)state;
    for (int n = repeats(); n > 0; n--) {
        struct meeting m = {.cut_at = 20, .cut_level = TB_CANCEL_NOW};
        struct toba_error err;

        meet(&m);

        assert_int_equal(m.wrong, 0);
        assert_int_equal(tb_monitor_reason(&m.monitor, &err), TOBA_E_CANCELLED);
        assert_false(m.exchange.final);
        part(&m);
    }
}

static void failure_of_a_store_wakes_everybody(void **state)
{
    (void)state;
    for (int n = repeats(); n > 0; n--) {
        struct meeting m = {.fail_at = 33};
        struct toba_error err;

        meet(&m);

        assert_int_equal(m.wrong, 0);
        assert_int_equal(tb_monitor_reason(&m.monitor, &err), TOBA_E_SINK);
        assert_string_equal(err.message, "the disk is full");
        assert_false(m.exchange.final);
        part(&m);
    }
}

static void first_failure_wins(void **state)
{
    struct tb_monitor monitor;
    struct toba_error err;

    (void)state;
    tb_monitor_init(&monitor, NULL);
    assert_int_equal(tb_monitor_reason(&monitor, &err), 0);
    toba_fail(&err, TOBA_E_SOURCE, "first");
    tb_monitor_fail(&monitor, &err);
    toba_fail(&err, TOBA_E_SINK, "second");
    tb_monitor_fail(&monitor, &err);

    assert_int_equal(tb_monitor_reason(&monitor, &err), TOBA_E_SOURCE);
    assert_string_equal(err.message, "first");
    tb_monitor_fini(&monitor);
}

static void cancel_only_rises(void **state)
{
    struct tb_cancel cancel = TB_CANCEL_INIT;

    (void)state;
    tb_cancel_request(&cancel, TB_CANCEL_NOW);
    tb_cancel_request(&cancel, TB_CANCEL_BARRIER);

    assert_int_equal(tb_cancel_level(&cancel), TB_CANCEL_NOW);
    assert_int_equal(tb_cancel_level(NULL), TB_CANCEL_NO);
}

static void barrier_is_due_at_each_limit(void **state)
{
    struct tb_monitor monitor;
    struct tb_exchange x;
    struct toba_error err;

    (void)state;
    tb_monitor_init(&monitor, NULL);
    assert_int_equal(tb_exchange_init(&x, &monitor, 1, 1, &err), 0);
    x.limits = (struct tb_barrier_limits){10, 1000, 1000000};

    assert_false(tb_barrier_due(&x, 0, 9, 999));
    assert_true(tb_barrier_due(&x, 0, 1, 0));
    assert_true(tb_barrier_due(&x, 0, 0, 0)); /* until it is inserted */
    tb_barrier_insert(&x, 0, true, 1);
    assert_false(tb_barrier_due(&x, 0, 100, 0)); /* until it is committed */
    tb_barrier_committed(&x, 0, false);
    assert_true(tb_barrier_due(&x, 0, 0, 0));
    tb_barrier_insert(&x, 0, true, 2);
    tb_barrier_committed(&x, 0, false);
    assert_false(tb_barrier_due(&x, 0, 0, 999));
    assert_true(tb_barrier_due(&x, 0, 0, 1));
    tb_barrier_insert(&x, 0, true, 3);
    tb_barrier_committed(&x, 0, false);
    x.limits.millis = 0;
    assert_true(tb_barrier_due(&x, 0, 0, 0));

    tb_exchange_fini(&x);
    tb_monitor_fini(&monitor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(barriers_stand_at_the_same_place_in_every_store),
        cmocka_unit_test(cancel_ends_at_one_barrier_for_all),
        cmocka_unit_test(cancel_at_once_wakes_everybody),
        cmocka_unit_test(failure_of_a_store_wakes_everybody),
        cmocka_unit_test(first_failure_wins),
        cmocka_unit_test(cancel_only_rises),
        cmocka_unit_test(barrier_is_due_at_each_limit),
    };

    return cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
