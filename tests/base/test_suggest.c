/* "Did you mean …?": what is near enough, which name wins, what is never meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/suggest.h"

static const char *of_three(const char *written, const char *a, const char *b, const char *c)
{
    const char *best = tb_suggest(written, NULL, a);

    best = tb_suggest(written, best, b);
    return tb_suggest(written, best, c);
}

static void one_slip_of_each_sort_is_forgiven(void **state)
{
    (void)state;
    assert_string_equal(tb_suggest("widht", NULL, "width"), "width");
    assert_string_equal(tb_suggest("wdth", NULL, "width"), "width");
    assert_string_equal(tb_suggest("widdth", NULL, "width"), "width");
    assert_string_equal(tb_suggest("wixth", NULL, "width"), "width");
}

static void the_nearest_name_is_meant(void **state)
{
    (void)state;
    assert_string_equal(of_three("colour", "cooler", "colours", "collar"), "colours");
    assert_string_equal(of_three("colour", "colours", "cooler", "collar"), "colours");
    assert_string_equal(of_three("colour", "collar", "cooler", "colours"), "colours");
}

static void of_two_names_as_near_the_first_is_meant(void **state)
{
    (void)state;
    assert_string_equal(of_three("mat", "cat", "bat", "hat"), "cat");
}

static void what_is_far_from_every_name_means_none(void **state)
{
    (void)state;
    assert_null(of_three("zebra", "width", "height", "depth"));
    assert_null(tb_suggest("ab", NULL, "xy"));
}

static void long_names_are_never_meant(void **state)
{
    char name[65], written[400];

    (void)state;
    memset(name, 'a', 64);
    name[64] = '\0';
    assert_null(tb_suggest(name, NULL, name));
    memset(written, 'b', sizeof written - 1);
    written[sizeof written - 1] = '\0';
    assert_null(tb_suggest(written, NULL, "width"));
}

static void a_name_of_63_bytes_can_be_meant(void **state)
{
    char name[64], written[64];

    (void)state;
    memset(name, 'a', 63);
    name[63] = '\0';
    memcpy(written, name, sizeof name);
    written[10] = 'b';
    assert_string_equal(tb_suggest(written, NULL, name), name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_slip_of_each_sort_is_forgiven),
        cmocka_unit_test(the_nearest_name_is_meant),
        cmocka_unit_test(of_two_names_as_near_the_first_is_meant),
        cmocka_unit_test(what_is_far_from_every_name_means_none),
        cmocka_unit_test(long_names_are_never_meant),
        cmocka_unit_test(a_name_of_63_bytes_can_be_meant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
