/* test_profile.c - which generation of the API a version speaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profile.h"

static enum profile chosen(const char *version, const char *name)
{
    enum profile profile;
    struct toba_error err;

    assert_int_equal(profile_choose(version, name, &profile, &err), TOBA_OK);
    return profile;
}

static void expect_refused(const char *version, const char *name, const char *why)
{
    enum profile profile;
    struct toba_error err;

    assert_int_equal(profile_choose(version, name, &profile, &err), TOBA_E_CONFIG);
    assert_non_null(strstr(err.message, why));
    assert_true(err.hint[0] != '\0');
}

static void auto_goes_by_the_version(void **state)
{
    (void)state;
    assert_int_equal(chosen("v17.0", "auto"), PROFILE_LEGACY);
    assert_int_equal(chosen("v18.0", "auto"), PROFILE_CURRENT);
    assert_int_equal(chosen("v25.0", "auto"), PROFILE_CURRENT);
}

static void legacy_may_be_asked_of_any_version(void **state)
{
    (void)state;
    assert_int_equal(chosen("v13.0", "legacy"), PROFILE_LEGACY);
    assert_int_equal(chosen("v25.0", "legacy"), PROFILE_LEGACY);
}

static void current_needs_a_version_that_has_it(void **state)
{
    (void)state;
    assert_int_equal(chosen("v18.0", "current"), PROFILE_CURRENT);
    expect_refused("v17.0", "current", "does not fit version v17.0");
}

static void a_version_that_is_none_is_refused(void **state)
{
    (void)state;
    expect_refused("25", "auto", "not a version");
    expect_refused("v25", "auto", "not a version");
    expect_refused("v25.0x", "auto", "not a version");
    expect_refused("", "auto", "not a version");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auto_goes_by_the_version),
        cmocka_unit_test(legacy_may_be_asked_of_any_version),
        cmocka_unit_test(current_needs_a_version_that_has_it),
        cmocka_unit_test(a_version_that_is_none_is_refused),
    };

    return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
