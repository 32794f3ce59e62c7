/* test_memory.c - a small whole run whose n-th allocation fails, for n = 1, 2, 3 … until none
 * does: every one ends as "out of memory", nothing leaks, and the next run can go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "harness.h"
#include "pipelines.h"

#ifdef TOBA_FAIL_ALLOC
static void forget_all(const struct harness *h)
{
    harness_remove(h, "a.db");
    harness_remove(h, "a.db-wal");
    harness_remove(h, "a.db-shm");
}

/* A run whose n-th allocation fails; false: there was none. */
static bool fail_run(struct harness *h, long n)
{
    bool failed;
    int code;

    h->fail_at = n;
    code = harness_run(h, TABLES STUMBLING, HARNESS_DAY);
    failed = tb_alloc_failed();
    tb_alloc_fail_at(0);
    h->fail_at = 0;
    /* Where memory only serves to count or to log, a run may do without. */
    if (code && code != TOBA_E_MEMORY)
        fail_msg("allocation %ld: %s", n, h->err.message);
    return failed;
}

static void every_allocation_may_fail(void **state)
{
    struct harness *h = *state;
    bool failed = true;

    h->options.memory = 1;
    for (long n = 1; failed; n++) {
        forget_all(h);
        failed = fail_run(h, n);
        if (n % 10) /* going on is tried now and then */
            continue;
        assert_int_equal(harness_run(h, TABLES STUMBLING, HARNESS_DAY), 0);
        harness_expect(h, "a.db", "SELECT count(*), sum(id) FROM part", "40|820");
        harness_expect(h, "a.db", "SELECT sum(rows) FROM counts", "40");
    }
}
#else
static void every_allocation_may_fail(void **state)
{
    (void)state;
    skip(); /* needs a build with TOBA_FAIL_ALLOC */
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_allocation_may_fail, harness_open, harness_close),
    };

    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
