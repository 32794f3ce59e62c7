/* test_retry.c - when a request is tried again. */
#include "http/job.h"
#include "http/retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static const struct toba_http_config config = {
    .backoff_ms = 100, .backoff_max_ms = 1000, .seed = 7};

static void a_backoff_lies_between_zero_and_its_ceiling(void **state)
{
    const int64_t ceilings[] = {100, 200, 400, 800, 1000, 1000};
    int64_t longest = 0;

    (void)state;
    for (int32_t tries = 1; tries <= 6; tries++)
        for (int64_t request = 0; request < 200; request++) {
            int64_t wait = tb_http_backoff(&config, request, tries);

            assert_in_range(wait, 0, ceilings[tries - 1]);
            longest = wait > longest ? wait : longest;
        }
    assert_true(longest > 900); /* the jitter is full, not half */
}

static void the_same_seed_waits_the_same_and_another_one_does_not(void **state)
{
    struct toba_http_config other = config;
    int same = 0;

    (void)state;
    other.seed = 8;
    for (int64_t request = 0; request < 100; request++) {
        assert_int_equal(tb_http_backoff(&config, request, 3),
                         tb_http_backoff(&config, request, 3));
        same += tb_http_backoff(&config, request, 3) == tb_http_backoff(&other, request, 3);
    }
    assert_true(same < 10);
}

static void retry_after_is_read_as_seconds_or_as_a_date(void **state)
{
    (void)state;
    assert_int_equal(tb_http_retry_after("120", 0), 120000);
    assert_int_equal(tb_http_retry_after("Thu, 01 Jan 1970 00:01:40 GMT", 40), 60000);
    assert_int_equal(tb_http_retry_after("Thu, 01 Jan 1970 00:01:40 GMT", 400), 0);
    assert_int_equal(tb_http_retry_after(NULL, 0), 0);
    assert_int_equal(tb_http_retry_after("", 0), 0);
    assert_int_equal(tb_http_retry_after("soon", 0), 0);
    assert_int_equal(tb_http_retry_after("12monkeys", 0), 0);
    assert_int_equal(tb_http_retry_after("-5", 0), 0);
    assert_true(tb_http_retry_after("99999999999999999999", 0) > 1000000000);
}

static int32_t action_of(int32_t status)
{
    struct tb_http_job job = {.answer.status = status};
    struct toba_http_verdict verdict;

    tb_http_default_verdict(&job.answer, 0, &verdict);
    return verdict.action;
}

static void the_status_suggests_what_to_do(void **state)
{
    (void)state;
    assert_int_equal(action_of(200), TOBA_HTTP_DONE);
    assert_int_equal(action_of(302), TOBA_HTTP_DONE);
    assert_int_equal(action_of(400), TOBA_HTTP_DONE);
    assert_int_equal(action_of(404), TOBA_HTTP_DONE);
    assert_int_equal(action_of(408), TOBA_HTTP_RETRY);
    assert_int_equal(action_of(429), TOBA_HTTP_PAUSE);
    assert_int_equal(action_of(500), TOBA_HTTP_RETRY);
    assert_int_equal(action_of(503), TOBA_HTTP_RETRY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backoff_lies_between_zero_and_its_ceiling),
        cmocka_unit_test(the_same_seed_waits_the_same_and_another_one_does_not),
        cmocka_unit_test(retry_after_is_read_as_seconds_or_as_a_date),
        cmocka_unit_test(the_status_suggests_what_to_do),
    };

    return cmocka_run_group_tests_name("http retry", tests, NULL, NULL);
}
