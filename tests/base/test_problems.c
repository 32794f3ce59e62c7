/* Mistakes are collected, kept in order, and shown as file, line, message, detail and hint. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/problems.h"

/* What printing gives; freed by the caller. */
static char *printed(const struct tb_problems *problems)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    assert_non_null(to);
    tb_problems_print(problems, to);
    fclose(to);
    return text;
}

static void assert_prints(const struct tb_problems *problems, const char *expected)
{
    char *text = printed(problems);

    assert_string_equal(text, expected);
    free(text);
}

static void no_mistake_is_no_error_and_prints_nothing(void **state)
{
    struct tb_problems problems = {0};
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(tb_problems_first(&problems, &err), TOBA_OK);
    assert_prints(&problems, "");
    tb_problems_free(&problems);
}

static void place_detail_and_hint_are_shown_where_they_are_known(void **state)
{
    struct tb_problems problems = {0};
    struct toba_error *err;

    (void)state;
    err = tb_problem(&problems, "brand.lua", 12, "unknown option '%s'", "colour");
    toba_detail(err, "of the step %s", "paint");
    toba_hint(err, "did you mean '%s'?", "color");
    tb_problem(&problems, "brand.lua", 0, "the file returns no pipeline");
    tb_problem(&problems, NULL, 3, "nothing is known of the place");

    assert_prints(&problems, "brand.lua:12: unknown option 'colour'\n"
                             "    of the step paint\n"
                             "    hint: did you mean 'color'?\n"
                             "brand.lua: the file returns no pipeline\n"
                             "nothing is known of the place\n");
    tb_problems_free(&problems);
}

static void the_first_mistake_is_the_error(void **state)
{
    struct tb_problems problems = {0};
    struct toba_error err = {0}, sink = {.code = TOBA_E_SINK, .message = "first"};

    (void)state;
    tb_problem_add(&problems, &sink);
    tb_problem(&problems, "a.lua", 1, "second");

    assert_int_equal(tb_problems_first(&problems, &err), TOBA_E_SINK);
    assert_string_equal(err.message, "first");
    tb_problems_free(&problems);
}

static void many_mistakes_stay_in_order(void **state)
{
    struct tb_problems problems = {0};

    (void)state;
    for (int i = 0; i < 300; i++)
        tb_problem(&problems, "a.lua", i + 1, "mistake %d", i);

    assert_int_equal(problems.n, 300);
    for (int i = 0; i < 300; i++)
        assert_int_equal(problems.items[i].line, i + 1);
    tb_problems_free(&problems);
}

static void texts_too_long_are_cut_not_overrun(void **state)
{
    struct tb_problems problems = {0};
    char text[2000];
    struct toba_error *err;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    err = tb_problem(&problems, text, 1, "%s", text);
    toba_detail(err, "%s", text);
    toba_hint(err, "%s", text);

    assert_int_equal(strlen(err->file), sizeof err->file - 1);
    assert_int_equal(strlen(err->message), sizeof err->message - 1);
    assert_int_equal(strlen(err->detail), sizeof err->detail - 1);
    assert_int_equal(strlen(err->hint), sizeof err->hint - 1);
    tb_problems_free(&problems);
}

static void a_new_failure_forgets_the_old_detail(void **state)
{
    struct toba_error err = {0};

    (void)state;
    toba_fail(&err, TOBA_E_SINK, "one");
    toba_detail(&err, "row 1");
    toba_hint(&err, "wait");
    assert_int_equal(toba_fail(&err, TOBA_E_RETRY, "two"), TOBA_E_RETRY);
    assert_string_equal(err.detail, "");
    assert_string_equal(err.hint, "");
    assert_int_equal(toba_fail(NULL, TOBA_E_SINK, "nobody listens"), TOBA_E_SINK);
}

#ifdef TOBA_FAIL_ALLOC
static void a_mistake_that_finds_no_memory_is_not_silent(void **state)
{
    struct tb_problems problems = {0};
    struct toba_error err = {0};

    (void)state;
    tb_alloc_fail_at(1);
    toba_hint(tb_problem(&problems, "a.lua", 1, "lost"), "may be called");
    tb_alloc_fail_at(0);

    assert_int_equal(problems.n, 0);
    assert_int_equal(tb_problems_first(&problems, &err), TOBA_E_MEMORY);
    assert_prints(&problems, "out of memory: more mistakes could not be kept\n");
    tb_problems_free(&problems);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_mistake_is_no_error_and_prints_nothing),
        cmocka_unit_test(place_detail_and_hint_are_shown_where_they_are_known),
        cmocka_unit_test(the_first_mistake_is_the_error),
        cmocka_unit_test(many_mistakes_stay_in_order),
        cmocka_unit_test(texts_too_long_are_cut_not_overrun),
        cmocka_unit_test(a_new_failure_forgets_the_old_detail),
#ifdef TOBA_FAIL_ALLOC
        cmocka_unit_test(a_mistake_that_finds_no_memory_is_not_silent),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
