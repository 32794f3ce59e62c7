/* The calendar: days since 1970-01-01 and back, over every date that has four digits of year.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"

struct known {
    const char *text;
    int32_t day;
};

/* Counted by hand from the Julian day numbers of the dates. */
static const struct known known[] = {
    {"1970-01-01", 0},       {"1969-12-31", -1},      {"1970-02-28", 58},
    {"1970-03-01", 59},      {"2000-02-29", 11016},   {"2000-03-01", 11017},
    {"1900-02-28", -25509},  {"1900-03-01", -25508},  {"2100-02-28", 47540},
    {"2100-03-01", 47541},   {"2024-02-29", 19782},   {"2038-01-19", 24855},
    {"0001-01-01", -719162}, {"0004-02-29", -718008}, {"9999-12-31", 2932896},
};

static void known_dates_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        int32_t day = INT32_MIN;

        assert_true(tb_day_parse(known[i].text, &day));
        assert_int_equal(day, known[i].day);
    }
}

static void known_dates_are_written(void **state)
{
    char text[TB_DAY_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_string_equal(tb_day_print(known[i].day, text), known[i].text);
}

static void every_day_of_ten_millennia_comes_back(void **state)
{
    char text[TB_DAY_TEXT], before[TB_DAY_TEXT] = "0000-12-31";
    int32_t back;

    (void)state;
    for (int32_t day = known[12].day; day <= known[14].day; day++) {
        tb_day_print(day, text);
        assert_true(strcmp(before, text) < 0);
        assert_true(tb_day_parse(text, &back));
        assert_int_equal(back, day);
        memcpy(before, text, sizeof text);
    }
}

static void what_is_no_date_is_refused_and_changes_nothing(void **state)
{
    static const char *const wrong[] = {
        "",           "2024",        "2024-02-30",  "2023-02-29", "1900-02-29", "2100-02-29",
        "2024-00-10", "2024-13-10",  "2024-01-00",  "2024-01-32", "2024-04-31", "2024-1-1",
        "2024/01/01", "2024-01-01 ", " 2024-01-01", "24-01-01",   "+024-01-01", "-024-01-01",
        "2024-01-0x", "2024-01- 1",  "20240101",    "x024-01-01", "10000-01-01"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int32_t day = 4711;

        if (tb_day_parse(wrong[i], &day))
            fail_msg("'%s' was taken for a date", wrong[i]);
        assert_int_equal(day, 4711);
    }
}

static void the_farthest_days_fit_their_text(void **state)
{
    char text[TB_DAY_TEXT];

    (void)state;
    assert_string_equal(tb_day_print(INT32_MAX, text), "5881580-07-11");
    assert_string_equal(tb_day_print(INT32_MIN, text), "-5877641-06-23");
}

static void an_instant_belongs_to_the_day_it_lies_in(void **state)
{
    (void)state;
    assert_int_equal(tb_day_of_instant(0), 0);
    assert_int_equal(tb_day_of_instant(TB_DAY_MICROS - 1), 0);
    assert_int_equal(tb_day_of_instant(TB_DAY_MICROS), 1);
    assert_int_equal(tb_day_of_instant(-1), -1);
    assert_int_equal(tb_day_of_instant(-TB_DAY_MICROS), -1);
    assert_int_equal(tb_day_of_instant(-TB_DAY_MICROS - 1), -2);
}

static void instants_are_written_to_the_second(void **state)
{
    char text[TB_INSTANT_TEXT];

    (void)state;
    assert_string_equal(tb_instant_print(0, text), "1970-01-01T00:00:00Z");
    assert_string_equal(tb_instant_print(INT64_C(1709208000000000), text),
                        "2024-02-29T12:00:00Z");
    assert_string_equal(tb_instant_print(TB_DAY_MICROS - 1, text), "1970-01-01T23:59:59Z");
    assert_string_equal(tb_instant_print(-1, text), "1969-12-31T23:59:59Z");
    assert_string_equal(tb_instant_print(-TB_DAY_MICROS, text), "1969-12-31T00:00:00Z");
}

static void the_farthest_instants_are_written_too(void **state)
{
    char text[TB_INSTANT_TEXT];

    (void)state;
    assert_string_equal(tb_instant_print(INT64_MAX, text), "294247-01-10T04:00:54Z");
    assert_string_equal(tb_instant_print(INT64_MIN, text), "-290308-12-21T19:59:05Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_dates_are_read),
        cmocka_unit_test(known_dates_are_written),
        cmocka_unit_test(every_day_of_ten_millennia_comes_back),
        cmocka_unit_test(what_is_no_date_is_refused_and_changes_nothing),
        cmocka_unit_test(the_farthest_days_fit_their_text),
        cmocka_unit_test(an_instant_belongs_to_the_day_it_lies_in),
        cmocka_unit_test(instants_are_written_to_the_second),
        cmocka_unit_test(the_farthest_instants_are_written_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
