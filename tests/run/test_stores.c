/* test_stores.c - runs that write to several stores, which commit each on its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "harness.h"
#include "pipelines.h"

#define TWO_STORES                                                                             \
    TABLE_LIST "local a = toba.sqlite { path = '@/a.db' }:schema('s', tables)\n"               \
               "local b = toba.sqlite { path = '@/b.db' }:schema('s', tables)\n"               \
               "local n = toba.stumble { count = 40, keys = 39, orders = '@/orders' }\n"       \
               "return toba.pipeline 'p' { n.rows >> a.part, n.levels >> b.level }"

static void expect_undisturbed(const struct harness *h)
{
    harness_expect(h, "a.db", "SELECT count(*), sum(id) FROM part", "40|820");
    harness_expect(h, "b.db", "SELECT count(*), sum(id) FROM level", "40|780");
}

static void forget(const struct harness *h, const char *store)
{
    char name[32];

    harness_remove(h, store);
    snprintf(name, sizeof name, "%s-wal", store);
    harness_remove(h, name);
    snprintf(name, sizeof name, "%s-shm", store);
    harness_remove(h, name);
}

static void each_store_has_its_ledger(void **state)
{
    struct harness *h = *state;

    assert_int_equal(harness_run(h, TWO_STORES, HARNESS_DAY), 0);

    expect_undisturbed(h);
    harness_expect(h, "a.db", "SELECT run, status FROM toba_run", "p 2024-10-04 #1|done");
    harness_expect(h, "b.db", "SELECT run, status FROM toba_run", "p 2024-10-04 #1|done");
}

static void run_goes_on_from_what_all_stores_have(void **state)
{
    struct harness *h = *state;

    for (int at = 1; at <= 40; at += 3) {
        char orders[32];

        forget(h, "a.db");
        forget(h, "b.db");
        snprintf(orders, sizeof orders, "die %d", at);
        harness_write(h, "orders", orders);
        assert_int_equal(WEXITSTATUS(harness_run_apart(h, TWO_STORES, HARNESS_DAY)), 17);
        harness_remove(h, "orders");
        assert_int_equal(harness_run(h, TWO_STORES, HARNESS_DAY), 0);

        assert_true(h->report.resumed);
        expect_undisturbed(h);
    }
}

static void store_that_was_lost_is_filled_again(void **state)
{
    struct harness *h = *state;

    for (int lost = 0; lost < 2; lost++) {
        forget(h, "a.db");
        forget(h, "b.db");
        harness_write(h, "orders", "fail 30");
        assert_int_equal(harness_run(h, TWO_STORES, HARNESS_DAY), TOBA_E_SOURCE);
        harness_remove(h, "orders");
        forget(h, lost ? "b.db" : "a.db");
        assert_int_equal(harness_run(h, TWO_STORES, HARNESS_DAY), 0);

        assert_false(h->report.resumed);
        expect_undisturbed(h);
    }
}

static void state_that_a_store_lacks_is_none(void **state)
{
    struct harness *h = *state;

    assert_int_equal(harness_run(h, TWO_STORES, HARNESS_DAY), 0);
    forget(h, "b.db");
    assert_int_equal(harness_run(h, TWO_STORES, HARNESS_DAY), 0);

    assert_non_null(strstr(h->log, "before: \n"));
    expect_undisturbed(h);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, harness_open, harness_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_store_has_its_ledger),
        CASE(run_goes_on_from_what_all_stores_have),
        CASE(store_that_was_lost_is_filled_again),
        CASE(state_that_a_store_lacks_is_none),
    };

    return cmocka_run_group_tests_name("stores", tests, NULL, NULL);
}
