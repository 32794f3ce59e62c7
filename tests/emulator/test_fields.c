/*
 * The `fields` parameter.
 */
#include "fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct field *parse(const char *string)
{
    struct field *fields;
    struct text complaint = {0};

    assert_true(fields_parse(string, &fields, &complaint));
    assert_int_equal(complaint.size, 0);
    text_free(&complaint);
    return fields;
}

static void assert_complaint(const char *string, const char *expected)
{
    struct field *fields;
    struct text complaint = {0};

    assert_false(fields_parse(string, &fields, &complaint));
    assert_null(fields);
    assert_string_equal(text_peek(&complaint), expected);
    text_free(&complaint);
}

static void names_keep_their_order(void **state)
{
    struct field *fields = parse("id, caption ,like_count");

    (void)state;
    assert_string_equal(fields->name, "id");
    assert_string_equal(fields->next->name, "caption");
    assert_string_equal(fields->next->next->name, "like_count");
    assert_null(fields->next->next->next);
    fields_free(fields);
}

static void nothing_is_no_field(void **state)
{
    (void)state;
    assert_null(parse(""));
    assert_null(parse("  "));
}

static void selections_and_modifiers_nest(void **state)
{
    struct field *fields = parse("business_discovery.username(kopi.senja){id,media.limit(50)"
                                 ".after(QVFI){id,children{id}}},id");
    struct field *media = fields->inner->next;

    (void)state;
    assert_string_equal(field_modifier(fields, "username"), "kopi.senja");
    assert_string_equal(field_modifier(media, "limit"), "50");
    assert_string_equal(field_modifier(media, "after"), "QVFI");
    assert_null(field_modifier(media, "since"));
    assert_string_equal(media->inner->next->inner->name, "id");
    assert_string_equal(fields->next->name, "id");
    fields_free(fields);
}

static void same_name_in_another_selection_is_no_repetition(void **state)
{
    (void)state;
    fields_free(parse("id,children{id},owner{id}"));
}

static void repetition_is_named(void **state)
{
    (void)state;
    assert_complaint("id,caption,id",
                     "Syntax error \"Field id specified more than once. This is only possible "
                     "before version 2.1\" at character 12: id,caption,id");
}

static void bad_syntax_is_named(void **state)
{
    (void)state;
    assert_complaint("id,", "Syntax error \"Expected name.\" at character 4: id,");
    assert_complaint("id}", "Syntax error \"Expected end of string instead of \"}\".\" "
                            "at character 3: id}");
    assert_complaint("a{b", "Syntax error \"Expected \"}\".\" at character 4: a{b");
    assert_complaint("a.limit(5",
                     "Syntax error \"Expected \")\".\" at character 10: a.limit(5");
    assert_complaint("a{}",
                     "Syntax error \"Expected name instead of \"}\".\" at character 3: a{}");
}

static void endless_nesting_ends(void **state)
{
    struct field *fields;
    struct text complaint = {0};

    (void)state;
    assert_false(fields_parse("a{a{a{a{a{a{a{a{a{a{a{a{a{a", &fields, &complaint));
    text_free(&complaint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_keep_their_order),
        cmocka_unit_test(nothing_is_no_field),
        cmocka_unit_test(selections_and_modifiers_nest),
        cmocka_unit_test(same_name_in_another_selection_is_no_repetition),
        cmocka_unit_test(repetition_is_named),
        cmocka_unit_test(bad_syntax_is_named),
        cmocka_unit_test(endless_nesting_ends),
    };

    return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
