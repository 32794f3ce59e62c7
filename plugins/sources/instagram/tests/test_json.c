/* test_json.c - JSON of any kind is read without harm: members, pages, usage headers, dates. */
#include "dates.h"
#include "id_set.h"
#include "json.h"
#include "paging.h"
#include "proof.h"
#include "usage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cJSON *parse(const char *text)
{
    return json_parse(text, strlen(text));
}

static void integers_are_exact_or_wrong(void **state)
{
    cJSON *json = parse("{\"a\":12,\"b\":1.5,\"c\":\"12\",\"d\":null,\"e\":1e300,\"f\":-1,"
                        "\"g\":9007199254740993,\"h\":3000000000,\"i\":{}}");
    int64_t value = 0;

    (void)state;
    assert_int_equal(json_int(json, "a", 0, INT32_MAX, &value), JSON_GOOD);
    assert_int_equal(value, 12);
    for (const char *name = "bcefghi"; *name; name++) {
        const char member[] = {*name, '\0'};

        if (*name != 'g')
            assert_int_equal(json_int(json, member, 0, INT32_MAX, &value), JSON_WRONG);
    }
    assert_int_equal(json_int(json, "d", 0, INT32_MAX, &value), JSON_ABSENT);
    assert_int_equal(json_int(json, "z", 0, INT32_MAX, &value), JSON_ABSENT);
    assert_int_equal(json_int(NULL, "z", 0, INT32_MAX, &value), JSON_ABSENT);
    cJSON_Delete(json);
}

static void expect_id(const char *text, enum json_found found, const char *wanted)
{
    char id[JSON_ID_ROOM] = "";
    cJSON *json = parse(text);

    assert_non_null(json);
    assert_int_equal(json_id(json, "id", id), found);
    if (found == JSON_GOOD)
        assert_string_equal(id, wanted);
    cJSON_Delete(json);
}

static void ids_are_texts_of_digits_or_exact_numbers(void **state)
{
    (void)state;
    expect_id("{\"id\":\"17841400000000001\"}", JSON_GOOD, "17841400000000001");
    expect_id("{\"id\":1784140000000000}", JSON_GOOD, "1784140000000000");
    expect_id("{\"id\":17841400000000001}", JSON_WRONG, NULL); /* a double would round it */
    expect_id("{\"id\":\"17x\"}", JSON_WRONG, NULL);
    expect_id("{\"id\":\"\"}", JSON_WRONG, NULL);
    expect_id("{\"id\":\"123456789012345678901234\"}", JSON_WRONG, NULL);
    expect_id("{\"id\":0}", JSON_WRONG, NULL);
    expect_id("{\"id\":[1]}", JSON_WRONG, NULL);
    expect_id("{}", JSON_ABSENT, NULL);
    expect_id("[]", JSON_ABSENT, NULL);
}

static void expect_text(const char *json_text_, const char *wanted)
{
    cJSON *json = parse(json_text_);
    const char *value = NULL;

    assert_non_null(json);
    assert_int_equal(json_text(json, "t", &value), wanted ? JSON_GOOD : JSON_WRONG);
    if (wanted)
        assert_string_equal(value, wanted);
    cJSON_Delete(json);
}

static void texts_keep_what_they_can_say(void **state)
{
    (void)state;
    expect_text("{\"t\":\"Kopi \\ud83c\\udf05\"}", "Kopi \xf0\x9f\x8c\x85");
    expect_text("{\"t\":\"a\\ud83cb\"}", "a\xef\xbf\xbd"
                                         "b"); /* half a pair */
    expect_text("{\"t\":\"a\\udf05\"}", "a\xef\xbf\xbd");
    expect_text("{\"t\":\"a\\u0000b\"}", "a\xef\xbf\xbd"
                                         "b");       /* would end the text */
    expect_text("{\"t\":\"\\\\u0000\"}", "\\u0000"); /* no escape at all */
    expect_text("{\"t\":\"\"}", "");
    expect_text("{\"t\":\"\xff\xfe\"}", NULL);
    expect_text("{\"t\":\"\xc0\xaf\"}", NULL); /* overlong */
    expect_text("{\"t\":\"\xed\xa0\x80\"}", NULL);
    expect_text("{\"t\":5}", NULL);
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const bad[] = {"",     "{",       "{\"a\":", "<html>",
                                      "{} x", "\"\\u12", "{\"a\\"};
    char deep[201];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_null(parse(bad[i]));
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    deep[200] = '\0';
    assert_null(parse(deep));
}

static void instants_are_read_in_every_form(void **state)
{
    int64_t at;

    (void)state;
    assert_true(date_parse_instant("2021-08-13T08:25:28+0000", &at));
    assert_int_equal(at, INT64_C(1628843128000000));
    assert_true(date_parse_instant("2021-08-13T15:25:28+07:00", &at));
    assert_int_equal(at, INT64_C(1628843128000000));
    assert_true(date_parse_instant("2021-08-13T08:25:28.5Z", &at));
    assert_int_equal(at, INT64_C(1628843128000000));
    assert_true(date_parse_instant("2024-02-29T00:00:00Z", &at));
    assert_false(date_parse_instant("2023-02-29T00:00:00Z", &at));
    assert_false(date_parse_instant("2021-13-01T00:00:00Z", &at));
    assert_false(date_parse_instant("2021-08-13T24:00:00Z", &at));
    assert_false(date_parse_instant("2021-08-13T08:25:28", &at));
    assert_false(date_parse_instant("2021-08-13", &at));
    assert_false(date_parse_instant("", &at));
    assert_false(date_parse_instant("2021-08-13T08:25:28+0000x", &at));
}

static void days_are_printed_as_they_are_counted(void **state)
{
    char text[DATE_ROOM];

    (void)state;
    for (int32_t day = -1000; day < 60000; day += 7) {
        char instant[32];
        int64_t at;

        date_print(day, text);
        snprintf(instant, sizeof instant, "%sT00:00:00Z", text);
        assert_true(date_parse_instant(instant, &at));
        assert_int_equal(at, (int64_t)day * 86400 * 1000000);
    }
    date_print_compact(20727, text);
    assert_string_equal(text, "20261001");
}

static void expect_after(const char *text, const char *wanted)
{
    cJSON *json = parse(text);
    char *after;

    assert_non_null(json);
    assert_true(paging_after(json, &after));
    if (wanted)
        assert_string_equal(after, wanted);
    else
        assert_null(after);
    free(after);
    cJSON_Delete(json);
}

static void a_list_goes_on_only_while_it_says_so(void **state)
{
    (void)state;
    expect_after(
        "{\"data\":[1],\"paging\":{\"cursors\":{\"after\":\"B\"},\"next\":\"http://n\"}}", "B");
    expect_after("{\"data\":[1],\"paging\":{\"cursors\":{\"after\":\"B\"}}}", NULL);
    expect_after(
        "{\"data\":[],\"paging\":{\"cursors\":{\"after\":\"B\"},\"next\":\"http://n\"}}", NULL);
    expect_after("{\"data\":[1]}", NULL);
    expect_after("{\"data\":[1],\"paging\":{\"next\":\"http://n?x=1&after=B%3D&y\"}}", "B=");
    expect_after("{\"data\":[1],\"paging\":{\"next\":\"http://n?x=1\"}}", NULL);
    expect_after("{\"data\":[1],\"paging\":7}", NULL);
    expect_after("{\"data\":[1],\"paging\":{\"cursors\":{\"after\":7},\"next\":[]}}", NULL);
}

static void the_worst_share_of_a_usage_header_counts(void **state)
{
    struct usage usage;

    (void)state;
    assert_true(
        usage_read_app("{\"call_count\":28,\"total_cputime\":25,\"total_time\":91}", &usage));
    assert_int_equal(usage.percent, 91);
    assert_true(usage_read_business(
        "{\"1\":[{\"type\":\"pages\",\"call_count\":12},{\"type\":\"instagram\","
        "\"call_count\":96,\"estimated_time_to_regain_access\":7}],\"2\":3}",
        &usage));
    assert_int_equal(usage.percent, 96);
    assert_int_equal(usage.minutes_to_wait, 7);
    assert_false(usage_read_app(NULL, &usage));
    assert_false(usage_read_app("nonsense", &usage));
    assert_true(usage_read_app("{\"call_count\":-1e308,\"total_time\":\"9\"}", &usage));
    assert_int_equal(usage.percent, 0);
}

static struct usage_advice advise(struct usage_meter *meter, double percent, double wait)
{
    const struct usage usage = {.percent = percent, .minutes_to_wait = wait};

    return usage_advise(meter, &usage);
}

static void use_is_paced_before_it_is_blocked(void **state)
{
    struct usage_meter meter = {0};
    struct usage_advice advice = advise(&meter, 70, 0);

    (void)state;
    assert_true(advice.pause_minutes == 0 && advice.interval_minutes == 0);
    advice = advise(&meter, 85, 0); /* 15 % a call, 10 % left: less than a call */
    assert_true(advice.pause_minutes == 0 && advice.interval_minutes == 60);
    meter = (struct usage_meter){.begun = true, .first = 75, .calls = 9};
    advice = advise(&meter, 85, 0); /* 1 % a call, 10 left in the hour */
    assert_true(advice.interval_minutes > 5.9 && advice.interval_minutes < 6.1);
    meter = (struct usage_meter){0};
    assert_true(advise(&meter, 95, 0).interval_minutes == 0); /* the cost is not known yet */
    assert_true(advise(&meter, 96, 0).pause_minutes == 1);
    assert_true(advise(&meter, 10, 12).pause_minutes == 13);
}

static void an_id_set_holds_what_was_added(void **state)
{
    struct id_set set = {0};
    char id[16];
    bool added;

    (void)state;
    assert_false(id_set_has(&set, "1", 1));
    for (int i = 0; i < 20000; i++) {
        snprintf(id, sizeof id, "%d", i / 2);
        assert_true(id_set_add(&set, id, &added));
        assert_int_equal(added, i % 2 == 0);
    }
    assert_int_equal(set.n, 10000);
    assert_true(id_set_has(&set, "9999x", 4));
    assert_false(id_set_has(&set, "10000", 5));
    id_set_clear(&set);
    assert_false(id_set_has(&set, "5", 1));
    assert_true(id_set_add(&set, "5", &added));
    assert_true(added);
    id_set_free(&set);
}

/* The values are those of RFC 4231, test case 2. */
static void the_proof_is_an_hmac_of_the_token(void **state)
{
    char proof[PROOF_ROOM];

    (void)state;
    assert_true(proof_make("Jefe", "what do ya want for nothing?", proof));
    assert_string_equal(proof,
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_exact_or_wrong),
        cmocka_unit_test(ids_are_texts_of_digits_or_exact_numbers),
        cmocka_unit_test(texts_keep_what_they_can_say),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(instants_are_read_in_every_form),
        cmocka_unit_test(days_are_printed_as_they_are_counted),
        cmocka_unit_test(a_list_goes_on_only_while_it_says_so),
        cmocka_unit_test(the_worst_share_of_a_usage_header_counts),
        cmocka_unit_test(use_is_paced_before_it_is_blocked),
        cmocka_unit_test(an_id_set_holds_what_was_added),
        cmocka_unit_test(the_proof_is_an_hmac_of_the_token),
    };

    return cmocka_run_group_tests_name("instagram json", tests, NULL, NULL);
}
