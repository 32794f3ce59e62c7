/* test_errors.c - every error of the API has its action. */
#include "errors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct expected {
    int32_t code, subcode;
    enum graph_scope scope;
    const char *message;
    int32_t action;
    bool needs_person, gone;
};

/* clang-format off */
static const struct expected table[] = {
    {-1,    2207086, GRAPH_OBJECT,  "Fatal", GRAPH_RETRY_ONCE, false, false},
    {1,     0,       GRAPH_ACCOUNT, "An unknown error occurred", GRAPH_RETRY, false, false},
    {1,     99,      GRAPH_ACCOUNT, "An unknown error occurred", GRAPH_RETRY, false, false},
    {1,     0,       GRAPH_ACCOUNT, "Please reduce the amount of data you're asking for, then retry your request", GRAPH_ADAPT, false, false},
    {2,     0,       GRAPH_ACCOUNT, "", GRAPH_RETRY, false, false},
    {3,     0,       GRAPH_ACCOUNT, "", GRAPH_STOP, true, false},
    {4,     0,       GRAPH_ACCOUNT, "", GRAPH_WAIT, false, false},
    {10,    0,       GRAPH_OBJECT,  "(#10) Not enough viewers for the media to show insights", GRAPH_SKIP, false, false},
    {10,    0,       GRAPH_OBJECT,  "Application does not have permission", GRAPH_SKIP, false, false},
    {10,    0,       GRAPH_ACCOUNT, "Application does not have permission", GRAPH_FLAG, true, false},
    {17,    2446079, GRAPH_ACCOUNT, "", GRAPH_WAIT, false, false},
    {24,    2207006, GRAPH_OBJECT,  "", GRAPH_SKIP, false, false},
    {25,    2207050, GRAPH_ACCOUNT, "", GRAPH_FLAG, true, false},
    {32,    0,       GRAPH_ACCOUNT, "", GRAPH_WAIT, false, false},
    {100,   33,      GRAPH_OBJECT,  "", GRAPH_RETRY_ONCE, false, false},
    {100,   33,      GRAPH_ACCOUNT, "", GRAPH_FLAG, true, true},
    {100,   2108006, GRAPH_OBJECT,  "", GRAPH_SKIP, false, false},
    {100,   0,       GRAPH_ACCOUNT, "(#100) Tried accessing nonexisting field (x)", GRAPH_ADAPT, false, false},
    {100,   0,       GRAPH_ACCOUNT, "API calls from the server require an appsecret_proof argument", GRAPH_STOP, true, false},
    {101,   0,       GRAPH_ACCOUNT, "", GRAPH_STOP, true, false},
    {102,   0,       GRAPH_ACCOUNT, "", GRAPH_STOP, true, false},
    {104,   0,       GRAPH_ACCOUNT, "", GRAPH_STOP, true, false},
    {110,   2207013, GRAPH_ACCOUNT, "Invalid user id", GRAPH_SKIP, false, true},
    {190,   0,       GRAPH_TOKEN,   "", GRAPH_STOP, true, false},
    {190,   458,     GRAPH_ACCOUNT, "", GRAPH_STOP, true, false},
    {190,   463,     GRAPH_OBJECT,  "", GRAPH_STOP, true, false},
    {200,   0,       GRAPH_ACCOUNT, "", GRAPH_FLAG, true, false},
    {299,   0,       GRAPH_ACCOUNT, "", GRAPH_FLAG, true, false},
    {341,   0,       GRAPH_ACCOUNT, "", GRAPH_WAIT, false, false},
    {368,   1390008, GRAPH_ACCOUNT, "", GRAPH_FLAG, true, false},
    {613,   1996,    GRAPH_ACCOUNT, "", GRAPH_WAIT, false, false},
    {803,   0,       GRAPH_OBJECT,  "", GRAPH_SKIP, false, false},
    {2500,  0,       GRAPH_ACCOUNT, "Syntax error", GRAPH_FLAG, false, false},
    {9005,  1452042, GRAPH_ACCOUNT, "", GRAPH_ADAPT, false, false},
    {36104, 0,       GRAPH_ACCOUNT, "", GRAPH_ADAPT, false, false},
    {80001, 0,       GRAPH_ACCOUNT, "", GRAPH_WAIT, false, false},
    {80002, 0,       GRAPH_ACCOUNT, "", GRAPH_WAIT, false, false},
    {77777, 0,       GRAPH_ACCOUNT, "", GRAPH_FLAG, false, false},
};
/* clang-format on */

static void each_error_has_its_action(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct expected *row = &table[i];
        struct graph_error error = {row->code, row->subcode, false, ""};
        const struct graph_rule *rule;

        snprintf(error.message, sizeof error.message, "%s", row->message);
        rule = graph_rule(&error, row->scope);

        if (rule->action != row->action || rule->needs_person != row->needs_person ||
            rule->gone != row->gone)
            fail_msg("error %d/%d has the rule \"%s\"", row->code, row->subcode, rule->meaning);
    }
}

static const struct graph_rule *rule_of(int32_t code, bool transient)
{
    const struct graph_error error = {code, 0, transient, ""};

    return graph_rule(&error, GRAPH_ACCOUNT);
}

static void an_unknown_error_is_retried_only_when_it_says_so(void **state)
{
    (void)state;
    assert_int_equal(rule_of(77777, true)->action, GRAPH_RETRY);
    assert_int_equal(rule_of(77777, false)->action, GRAPH_FLAG);
    assert_false(rule_of(77777, false)->needs_person);
}

static void a_limit_pauses_whoever_shares_it(void **state)
{
    (void)state;
    assert_int_equal(rule_of(4, true)->group, GRAPH_OF_APP);
    assert_int_equal(rule_of(341, true)->group, GRAPH_OF_APP);
    assert_int_equal(rule_of(17, true)->group, GRAPH_OF_TOKEN);
    assert_int_equal(rule_of(80002, true)->group, GRAPH_OF_ACCOUNT);
    assert_int_equal(rule_of(613, true)->minutes, 15);
}

static void expect_error(const char *text, int32_t code, int32_t subcode)
{
    cJSON *json = json_parse(text, strlen(text));
    struct graph_error error;

    assert_true(graph_error_read(json, &error));
    assert_int_equal(error.code, code);
    assert_int_equal(error.subcode, subcode);
    cJSON_Delete(json);
}

static void an_envelope_of_any_shape_is_read(void **state)
{
    cJSON *none = json_parse("{\"data\":[]}", 11);
    struct graph_error error;

    (void)state;
    expect_error("{\"error\":{\"code\":190,\"error_subcode\":463,\"message\":\"m\"}}", 190,
                 463);
    expect_error("{\"error\":{\"code\":100,\"error_subcode\":0}}", 100, 0);
    expect_error("{\"error\":{\"code\":\"x\",\"error_subcode\":[],\"message\":7}}", 0, 0);
    expect_error("{\"error\":\"broken\"}", 0, 0);
    expect_error("{\"error\":{\"code\":1e300}}", 0, 0);
    assert_false(graph_error_read(none, &error));
    assert_false(graph_error_read(NULL, &error));
    cJSON_Delete(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_error_has_its_action),
        cmocka_unit_test(an_unknown_error_is_retried_only_when_it_says_so),
        cmocka_unit_test(a_limit_pauses_whoever_shares_it),
        cmocka_unit_test(an_envelope_of_any_shape_is_read),
    };

    return cmocka_run_group_tests_name("graph errors", tests, NULL, NULL);
}
