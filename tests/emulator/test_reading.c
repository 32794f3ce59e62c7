/*
 * Reading the emulator over HTTP gives what its truth says, page by page and day by day.
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
#define MEDIA_FIELDS                                                                           \
    "id,caption,comments_count,is_comment_enabled,like_count,media_type,media_url,owner,"      \
    "permalink,shortcode,thumbnail_url,timestamp,username"

static const char *const settled[] = {"--date", "2026-10-01T06:00:00Z", "--accounts", "3",
                                      NULL};

static const char *text_of(const cJSON *json, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);

    return cJSON_IsString(item) ? item->valuestring : NULL;
}

static void assert_same_text(const char *expected, const char *found)
{
    assert_int_equal(expected == NULL, found == NULL);
    if (expected)
        assert_string_equal(expected, found);
}

static void assert_same_number(const char *expected, const cJSON *post, const char *name)
{
    char number[32];

    snprintf(number, sizeof number, "%.0f",
             cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(post, name)));
    assert_string_equal(expected, number);
}

/* The stored form: no query in URLs, `Z` for `+0000`. */
static void assert_same_url(const char *expected, const cJSON *post, const char *name)
{
    char *url = text_of(post, name) ? strdup(text_of(post, name)) : NULL;

    if (url) {
        assert_non_null(strchr(url, '?'));
        *strchr(url, '?') = '\0';
    }
    assert_same_text(expected, url);
    free(url);
}

static void assert_same_time(const char *expected, const cJSON *post)
{
    char stored[32];

    snprintf(stored, sizeof stored, "%s", text_of(post, "timestamp"));
    assert_string_equal(stored + 19, "+0000");
    strcpy(stored + 19, "Z");
    assert_string_equal(expected, stored);
}

static void assert_post_is(const struct csv *truth, const cJSON *post)
{
    char **row = csv_find(truth, text_of(post, "id"));

    assert_non_null(row);
#define TRUE_VALUE(name) row[csv_column(truth, name)]
    assert_same_text(TRUE_VALUE("caption"), text_of(post, "caption"));
    assert_same_text(TRUE_VALUE("permalink"), text_of(post, "permalink"));
    assert_same_text(TRUE_VALUE("media_type"), text_of(post, "media_type"));
    assert_same_text(TRUE_VALUE("username"), text_of(post, "username"));
    assert_same_text(TRUE_VALUE("shortcode"), text_of(post, "shortcode"));
    assert_same_text(TRUE_VALUE("owner_id"), text_of(cJSON_GetObjectItem(post, "owner"), "id"));
    assert_same_number(TRUE_VALUE("like_count"), post, "like_count");
    assert_same_number(TRUE_VALUE("comments_count"), post, "comments_count");
    assert_same_url(TRUE_VALUE("media_url"), post, "media_url");
    assert_same_url(TRUE_VALUE("thumbnail_url"), post, "thumbnail_url");
    assert_same_time(TRUE_VALUE("timestamp"), post);
    assert_int_equal(strcmp(TRUE_VALUE("is_comment_enabled"), "true") == 0,
                     cJSON_IsTrue(cJSON_GetObjectItem(post, "is_comment_enabled")));
#undef TRUE_VALUE
}

static void fetch_csv(const struct emulator_process *process, const char *path, struct csv *csv)
{
    struct reply reply = get(process, "/_emulator/%s", path);

    assert_int_equal(reply.status, 200);
    csv_parse(reply.body, csv);
    reply_free(&reply);
}

/* Walks one account's list by cursor; returns how many posts there were. */
static unsigned walk(const struct emulator_process *process, const char *user, unsigned limit,
                     const char *fields, const struct csv *truth)
{
    char after[64] = "";
    unsigned count = 0;

    for (bool more = true; more;) {
        struct reply reply =
            get(process, "/v25.0/%s/media?access_token=" TOKEN "&fields=%s&limit=%u&after=%s",
                user, fields, limit, after);
        const cJSON *paging = cJSON_GetObjectItem(reply.json, "paging");
        const cJSON *post;

        assert_int_equal(reply.status, 200);
        cJSON_ArrayForEach(post, cJSON_GetObjectItem(reply.json, "data"))
        {
            if (truth)
                assert_post_is(truth, post);
            count++;
        }
        more = text_of(paging, "next") != NULL;
        if (more)
            snprintf(after, sizeof after, "%s",
                     text_of(cJSON_GetObjectItem(paging, "cursors"), "after"));
        reply_free(&reply);
    }
    return count;
}

static void paging_to_the_end_gives_the_posts_of_the_truth(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    struct csv truth;
    unsigned count = 0;

    (void)state;
    process_start(&process, settled);
    fetch_csv(&process, "accounts.csv", &accounts);
    fetch_csv(&process, "truth/media.csv?from=2026-10-01", &truth);

    for (unsigned i = 1; i < accounts.count; i++)
        count += walk(&process, accounts.rows[i][0], 13, MEDIA_FIELDS, &truth);

    assert_int_equal(count, truth.count - 1);
    csv_free(&truth);
    csv_free(&accounts);
    process_stop(&process);
}

static void profile_is_the_truths(void **state)
{
    struct emulator_process process;
    struct csv user;
    struct csv data;
    struct reply reply;

    (void)state;
    process_start(&process, settled);
    fetch_csv(&process, "truth/user.csv?from=2026-10-01", &user);
    fetch_csv(&process, "truth/user_data.csv?from=2026-10-01", &data);
    reply = get(&process,
                "/%s?access_token=" TOKEN "&fields=username,name,biography,website,"
                "profile_picture_url,followers_count,follows_count,media_count",
                user.rows[1][0]);

    assert_same_text(user.rows[1][1], text_of(reply.json, "username"));
    assert_same_text(user.rows[1][2], text_of(reply.json, "name"));
    assert_same_text(user.rows[1][3], text_of(reply.json, "biography"));
    assert_same_url(user.rows[1][4], reply.json, "profile_picture_url");
    assert_same_text(user.rows[1][5], text_of(reply.json, "website"));
    assert_same_number(data.rows[1][1], reply.json, "followers_count");
    assert_same_number(data.rows[1][2], reply.json, "follows_count");
    assert_same_number(data.rows[1][3], reply.json, "media_count");

    reply_free(&reply);
    csv_free(&data);
    csv_free(&user);
    process_stop(&process);
}

/* A run a day for a month: what each day's list shows is that day's rows and no others. */
static void truth_follows_the_days(void **state)
{
    struct emulator_process process;
    struct csv history;
    struct csv media;
    struct csv accounts;
    unsigned listed = 0;
    unsigned archived = 0;

    (void)state;
    process_start(&process, settled);
    fetch_csv(&process, "accounts.csv", &accounts);
    for (unsigned day = 1; day <= 30; day++) {
        char path[96];
        struct reply reply;

        snprintf(path, sizeof path, "/_emulator/clock?at=2026-09-%02uT06:00:00Z", day);
        reply = post(&process, path, "");
        assert_int_equal(reply.status, 200);
        reply_free(&reply);
        for (unsigned i = 1; i < accounts.count; i++)
            listed += walk(&process, accounts.rows[i][0], 100, "id", NULL);
    }
    fetch_csv(&process, "truth/media_like_comment.csv?from=2026-09-01&to=2026-09-30", &history);
    fetch_csv(&process, "truth/media.csv?from=2026-09-01&to=2026-09-30", &media);
    for (unsigned i = 1; i < media.count; i++)
        archived += strcmp(media.rows[i][csv_column(&media, "is_archieved")], "true") == 0;

    assert_int_equal(listed, history.count - 1);
    assert_true(archived > 0);
    csv_free(&media);
    csv_free(&history);
    csv_free(&accounts);
    process_stop(&process);
}

static void post_of_this_evening_is_not_there_in_the_morning(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    unsigned morning;
    struct reply reply;

    (void)state;
    process_start(&process, settled);
    fetch_csv(&process, "accounts.csv", &accounts);
    morning = walk(&process, accounts.rows[1][0], 100, "id", NULL);
    reply = post(&process, "/_emulator/clock?at=2026-10-02T16:00:00Z", "");

    assert_true(walk(&process, accounts.rows[1][0], 100, "id", NULL) > morning);

    reply_free(&reply);
    csv_free(&accounts);
    process_stop(&process);
}

static void list_of_a_huge_account_ends_at_ten_thousand(void **state)
{
    static const char *const huge[] = {"--date",     "2026-01-01", "--huge", "12000",
                                       "--accounts", "1",          NULL};
    struct emulator_process process;
    struct csv accounts;
    struct csv truth;
    struct reply reply;

    (void)state;
    process_start(&process, huge);
    fetch_csv(&process, "accounts.csv", &accounts);
    fetch_csv(&process, "truth/media.csv?from=2026-01-01", &truth);
    reply = get(&process, "/%s?access_token=" TOKEN "&fields=media_count", accounts.rows[1][0]);

    assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(reply.json, "media_count")) >= 12000);
    assert_int_equal(walk(&process, accounts.rows[1][0], 500, "id", NULL), 10000);
    assert_int_equal(truth.count - 1, 10000);

    reply_free(&reply);
    csv_free(&truth);
    csv_free(&accounts);
    process_stop(&process);
}

static void since_and_until_bound_the_list(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    struct reply reply;
    const cJSON *post;
    unsigned count = 0;

    (void)state;
    process_start(&process, settled);
    fetch_csv(&process, "accounts.csv", &accounts);
    reply = get(&process,
                "/v25.0/%s/media?access_token=" TOKEN
                "&fields=timestamp&limit=100&since=2026-08-01&until=1788220800",
                accounts.rows[1][0]);

    cJSON_ArrayForEach(post, cJSON_GetObjectItem(reply.json, "data"))
    {
        assert_memory_equal(text_of(post, "timestamp"), "2026-08-", 8);
        count++;
    }
    assert_true(count > 5);
    assert_null(cJSON_GetObjectItem(cJSON_GetObjectItem(reply.json, "paging"), "next"));

    reply_free(&reply);
    csv_free(&accounts);
    process_stop(&process);
}

static void only_asked_fields_come_and_the_id(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    struct reply reply;

    (void)state;
    process_start(&process, settled);
    fetch_csv(&process, "accounts.csv", &accounts);

    reply =
        get(&process, "/v25.0/%s?access_token=%s", accounts.rows[1][0], accounts.rows[1][2]);
    assert_int_equal(cJSON_GetArraySize(reply.json), 1);
    assert_same_text(accounts.rows[1][0], text_of(reply.json, "id"));
    reply_free(&reply);
    reply =
        get(&process, "/v25.0/%s?access_token=" TOKEN "&fields=username", accounts.rows[1][0]);
    assert_int_equal(cJSON_GetArraySize(reply.json), 2);
    reply_free(&reply);
    reply = get(&process, "/v27.0/%s/tags?access_token=" TOKEN, accounts.rows[1][0]);
    assert_string_equal(reply.body, "{\"data\":[]}");

    reply_free(&reply);
    csv_free(&accounts);
    process_stop(&process);
}

static void pages_lead_to_accounts(void **state)
{
    struct emulator_process process;
    struct csv accounts;
    struct reply reply;
    const cJSON *data;

    (void)state;
    process_start(&process, settled);
    fetch_csv(&process, "accounts.csv", &accounts);
    reply = get(&process, "/v25.0/me/accounts?access_token=" TOKEN
                          "&fields=id,instagram_business_account");
    data = cJSON_GetObjectItem(reply.json, "data");

    assert_int_equal(cJSON_GetArraySize(data), 3);
    for (unsigned i = 1; i <= 3; i++) {
        const cJSON *page = cJSON_GetArrayItem(data, (int)i - 1);

        assert_same_text(accounts.rows[i][3], text_of(page, "id"));
        assert_same_text(
            accounts.rows[i][0],
            text_of(cJSON_GetObjectItem(page, "instagram_business_account"), "id"));
    }
    reply_free(&reply);
    csv_free(&accounts);
    process_stop(&process);
}

static void date_header_follows_the_clock(void **state)
{
    struct emulator_process process;
    struct reply reply;
    char *date;

    (void)state;
    process_start(&process, settled);
    reply = get(&process, "/v25.0/me/accounts?access_token=" TOKEN);
    date = reply_header(&reply, "Date");
    assert_string_equal(date, "Thu, 01 Oct 2026 06:00:00 GMT");
    free(date);
    reply_free(&reply);

    reply = post(&process, "/_emulator/clock?at=2031-02-28T23:59:59Z", "");
    reply_free(&reply);
    reply = get(&process, "/v25.0/me/accounts?access_token=" TOKEN);
    date = reply_header(&reply, "Date");

    assert_string_equal(date, "Fri, 28 Feb 2031 23:59:59 GMT");
    free(date);
    reply_free(&reply);
    process_stop(&process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paging_to_the_end_gives_the_posts_of_the_truth),
        cmocka_unit_test(profile_is_the_truths),
        cmocka_unit_test(truth_follows_the_days),
        cmocka_unit_test(post_of_this_evening_is_not_there_in_the_morning),
        cmocka_unit_test(list_of_a_huge_account_ends_at_ten_thousand),
        cmocka_unit_test(since_and_until_bound_the_list),
        cmocka_unit_test(only_asked_fields_come_and_the_id),
        cmocka_unit_test(pages_lead_to_accounts),
        cmocka_unit_test(date_header_follows_the_clock),
    };

    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests_name("reading", tests, NULL, NULL);
}
