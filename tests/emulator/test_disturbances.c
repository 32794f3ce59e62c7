/*
 * What a client must survive: limits, late answers, and every kind of fault.
 */
#include "client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define TOKEN "EAAEmulator"
#define ACCOUNTS "/v25.0/me/accounts?access_token=" TOKEN

static const char *const plain[] = {"--date", "2026-10-01T06:00:00Z", NULL};

static void account_limit_throttles_until_the_hour_is_over(void **state)
{
    static const char *const switches[] = {"--date", "2026-10-01T06:00:00Z", "--limits",
                                           "account=4", NULL};
    struct emulator_process process;
    struct csv accounts;
    struct reply reply;
    char *usage;

    (void)state;
    process_start(&process, switches);
    fetch_accounts(&process, &accounts);

    for (unsigned i = 1; i <= 4; i++) {
        reply = get(&process, "%s", account_path(&accounts, 0, "?access_token=" TOKEN));
        assert_int_equal(reply.status, 200);
        usage = reply_header(&reply, "X-Business-Use-Case-Usage");
        assert_non_null(strstr(usage, i == 3 ? "\"call_count\":75" : "\"call_count\":"));
        free(usage);
        reply_free(&reply);
    }
    reply = get(&process, "%s", account_path(&accounts, 0, "?access_token=" TOKEN));
    assert_int_equal(error_code(&reply), 80002);
    usage = reply_header(&reply, "X-Business-Use-Case-Usage");
    assert_non_null(strstr(usage, "\"call_count\":125"));
    assert_non_null(strstr(usage, "\"estimated_time_to_regain_access\":60"));
    assert_non_null(strstr(usage, accounts.rows[1][0]));
    free(usage);
    reply_free(&reply);
    reply = get(&process, "%s", account_path(&accounts, 1, "?access_token=" TOKEN));
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    reply = post(&process, "/_emulator/clock?at=2026-10-01T07:00:00Z", "");
    reply_free(&reply);
    reply = get(&process, "%s", account_path(&accounts, 0, "?access_token=" TOKEN));
    assert_int_equal(reply.status, 200);

    reply_free(&reply);
    csv_free(&accounts);
    process_stop(&process);
}

static void app_limit_throttles_all_and_can_be_lifted(void **state)
{
    struct emulator_process process;
    struct reply reply;
    char *usage;

    (void)state;
    process_start(&process, plain);
    reply = post(&process, "/_emulator/limits", "app=1;window=60");
    assert_int_equal(reply.status, 204);
    reply_free(&reply);

    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 403);
    assert_int_equal(error_code(&reply), 4);
    usage = reply_header(&reply, "X-App-Usage");
    assert_non_null(strstr(usage, "\"call_count\":200"));
    free(usage);
    reply_free(&reply);
    reply = post(&process, "/_emulator/limits", "");
    reply_free(&reply);
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    reply = post(&process, "/_emulator/limits", "account=many");
    assert_int_equal(reply.status, 400);

    reply_free(&reply);
    process_stop(&process);
}

static void set_fault(const struct emulator_process *process, const char *rule)
{
    struct reply reply = post(process, "/_emulator/faults", rule);

    assert_int_equal(reply.status, 204);
    reply_free(&reply);
}

static void faults_with_an_answer_give_it(void **state)
{
    struct emulator_process process;
    struct reply reply;
    char *header;

    (void)state;
    process_start(&process, plain);

    set_fault(&process, "kind=error:190/463@401");
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 401);
    assert_int_equal(error_subcode(&reply), 463);
    reply_free(&reply);
    set_fault(&process, "kind=error200:2");
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 200);
    assert_int_equal(error_code(&reply), 2);
    reply_free(&reply);
    set_fault(&process, "kind=status:502");
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 502);
    assert_non_null(strstr(reply.body, "<html"));
    reply_free(&reply);
    set_fault(&process, "kind=429:30");
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 429);
    assert_string_equal(reply.body, "");
    header = reply_header(&reply, "Retry-After");
    assert_string_equal(header, "30");
    free(header);
    reply_free(&reply);
    set_fault(&process, "kind=garbage");
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.transport, CURLE_OK);
    assert_int_equal(reply.status, 200);
    assert_null(reply.json);
    assert_true(strlen(reply.body) > 10);

    reply_free(&reply);
    process_stop(&process);
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void faults_without_an_answer_break_the_connection(void **state)
{
    struct emulator_process process;
    struct reply reply;
    double began;

    (void)state;
    process_start(&process, plain);

    set_fault(&process, "kind=reset");
    reply = get(&process, ACCOUNTS);
    assert_true(reply.transport == CURLE_GOT_NOTHING || reply.transport == CURLE_RECV_ERROR);
    reply_free(&reply);
    set_fault(&process, "kind=cut");
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.transport, CURLE_PARTIAL_FILE);
    assert_int_equal(reply.status, 200);
    assert_memory_equal(reply.body, "{\"data\":[", 9);
    assert_null(reply.json);
    reply_free(&reply);
    set_fault(&process, "kind=stall");
    reply = get_impatiently(&process, ACCOUNTS, 150);
    assert_int_equal(reply.transport, CURLE_OPERATION_TIMEDOUT);
    assert_string_equal(reply.body, "");
    reply_free(&reply);
    set_fault(&process, "kind=slow:200");
    began = seconds_now();
    reply = get(&process, ACCOUNTS);
    assert_int_equal(reply.status, 200);
    assert_true(seconds_now() - began >= 0.2);
    reply_free(&reply);
    reply = post(&process, "/_emulator/faults", "kind=explode");
    assert_int_equal(reply.status, 400);

    reply_free(&reply);
    process_stop(&process);
}

static size_t ignore(char *piece, size_t one, size_t size, void *context)
{
    (void)piece, (void)context;
    return one * size;
}

static CURL *add_transfer(CURLM *multi, const struct emulator_process *process)
{
    CURL *curl = curl_easy_init();
    char url[256];

    snprintf(url, sizeof url, "%s" ACCOUNTS, process->url);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    curl_multi_add_handle(multi, curl);
    return curl;
}

static void late_answers_do_not_hold_up_each_other(void **state)
{
    enum { COUNT = 20 };
    static const char *const switches[] = {"--latency", "100", NULL};
    struct emulator_process process;
    CURLM *multi = curl_multi_init();
    CURL *transfers[COUNT];
    struct reply reply;
    int running = 1;
    double began;
    const cJSON *most;

    (void)state;
    process_start(&process, switches);
    for (unsigned i = 0; i < COUNT; i++)
        transfers[i] = add_transfer(multi, &process);
    began = seconds_now();
    while (running) {
        curl_multi_perform(multi, &running);
        if (running)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }

    assert_true(seconds_now() - began >= 0.1);
    assert_true(seconds_now() - began < 1.0);
    reply = get(&process, "/_emulator/stats");
    most = cJSON_GetObjectItem(reply.json, "most_in_flight");
    assert_in_range(most->valueint, 2, COUNT);
    assert_int_equal(cJSON_GetObjectItem(reply.json, "requests")->valueint, COUNT);

    reply_free(&reply);
    for (unsigned i = 0; i < COUNT; i++) {
        curl_multi_remove_handle(multi, transfers[i]);
        curl_easy_cleanup(transfers[i]);
    }
    curl_multi_cleanup(multi);
    process_stop(&process);
}

static void stats_count_by_endpoint_and_status(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    struct reply reply;
    const cJSON *endpoints;

    (void)state;
    process_start(&process, plain);
    fetch_accounts(&process, &accounts);
    set_fault(&process, "path=/media;nth=2;kind=error:2");
    for (unsigned i = 0; i < 3; i++) {
        reply = get(&process, "%s", account_path(&accounts, 0, "/media?access_token=" TOKEN));
        reply_free(&reply);
    }
    reply = get(&process, "/_emulator/stats");
    endpoints = cJSON_GetObjectItem(reply.json, "endpoints");

    assert_int_equal(
        cJSON_GetObjectItem(cJSON_GetObjectItem(endpoints, "user/media"), "200")->valueint, 2);
    assert_int_equal(
        cJSON_GetObjectItem(cJSON_GetObjectItem(endpoints, "user/media"), "500")->valueint, 1);
    assert_int_equal(cJSON_GetObjectItem(reply.json, "faults")->valueint, 1);

    reply_free(&reply);
    csv_free(&accounts);
    process_stop(&process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(account_limit_throttles_until_the_hour_is_over),
        cmocka_unit_test(app_limit_throttles_all_and_can_be_lifted),
        cmocka_unit_test(faults_with_an_answer_give_it),
        cmocka_unit_test(faults_without_an_answer_break_the_connection),
        cmocka_unit_test(late_answers_do_not_hold_up_each_other),
        cmocka_unit_test(stats_count_by_endpoint_and_status),
    };

    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests_name("disturbances", tests, NULL, NULL);
}
