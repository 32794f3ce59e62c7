/* test_value.c - what the text of a cell stands for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "value.h"

#define SECOND INT64_C(1000000)

struct good {
    int32_t type;
    const char *text;
    int64_t value;
};

static void values_are_read_by_their_type(void **state)
{
    static const struct good cases[] = {
        {TOBA_INT32, "0", 0},
        {TOBA_INT32, "-2147483648", INT32_MIN},
        {TOBA_INT32, "+7", 7},
        {TOBA_INT64, "9223372036854775807", INT64_MAX},
        {TOBA_BOOL, "true", 1},
        {TOBA_BOOL, "0", 0},
        {TOBA_DATE, "1970-01-01", 0},
        {TOBA_DATE, "2024-02-29", 19782},
        {TOBA_DATE, "0001-01-01", -719162},
        {TOBA_TIMESTAMP, "1970-01-02T00:00:00Z", 86400 * SECOND},
        {TOBA_TIMESTAMP, "1970-01-01 00:00:01", SECOND},
        {TOBA_TIMESTAMP, "1970-01-01T01:00:00.5+01:00", SECOND / 2},
        {TOBA_TIMESTAMP, "1969-12-31T23:59:59.000001-00:00", -SECOND + 1},
        {TOBA_TIMESTAMP, "1970-01-01T00:00:00.1234567Z", 123456},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value = -1;

        assert_true(csv_integer(cases[i].text, cases[i].type, &value));
        assert_int_equal(value, cases[i].value);
    }
}

static void what_is_no_value_is_refused(void **state)
{
    static const struct good cases[] = {
        {TOBA_INT32, "2147483648", 0},
        {TOBA_INT32, "1.0", 0},
        {TOBA_INT32, " 1", 0},
        {TOBA_INT32, "1 ", 0},
        {TOBA_INT32, "-", 0},
        {TOBA_INT64, "9223372036854775808", 0},
        {TOBA_INT64, "0x10", 0},
        {TOBA_BOOL, "yes", 0},
        {TOBA_DATE, "2023-02-29", 0},
        {TOBA_DATE, "2024-13-01", 0},
        {TOBA_DATE, "2024-1-1", 0},
        {TOBA_DATE, "2024-01-01T00:00:00Z", 0},
        {TOBA_DATE, "0000-01-01", 0},
        {TOBA_TIMESTAMP, "2024-01-01", 0},
        {TOBA_TIMESTAMP, "2024-01-01T24:00:00Z", 0},
        {TOBA_TIMESTAMP, "2024-01-01T00:00Z", 0},
        {TOBA_TIMESTAMP, "2024-01-01T00:00:00.Z", 0},
        {TOBA_TIMESTAMP, "2024-01-01T00:00:00+0100", 0},
        {TOBA_TIMESTAMP, "2024-01-01T00:00:00Zx", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value;

        if (csv_integer(cases[i].text, cases[i].type, &value))
            fail_msg("'%s' was read", cases[i].text);
    }
}

static void numbers_are_decimal_and_finite(void **state)
{
    static const char *const bad[] = {"", "inf", "nan", "0x1p3", "1e999", " 1", "1,5", "e5"};
    double value;

    (void)state;
    assert_true(csv_double("-12.5e-1", &value) && value == -1.25);
    assert_true(csv_double(".5", &value) && value == .5);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (csv_double(bad[i], &value))
            fail_msg("'%s' was read", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_by_their_type),
        cmocka_unit_test(what_is_no_value_is_refused),
        cmocka_unit_test(numbers_are_decimal_and_finite),
    };

    return cmocka_run_group_tests_name("CSV values", tests, NULL, NULL);
}
