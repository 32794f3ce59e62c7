/* A run with a step in Lua whose n-th allocation fails, for n = 1, 2, 3 … until none does:
 * every one ends as "out of memory" or goes well, and nothing leaks. */
#include "fixture.h"

#ifdef TOBA_FAIL_ALLOC
#include "base/alloc.h"

static const char steps[] =
    "local deep = { list = { 'a', 'b' } }\n"
    "return toba.pipeline 'p' { toba.lua {\n"
    "  key = 'user_id', fans = raw.fans { 'value' }, output = { 'timeframe', 'rate' },\n"
    "  group = function(g, out)\n"
    "    local rows = {}\n"
    "    for row in g.fans:rows() do rows[#rows + 1] = row end\n"
    "    for name in pairs(deep) do out { timeframe = #rows, rate = #name } end\n"
    "  end } >> out.rate }";

static bool fail_run(struct harness *h, long n)
{
    bool failed;
    int code;

    h->fail_at = n;
    code = run_steps(h, steps);
    failed = tb_alloc_failed();
    tb_alloc_fail_at(0);
    h->fail_at = 0;
    if (code && code != TOBA_E_MEMORY)
        fail_msg("allocation %ld: %d, %s", n, code, h->err.message);
    return failed;
}

static void every_allocation_may_fail(void **state)
{
    struct harness *h = *state;
    long n = 1;

    while (fail_run(h, n))
        n++;
    assert_true(n > 100);
    expect_good(h, run_steps(h, steps));
    harness_expect(h, "a.db", "SELECT user_id, timeframe, rate FROM rate",
                   "u1|4|4.0 u2|2|4.0 u3|0|4.0");
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
        cmocka_unit_test_setup_teardown(every_allocation_may_fail, fixture_open, harness_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
