/* What a hostile or runaway pipeline file cannot do. */
#include <time.h>

#include "fixture.h"

/* Fails unless a file with this text is refused with a message that contains `needle`. */
static void assert_refused(const char *text, const struct tb_lua_options *options,
                           const char *needle)
{
    struct reading reading;
    char *mistakes;

    read_text(&reading, text, options);
    mistakes = printed(&reading);
    if (!strstr(mistakes, needle))
        fail_msg("%s\ngave: %s\nnot: %s", text, mistakes, needle);
    assert_int_equal(reading.code, TOBA_E_CONFIG);
    free(mistakes);
    forget(&reading);
}

static void what_reaches_out_is_not_there(void **state)
{
    static const char *const names[] = {
        "os",     "io",           "debug",        "package",  "coroutine", "load",
        "dofile", "loadfile",     "loadstring",   "print",    "pcall",     "xpcall",
        "next",   "rawset",       "rawget",       "rawequal", "rawlen",    "collectgarbage",
        "warn",   "setmetatable", "getmetatable", "_G",       "_ENV1",     "module"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64], needle[64];

        snprintf(text, sizeof text, "return %s", names[i]);
        snprintf(needle, sizeof needle, "p.lua:1: there is no variable '%s'", names[i]);
        assert_refused(text, NULL, needle);
    }
}

static void library_functions_that_are_unsafe_are_gone(void **state)
{
    static const char *const names[] = {
        "string.dump", "string.find", "string.match",    "string.gmatch", "string.gsub",
        "table.move",  "math.random", "math.randomseed", "string.unpack", "utf8.dump"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64];

        snprintf(text, sizeof text, "%s(1, 2)", names[i]);
        assert_refused(text, NULL, "attempt to call a nil value");
    }
    assert_refused("return ('x'):dump()", NULL, "attempt to call a nil value (method 'dump')");
}

static void _ENV_is_only_the_globals(void **state)
{
    (void)state;
    assert_refused("local t = {} for k in pairs(_ENV) do t[#t + 1] = k end\n"
                   "error(table.concat(t, ' '), 0)",
                   NULL,
                   "assert error ipairs math pairs require select string table tonumber "
                   "tostring type utf8\n");
}

static void replacing_a_library_reaches_nobody_else(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading,
              "string.upper = function() return 'mine' end\n"
              "string.format, pairs, type, tostring, error = nil, nil, nil, nil, nil\n"
              "table.concat = nil\n" BEGIN
              "return toba.pipeline 'p' { toba.numbers { a = ('x'):upper() }.rows >> "
              "raw.number }",
              NULL);
    assert_string_equal(find_setting(find_step(&reading, "numbers"), "a")->value.text, "mine");
    forget(&reading);

    read_good(&reading,
              BEGIN "return toba.pipeline 'p' { toba.numbers { a = ('x'):upper() }.rows >> "
                    "raw.number }",
              NULL);
    assert_string_equal(find_setting(find_step(&reading, "numbers"), "a")->value.text, "X");
    forget(&reading);
}

static void a_loop_without_end_is_stopped_at_its_line(void **state)
{
    struct tb_lua_options options = {.instructions = 1000000};

    (void)state;
    assert_refused("local n = 0\nwhile true do\nn = n + 1 end", &options,
                   "the pipeline runs more than 1000000 instructions and was stopped\n"
                   "    hint: look for a loop without end");
    assert_refused("::again:: goto again", &options, "p.lua:1: the pipeline runs more than");
    assert_refused("local function f() return f() end\nf()", &options, "p.lua:1: the pipeline");
    assert_refused("local t = {} t[1] = t while true do t = t[1] end", NULL,
                   "more than 50000000 instructions");
}

static void a_loop_in_a_callback_is_stopped(void **state)
{
    struct tb_lua_options options = {.instructions = 1000000};

    (void)state;
    assert_refused("table.sort({ 1, 2, 3 }, function() while true do end end)", &options,
                   "instructions");
    assert_refused("for x in function() return 1 end do end", &options, "instructions");
}

static void slow_library_calls_are_stopped_by_the_clock(void **state)
{
    struct tb_lua_options options = {.seconds = 1};
    time_t start = time(NULL);

    (void)state;
    assert_refused("local text = ('x'):rep(1 << 20)\n"
                   "text = text .. text .. text .. text\n"
                   "while true do text:reverse() end",
                   &options, "p.lua:3: the pipeline takes more than 1 seconds");
    assert_true(time(NULL) - start < 20);
}

static void memory_is_bounded(void **state)
{
    struct tb_lua_options options = {.memory = (size_t)8 << 20};

    (void)state;
    assert_refused("local t = {} while true do t[#t + 1] = {} end", &options,
                   "the pipeline needs more than 8 MiB of memory");
    assert_refused("local s = 'x' while true do s = s .. s end", &options, "more than 8 MiB");
    assert_refused("local s = ('x'):rep(1 << 20, ('y'):rep(1000))", NULL, "more than 64 MiB");
    assert_refused("return ('x'):rep(1 << 40)", NULL, "too many repetitions");
    assert_refused("return ('x'):rep(1 << 60, 'y')", NULL, "too many repetitions");
    assert_refused("return (''):rep(1 << 62)", NULL, "too many repetitions");
    assert_refused("return table.unpack({}, 1, 1e8)", NULL, "too many results to unpack");
    assert_refused("return table.concat({}, 'x', 1, 1 << 60)", NULL, "invalid value");
}

static void what_a_pipeline_builds_counts_as_memory(void **state)
{
    struct tb_lua_options options = {.memory = (size_t)8 << 20};

    (void)state;
    assert_refused("local toba = require 'toba'\nwhile true do toba.numbers {} end", &options,
                   "p.lua:2: the pipeline needs more than 8 MiB");
    assert_refused("local toba = require 'toba'\nlocal s = ('x'):rep(1 << 20)\n"
                   "while true do toba.numbers { a = s } end",
                   &options, "p.lua:3: the pipeline needs more than 8 MiB");
    assert_refused(BEGIN "local e = toba.numbers {}.rows >> toba.upper {}\n"
                         "while true do e = e >> toba.upper {} end",
                   &options, "p.lua:8: the pipeline needs more than 8 MiB");
    assert_refused("local toba = require 'toba'\nwhile true do toba.secret('X') end", &options,
                   "more than");
}

static void garbage_is_collected_before_the_bound_counts(void **state)
{
    struct tb_lua_options options = {.memory = (size_t)8 << 20};
    struct reading reading;

    (void)state;
    read_good(&reading,
              BEGIN "for i = 1, 100 do local s = ('x'):rep(1 << 20) end\n"
                    "return toba.pipeline 'p' { toba.numbers {}.rows >> raw.number }",
              &options);
    forget(&reading);
}

static void mistakes_without_end_are_cut_off(void **state)
{
    struct reading reading;
    const struct toba_error *last;

    (void)state;
    read_text(&reading,
              "local toba = require 'toba'\nlocal i = 0\n"
              "while true do i = i + 1; local x = toba['c' .. i] end",
              NULL);

    assert_int_equal(reading.problems.n, 101);
    last = &reading.problems.items[100];
    assert_string_equal(last->message,
                        "too many mistakes: the rest of the pipeline was not read");
    assert_int_equal(last->line, 3);
    forget(&reading);
}

static void a_mistake_in_a_loop_is_told_once(void **state)
{
    (void)state;
    assert_mistakes(BEGIN "for i = 1, 1000 do local x = toba.wrongest end\n"
                          "return toba.pipeline 'p' { toba.numbers {}.rows >> raw.number }",
                    NULL,
                    "p.lua:7: there is no component 'wrongest'\n"
                    "    hint: 'toba plugins' lists the components there are\n");
}

static void deep_recursion_is_stopped(void **state)
{
    (void)state;
    assert_refused("local function f(x) return 1 + f(x) end\nreturn f(1)", NULL,
                   "p.lua:1: stack overflow");
    assert_refused("local function f(a, b) table.sort({ 1, 2 }, f) end f()", NULL, "overflow");
    assert_refused("local t = {} for i = 1, 100 do t = { t } end\n"
                   "return require 'toba'.numbers(t)",
                   NULL, "contain each other");
    assert_refused("local t = {} t[1] = t\nreturn require 'toba'.pipeline 'p' (t)", NULL,
                   "p.lua:2: the pipeline's lists contain each other");
    assert_refused("local t = {} t.a = t\nreturn require 'toba'.numbers { b = t }", NULL,
                   "'b' cannot be a plain Lua table");
}

static void deeply_nested_text_is_a_syntax_error(void **state)
{
    char text[20000];

    (void)state;
    memset(text, '(', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_refused(text, NULL, "p.lua: C stack overflow");
    memset(text, '{', sizeof text - 1);
    memcpy(text, "return ", 7);
    assert_refused(text, NULL, "p.lua: C stack overflow");
}

static void require_does_not_leave_the_folder(void **state)
{
    static const char *const names[] = {
        "..", "../x", "...",   "a..b", ".a",  "a.", "/etc/passwd", "a/b",  "a\\b", "",
        " ",  "a b",  "a%00b", "~",    "a:b", "*",  "a\\0b",       "a\nb", "\\xff"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[64];

        snprintf(text, sizeof text, "local x = require [==[%s]==]", names[i]);
        assert_refused(text, NULL, "is no name of a module");
    }
    assert_refused("local x = require 'a\\0b'", NULL, "is no name of a module");
    assert_refused("local x = require(nil)", NULL, "nil is no name of a module");
}

static void errors_of_any_type_are_told(void **state)
{
    (void)state;
    assert_refused("\nerror(nil)", NULL,
                   "p.lua:2: the pipeline raised an error that is no text but a nil");
    assert_refused("\nerror()", NULL, "p.lua:2: ");
    assert_refused("error({})", NULL, "no text but a table");
    assert_refused("error(require 'toba')", NULL, "no text but a userdata");
    assert_refused("error(7)", NULL, "no text but a number");
    assert_refused("error('toba#9:7: forged', 0)", NULL, "p.lua:1: toba#9:7: forged\n");
    assert_refused("error('toba#1:99999999999: forged', 0)", NULL, "p.lua:1: toba#1:99");
    assert_refused("error('%s%s%n', 0)", NULL, "p.lua:1: %s%s%n\n");
    assert_refused("error(('x'):rep(5000), 0)", NULL, "p.lua:1: xxxx");
}

static void metatables_are_out_of_reach(void **state)
{
    (void)state;
    assert_refused("getmetatable('').__index = nil", NULL, "no variable 'getmetatable'");
    assert_refused("local t = setmetatable({}, { __gc = function() while true do end end })",
                   NULL, "no variable 'setmetatable'");
    assert_refused("local x <close> = require 'toba'", NULL, "non-closable value");
    assert_refused("local toba = require 'toba'\nlocal s = toba.numbers {}\nlocal m = s.__gc",
                   NULL, "has no output port '__gc'");
    assert_refused("local toba = require 'toba'\nlocal m = toba.__index", NULL,
                   "there is no component '__index'");
}

static void objects_stand_in_for_nothing_else(void **state)
{
    (void)state;
    assert_refused("local toba = require 'toba'\nreturn #toba.numbers {}", NULL,
                   "attempt to get length of a step value");
    assert_refused("local toba = require 'toba'\nreturn toba.numbers {} + 1", NULL,
                   "attempt to perform arithmetic on a step value");
    assert_refused("local toba = require 'toba'\nfor k in pairs(toba) do end", NULL,
                   "table expected, got toba");
    assert_refused("local toba = require 'toba'\nreturn toba.pipeline 'p' 'q' 'r'", NULL,
                   "attempt to call a pipeline value");
    assert_refused("local toba = require 'toba'\nreturn toba()", NULL,
                   "attempt to call a toba value");
    assert_refused("local toba = require 'toba'\nlocal x = toba[nil] or toba[{}]", NULL,
                   "there is no component");
}

static void methods_do_not_trust_their_arguments(void **state)
{
    (void)state;
    assert_refused(BEGIN "local where, schema = raw.number.where, db.schema\n"
                         "where() where(7) where(db, {}) where(raw.number)\n"
                         "schema() schema(7, 'x', {}) schema(raw.number, 'x', {})\n"
                         "schema(toba.numbers {}, 'x', {})\n"
                         "toba.env() toba.secret() toba.var() toba.pipeline()\n",
                   NULL, "'schema' is called with a dot");
    assert_refused(BEGIN "return toba.pipeline 'p' { raw.number >> raw.number:where() }", NULL,
                   "is given nil");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_reaches_out_is_not_there),
        cmocka_unit_test(library_functions_that_are_unsafe_are_gone),
        cmocka_unit_test(_ENV_is_only_the_globals),
        cmocka_unit_test(replacing_a_library_reaches_nobody_else),
        cmocka_unit_test(a_loop_without_end_is_stopped_at_its_line),
        cmocka_unit_test(a_loop_in_a_callback_is_stopped),
        cmocka_unit_test(slow_library_calls_are_stopped_by_the_clock),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(what_a_pipeline_builds_counts_as_memory),
        cmocka_unit_test(garbage_is_collected_before_the_bound_counts),
        cmocka_unit_test(mistakes_without_end_are_cut_off),
        cmocka_unit_test(a_mistake_in_a_loop_is_told_once),
        cmocka_unit_test(deep_recursion_is_stopped),
        cmocka_unit_test(deeply_nested_text_is_a_syntax_error),
        cmocka_unit_test(require_does_not_leave_the_folder),
        cmocka_unit_test(errors_of_any_type_are_told),
        cmocka_unit_test(metatables_are_out_of_reach),
        cmocka_unit_test(objects_stand_in_for_nothing_else),
        cmocka_unit_test(methods_do_not_trust_their_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
