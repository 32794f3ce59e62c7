/* What a hostile or runaway function cannot do. */
#include "fixture.h"

#define GROUP                                                                                  \
    "key = 'user_id', fans = raw.fans, output = { 'timeframe', 'rate' }, memory = 4,\n"        \
    "instructions = 2, group = function(g, out)\n"

static void expect_refused(struct harness *h, const char *body, const char *message)
{
    char text[2048];
    int code;

    snprintf(text, sizeof text, GROUP "%s\nend", body);
    code = run_rate(h, text);
    if (code != TOBA_E_CONFIG || !strstr(h->err.message, message))
        fail_msg("%s\ngave code %d: %s\nnot: %s", body, code, h->err.message, message);
}

static void what_reaches_out_is_not_there(void **state)
{
    static const char *const names[] = {
        "os",           "io",      "debug",  "package",        "coroutine",
        "load",         "require", "dofile", "loadfile",       "print",
        "pcall",        "xpcall",  "next",   "rawset",         "rawget",
        "rawequal",     "rawlen",  "warn",   "collectgarbage", "setmetatable",
        "getmetatable", "_G",      "toba",   "loadstring"};
    struct harness *h = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char body[64], message[64];

        if (strcmp(names[i], "toba") == 0)
            continue; /* a local of the file: refused when it is read */
        snprintf(body, sizeof body, "return %s", names[i]);
        snprintf(message, sizeof message, "there is no variable '%s'", names[i]);
        expect_refused(h, body, message);
    }
    expect_refused(h, "return ('x'):dump()", "attempt to call a nil value (method 'dump')");
    expect_refused(h, "return ('x'):find('x')", "attempt to call a nil value (method 'find')");
    expect_refused(h, "return math.random()", "attempt to call a nil value (field 'random')");
}

static void objects_keep_their_insides(void **state)
{
    struct harness *h = *state;

    expect_refused(h, "out.x = 1", "'x' of an output");
    expect_refused(h, "g.fans.x = 1", "'x' cannot be set here");
    expect_refused(h, "g.other = 1", "'other' cannot be set here");
    expect_refused(h, "g.fans.next({})",
                   "bad argument #1 to 'next' (input expected, got table)");
    expect_refused(h, "g.fans.next(out)", "input expected, got");
    expect_refused(h, "string.format('%d', out)", "number expected");
}

static void loops_without_end_are_stopped_at_their_line(void **state)
{
    struct harness *h = *state;

    expect_refused(h, "local n = 0\nwhile true do\nn = n + 1 end",
                   "`group` ran more than 2 million instructions in one call and was stopped");
    assert_in_range(h->err.line, 24, 25);
    expect_refused(h, "local function f() return f() end f()", "million instructions");
    expect_refused(h, "table.sort({ 3, 2, 1 }, function() while true do end end)",
                   "million instructions");
    expect_refused(h, "return ('x'):rep(1 << 40)", "too many repetitions");
    expect_refused(h, "local function f() return 1 + f() end f()", "4 MiB");
}

static void memory_is_bounded(void **state)
{
    struct harness *h = *state;

    expect_refused(h, "local t = {} for i = 1, 1e6 do t[i] = { i } end",
                   "`group` needs more than 4 MiB of memory");
    assert_non_null(strstr(h->err.hint, "memory = 8"));
    expect_refused(h, "local s = 'x' while true do s = s .. s end", "4 MiB");
    expect_refused(h, "return ('x'):rep(1 << 20, ('y'):rep(100))", "4 MiB");
}

static void a_cancel_is_heard_inside_a_loop(void **state)
{
    struct harness *h = *state;
    static const char pipeline[] =
        TABLES "return toba.pipeline 'p' { toba.lua {\n"
               "key = 'user_id', fans = raw.fans, output = { 'timeframe' }, instructions = 0,\n"
               "group = function(g, out) log('begun') while true do end end } >> out.rate }";

    memset(&h->err, 0, sizeof h->err);
    assert_int_equal(harness_run_interrupted(h, pipeline, HARNESS_DAY, "begun", 2),
                     TOBA_E_CANCELLED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, harness_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_reaches_out_is_not_there),
        TEST(objects_keep_their_insides),
        TEST(loops_without_end_are_stopped_at_their_line),
        TEST(memory_is_bounded),
        TEST(a_cancel_is_heard_inside_a_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
