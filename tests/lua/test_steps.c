/* Constructors: what becomes a setting, what an input, how tables merge, how steps are named.
 */
#include "fixture.h"

/* A pipeline of one source with these fields between its braces. */
static void read_fields(struct reading *reading, const char *fields)
{
    char text[2048];

    snprintf(text, sizeof text,
             BEGIN "local shared = { count = 1, days = 2 }\n"
                   "return toba.pipeline 'p' { toba.numbers { %s } >> raw }",
             fields);
    read_good(reading, text, NULL);
}

static void values_keep_their_kinds(void **state)
{
    struct reading reading;
    const struct tb_step *step;

    (void)state;
    read_fields(&reading, "a = true, b = 7, c = 7.0, d = 'text', e = toba.secret 'NAME'");

    step = find_step(&reading, "numbers");
    assert_int_equal(step->n_settings, 5);
    assert_int_equal(find_setting(step, "a")->value.kind, TB_VALUE_BOOL);
    assert_true(find_setting(step, "a")->value.b);
    assert_int_equal(find_setting(step, "b")->value.kind, TB_VALUE_INT);
    assert_int_equal(find_setting(step, "b")->value.i, 7);
    assert_int_equal(find_setting(step, "c")->value.kind, TB_VALUE_DOUBLE);
    assert_true(find_setting(step, "c")->value.d == 7.0);
    assert_int_equal(find_setting(step, "d")->value.kind, TB_VALUE_TEXT);
    assert_string_equal(find_setting(step, "d")->value.text, "text");
    assert_int_equal(find_setting(step, "e")->value.kind, TB_VALUE_SECRET);
    assert_string_equal(find_setting(step, "e")->value.text, "NAME");
    assert_int_equal(find_setting(step, "e")->place.line, 8);
    forget(&reading);
}

static void a_list_keeps_its_order_and_kinds(void **state)
{
    struct reading reading;
    const struct tb_value *list, *empty;

    (void)state;
    read_fields(&reading, "a = { 28, 7.5, 'x' }, b = {}");

    list = &find_setting(find_step(&reading, "numbers"), "a")->value;
    empty = &find_setting(find_step(&reading, "numbers"), "b")->value;
    assert_int_equal(list->kind, TB_VALUE_LIST);
    assert_int_equal(list->n_items, 3);
    assert_int_equal(list->items[0].i, 28);
    assert_true(list->items[1].d == 7.5);
    assert_string_equal(list->items[2].text, "x");
    assert_int_equal(empty->kind, TB_VALUE_LIST);
    assert_int_equal(empty->n_items, 0);
    forget(&reading);
}

static void nil_is_no_setting(void **state)
{
    struct reading reading;

    (void)state;
    read_fields(&reading, "a = nil, b = shared.nothing, c = 1");

    assert_int_equal(find_step(&reading, "numbers")->n_settings, 1);
    forget(&reading);
}

static void tables_in_the_list_merge_and_names_win(void **state)
{
    struct reading reading;
    const struct tb_step *step;

    (void)state;
    read_fields(&reading, "shared, { days = 3, { every = 4, days = 5 } }, count = 9");

    step = find_step(&reading, "numbers");
    assert_int_equal(step->n_settings, 3);
    assert_int_equal(find_setting(step, "count")->value.i, 9); /* over the list */
    assert_int_equal(find_setting(step, "days")->value.i, 3);  /* the later table */
    assert_int_equal(find_setting(step, "every")->value.i, 4); /* from within */
    forget(&reading);
}

static void a_table_among_the_fields_is_an_input(void **state)
{
    struct reading reading;
    const struct tb_step *step;

    (void)state;
    read_good(&reading,
              BEGIN "local s = toba.sum { rows = raw.number { value = 'id' }, scale = 3 }\n"
                    "return toba.pipeline 'p' { s.totals >> raw.even }",
              NULL);

    step = find_step(&reading, "sum");
    assert_int_equal(step->n_settings, 1);
    assert_int_equal(step->n_inputs, 1);
    assert_string_equal(step->inputs[0].port, "rows");
    assert_string_equal(step->inputs[0].use->table->spec.name, "number");
    assert_int_equal(step->inputs[0].use->n_renames, 1);
    assert_int_equal(step->inputs[0].place.line, 7);
    forget(&reading);
}

static void steps_are_numbered_in_the_order_of_construction(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading,
              BEGIN "local a = toba.numbers { count = 1 }\n"
                    "local unused = toba.numbers { count = 2 }\n"
                    "local c = toba.numbers { count = 3 }\n"
                    "return toba.pipeline 'p' { c.rows >> raw.number, a.rows >> raw.number }",
              NULL);

    assert_int_equal(reading.pipeline.n_steps, 3);
    assert_string_equal(reading.pipeline.steps[0]->name, "memory");
    assert_string_equal(reading.pipeline.steps[1]->name, "numbers");
    assert_int_equal(find_setting(find_step(&reading, "numbers"), "count")->value.i, 1);
    assert_int_equal(find_setting(find_step(&reading, "numbers-2"), "count")->value.i, 3);
    assert_int_equal(find_step(&reading, "numbers-2")->place.line, 9);
    forget(&reading);
}

static void pairs_goes_in_the_same_order_every_time(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct reading reading;

        read_good(
            &reading,
            BEGIN
            "local t, keys = { 'one', 'two', zoe = 1, anna = 1, mia = 1, [0.5] = 1 }, {}\n"
            "for k in pairs(t) do keys[#keys + 1] = tostring(k) end\n"
            "return toba.pipeline 'p' {\n"
            "  toba.numbers { a = table.concat(keys, ' ') }.rows >> raw.number }",
            NULL);
        assert_string_equal(find_setting(find_step(&reading, "numbers"), "a")->value.text,
                            "0.5 1 2 anna mia zoe");
        forget(&reading);
    }
}

static void pairs_survives_a_key_taken_out(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading,
              BEGIN "local t, n = { a = 1, b = 2, c = 3 }, 0\n"
                    "for k in pairs(t) do t.b = nil; n = n + 1 end\n"
                    "return toba.pipeline 'p' { toba.numbers { a = n }.rows >> raw.number }",
              NULL);

    assert_int_equal(find_setting(find_step(&reading, "numbers"), "a")->value.i, 2);
    forget(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_keep_their_kinds),
        cmocka_unit_test(a_list_keeps_its_order_and_kinds),
        cmocka_unit_test(nil_is_no_setting),
        cmocka_unit_test(tables_in_the_list_merge_and_names_win),
        cmocka_unit_test(a_table_among_the_fields_is_an_input),
        cmocka_unit_test(steps_are_numbered_in_the_order_of_construction),
        cmocka_unit_test(pairs_goes_in_the_same_order_every_time),
        cmocka_unit_test(pairs_survives_a_key_taken_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
