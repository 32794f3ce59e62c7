/* test_redact.c - secrets are replaced wherever they stand. */
#include "http/redact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static const char *const more[] = {"appsecret_proof"};
static const struct tb_http_names names = {more, 1};

static void expect(const char *in, const char *value, const char *wanted)
{
    struct tb_http_text out = {0};

    tb_http_redact(&names, &value, value ? 1 : 0, in, strlen(in), &out);

    assert_string_equal(tb_http_text_peek(&out), wanted);
    tb_http_text_free(&out);
}

static void the_value_of_a_secret_parameter_is_replaced(void **state)
{
    (void)state;
    expect("http://h/p?a=1&access_token=EAAB&b=2", NULL, "http://h/p?a=1&access_token=***&b=2");
    expect("http://h/p?Access_Token=EAAB", NULL, "http://h/p?Access_Token=***");
    expect("http://h/p?appsecret_proof=ff00#x", NULL, "http://h/p?appsecret_proof=***#x");
}

static void names_that_only_contain_a_secret_name_are_left(void **state)
{
    (void)state;
    expect("my_access_token=1&access_token_type=2&cookies=3", NULL,
           "my_access_token=1&access_token_type=2&cookies=3");
    expect("the access_token is missing", NULL, "the access_token is missing");
}

static void a_percent_encoded_url_is_searched_too(void **state)
{
    (void)state;
    expect("u=http%3A%2F%2Fh%3Faccess_token%3DEAAB%26b%3D1", NULL,
           "u=http%3A%2F%2Fh%3Faccess_token%3D***%26b%3D1");
}

static void json_members_are_replaced(void **state)
{
    (void)state;
    expect("{\"access_token\":\"EAAB\",\"n\":1}", NULL, "{\"access_token\":\"***\",\"n\":1}");
    expect("{\"access_token\": 12, \"n\":1}", NULL, "{\"access_token\": ***, \"n\":1}");
    expect("\"{\\\"access_token\\\":\\\"EAAB\\\"}\"", NULL,
           "\"{\\\"access_token\\\":\\\"***\\\"}\"");
    expect("{\"next\":\"http://h?access_token=EAAB\\u0026after=q\"}", NULL,
           "{\"next\":\"http://h?access_token=***\\u0026after=q\"}");
}

static void a_header_is_replaced_to_the_end_of_its_line(void **state)
{
    (void)state;
    expect("Authorization: Bearer EAAB\r\nX: 1", NULL, "Authorization: ***\r\nX: 1");
}

static void a_known_value_is_replaced_wherever_it_stands(void **state)
{
    (void)state;
    expect("no token EAABEAAB here, EAABEAAB", "EAABEAAB", "no token *** here, ***");
    expect("12345 stays: too short to be told apart", "12345",
           "12345 stays: too short to be told apart");
}

static void text_cut_at_any_place_is_survived(void **state)
{
    const char *whole = "a=\"x\" access_token\\\" : \\\"EAAB\\\\\" Authorization%3Dq%26";

    (void)state;
    for (size_t size = 0; size <= strlen(whole); size++) {
        struct tb_http_text out = {0};

        tb_http_redact(&names, NULL, 0, whole, size, &out);

        assert_null(strstr(tb_http_text_peek(&out), "EAAB"));
        tb_http_text_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_of_a_secret_parameter_is_replaced),
        cmocka_unit_test(names_that_only_contain_a_secret_name_are_left),
        cmocka_unit_test(a_percent_encoded_url_is_searched_too),
        cmocka_unit_test(json_members_are_replaced),
        cmocka_unit_test(a_header_is_replaced_to_the_end_of_its_line),
        cmocka_unit_test(a_known_value_is_replaced_wherever_it_stands),
        cmocka_unit_test(text_cut_at_any_place_is_survived),
    };

    return cmocka_run_group_tests_name("http redaction", tests, NULL, NULL);
}
