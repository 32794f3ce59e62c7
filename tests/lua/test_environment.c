/* toba.env, toba.secret and toba.var. */
#include "fixture.h"

static const char three[] =
    "local toba = require 'toba'\n"
    "local env = toba.env {\n"
    "  dev = { store = toba.memory { path = 'dev' }, count = 1 },\n"
    "  prod = { store = toba.memory { path = 'prod', password = toba.secret 'UNSET' },\n"
    "           count = toba.var 'UNSET' },\n"
    "  demo = { store = toba.memory { path = 'demo' }, count = toba.var 'COUNT' },\n"
    "}\n"
    "local raw = env.store:schema('raw', {\n"
    "  number = { key = { 'id' }, { 'id', 'bigint not null' } } })\n"
    "return toba.pipeline 'p' { toba.numbers { count = env.count }.rows >> raw.number }\n";

static const char *variable(void *context, const char *name)
{
    (void)context;
    if (strcmp(name, "COUNT") == 0)
        return "12";
    if (strcmp(name, "SHARE") == 0)
        return "0.5";
    if (strcmp(name, "YES") == 0)
        return "true";
    return NULL;
}

static void without_a_choice_it_is_dev(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading, three, NULL);

    assert_string_equal(reading.pipeline.environment, "dev");
    assert_string_equal(find_setting(find_step(&reading, "memory"), "path")->value.text, "dev");
    assert_int_equal(reading.pipeline.n_steps, 2);
    forget(&reading);
}

static void the_chosen_environment_is_returned(void **state)
{
    struct tb_lua_options options = {.environment = "demo", .variable = variable};
    struct reading reading;

    (void)state;
    read_good(&reading, three, &options);

    assert_string_equal(reading.pipeline.environment, "demo");
    assert_string_equal(find_setting(find_step(&reading, "memory"), "path")->value.text,
                        "demo");
    assert_string_equal(find_setting(find_step(&reading, "numbers"), "count")->value.text,
                        "12");
    forget(&reading);
}

static void a_missing_variable_counts_only_where_it_is_used(void **state)
{
    struct tb_lua_options options = {.environment = "prod", .variable = variable};

    (void)state;
    assert_mistakes(three, &options,
                    "p.lua:10: option 'count' of 'numbers': the environment variable 'UNSET' "
                    "is not set\n"
                    "    hint: set it where toba is started, or write: toba.var(\"NAME\", "
                    "default)\n");
}

static void a_pipeline_without_environments_has_none(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading, BEGIN "return toba.pipeline 'p' { toba.numbers {}.rows >> raw.number }",
              NULL);

    assert_null(reading.pipeline.environment);
    forget(&reading);
}

static void a_variable_is_of_its_defaults_type(void **state)
{
    struct tb_lua_options options = {.variable = variable};
    struct reading reading;
    const struct tb_step *step;

    (void)state;
    read_good(&reading,
              BEGIN "return toba.pipeline 'p' { toba.numbers {\n"
                    "  a = toba.var('COUNT', 1), b = toba.var('COUNT', 1.0),\n"
                    "  c = toba.var('YES', false), d = toba.var('COUNT', 'x'),\n"
                    "  e = toba.var('NONE', 5), f = toba.var('NONE', nil),\n"
                    "  g = toba.var('SHARE', 1.0), h = toba.var('COUNT', nil),\n"
                    "}.rows >> raw.number }",
              &options);

    step = find_step(&reading, "numbers");
    assert_int_equal(find_setting(step, "a")->value.kind, TB_VALUE_INT);
    assert_int_equal(find_setting(step, "a")->value.i, 12);
    assert_int_equal(find_setting(step, "b")->value.kind, TB_VALUE_DOUBLE);
    assert_true(find_setting(step, "c")->value.b);
    assert_string_equal(find_setting(step, "d")->value.text, "12");
    assert_int_equal(find_setting(step, "e")->value.i, 5);
    assert_null(find_setting(step, "f"));
    assert_true(find_setting(step, "g")->value.d == 0.5);
    assert_string_equal(find_setting(step, "h")->value.text, "12");
    forget(&reading);
}

static void a_variable_of_another_type_is_a_mistake(void **state)
{
    struct tb_lua_options options = {.variable = variable};

    (void)state;
    assert_mistakes(BEGIN "return toba.pipeline 'p' {\n"
                          "toba.numbers { a = toba.var('SHARE', 1) }.rows >> raw.number }",
                    &options,
                    "p.lua:8: option 'a' of 'numbers': the environment variable 'SHARE' is no "
                    "whole number\n"
                    "    hint: set it where toba is started, or write: toba.var(\"NAME\", "
                    "default)\n");
}

static void collect(void *context, const char *environment)
{
    char *names = context;

    strcat(names, environment);
    strcat(names, " ");
}

static void the_environments_offered_are_told(void **state)
{
    char names[64] = "";
    struct tb_lua_options options = {.offered = collect, .context = names};
    struct reading reading;

    (void)state;
    read_good(&reading, three, &options);

    assert_string_equal(names, "demo dev prod ");
    forget(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_choice_it_is_dev),
        cmocka_unit_test(the_chosen_environment_is_returned),
        cmocka_unit_test(a_missing_variable_counts_only_where_it_is_used),
        cmocka_unit_test(a_pipeline_without_environments_has_none),
        cmocka_unit_test(a_variable_is_of_its_defaults_type),
        cmocka_unit_test(a_variable_of_another_type_is_a_mistake),
        cmocka_unit_test(the_environments_offered_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
