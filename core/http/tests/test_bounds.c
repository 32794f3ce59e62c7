/* test_bounds.c - no answer can take more memory or time than allowed. */
#include "client_fixture.h"

static void expect_refused(struct toba_http_config config, const char *path, const char *why)
{
    struct server *server = server_start();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer = fetch(http, server_url(server, path));

    assert_int_equal(answer->code, TOBA_E_SOURCE);
    assert_int_equal(answer->status, 0);
    assert_non_null(strstr(answer->error->message, why));
    assert_int_equal(server_requests(server), 1); /* the next answer would be as large */
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void expect_bytes(struct toba_http_config config, const char *path, int64_t size)
{
    struct server *server = server_start();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer = fetch(http, server_url(server, path));

    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->body_size, size);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_body_larger_than_allowed_is_refused(void **state)
{
    struct toba_http_config config = quick();

    (void)state;
    config.max_body = 1000;
    expect_bytes(config, "/bytes?n=1000", 1000);
    expect_refused(config, "/bytes?n=1001", "body is larger");
}

static void the_bound_holds_for_the_decoded_body(void **state)
{
    struct toba_http_config config = quick();

    (void)state;
    config.max_body = 100000;
    expect_bytes(config, "/zip", 100000);
    config.max_body = 99999;
    expect_refused(config, "/zip", "body is larger");
}

static void headers_larger_than_allowed_are_refused(void **state)
{
    struct toba_http_config config = quick();

    (void)state;
    config.max_headers = 2000;
    expect_bytes(config, "/header?n=1000", 4);
    expect_refused(config, "/header?n=3000", "headers are larger");
}

static void expect_timed_out(struct toba_http_config config)
{
    struct server *server = server_start();
    struct toba_http *http;
    struct toba_http_answer *answer;

    config.max_tries = 2;
    http = open_client(&config);
    answer = fetch(http, server_url(server, "/hold"));

    assert_int_equal(answer->code, TOBA_E_RETRY);
    assert_int_equal(answer->tries, 2);
    assert_int_equal(answer->status, 0);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_try_ends_after_its_time(void **state)
{
    struct toba_http_config config = quick();

    (void)state;
    config.total_ms = 100;
    expect_timed_out(config);
}

static void a_try_ends_when_it_is_too_slow(void **state)
{
    struct toba_http_config config = quick();

    (void)state;
    config.low_speed_ms = 1000;
    expect_timed_out(config);
}

static void a_server_that_is_not_there_is_tried_again(void **state)
{
    struct toba_http_config config = quick();
    struct toba_http *http;
    struct toba_http_answer *answer;

    (void)state;
    config.max_tries = 3;
    config.connect_ms = 2000;
    http = open_client(&config);
    answer = fetch(http, "http://127.0.0.1:1/?access_token=EAABEAAB");

    assert_int_equal(answer->code, TOBA_E_RETRY);
    assert_int_equal(answer->tries, 3);
    assert_null(strstr(answer->error->message, "EAAB"));
    assert_non_null(strstr(answer->error->message, "access_token=***"));
    toba_http_answer_free(answer);
    toba_http_close(http);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_larger_than_allowed_is_refused),
        cmocka_unit_test(the_bound_holds_for_the_decoded_body),
        cmocka_unit_test(headers_larger_than_allowed_are_refused),
        cmocka_unit_test(a_try_ends_after_its_time),
        cmocka_unit_test(a_try_ends_when_it_is_too_slow),
        cmocka_unit_test(a_server_that_is_not_there_is_tried_again),
    };

    return cmocka_run_group_tests_name("http bounds", tests, NULL, NULL);
}
