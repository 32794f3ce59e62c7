/* test_judging.c - what the client's user decides: which answers are good, and who waits. */
#include "client_fixture.h"

/* ---- Judging ------------------------------------------------------------- */

struct judge {
    int32_t action;
    int64_t wait_ms;
};

/* Sends back the first try of everything. */
static void judge_first_try(void *user, const struct toba_http_answer *answer,
                            struct toba_http_verdict *verdict)
{
    const struct judge *judge = user;

    if (answer->tries == 1) {
        verdict->action = judge->action;
        verdict->wait_ms = judge->wait_ms;
    }
}

static void a_good_status_can_be_judged_a_failure(void **state)
{
    struct server *server = server_start();
    struct judge judge = {TOBA_HTTP_RETRY, 1};
    struct toba_http_config config = quick();
    struct toba_http *http;
    struct toba_http_answer *answer;

    (void)state;
    config.classify = judge_first_try;
    config.user = &judge;
    http = open_client(&config);
    answer = fetch(http, server_url(server, "/echo"));
    assert_int_equal(answer->tries, 2);
    assert_int_equal(answer->code, 0);
    toba_http_answer_free(answer);

    judge.action = TOBA_HTTP_FAIL;
    answer = fetch(http, server_url(server, "/echo"));
    assert_int_equal(answer->tries, 1);
    assert_int_equal(answer->code, TOBA_E_SOURCE);
    assert_int_equal(answer->status, 200);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_bad_status_can_be_judged_done(void **state)
{
    struct server *server = server_start();
    struct judge judge = {TOBA_HTTP_DONE, 0};
    struct toba_http_config config = quick();
    struct toba_http *http;
    struct toba_http_answer *answer;

    (void)state;
    config.classify = judge_first_try;
    config.user = &judge;
    http = open_client(&config);
    answer = fetch(http, server_url(server, "/fail?n=1&status=503"));

    assert_int_equal(answer->code, 0);
    assert_int_equal(answer->status, 503);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

/* ---- Pacing -------------------------------------------------------------- */

static void submit_grouped(struct toba_http *http, const char *url, const char *group,
                           void *user)
{
    submit(http, &(struct toba_http_request){.size = sizeof(struct toba_http_request),
                                             .url = url,
                                             .groups = {group, "app"},
                                             .n_groups = 2,
                                             .user = user});
}

static void a_paused_group_waits_while_others_go_on(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http;
    struct toba_http_answer *first, *second;
    int paused, other;

    (void)state;
    config.max_in_flight = 1;
    http = open_client(&config);
    toba_http_pause(http, "a", 300);
    toba_http_pause(http, "a", 1); /* shortens nothing */
    submit_grouped(http, server_url(server, "/echo"), "a", &paused);
    submit_grouped(http, server_url(server, "/echo"), "b", &other);
    first = take(http);
    second = take(http);

    assert_ptr_equal(first->user, &other);
    assert_ptr_equal(second->user, &paused);
    assert_true(server_gap(server) >= 200);
    toba_http_answer_free(first);
    toba_http_answer_free(second);
    toba_http_close(http);
    server_stop(server);
}

static void a_verdict_pauses_the_group_it_names(void **state)
{
    struct server *server = server_start();
    struct judge judge = {TOBA_HTTP_PAUSE, 200};
    struct toba_http_config config = quick();
    struct toba_http_stats stats = {.size = sizeof stats};
    struct toba_http *http;
    struct toba_http_answer *answer;

    (void)state;
    config.classify = judge_first_try;
    config.user = &judge;
    http = open_client(&config);
    submit_grouped(http, server_url(server, "/echo"), "a", NULL);
    answer = take(http);
    toba_http_get_stats(http, &stats);

    assert_int_equal(answer->tries, 2);
    assert_int_equal(stats.pauses, 1);
    assert_true(server_gap(server) >= 190);
    toba_http_answer_free(answer);
    toba_http_close(http);
    server_stop(server);
}

static void a_paced_group_starts_its_requests_apart(void **state)
{
    struct server *server = server_start();
    struct toba_http_config config = quick();
    struct toba_http *http = open_client(&config);

    (void)state;
    toba_http_pace(http, "a", 200);
    submit_grouped(http, server_url(server, "/echo"), "a", NULL);
    submit_grouped(http, server_url(server, "/echo"), "a", NULL);
    toba_http_answer_free(take(http));
    toba_http_answer_free(take(http));

    assert_true(server_gap(server) >= 150);
    toba_http_close(http);
    server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_status_can_be_judged_a_failure),
        cmocka_unit_test(a_bad_status_can_be_judged_done),
        cmocka_unit_test(a_paused_group_waits_while_others_go_on),
        cmocka_unit_test(a_verdict_pauses_the_group_it_names),
        cmocka_unit_test(a_paced_group_starts_its_requests_apart),
    };

    return cmocka_run_group_tests_name("http judging", tests, NULL, NULL);
}
