/*
 * What the API refuses, and in which words: clients parse them.
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

#include <cmocka.h>

#define TOKEN "EAAEmulator"

static const char *const plain[] = {"--date", "2026-10-01T06:00:00Z", NULL};

static void assert_error(const struct emulator_process *process, const char *path, long status,
                         int code, int subcode, const char *message)
{
    struct reply reply = get(process, "%s", path);

    assert_int_equal(reply.transport, CURLE_OK);
    assert_int_equal(reply.status, status);
    assert_int_equal(error_code(&reply), code);
    assert_int_equal(error_subcode(&reply), subcode);
    assert_string_equal(error_message(&reply), message);
    assert_non_null(strstr(reply.body, "\"fbtrace_id\":\"A"));
    reply_free(&reply);
}

static void tokens_open_their_own_account_only(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    char query[128];
    char header[128];
    struct reply reply;

    (void)state;
    process_start(&process, plain);
    fetch_accounts(&process, &accounts);
    snprintf(query, sizeof query, "?access_token=%s", accounts.rows[1][2]);
    snprintf(header, sizeof header, "Authorization: Bearer %s", accounts.rows[1][2]);

    reply = get(&process, "%s", account_path(&accounts, 0, query));
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    reply = get_with_header(&process, account_path(&accounts, 0, ""), header);
    assert_int_equal(reply.status, 200);
    reply_free(&reply);
    reply = get(&process, "%s", account_path(&accounts, 1, query));
    assert_int_equal(error_subcode(&reply), 33);
    reply_free(&reply);
    assert_error(&process, account_path(&accounts, 0, "?access_token=wrong"), 400, 190, 0,
                 "Invalid OAuth access token - Cannot parse access token");
    assert_error(&process, account_path(&accounts, 0, ""), 400, 104, 0,
                 "An access token is required to request this resource.");

    csv_free(&accounts);
    process_stop(&process);
}

static void errors_have_the_words_that_clients_parse(void **state)
{
    struct emulator_process process;
    struct csv accounts;

    (void)state;
    process_start(&process, plain);
    fetch_accounts(&process, &accounts);

    assert_error(&process, "/v25.0/17841400000000001?access_token=" TOKEN, 400, 100, 33,
                 "Unsupported get request. Object with ID '17841400000000001' does not exist, "
                 "cannot be loaded due to missing permissions, or does not support this "
                 "operation. Please read the Graph API documentation at "
                 "https://developers.facebook.com/docs/graph-api");
    assert_error(&process, "/v25.0/kopi_senja?access_token=" TOKEN, 404, 803, 0,
                 "(#803) Some of the aliases you requested do not exist: kopi_senja");
    assert_error(
        &process, account_path(&accounts, 0, "?fields=id,shoe_size&access_token=" TOKEN), 400,
        100, 0, "(#100) Tried accessing nonexisting field (shoe_size) on node type (IGUser)");
    assert_error(
        &process, account_path(&accounts, 0, "/media?fields=video_title&access_token=" TOKEN),
        400, 100, 0,
        "(#100) Tried accessing nonexisting field (video_title) on node type (IGMedia)");
    assert_error(&process, account_path(&accounts, 0, "?fields=id,id&access_token=" TOKEN), 400,
                 2500, 0,
                 "Syntax error \"Field id specified more than once. This is only possible "
                 "before version 2.1\" at character 4: id,id");
    assert_error(&process, account_path(&accounts, 0, "/media?after=abc&access_token=" TOKEN),
                 400, 100, 0, "(#100) The after cursor is not valid or has expired");

    csv_free(&accounts);
    process_stop(&process);
}

static void troubled_accounts_fail_in_their_own_way(void **state)
{
    static const char *const switches[] = {
        "--date",    "2026-10-01T06:00:00Z", "--trouble", "0=gone",
        "--trouble", "1=permission",         "--trouble", "2=withdrawn",
        "--trouble", "3=restricted",         "--trouble", "4=expired@2026-10-01",
        NULL};
    static const int codes[5][2] = {{100, 33}, {10, 0}, {200, 0}, {25, 2207050}, {190, 463}};
    struct emulator_process process;
    struct csv accounts;
    struct reply reply;

    (void)state;
    process_start(&process, switches);
    fetch_accounts(&process, &accounts);

    for (unsigned i = 0; i < 5; i++) {
        reply = get(&process, "%s", account_path(&accounts, i, "/media?access_token=" TOKEN));
        assert_int_equal(error_code(&reply), codes[i][0]);
        assert_int_equal(error_subcode(&reply), codes[i][1]);
        reply_free(&reply);
    }
    reply = post(&process, "/_emulator/clock?at=2026-09-30T06:00:00Z", "");
    reply_free(&reply);
    reply = get(&process, "%s", account_path(&accounts, 4, "?access_token=" TOKEN));
    assert_int_equal(reply.status, 200);

    reply_free(&reply);
    csv_free(&accounts);
    process_stop(&process);
}

static void cursor_of_another_list_is_refused(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    struct reply reply;
    char query[128];

    (void)state;
    process_start(&process, plain);
    fetch_accounts(&process, &accounts);
    reply =
        get(&process, "%s", account_path(&accounts, 0, "/media?limit=1&access_token=" TOKEN));
    snprintf(
        query, sizeof query, "/media?access_token=" TOKEN "&after=%s",
        cJSON_GetObjectItem(
            cJSON_GetObjectItem(cJSON_GetObjectItem(reply.json, "paging"), "cursors"), "after")
            ->valuestring);
    reply_free(&reply);

    assert_error(&process, account_path(&accounts, 1, query), 400, 100, 0,
                 "(#100) The after cursor is not valid or has expired");

    csv_free(&accounts);
    process_stop(&process);
}

/* The cursor of a post that is deleted later; the truth says which one that is. */
static void cursor_is_void_once_its_post_is_deleted(void **state)
{
    static const char *const switches[] = {"--date", "2026-06-01T06:00:00Z", "--accounts", "1",
                                           NULL};
    struct emulator_process process;
    struct csv accounts;
    struct csv media;
    const char *gone = NULL;
    char cursor[64] = "";
    struct reply reply;

    (void)state;
    process_start(&process, switches);
    fetch_accounts(&process, &accounts);
    reply = get(&process, "/_emulator/truth/media.csv?from=2026-06-01&to=2026-07-10");
    csv_parse(reply.body, &media);
    reply_free(&reply);
    for (unsigned i = 1; i < media.count && !gone; i++)
        if (strcmp(media.rows[i][csv_column(&media, "is_archieved")], "true") == 0) {
            char path[96];

            gone = media.rows[i][0];
            snprintf(path, sizeof path, "/_emulator/clock?at=%sT06:00:00Z",
                     media.rows[i][csv_column(&media, "datestamp")]);
            reply = post(&process, path, "");
            reply_free(&reply);
        }
    assert_non_null(gone);
    for (bool found = false; !found;) {
        char query[160];
        const cJSON *post_json;

        snprintf(query, sizeof query, "/media?access_token=" TOKEN "&limit=1&after=%s", cursor);
        reply = get(&process, "%s", account_path(&accounts, 0, query));
        post_json = cJSON_GetArrayItem(cJSON_GetObjectItem(reply.json, "data"), 0);
        assert_non_null(post_json);
        found = strcmp(cJSON_GetObjectItem(post_json, "id")->valuestring, gone) == 0;
        snprintf(cursor, sizeof cursor, "%s",
                 cJSON_GetObjectItem(
                     cJSON_GetObjectItem(cJSON_GetObjectItem(reply.json, "paging"), "cursors"),
                     "after")
                     ->valuestring);
        reply_free(&reply);
    }
    reply = post(&process, "/_emulator/clock?at=2026-08-01T06:00:00Z", "");
    reply_free(&reply);

    reply = get(&process, "/v25.0/%s/media?access_token=" TOKEN "&after=%s",
                accounts.rows[1][0], cursor);
    assert_int_equal(error_code(&reply), 100);
    reply_free(&reply);
    reply = get(&process, "/v25.0/%s?access_token=" TOKEN, gone);
    assert_int_equal(error_subcode(&reply), 33);

    reply_free(&reply);
    csv_free(&media);
    csv_free(&accounts);
    process_stop(&process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_open_their_own_account_only),
        cmocka_unit_test(errors_have_the_words_that_clients_parse),
        cmocka_unit_test(troubled_accounts_fail_in_their_own_way),
        cmocka_unit_test(cursor_of_another_list_is_refused),
        cmocka_unit_test(cursor_is_void_once_its_post_is_deleted),
    };

    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests_name("refusals", tests, NULL, NULL);
}
