/* What steps in Lua compute: the same as those in C, and what their documentation says. */
#include "fixture.h"

static void growth_in_lua_equals_growth_in_c(void **state)
{
    struct harness *h = *state;
    char *in_c, *in_lua;

    expect_good(h, run_steps(h, "return toba.pipeline 'p' {\n"
                                "  toba.growth { history = raw.fans } >> out.rate }"));
    in_c = harness_query(h, "a.db", "SELECT user_id, timeframe, day, growth FROM rate");
    harness_change(h, "a.db", "DELETE FROM rate");
    expect_good(h, run_rate(h, "key = 'user_id', days = { 0, 7, 28 }, tolerance = 2,\n"
                               "history = raw.fans { 'value' },\n"
                               "output = { 'timeframe', 'growth' },\n"
                               "group = function(g, out)\n"
                               "  local now = g.history:value(0)\n"
                               "  for _, t in ipairs { 7, 28 } do\n"
                               "    local before = g.history:value(t)\n"
                               "    if now then out { timeframe = t, growth = \n"
                               "      ratio(before and now - before, before) } end\n"
                               "  end\n"
                               "end"));
    in_lua = harness_query(h, "a.db", "SELECT user_id, timeframe, day, growth FROM rate");

    assert_string_equal(in_c, "u1|7|2024-10-04|0.5 u1|28|2024-10-04|2.0");
    assert_string_equal(in_lua, in_c);
    free(in_c);
    free(in_lua);
}

static void differences_in_lua_equal_those_in_c(void **state)
{
    struct harness *h = *state;
    static const char query[] = "SELECT user_id, day, value_growth FROM fans";
    char *step = documented("local growth = toba.lua {"), *in_c, *in_lua;
    char text[4096];

    expect_good(h, run_steps(h, "return toba.pipeline 'p' { raw.fans >>\n"
                                "  toba.delta { of = 'value' } >> raw.fans }"));
    in_c = harness_query(h, "a.db", query);
    harness_change(h, "a.db", "UPDATE fans SET value_growth = NULL");
    snprintf(text, sizeof text, "%s\nreturn toba.pipeline 'q' { growth >> raw.fans }", step);
    expect_good(h, run_steps(h, text));
    in_lua = harness_query(h, "a.db", query);

    assert_non_null(strstr(in_c, "u1|2024-10-04|10 "));
    assert_string_equal(in_lua, in_c);
    free(step);
    free(in_c);
    free(in_lua);
}

static void save_rate_of_the_documentation_has_ten_lines_and_is_right(void **state)
{
    struct harness *h = *state;
    char *step = documented("local save_rate = toba.lua {");
    char text[4096];
    int lines = 0;

    for (const char *at = step; (at = strchr(at, '\n')); at++)
        lines++;
    assert_true(lines <= 10);
    snprintf(text, sizeof text, "%s\nreturn toba.pipeline 'p' { save_rate >> out.rate }", step);
    expect_good(h, run_steps(h, text));

    /* u3 has no reach, u2 a reach of 0 */
    harness_expect(h, "a.db", "SELECT user_id, timeframe, day, round(rate, 4) FROM rate",
                   "u1|7|2024-10-04|0.3 u1|28|2024-10-04|0.2333 "
                   "u2|7|2024-10-04|NULL u2|28|2024-10-04|NULL");
    free(step);
}

static void rows_come_one_by_one_and_go_as_they_are_written(void **state)
{
    struct harness *h = *state;
    char *step = documented("local lengths = toba.lua {");
    char text[4096];

    snprintf(text, sizeof text,
             "%s\nreturn toba.pipeline 'p' { raw.media >> lengths >> out.kinds }", step);
    expect_good(h, run_steps(h, text));

    harness_expect(h, "a.db", "SELECT id, n FROM kinds ORDER BY id",
                   "m1|3 m2|NULL m3|5 m4|0 m5|4 m6|3");
    free(step);
}

static void batches_are_lists_of_rows(void **state)
{
    struct harness *h = *state;

    expect_good(h, run_steps(h, "return toba.pipeline 'p' { raw.media >> toba.lua {\n"
                                "  input = { 'id' }, output = { 'id', 'n' },\n"
                                "  batch = function(rows, out)\n"
                                "    out { id = rows[#rows].id, n = #rows }\n"
                                "  end } >> out.kinds }"));

    harness_expect(h, "a.db", "SELECT id, n FROM kinds", "m6|6");
}

static void columns_of_a_stream_pass_along(void **state)
{
    struct harness *h = *state;

    expect_good(
        h, run_steps(h, "return toba.pipeline 'p' {\n"
                        "  raw.media >> toba.lua { input = { 'id', 'timestamp' },\n"
                        "    output = { 'id text', 'at timestamp' },\n"
                        "    each = function(row, out)\n"
                        "      out { id = row.id, at = row.timestamp }\n"
                        "    end }\n"
                        "  >> toba.lua { input = { 'id' }, output = { 'n' }, pass = true,\n"
                        "    each = function(row, out) out { n = #row.id } end }\n"
                        "  >> out.kinds }"));

    harness_expect(h, "a.db", "SELECT id, at, n FROM kinds WHERE id < 'm3'",
                   "m1|2024-10-03T00:00:00Z|2 m2|2024-09-19T08:00:00Z|2");
}

static void every_type_goes_out_and_comes_back(void **state)
{
    struct harness *h = *state;

    expect_good(
        h, run_steps(h, "local all = { 'id', 'b', 'n', 'x', 'd', 'at' }\n"
                        "return toba.pipeline 'p' { raw.user >> toba.lua {\n"
                        "  input = { 'id', 'name' }, output = all,\n"
                        "  each = function(row, out)\n"
                        "    if row.name == 'Ann' then out { id = 'a', b = true, n = 2^53,\n"
                        "      x = 1, d = '2024-02-29', at = date.day('2024-02-29') *\n"
                        "      86400000000 } end\n"
                        "    if not row.name then out { id = 'b' } end\n"
                        "  end } >> out.kinds }"));
    harness_expect(h, "a.db", "SELECT * FROM kinds",
                   "a|1|9007199254740992|1.0|2024-02-29|2024-02-29T00:00:00Z "
                   "b|NULL|NULL|NULL|NULL|NULL");

    expect_good(h,
                run_steps(h, "return toba.pipeline 'p' { out.kinds >> toba.lua {\n"
                             "  input = { 'id', 'b', 'n', 'x', 'd', 'at' },\n"
                             "  output = { 'id', 'name' },\n"
                             "  each = function(row, out)\n"
                             "    out { id = row.id, name = string.format('%s %s %s %s %s',\n"
                             "      row.b, math.type(row.n), math.type(row.x),\n"
                             "      row.d and date.text(row.d),\n"
                             "      row.at and date.text(date.of(row.at))) }\n"
                             "  end } >> raw.user }"));
    harness_expect(h, "a.db", "SELECT name FROM user WHERE id < 'c'",
                   "true integer float 2024-02-29 2024-02-29 nil nil nil nil nil");
}

static void a_function_takes_along_what_it_uses(void **state)
{
    struct harness *h = *state;

    expect_good(
        h,
        run_steps(h, "local floor, m = math.floor, math\n"
                     "local days = { short = 7, long = 28, list = { 1, 2.5 } }\n"
                     "days.self = days\n"
                     "local function fact(n) return n < 2 and 1 or n * fact(n - 1) end\n"
                     "local function twice(f) return function(x) return f(f(x)) end end\n"
                     "local quad = twice(function(x) return x * 2 end)\n"
                     "return toba.pipeline 'p' { toba.lua {\n"
                     "  key = 'user_id', fans = raw.fans, output = { 'timeframe', 'rate' },\n"
                     "  group = function(g, out)\n"
                     "    assert(days.self.self == days and m.pi > 3 and floor(2.9) == 2)\n"
                     "    local names = ''\n"
                     "    for k in pairs(days) do names = names .. k .. ' ' end\n"
                     "    assert(names == 'list long self short ')\n"
                     "    out { timeframe = days.short, rate = fact(5) + quad(1.25) }\n"
                     "  end } >> out.rate }"));

    harness_expect(h, "a.db", "SELECT DISTINCT timeframe, rate FROM rate", "7|125.0");
}

static void days_and_their_texts_go_both_ways(void **state)
{
    struct harness *h = *state;

    expect_good(
        h, run_rate(h, "key = 'user_id', fans = raw.fans, output = { 'timeframe' },\n"
                       "group = function(g)\n"
                       "  for day = -719162, 2932896, 997 do\n"
                       "    assert(date.day(date.text(day)) == day)\n"
                       "  end\n"
                       "  for text, day in pairs { ['0001-01-01'] = -719162,\n"
                       "    ['1969-12-31'] = -1, ['2000-02-29'] = 11016,\n"
                       "    ['2024-10-04'] = 20000, ['9999-12-31'] = 2932896 } do\n"
                       "    assert(date.day(text) == day and date.text(day) == text, text)\n"
                       "  end\n"
                       "  assert(date.of(-1) == -1 and date.of(86400000000) == 1)\n"
                       "  assert(add() == nil and add(1, nil) == 1 and add(nil, 2) == 2)\n"
                       "  assert(ratio(1, 0) == nil and ratio(nil, 1) == nil)\n"
                       "  assert(ratio(1, 4) == 0.25)\n"
                       "end"));
}

static void two_steps_share_nothing(void **state)
{
    struct harness *h = *state;

    expect_good(
        h,
        run_steps(h, "local seen = { n = 0 }\n"
                     "local function step(t) return toba.lua {\n"
                     "  key = 'user_id', fans = raw.fans, output = { 'timeframe', 'rate' },\n"
                     "  group = function(g, out)\n"
                     "    seen.n = seen.n + 1\n"
                     "    out { timeframe = t, rate = seen.n }\n"
                     "  end } end\n"
                     "return toba.pipeline 'p' { step(1) >> out.rate, step(2) >> out.rate }"));

    harness_expect(h, "a.db", "SELECT timeframe, max(rate) FROM rate GROUP BY 1",
                   "1|3.0 2|3.0");
}

static void windows_and_whole_tables_are_read_row_by_row(void **state)
{
    struct harness *h = *state;

    expect_good(
        h, run_rate(h, "key = 'user_id', output = { 'timeframe', 'rate' },\n"
                       "week = { raw.fans, window = 7 }, all = raw.fans { 'date', 'value' },\n"
                       "group = function(g, out)\n"
                       "  local n, last = 0, nil\n"
                       "  for row in g.week:rows() do n = n + 1 end\n"
                       "  for row in g.all:rows() do last = row.date end\n"
                       "  out { timeframe = n, rate = last and g.day - last }\n"
                       "end"));

    harness_expect(h, "a.db", "SELECT user_id, timeframe, rate FROM rate",
                   "u1|2|0.0 u2|1|0.0 u3|0|NULL");
}

static void several_outputs_have_names(void **state)
{
    struct harness *h = *state;

    expect_good(
        h, run_steps(h, "local s = toba.lua { key = 'user_id', fans = raw.fans,\n"
                        "  outputs = { one = { 'timeframe' }, two = { 'timeframe' } },\n"
                        "  group = function(g, out)\n"
                        "    out.one { timeframe = 1 }\n"
                        "    out.two { timeframe = 2, user_id = 'other' }\n"
                        "  end }\n"
                        "return toba.pipeline 'p' { s.one >> out.rate, s.two >> out.rate }"));

    harness_expect(h, "a.db", "SELECT user_id, timeframe FROM rate", "other|2 u1|1 u2|1 u3|1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, harness_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(growth_in_lua_equals_growth_in_c),
        TEST(differences_in_lua_equal_those_in_c),
        TEST(save_rate_of_the_documentation_has_ten_lines_and_is_right),
        TEST(rows_come_one_by_one_and_go_as_they_are_written),
        TEST(batches_are_lists_of_rows),
        TEST(columns_of_a_stream_pass_along),
        TEST(every_type_goes_out_and_comes_back),
        TEST(a_function_takes_along_what_it_uses),
        TEST(days_and_their_texts_go_both_ways),
        TEST(two_steps_share_nothing),
        TEST(windows_and_whole_tables_are_read_row_by_row),
        TEST(several_outputs_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
