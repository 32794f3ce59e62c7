/* The heap's one door: zeroed memory, overflow, and failing on request where the build can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"

static void new_memory_is_zero(void **state)
{
    unsigned char *memory = tb_new(4096);

    (void)state;
    assert_non_null(memory);
    for (int i = 0; i < 4096; i++)
        assert_int_equal(memory[i], 0);
    tb_free(memory);
}

static void no_bytes_are_memory_too(void **state)
{
    void *memory = tb_new(0);

    (void)state;
    assert_non_null(memory);
    tb_free(memory);
}

static void an_array_whose_size_overflows_is_refused(void **state)
{
    (void)state;
    assert_null(tb_new_array(SIZE_MAX / 8 + 2, 8));
    assert_null(tb_new_array(8, SIZE_MAX / 8 + 2));
}

static void resizing_keeps_what_was_there_and_zero_frees(void **state)
{
    char *text = tb_copy("kept");

    (void)state;
    text = tb_resize(text, 10000);
    assert_non_null(text);
    assert_string_equal(text, "kept");
    assert_null(tb_resize(text, 0));
    assert_null(tb_resize(NULL, 0));
}

static void freeing_nothing_is_allowed(void **state)
{
    (void)state;
    tb_free(NULL);
}

#ifdef TOBA_FAIL_ALLOC
static void the_chosen_allocation_fails_once(void **state)
{
    char *first, *third;

    (void)state;
    tb_alloc_fail_at(2);
    first = tb_new(1);
    assert_non_null(first);
    assert_false(tb_alloc_failed());
    assert_null(tb_copy("second"));
    assert_true(tb_alloc_failed());
    third = tb_resize(NULL, 8);
    assert_non_null(third);
    tb_alloc_fail_at(0);
    assert_false(tb_alloc_failed());
    tb_free(first);
    tb_free(third);
}

static void a_refused_resize_leaves_the_memory_alone(void **state)
{
    char *text = tb_copy("still here");

    (void)state;
    tb_alloc_fail_at(1);
    assert_null(tb_resize(text, 100000));
    tb_alloc_fail_at(0);
    assert_string_equal(text, "still here");
    tb_free(text);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_memory_is_zero),
        cmocka_unit_test(no_bytes_are_memory_too),
        cmocka_unit_test(an_array_whose_size_overflows_is_refused),
        cmocka_unit_test(resizing_keeps_what_was_there_and_zero_frees),
        cmocka_unit_test(freeing_nothing_is_allowed),
#ifdef TOBA_FAIL_ALLOC
        cmocka_unit_test(the_chosen_allocation_fails_once),
        cmocka_unit_test(a_refused_resize_leaves_the_memory_alone),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
