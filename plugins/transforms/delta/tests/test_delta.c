/* Behaviour of `delta`: differences between a key's rows by date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "group_host.h"

enum { D = 20000 };

static struct group_host *new_delta(const char *columns)
{
    struct group_host *host = group_host_new(toba_plugin_entry(), D);

    give_option(host, "of", columns);
    wire(host, "rows");
    return host;
}

static void run(struct group_host *host)
{
    struct toba_error err = {0};

    assert_int_equal(run_group(host, &err), 0);
}

static void first_row_of_a_key_has_no_difference(void **state)
{
    struct group_host *host = new_delta("likes");

    (void)state;
    give_row(host, "rows", NULL, D, CELLS(NIL, INT(10)));
    run(host);

    expect_rows(host, "rows", 1);
    expect_row(host, "rows", 0, TEXT("key"), INT(D), NIL);
    group_host_free(host);
}

static void every_column_is_compared_with_the_row_before(void **state)
{
    struct group_host *host = new_delta("likes,comments");

    (void)state;
    give_row(host, "rows", NULL, D - 2, CELLS(NIL, INT(10), INT(100)));
    give_row(host, "rows", NULL, D - 1, CELLS(NIL, INT(13), INT(99)));
    give_row(host, "rows", NULL, D, CELLS(NIL, INT(13), INT(105)));
    run(host);

    expect_rows(host, "rows", 3);
    expect_row(host, "rows", 0, TEXT("key"), INT(D - 2), NIL, NIL);
    expect_row(host, "rows", 1, TEXT("key"), INT(D - 1), INT(3), INT(-1));
    expect_row(host, "rows", 2, TEXT("key"), INT(D), INT(0), INT(6));
    group_host_free(host);
}

static void a_gap_of_many_days_makes_no_difference(void **state)
{
    struct group_host *host = new_delta("likes");

    (void)state;
    give_row(host, "rows", NULL, D - 400, CELLS(NIL, INT(1)));
    give_row(host, "rows", NULL, D, CELLS(NIL, INT(500)));
    run(host);

    expect_row(host, "rows", 1, TEXT("key"), INT(D), INT(499));
    group_host_free(host);
}

static void a_null_on_either_side_gives_null(void **state)
{
    struct group_host *host = new_delta("likes");

    (void)state;
    give_row(host, "rows", NULL, D - 3, CELLS(NIL, INT(5)));
    give_row(host, "rows", NULL, D - 2, CELLS(NIL, NIL));
    give_row(host, "rows", NULL, D - 1, CELLS(NIL, INT(9)));
    give_row(host, "rows", NULL, D, CELLS(NIL, INT(11)));
    run(host);

    expect_row(host, "rows", 1, TEXT("key"), INT(D - 2), NIL);
    expect_row(host, "rows", 2, TEXT("key"), INT(D - 1), NIL);
    expect_row(host, "rows", 3, TEXT("key"), INT(D), INT(2));
    group_host_free(host);
}

static void a_neighbour_is_compared_with_and_not_written(void **state)
{
    struct group_host *host = new_delta("likes");

    (void)state;
    give_neighbour(host, "rows", D - 9, CELLS(NIL, INT(1)));
    give_row(host, "rows", NULL, D - 8, CELLS(NIL, INT(4)));
    give_neighbour(host, "rows", D - 1, CELLS(NIL, INT(50)));
    give_row(host, "rows", NULL, D, CELLS(NIL, INT(60)));
    run(host);

    expect_rows(host, "rows", 2);
    expect_row(host, "rows", 0, TEXT("key"), INT(D - 8), INT(3));
    expect_row(host, "rows", 1, TEXT("key"), INT(D), INT(10));
    group_host_free(host);
}

static void a_key_without_rows_gives_none(void **state)
{
    struct group_host *host = new_delta("likes");

    (void)state;
    run(host);

    expect_rows(host, "rows", 0);
    group_host_free(host);
}

static void output_fields_bear_the_columns_names(void **state)
{
    struct group_host *host = new_delta("likes,comments");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), 0);

    assert_string_equal(output_field(host, "rows", 0), "*");
    assert_string_equal(output_field(host, "rows", 2), "likes_growth");
    assert_string_equal(output_field(host, "rows", 3), "comments_growth");
    assert_null(output_field(host, "rows", 4));
    group_host_free(host);
}

static void a_difference_beyond_64_bits_is_null_and_counted(void **state)
{
    struct group_host *host = new_delta("likes");

    (void)state;
    give_row(host, "rows", NULL, D - 1, CELLS(NIL, INT(INT64_MIN)));
    give_row(host, "rows", NULL, D, CELLS(NIL, INT(1)));
    run(host);

    expect_row(host, "rows", 1, TEXT("key"), INT(D), NIL);
    assert_int_equal(counted(host), 1);
    group_host_free(host);
}

static void plan_refuses_no_columns(void **state)
{
    struct group_host *host = new_delta("");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), TOBA_E_CONFIG);

    assert_non_null(strstr(err.message, "\"of\""));
    assert_non_null(strstr(err.hint, "1 to 32"));
    group_host_free(host);
}

static void plan_refuses_too_many_columns(void **state)
{
    struct group_host *host = new_delta("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,"
                                        "A,B,C,D,E,F,G");
    struct toba_error err = {0};

    (void)state;
    assert_int_equal(plan_group(host, &err), TOBA_E_CONFIG);

    assert_non_null(strstr(err.message, "33 columns"));
    group_host_free(host);
}

static void plan_refuses_a_name_that_is_too_long(void **state)
{
    char name[300];
    struct toba_error err = {0};

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    struct group_host *host = new_delta(name);

    assert_int_equal(plan_group(host, &err), TOBA_E_CONFIG);

    group_host_free(host);
}

static void a_row_that_cannot_be_written_ends_the_key(void **state)
{
    struct group_host *host = new_delta("likes");
    struct toba_error err = {0};

    (void)state;
    give_row(host, "rows", NULL, D - 1, CELLS(NIL, INT(1)));
    give_row(host, "rows", NULL, D, CELLS(NIL, INT(2)));
    fail_next_row(host, TOBA_E_SINK);

    assert_int_equal(run_group(host, &err), TOBA_E_SINK);

    expect_rows(host, "rows", 0);
    group_host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_row_of_a_key_has_no_difference),
        cmocka_unit_test(every_column_is_compared_with_the_row_before),
        cmocka_unit_test(a_gap_of_many_days_makes_no_difference),
        cmocka_unit_test(a_null_on_either_side_gives_null),
        cmocka_unit_test(a_neighbour_is_compared_with_and_not_written),
        cmocka_unit_test(a_key_without_rows_gives_none),
        cmocka_unit_test(output_fields_bear_the_columns_names),
        cmocka_unit_test(a_difference_beyond_64_bits_is_null_and_counted),
        cmocka_unit_test(plan_refuses_no_columns),
        cmocka_unit_test(plan_refuses_too_many_columns),
        cmocka_unit_test(plan_refuses_a_name_that_is_too_long),
        cmocka_unit_test(a_row_that_cannot_be_written_ends_the_key),
    };

    return cmocka_run_group_tests_name("delta", tests, NULL, NULL);
}
