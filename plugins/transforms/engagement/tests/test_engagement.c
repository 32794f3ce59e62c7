/* Behaviour of `engagement`: what posts gained in a window, and how that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "group_host.h"

enum { D = 20000, NOON = 43200, LAST_SECOND = 86399 };

static struct group_host *new_engagement(const char *timeframes, const char *ports)
{
    struct group_host *host = group_host_new(toba_plugin_entry(), D);

    give_option(host, "timeframes", timeframes);
    wire(host, "media history");
    wire(host, ports);
    return host;
}

static void give_post(struct group_host *host, const char *media, int32_t published)
{
    give_row(host, "media", media, D, CELLS(INSTANT(published, NOON)));
}

static void give_counts(struct group_host *host, const char *media, int32_t day, int likes,
                        int comments)
{
    give_row(host, "history", media, day, CELLS(INT(likes), INT(comments)));
}

static void give_followers(struct group_host *host, int32_t day, struct tb_kit_cell followers)
{
    give_row(host, "followers", NULL, day, CELLS(followers));
}

static void run(struct group_host *host)
{
    struct toba_error err = {0};

    assert_int_equal(run_group(host, &err), 0);
}

#define expect_total(host, row, days, likes, comments)                                         \
    expect_row(host, "total", row, TEXT("key"), INT(days), INT(D), INT(likes), INT(comments),  \
               INT((likes) + (comments)))
#define expect_growth(host, port, days, growth)                                                \
    expect_rows(host, port, 1);                                                                \
    expect_row(host, port, 0, TEXT("key"), INT(days), INT(D), growth)

/* ---- Totals -------------------------------------------------------------- */

static void total_is_what_posts_gained_in_the_window(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 7, 10, 1);
    give_counts(host, "m1", D - 6, 90, 9);
    give_counts(host, "m1", D, 15, 3);
    give_post(host, "m2", D - 100);
    give_counts(host, "m2", D - 8, 100, 20);
    give_counts(host, "m2", D - 3, 130, 21);
    run(host);

    expect_rows(host, "total", 1);
    expect_total(host, 0, 7, 5 + 30, 2 + 1);
    group_host_free(host);
}

static void every_timeframe_has_its_total(void **state)
{
    struct group_host *host = new_engagement("7,28", "total");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 28, 10, 1);
    give_counts(host, "m1", D - 7, 40, 2);
    give_counts(host, "m1", D, 50, 4);
    run(host);

    expect_rows(host, "total", 2);
    expect_total(host, 0, 7, 10, 2);
    expect_total(host, 1, 28, 40, 3);
    group_host_free(host);
}

static void a_post_of_the_window_starts_from_zero(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 6);
    give_counts(host, "m1", D - 5, 10, 1);
    give_counts(host, "m1", D, 15, 3);
    run(host);

    expect_total(host, 0, 7, 15, 3);
    group_host_free(host);
}

static void a_post_of_the_day_before_the_window_starts_from_its_oldest_row(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_row(host, "media", "m1", D, CELLS(INSTANT(D - 7, LAST_SECOND)));
    give_counts(host, "m1", D - 5, 10, 1);
    give_counts(host, "m1", D - 2, 12, 2);
    give_counts(host, "m1", D, 15, 3);
    run(host);

    expect_total(host, 0, 7, 5, 2);
    group_host_free(host);
}

static void an_old_post_first_seen_today_gained_nothing(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 300);
    give_counts(host, "m1", D, 1500, 300);
    run(host);

    expect_rows(host, "total", 1);
    expect_total(host, 0, 7, 0, 0);
    group_host_free(host);
}

static void a_post_without_a_timestamp_starts_from_its_oldest_row(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_row(host, "media", "m1", D, CELLS(NIL));
    give_counts(host, "m1", D - 3, 10, 1);
    give_counts(host, "m1", D, 15, 3);
    run(host);

    expect_total(host, 0, 7, 5, 2);
    group_host_free(host);
}

static void a_row_from_before_the_window_is_the_base_of_a_new_post_too(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 2);
    give_counts(host, "m1", D - 9, 4, 1);
    give_counts(host, "m1", D, 15, 3);
    run(host);

    expect_total(host, 0, 7, 11, 2);
    group_host_free(host);
}

static void a_row_of_any_age_is_the_current_one(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 300);
    give_counts(host, "m1", D - 200, 15, 3);
    run(host);

    expect_rows(host, "total", 1);
    expect_total(host, 0, 7, 0, 0);
    group_host_free(host);
}

static void unlikes_count(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 7, 20, 5);
    give_counts(host, "m1", D, 12, 4);
    run(host);

    expect_total(host, 0, 7, -8, -1);
    group_host_free(host);
}

static void hidden_likes_gain_nothing_and_comments_still_count(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "now", D - 100);
    give_row(host, "history", "now", D - 7, CELLS(INT(10), INT(1)));
    give_row(host, "history", "now", D, CELLS(NIL, INT(4)));
    give_post(host, "then", D - 100);
    give_row(host, "history", "then", D - 7, CELLS(NIL, INT(1)));
    give_row(host, "history", "then", D, CELLS(INT(70), INT(3)));
    give_post(host, "new", D - 1);
    give_row(host, "history", "new", D, CELLS(NIL, INT(6)));
    run(host);

    expect_total(host, 0, 7, 0, 3 + 2 + 6);
    group_host_free(host);
}

static void a_post_without_rows_contributes_nothing(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 100);
    give_post(host, "m2", D - 1);
    give_counts(host, "m2", D, 15, 3);
    run(host);

    expect_total(host, 0, 7, 15, 3);
    group_host_free(host);
}

static void a_user_whose_posts_have_no_rows_gives_none(void **state)
{
    struct group_host *host = new_engagement("7", "total growth rate_growth followers");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D + 1, 15, 3);
    give_followers(host, D, INT(100));
    run(host);

    expect_rows(host, "total", 0);
    expect_rows(host, "growth", 0);
    expect_rows(host, "rate_growth", 0);
    group_host_free(host);
}

static void rows_after_the_date_are_not_seen(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 1);
    give_counts(host, "m1", D, 15, 3);
    give_counts(host, "m1", D + 1, 90, 9);
    run(host);

    expect_total(host, 0, 7, 15, 3);
    group_host_free(host);
}

static void counts_of_many_posts_may_pass_32_bits(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_post(host, "m1", D - 1);
    give_counts(host, "m1", D, INT32_MAX, INT32_MAX);
    give_post(host, "m2", D - 1);
    give_counts(host, "m2", D, INT32_MAX, INT32_MAX);
    run(host);

    expect_total(host, 0, 7, INT64_C(2) * INT32_MAX, INT64_C(2) * INT32_MAX);
    group_host_free(host);
}

/* ---- Counts of published posts ------------------------------------------- */

static void published_takes_all_of_the_windows_posts_and_nothing_else(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_option(host, "basis", "published");
    give_post(host, "first", D - 6);
    give_counts(host, "first", D, 10, 1);
    give_post(host, "last", D);
    give_counts(host, "last", D, 200, 20);
    give_post(host, "before", D - 7);
    give_counts(host, "before", D - 7, 1, 1);
    give_counts(host, "before", D, 3000, 300);
    give_post(host, "after", D + 1);
    give_counts(host, "after", D, 40000, 4000);
    give_row(host, "media", "undated", D, CELLS(NIL));
    give_counts(host, "undated", D, 500000, 50000);
    run(host);

    expect_total(host, 0, 7, 210, 21);
    group_host_free(host);
}

static void published_counts_hidden_likes_as_none(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_option(host, "basis", "published");
    give_post(host, "m1", D - 1);
    give_row(host, "history", "m1", D, CELLS(NIL, INT(5)));
    run(host);

    expect_total(host, 0, 7, 0, 5);
    group_host_free(host);
}

static void published_gives_a_row_of_zeros_without_posts_in_the_window(void **state)
{
    struct group_host *host = new_engagement("7", "total");

    (void)state;
    give_option(host, "basis", "published");
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D, 10, 1);
    run(host);

    expect_rows(host, "total", 1);
    expect_total(host, 0, 7, 0, 0);
    group_host_free(host);
}

static void published_grows_against_the_posts_of_the_window_before(void **state)
{
    struct group_host *host = new_engagement("7", "growth");

    (void)state;
    give_option(host, "basis", "published");
    give_post(host, "new", D - 1);
    give_counts(host, "new", D, 30, 0);
    give_post(host, "old", D - 8);
    give_counts(host, "old", D - 7, 20, 0);
    give_counts(host, "old", D, 900, 0);
    run(host);

    expect_growth(host, "growth", 7, REAL(0.5));
    group_host_free(host);
}

/* ---- Growth -------------------------------------------------------------- */

static void growth_compares_with_the_window_before(void **state)
{
    struct group_host *host = new_engagement("7", "growth");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 14, 10, 0);
    give_counts(host, "m1", D - 7, 14, 4); /* gained 8 */
    give_counts(host, "m1", D, 22, 8);     /* gained 12 */
    run(host);

    expect_growth(host, "growth", 7, REAL(0.5));
    group_host_free(host);
}

static void a_post_of_the_window_before_starts_it_from_zero(void **state)
{
    struct group_host *host = new_engagement("7", "growth");

    (void)state;
    give_post(host, "m1", D - 13);
    give_counts(host, "m1", D - 12, 10, 0);
    give_counts(host, "m1", D - 7, 20, 0); /* gained 20, from zero */
    give_counts(host, "m1", D, 30, 0);     /* gained 10 */
    run(host);

    expect_growth(host, "growth", 7, REAL(-0.5));
    group_host_free(host);
}

static void a_post_from_before_both_windows_starts_the_first_from_its_oldest_row(void **state)
{
    struct group_host *host = new_engagement("7", "growth");

    (void)state;
    give_post(host, "m1", D - 14);
    give_counts(host, "m1", D - 12, 10, 0);
    give_counts(host, "m1", D - 7, 20, 0); /* gained 10 */
    give_counts(host, "m1", D, 25, 0);     /* gained 5 */
    run(host);

    expect_growth(host, "growth", 7, REAL(-0.5));
    group_host_free(host);
}

static void growth_is_null_when_nothing_was_recorded_before_the_window(void **state)
{
    struct group_host *host = new_engagement("7", "growth");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 6, 10, 1);
    give_counts(host, "m1", D, 15, 3);
    run(host);

    expect_growth(host, "growth", 7, NIL);
    group_host_free(host);
}

static void growth_from_an_engagement_of_zero_is_null(void **state)
{
    struct group_host *host = new_engagement("7", "growth");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 7, 10, 1);
    give_counts(host, "m1", D, 15, 3);
    run(host);

    expect_growth(host, "growth", 7, NIL);
    group_host_free(host);
}

static void growth_to_an_engagement_of_zero_is_minus_one(void **state)
{
    struct group_host *host = new_engagement("7", "growth");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 14, 10, 1);
    give_counts(host, "m1", D - 7, 15, 3);
    run(host);

    expect_growth(host, "growth", 7, REAL(-1.0));
    group_host_free(host);
}

static void growth_of_each_timeframe_has_its_own_windows(void **state)
{
    struct group_host *host = new_engagement("1,2", "growth");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 4, 0, 0);
    give_counts(host, "m1", D - 2, 4, 0);
    give_counts(host, "m1", D - 1, 6, 0);
    give_counts(host, "m1", D, 9, 0);
    run(host);

    expect_rows(host, "growth", 2);
    expect_row(host, "growth", 0, TEXT("key"), INT(1), INT(D), REAL(0.5));
    expect_row(host, "growth", 1, TEXT("key"), INT(2), INT(D), REAL(0.25));
    group_host_free(host);
}

/* ---- Growth of the rate -------------------------------------------------- */

/* Engagement of 8 up to D - 7 and of 12 up to D. */
static struct group_host *new_rate(void)
{
    struct group_host *host = new_engagement("7", "rate_growth followers");

    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 14, 10, 0);
    give_counts(host, "m1", D - 7, 18, 0);
    give_counts(host, "m1", D, 30, 0);
    return host;
}

static void rate_growth_compares_engagement_per_follower(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_followers(host, D - 7, INT(16));
    give_followers(host, D, INT(16));
    run(host);

    expect_growth(host, "rate_growth", 7, REAL(0.5));
    group_host_free(host);
}

static void rate_growth_follows_the_followers(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_followers(host, D - 9, INT(16)); /* two days late: still counts */
    give_followers(host, D - 2, INT(32));
    run(host);

    expect_growth(host, "rate_growth", 7, REAL(-0.25));
    group_host_free(host);
}

static void no_rate_row_without_current_followers(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_followers(host, D - 7, INT(16));
    give_followers(host, D - 3, INT(16));
    run(host);

    expect_rows(host, "rate_growth", 0);
    group_host_free(host);
}

static void no_rate_row_when_current_followers_are_zero(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_followers(host, D - 7, INT(16));
    give_followers(host, D, INT(0));
    run(host);

    expect_rows(host, "rate_growth", 0);
    group_host_free(host);
}

static void no_rate_row_when_current_followers_are_null(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_followers(host, D - 7, INT(16));
    give_followers(host, D - 1, INT(16));
    give_followers(host, D, NIL);
    run(host);

    expect_rows(host, "rate_growth", 0);
    group_host_free(host);
}

static void rate_growth_is_null_without_earlier_followers(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_followers(host, D - 10, INT(16));
    give_followers(host, D, INT(16));
    run(host);

    expect_growth(host, "rate_growth", 7, NIL);
    group_host_free(host);
}

static void rate_growth_is_null_when_earlier_followers_are_zero(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_followers(host, D - 7, INT(0));
    give_followers(host, D, INT(16));
    run(host);

    expect_growth(host, "rate_growth", 7, NIL);
    group_host_free(host);
}

static void follower_tolerance_is_an_option(void **state)
{
    struct group_host *host = new_rate();

    (void)state;
    give_option(host, "tolerance_days", "0");
    give_followers(host, D - 8, INT(16));
    give_followers(host, D, INT(16));
    run(host);

    expect_growth(host, "rate_growth", 7, NIL);
    group_host_free(host);
}

/* ---- Planning ------------------------------------------------------------ */

static void total_alone_asks_for_no_more_than_it_needs(void **state)
{
    struct group_host *host = new_engagement("7,28", "total");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), 0);

    assert_int_equal(points_planned(host, "history"), 4);
    assert_true(is_planned(host, "history", 0, TOBA_ANY_AGE));
    assert_true(is_planned(host, "history", 7, TOBA_ANY_AGE));
    assert_true(is_planned(host, "history", 28, TOBA_ANY_AGE));
    assert_true(is_planned(host, "history", TOBA_OLDEST, TOBA_ANY_AGE));
    group_host_free(host);
}

static void growth_asks_for_the_window_before_too(void **state)
{
    struct group_host *host = new_engagement("7,28", "growth");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), 0);

    assert_int_equal(points_planned(host, "history"), 6);
    assert_true(is_planned(host, "history", 14, TOBA_ANY_AGE));
    assert_true(is_planned(host, "history", 56, TOBA_ANY_AGE));
    group_host_free(host);
}

static void followers_are_not_asked_for_without_rate_growth(void **state)
{
    struct group_host *host = new_engagement("7", "total growth followers");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), 0);

    assert_int_equal(points_planned(host, "followers"), 0);
    group_host_free(host);
}

static void published_total_asks_for_the_current_counts_only(void **state)
{
    struct group_host *host = new_engagement("7,28", "total");
    struct toba_error err = {0};

    (void)state;
    give_option(host, "basis", "published");
    assert_int_equal(plan_group(host, &err), 0);

    assert_int_equal(points_planned(host, "history"), 1);
    group_host_free(host);
}

static void plan_refuses_rate_growth_without_followers(void **state)
{
    struct group_host *host = new_engagement("7", "rate_growth");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), TOBA_E_CONFIG);

    assert_non_null(strstr(err.message, "\"followers\""));
    assert_non_null(strstr(err.hint, "followers_count"));
    group_host_free(host);
}

static void all_outputs_come_from_one_reading(void **state)
{
    struct group_host *host = new_engagement("7", "total growth rate_growth followers");

    (void)state;
    give_post(host, "m1", D - 100);
    give_counts(host, "m1", D - 14, 10, 0);
    give_counts(host, "m1", D - 7, 18, 0);
    give_counts(host, "m1", D, 30, 0);
    give_followers(host, D - 7, INT(16));
    give_followers(host, D, INT(32));
    run(host);

    expect_rows(host, "total", 1);
    expect_total(host, 0, 7, 12, 0);
    expect_growth(host, "growth", 7, REAL(0.5));
    expect_growth(host, "rate_growth", 7, REAL(-0.25));
    group_host_free(host);
}

static void a_row_that_cannot_be_written_ends_the_user(void **state)
{
    struct group_host *host = new_engagement("7,28", "total growth");
    struct toba_error err = {0};

    (void)state;
    give_post(host, "m1", D - 1);
    give_counts(host, "m1", D, 15, 3);
    fail_next_row(host, TOBA_E_SINK);

    assert_int_equal(run_group(host, &err), TOBA_E_SINK);

    expect_rows(host, "total", 0);
    expect_rows(host, "growth", 0);
    group_host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total_is_what_posts_gained_in_the_window),
        cmocka_unit_test(every_timeframe_has_its_total),
        cmocka_unit_test(a_post_of_the_window_starts_from_zero),
        cmocka_unit_test(a_post_of_the_day_before_the_window_starts_from_its_oldest_row),
        cmocka_unit_test(an_old_post_first_seen_today_gained_nothing),
        cmocka_unit_test(a_post_without_a_timestamp_starts_from_its_oldest_row),
        cmocka_unit_test(a_row_from_before_the_window_is_the_base_of_a_new_post_too),
        cmocka_unit_test(a_row_of_any_age_is_the_current_one),
        cmocka_unit_test(unlikes_count),
        cmocka_unit_test(hidden_likes_gain_nothing_and_comments_still_count),
        cmocka_unit_test(a_post_without_rows_contributes_nothing),
        cmocka_unit_test(a_user_whose_posts_have_no_rows_gives_none),
        cmocka_unit_test(rows_after_the_date_are_not_seen),
        cmocka_unit_test(counts_of_many_posts_may_pass_32_bits),
        cmocka_unit_test(published_takes_all_of_the_windows_posts_and_nothing_else),
        cmocka_unit_test(published_counts_hidden_likes_as_none),
        cmocka_unit_test(published_gives_a_row_of_zeros_without_posts_in_the_window),
        cmocka_unit_test(published_grows_against_the_posts_of_the_window_before),
        cmocka_unit_test(growth_compares_with_the_window_before),
        cmocka_unit_test(a_post_of_the_window_before_starts_it_from_zero),
        cmocka_unit_test(a_post_from_before_both_windows_starts_the_first_from_its_oldest_row),
        cmocka_unit_test(growth_is_null_when_nothing_was_recorded_before_the_window),
        cmocka_unit_test(growth_from_an_engagement_of_zero_is_null),
        cmocka_unit_test(growth_to_an_engagement_of_zero_is_minus_one),
        cmocka_unit_test(growth_of_each_timeframe_has_its_own_windows),
        cmocka_unit_test(rate_growth_compares_engagement_per_follower),
        cmocka_unit_test(rate_growth_follows_the_followers),
        cmocka_unit_test(no_rate_row_without_current_followers),
        cmocka_unit_test(no_rate_row_when_current_followers_are_zero),
        cmocka_unit_test(no_rate_row_when_current_followers_are_null),
        cmocka_unit_test(rate_growth_is_null_without_earlier_followers),
        cmocka_unit_test(rate_growth_is_null_when_earlier_followers_are_zero),
        cmocka_unit_test(follower_tolerance_is_an_option),
        cmocka_unit_test(total_alone_asks_for_no_more_than_it_needs),
        cmocka_unit_test(growth_asks_for_the_window_before_too),
        cmocka_unit_test(followers_are_not_asked_for_without_rate_growth),
        cmocka_unit_test(published_total_asks_for_the_current_counts_only),
        cmocka_unit_test(plan_refuses_rate_growth_without_followers),
        cmocka_unit_test(all_outputs_come_from_one_reading),
        cmocka_unit_test(a_row_that_cannot_be_written_ends_the_user),
    };

    return cmocka_run_group_tests_name("engagement", tests, NULL, NULL);
}
