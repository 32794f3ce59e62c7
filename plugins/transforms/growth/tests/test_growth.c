/* Behaviour of `growth`: (a - b) / b of a recorded number, as of D and D - T. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "group_host.h"

enum { D = 20000 };

static struct group_host *new_growth(const char *timeframes)
{
    struct group_host *host = group_host_new(toba_plugin_entry(), D);

    give_option(host, "timeframes", timeframes);
    wire(host, "history growth");
    return host;
}

static void give_value(struct group_host *host, int32_t day, struct tb_kit_cell value)
{
    give_row(host, "history", NULL, day, CELLS(value));
}

static void run(struct group_host *host)
{
    struct toba_error err = {0};

    assert_int_equal(run_group(host, &err), 0);
}

static void growth_is_a_fraction_of_the_earlier_value(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 7, INT(400));
    give_value(host, D, INT(500));
    run(host);

    expect_rows(host, "growth", 1);
    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(0.25));
    group_host_free(host);
}

static void every_timeframe_has_its_row(void **state)
{
    struct group_host *host = group_host_new(toba_plugin_entry(), D);

    (void)state;
    wire(host, "history growth");
    give_value(host, D - 28, INT(200));
    give_value(host, D - 7, INT(400));
    give_value(host, D, INT(100));
    run(host);

    expect_rows(host, "growth", 2);
    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(-0.75));
    expect_row(host, "growth", 1, TEXT("key"), INT(28), INT(D), REAL(-0.5));
    group_host_free(host);
}

static void a_value_two_days_old_counts(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 9, INT(10));
    give_value(host, D - 2, INT(15));
    run(host);

    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(0.5));
    group_host_free(host);
}

static void a_current_value_three_days_old_gives_no_row(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 7, INT(10));
    give_value(host, D - 3, INT(15));
    run(host);

    expect_rows(host, "growth", 0);
    group_host_free(host);
}

static void an_earlier_value_three_days_older_gives_null(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 10, INT(10));
    give_value(host, D, INT(15));
    run(host);

    expect_rows(host, "growth", 1);
    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), NIL);
    group_host_free(host);
}

static void tolerance_is_an_option(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_option(host, "tolerance_days", "3");
    give_value(host, D - 10, INT(10));
    give_value(host, D - 3, INT(15));
    run(host);

    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(0.5));
    group_host_free(host);
}

static void the_newest_row_holds_even_when_it_is_null(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 7, INT(10));
    give_value(host, D - 1, INT(15));
    give_value(host, D, NIL);
    run(host);

    expect_rows(host, "growth", 0);
    group_host_free(host);
}

static void an_earlier_null_gives_null(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 8, INT(10));
    give_value(host, D - 7, NIL);
    give_value(host, D, INT(15));
    run(host);

    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), NIL);
    group_host_free(host);
}

static void growth_from_zero_is_null(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 7, INT(0));
    give_value(host, D, INT(15));
    run(host);

    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), NIL);
    group_host_free(host);
}

static void growth_to_zero_is_minus_one(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 7, INT(15));
    give_value(host, D, INT(0));
    run(host);

    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(-1.0));
    group_host_free(host);
}

static void rows_after_the_date_are_not_seen(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 7, INT(10));
    give_value(host, D, INT(20));
    give_value(host, D + 1, INT(90));
    run(host);

    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(1.0));
    group_host_free(host);
}

static void fractions_are_read_too(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_value(host, D - 7, REAL(0.5));
    give_value(host, D, REAL(0.75));
    run(host);

    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(0.5));
    group_host_free(host);
}

static void a_user_without_rows_gives_none(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    run(host);

    expect_rows(host, "growth", 0);
    group_host_free(host);
}

static void each_timeframe_takes_its_series(void **state)
{
    struct group_host *host = new_growth("7,28");

    (void)state;
    give_option(host, "series", "period");
    give_option(host, "of", "week,days_28");
    give_row(host, "history", "day", D, CELLS(INT(1), TEXT("day")));
    give_row(host, "history", "day", D - 7, CELLS(INT(1), TEXT("day")));
    give_row(host, "history", "days_28", D, CELLS(INT(30), TEXT("days_28")));
    give_row(host, "history", "days_28", D - 7, CELLS(INT(1), TEXT("days_28")));
    give_row(host, "history", "days_28", D - 28, CELLS(INT(20), TEXT("days_28")));
    give_row(host, "history", "week", D, CELLS(INT(9), TEXT("week")));
    give_row(host, "history", "week", D - 7, CELLS(INT(6), TEXT("week")));
    run(host);

    assert_string_equal(sub_key_of(host, "history"), "period");
    expect_rows(host, "growth", 2);
    expect_row(host, "growth", 0, TEXT("key"), INT(28), INT(D), REAL(0.5));
    expect_row(host, "growth", 1, TEXT("key"), INT(7), INT(D), REAL(0.5));
    group_host_free(host);
}

static void a_series_whose_name_begins_alike_is_another(void **state)
{
    struct group_host *host = new_growth("7");

    (void)state;
    give_option(host, "series", "period");
    give_option(host, "of", "day");
    give_row(host, "history", "days_28", D, CELLS(INT(30), TEXT("days_28")));
    run(host);

    expect_rows(host, "growth", 0);
    group_host_free(host);
}

static void one_series_may_serve_two_timeframes(void **state)
{
    struct group_host *host = new_growth("7,28");

    (void)state;
    give_option(host, "series", "period");
    give_option(host, "of", "day,day");
    give_row(host, "history", "day", D, CELLS(INT(4), TEXT("day")));
    give_row(host, "history", "day", D - 7, CELLS(INT(2), TEXT("day")));
    run(host);

    expect_rows(host, "growth", 2);
    expect_row(host, "growth", 0, TEXT("key"), INT(7), INT(D), REAL(1.0));
    expect_row(host, "growth", 1, TEXT("key"), INT(28), INT(D), NIL);
    group_host_free(host);
}

static void plan_asks_for_now_and_for_each_timeframe(void **state)
{
    struct group_host *host = new_growth("7,28");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), 0);

    assert_int_equal(points_planned(host, "history"), 3);
    assert_true(is_planned(host, "history", 0, 2));
    assert_true(is_planned(host, "history", 7, 2));
    assert_true(is_planned(host, "history", 28, 2));
    assert_null(sub_key_of(host, "history"));
    group_host_free(host);
}

static void plan_refuses_fewer_series_than_timeframes(void **state)
{
    struct group_host *host = new_growth("7,28");
    struct toba_error err = {0};

    (void)state;
    give_option(host, "series", "period");
    give_option(host, "of", "week");

    assert_int_equal(plan_group(host, &err), TOBA_E_CONFIG);

    assert_non_null(strstr(err.message, "1 values for 2 timeframes"));
    assert_non_null(strstr(err.hint, "\"period\""));
    group_host_free(host);
}

static void plan_refuses_of_without_series(void **state)
{
    struct group_host *host = new_growth("7");
    struct toba_error err = {0};

    (void)state;
    give_option(host, "of", "week");

    assert_int_equal(plan_group(host, &err), TOBA_E_CONFIG);

    assert_non_null(strstr(err.message, "without \"series\""));
    group_host_free(host);
}

static void a_row_that_cannot_be_written_ends_the_user(void **state)
{
    struct group_host *host = new_growth("7,28");
    struct toba_error err = {0};

    (void)state;
    give_value(host, D, INT(15));
    fail_next_row(host, TOBA_E_SINK);

    assert_int_equal(run_group(host, &err), TOBA_E_SINK);

    expect_rows(host, "growth", 0);
    group_host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_is_a_fraction_of_the_earlier_value),
        cmocka_unit_test(every_timeframe_has_its_row),
        cmocka_unit_test(a_value_two_days_old_counts),
        cmocka_unit_test(a_current_value_three_days_old_gives_no_row),
        cmocka_unit_test(an_earlier_value_three_days_older_gives_null),
        cmocka_unit_test(tolerance_is_an_option),
        cmocka_unit_test(the_newest_row_holds_even_when_it_is_null),
        cmocka_unit_test(an_earlier_null_gives_null),
        cmocka_unit_test(growth_from_zero_is_null),
        cmocka_unit_test(growth_to_zero_is_minus_one),
        cmocka_unit_test(rows_after_the_date_are_not_seen),
        cmocka_unit_test(fractions_are_read_too),
        cmocka_unit_test(a_user_without_rows_gives_none),
        cmocka_unit_test(each_timeframe_takes_its_series),
        cmocka_unit_test(a_series_whose_name_begins_alike_is_another),
        cmocka_unit_test(one_series_may_serve_two_timeframes),
        cmocka_unit_test(plan_asks_for_now_and_for_each_timeframe),
        cmocka_unit_test(plan_refuses_fewer_series_than_timeframes),
        cmocka_unit_test(plan_refuses_of_without_series),
        cmocka_unit_test(a_row_that_cannot_be_written_ends_the_user),
    };

    return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
