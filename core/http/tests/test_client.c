/* test_client.c - requests against a real server: sent, overlapped, tried again,
 * cancelled. */
#include "client_fixture.h"

#include <pthread.h>

static void a_request_is_encoded_and_its_answer_comes_with_its_user(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;
    const struct toba_http_pair query[] = {{"a", "x y&z=1,\xc3\xa9"}, {"b", ""}};
    const struct toba_http_pair headers[] = {{"Authorization", "Bearer T"}};
    struct toba_http_answer *answer;
    int mine;

    (void)state;
    config.user_agent = "tester/1";
    http = open_client(&config);
    submit(http, &(struct toba_http_request){.size = sizeof(struct toba_http_request),
                                             .url = server_url(server, "/echo"),
                                             .query = query,
                                             .n_query = 2,
                                             .headers = headers,
                                             .n_headers = 1,
                                             .user = &mine});
    answer = take(http);

    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->status, 200);
    assert_int_equal(answer->tries, 1);
    assert_ptr_equal(answer->user, &mine);
    assert_true(answer->date > 1700000000);
    assert_string_equal(answer->body,
                        "GET a=x y&z=1,\xc3\xa9 b= agent=tester/1 auth=Bearer T body=");
    assert_int_equal(answer->body_size, strlen(answer->body));
    assert_non_null(toba_http_header(answer, "content-LENGTH"));
    assert_null(toba_http_header(answer, "Content"));
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_body_makes_a_post(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer;

    (void)state;
    submit(http, &(struct toba_http_request){.size = sizeof(struct toba_http_request),
                                             .url = server_url(server, "/echo?a=1"),
                                             .body = "x=1",
                                             .body_size = 3});
    answer = take(http);

    assert_string_equal(answer->body, "POST a=1 b=- agent=toba auth=- body=x=1");
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void requests_overlap_up_to_max_in_flight(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http_stats stats = {.size = sizeof stats};
    struct toba_http *http;

    (void)state;
    config.max_in_flight = 5;
    http = open_client(&config);
    for (int i = 0; i < 20; i++)
        submit_url(http, server_url(server, "/gather?n=5"), NULL);
    for (int i = 0; i < 20; i++) {
        struct toba_http_answer *answer = take(http);

        assert_string_equal(answer->body, "good");
        toba_http_answer_free(answer);
    }
    toba_http_get_stats(http, &stats);

    assert_int_equal(stats.peak, 5);
    assert_int_equal(stats.calls, 20);
    assert_int_equal(stats.bytes, 80);
    toba_http_close(http);
    server_stop(server);
}

static void answers_that_nobody_takes_hold_back_new_starts(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;

    (void)state;
    config.max_in_flight = 2;
    http = open_client(&config);
    for (int i = 0; i < 12; i++)
        submit_url(http, server_url(server, "/echo"), NULL);
    for (int i = 0; i < 12; i++) {
        toba_http_answer_free(take(http));
        assert_true(server_requests(server) <= i + 1 + 4);
    }

    toba_http_close(http);
    server_stop(server);
}

static void expect_good_after(const char *path, int tries)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http_stats stats = {.size = sizeof stats};
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer = fetch(http, server_url(server, path));
    char notice[400];

    toba_http_get_stats(http, &stats);

    assert_int_equal(answer->code, 0);
    assert_string_equal(answer->body, "good");
    assert_int_equal(answer->tries, tries);
    assert_int_equal(stats.calls, tries);
    assert_int_equal(stats.retries, tries - 1);
    assert_true(toba_http_notice(http, notice, sizeof notice));
    assert_non_null(strstr(notice, "try 2"));
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void passing_failures_are_tried_again(void **state)
{
    (void)state;
    expect_good_after("/fail?n=2&status=503", 3);
    expect_good_after("/fail?n=1&status=500", 2);
    expect_good_after("/fail?n=1&status=408", 2);
    expect_good_after("/fail?n=1&status=429", 2);
}

static void a_body_cut_off_is_fetched_again_from_its_start(void **state)
{
    (void)state;
    expect_good_after("/cut?n=2", 3);
}

static void a_connection_reset_is_tried_again(void **state)
{
    (void)state;
    expect_good_after("/reset?n=2", 3);
}

static void the_last_failure_is_handed_over_with_its_body(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;
    struct toba_http_answer *answer;

    (void)state;
    config.max_tries = 3;
    http = open_client(&config);
    answer = fetch(http, server_url(server, "/fail?n=99&status=503"));

    assert_int_equal(answer->code, TOBA_E_RETRY);
    assert_int_equal(answer->status, 503);
    assert_int_equal(answer->tries, 3);
    assert_string_equal(answer->body, "bad");
    assert_non_null(strstr(answer->error->message, "HTTP 503"));
    assert_int_equal(server_requests(server), 3);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_post_is_never_tried_again(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer;

    (void)state;
    submit(http, &(struct toba_http_request){.size = sizeof(struct toba_http_request),
                                             .url = server_url(server, "/fail?n=1&status=503"),
                                             .body = "x",
                                             .body_size = 1});
    answer = take(http);

    assert_int_equal(answer->code, TOBA_E_RETRY);
    assert_int_equal(server_requests(server), 1);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_backoff_is_waited_for(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;

    (void)state;
    config.backoff_ms = config.backoff_max_ms = 300;
    config.seed = 1; /* makes the first wait 237 ms */
    http = open_client(&config);
    toba_http_answer_free(fetch(http, server_url(server, "/fail?n=1&status=500")));

    assert_true(server_gap(server) >= 230);
    toba_http_close(http);
    server_stop(server);
}

static void retry_after_is_waited_for(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer =
        fetch(http, server_url(server, "/fail?n=1&status=503&after=1"));

    (void)state;
    assert_string_equal(answer->body, "good");
    assert_true(server_gap(server) >= 990);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_wait_longer_than_allowed_gives_up(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;
    struct toba_http_answer *answer;

    (void)state;
    config.max_wait_ms = 5000;
    http = open_client(&config);
    answer = fetch(http, server_url(server, "/fail?n=1&status=503&after=3600"));

    assert_int_equal(answer->code, TOBA_E_RETRY);
    assert_non_null(strstr(answer->error->message, "3600 s"));
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_redirect_is_not_followed(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer = fetch(http, server_url(server, "/move"));

    (void)state;
    assert_int_equal(answer->status, 302);
    assert_int_equal(server_requests(server), 1);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void calls_end_at_their_ceiling(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;
    int good = 0, refused = 0;

    (void)state;
    config.max_calls = 3;
    http = open_client(&config);
    for (int i = 0; i < 5; i++)
        submit_url(http, server_url(server, "/echo"), NULL);
    for (int i = 0; i < 5; i++) {
        struct toba_http_answer *answer = take(http);

        good += answer->code == 0;
        refused += answer->code == TOBA_E_SOURCE;
        toba_http_answer_free(answer);
    }

    assert_int_equal(good, 3);
    assert_int_equal(refused, 2);
    assert_int_equal(server_requests(server), 3);
    toba_http_close(http);
    server_stop(server);
}

/* ---- Ending -------------------------------------------------------------- */

static void *cancel_when_held(void *user)
{
    void **both = user;

    server_await_held(both[0], 1);
    toba_http_cancel(both[1]);
    return NULL;
}

static void a_cancel_wakes_who_waits_at_once(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer;
    struct toba_error err = {0};
    void *both[] = {server, http};
    pthread_t thread;

    (void)state;
    submit_url(http, server_url(server, "/hold"), NULL);
    pthread_create(&thread, NULL, cancel_when_held, both);

    assert_int_equal(toba_http_next(http, LONG_ENOUGH, &answer, &err), TOBA_E_CANCELLED);
    assert_null(answer);
    assert_int_equal(
        toba_http_submit(http,
                         &(struct toba_http_request){.size = sizeof(struct toba_http_request),
                                                     .url = "http://127.0.0.1/"},
                         &err),
        TOBA_E_CANCELLED);
    pthread_join(thread, NULL);
    toba_http_close(http);
    server_stop(server);
}

static void a_client_can_be_closed_with_requests_under_way(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;

    (void)state;
    config.max_in_flight = 2;
    http = open_client(&config);
    submit_url(http, server_url(server, "/echo"), NULL);
    for (int i = 0; i < 5; i++)
        submit_url(http, server_url(server, "/hold"), NULL);
    server_await_held(server, 1);

    toba_http_close(http);
    toba_http_close(NULL);
    server_stop(server);
}

static void waiting_ends_in_time_or_when_nothing_is_under_way(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);
    struct toba_http_answer *answer;
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(toba_http_next(http, INT32_MAX, &answer, &err), 0);
    assert_null(answer);
    submit_url(http, server_url(server, "/hold"), NULL);
    assert_int_equal(toba_http_next(http, 30, &answer, &err), 0);
    assert_null(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_malformed_request_is_refused(void **state)
{
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);
    const struct toba_http_pair split = {"X", "a\r\nHost: evil"};
    struct toba_error err = {0};
    struct toba_http_request request = {.size = sizeof request, .url = "file:///etc/passwd"};

    (void)state;
    assert_int_equal(toba_http_submit(http, &request, &err), TOBA_E_PLUGIN);
    request.url = NULL;
    assert_int_equal(toba_http_submit(http, &request, &err), TOBA_E_PLUGIN);
    request.url = "http://127.0.0.1/";
    request.headers = &split;
    request.n_headers = 1;
    assert_int_equal(toba_http_submit(http, &request, &err), TOBA_E_PLUGIN);
    toba_http_close(http);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_encoded_and_its_answer_comes_with_its_user),
        cmocka_unit_test(a_body_makes_a_post),
        cmocka_unit_test(requests_overlap_up_to_max_in_flight),
        cmocka_unit_test(answers_that_nobody_takes_hold_back_new_starts),
        cmocka_unit_test(passing_failures_are_tried_again),
        cmocka_unit_test(a_body_cut_off_is_fetched_again_from_its_start),
        cmocka_unit_test(a_connection_reset_is_tried_again),
        cmocka_unit_test(the_last_failure_is_handed_over_with_its_body),
        cmocka_unit_test(a_post_is_never_tried_again),
        cmocka_unit_test(a_backoff_is_waited_for),
        cmocka_unit_test(retry_after_is_waited_for),
        cmocka_unit_test(a_wait_longer_than_allowed_gives_up),
        cmocka_unit_test(a_redirect_is_not_followed),
        cmocka_unit_test(calls_end_at_their_ceiling),
        cmocka_unit_test(a_cancel_wakes_who_waits_at_once),
        cmocka_unit_test(a_client_can_be_closed_with_requests_under_way),
        cmocka_unit_test(waiting_ends_in_time_or_when_nothing_is_under_way),
        cmocka_unit_test(a_malformed_request_is_refused),
    };

    return cmocka_run_group_tests_name("http client", tests, NULL, NULL);
}
