/* What is said of a mistake in a function, at which line. */
#include "fixture.h"

/* A group over the fans and followed by what it does, which begins at line 24. */
#define GROUP                                                                                  \
    "key = 'user_id', days = { 0, 7 }, fans = raw.fans { 'value', 'value_growth' },\n"         \
    "all = { raw.fans, rows = 'all' }, output = { 'timeframe', 'rate' },\n"                    \
    "group = function(g, out)\n"

static void expect_mistake(struct harness *h, const char *body, int line, const char *message)
{
    char text[2048];
    int code;

    snprintf(text, sizeof text, GROUP "%s\nend", body);
    code = run_rate(h, text);
    if (code != TOBA_E_CONFIG || h->err.line != line || strcmp(h->err.message, message) != 0)
        fail_msg("%s\ngave code %d, line %d: %s\nnot line %d: %s", body, code, h->err.line,
                 h->err.message, line, message);
    assert_non_null(strstr(h->err.file, "test.lua"));
}

static void mistakes_are_told_with_their_line(void **state)
{
    static const struct {
        const char *body;
        int line;
        const char *message;
    } cases[] = {
        {"local x\nx = x + 1", 25, "attempt to perform arithmetic on a nil value (local 'x')"},
        {"error('no: such thing')", 24, "no: such thing"},
        {"error {}", 24, "`group` raised an error that is no text but a table"},
        {"\nout { tmieframe = 1 }", 25, "output 'rows' has no field 'tmieframe'"},
        {"out { timeframe = 'x' }", 24, "field 'timeframe' takes a whole number, not a string"},
        {"out { timeframe = 1.5 }", 24,
         "field 'timeframe' takes a whole number, not the number 1.5"},
        {"out { rate = true }", 24, "field 'rate' takes a number, not a boolean"},
        {"out { date = '2024-02-30' }", 24,
         "field 'date' takes a date: a day's number, or a text such as \"2024-10-04\", not a "
         "string"},
        {"out(1)", 24, "a row is written: out { field = value }"},
        {"local r = g.all:next()\nlocal x = r and r.vlaue", 25,
         "input 'all' has no field 'vlaue'"},
        {"g.fnas:next()", 24, "there is no input 'fnas'"},
        {"g.fans:nxet()", 24, "an input has as_of, value, next and rows, but no 'nxet'"},
        {"g.fans:as_of(14)", 24,
         "input 'fans': port fans was asked for a point (14 days) that was not planned"},
        {"g.fans:as_of(0, 'valeu')", 24, "input 'fans' has no field 'valeu'"},
        {"g.fans:value(0)", 24, "input 'fans' has 2 fields: say as_of(days, \"field\")"},
        {"g.all:as_of(0)", 24, "input 'all' is not read as of days: write days = { … }"},
        {"x = 1", 24, "'x' is no local variable: write local x"},
        {"return x", 24, "there is no variable 'x'"},
        {"date.day('2023-02-29')", 24, "'2023-02-29' is no date: write 2024-10-04"},
        {"ratio('a', 1)", 24, "bad argument #1 to 'ratio' (number expected, got string)"},
    };
    struct harness *h = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_mistake(h, cases[i].body, cases[i].line, cases[i].message);
    assert_string_equal(h->err.detail, "in the group of user_id 'u1'");
    harness_expect(h, "a.db", "SELECT count(*) FROM rate", "0");
}

static void a_mistake_in_a_function_of_a_module_is_told_there(void **state)
{
    struct harness *h = *state;

    harness_write(h, "shared.lua",
                  "local M = {}\nfunction M.half(x)\n  return x / 2\nend\nreturn M");
    run_steps(h, "local shared = require 'shared'\n"
                 "return toba.pipeline 'p' { toba.lua { key = 'user_id', fans = raw.fans,\n"
                 "  output = { 'rate' }, group = function() shared.half() end } >>\n"
                 "  out.rate { timeframe = 'rate' } }");

    assert_int_equal(h->err.line, 3);
    assert_non_null(strstr(h->err.file, "/shared.lua"));
    assert_string_equal(h->err.message,
                        "attempt to perform arithmetic on a nil value (local 'x')");
}

static void a_row_that_fits_no_column_is_rejected_as_one_of_c_is(void **state)
{
    struct harness *h = *state;

    h->options.reject_ratio = 1;
    expect_good(h, run_rate(h, GROUP "out { timeframe = 2^40 }\nend"));
    harness_expect(h, "a.db", "SELECT count(*) FROM rate", "0");
    harness_expect(h, "a.db", "SELECT count(*) > 0 FROM toba_rejects", "1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, harness_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(mistakes_are_told_with_their_line),
        TEST(a_mistake_in_a_function_of_a_module_is_told_there),
        TEST(a_row_that_fits_no_column_is_rejected_as_one_of_c_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
