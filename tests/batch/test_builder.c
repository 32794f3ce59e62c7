/* Putting values into rows: types and their limits, NULLs, and failures that stick until the
 * row is ended or given up. */
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "batch/array.h"
#include "batch/builder.h"

enum { FLAG, SMALL, BIG, REAL, WORDS, DAY, INSTANT, COLUMNS };

static const int32_t types[COLUMNS] = {TOBA_BOOL, TOBA_INT32, TOBA_INT64,    TOBA_DOUBLE,
                                       TOBA_TEXT, TOBA_DATE,  TOBA_TIMESTAMP};

static int fresh_builder(void **state)
{
    *state = tb_builder_new(types, COLUMNS);
    return *state ? 0 : -1;
}

static int free_builder(void **state)
{
    tb_builder_free(*state);
    return 0;
}

static void end_row(struct toba_builder *b)
{
    struct toba_error err = {0};

    if (tb_builder_end_row(b, &err))
        fail_msg("%s", err.message);
}

static struct ArrowArray finish(struct toba_builder *b)
{
    struct ArrowArray batch;
    struct toba_error err = {0};

    assert_int_equal(tb_builder_finish(b, &batch, &err), TOBA_OK);
    return batch;
}

/* Ends a row that must fail. */
static void expect_failure(struct toba_builder *b, int code, const char *message)
{
    struct toba_error err = {0};
    int64_t rows = tb_builder_rows(b);

    assert_int_equal(tb_builder_end_row(b, &err), code);
    assert_int_equal(err.code, code);
    assert_string_equal(err.message, message);
    assert_int_equal(tb_builder_rows(b), rows);
}

static void every_type_keeps_its_farthest_values(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch, **c;

    for (int end = 0; end < 2; end++) {
        tb_builder_int(b, FLAG, end);
        tb_builder_int(b, SMALL, end ? INT32_MAX : INT32_MIN);
        tb_builder_int(b, BIG, end ? INT64_MAX : INT64_MIN);
        tb_builder_double(b, REAL, end ? 1.7976931348623157e308 : -0.0);
        tb_builder_text(b, WORDS, end ? "\xF0\x9F\x8D\x9C" : "", end ? 4 : 0);
        tb_builder_int(b, DAY, end ? INT32_MAX : INT32_MIN);
        tb_builder_int(b, INSTANT, end ? INT64_MAX : INT64_MIN);
        end_row(b);
    }
    batch = finish(b);
    c = batch.children;
    for (int end = 0; end < 2; end++) {
        assert_int_equal(toba_cell_int(c[FLAG], TOBA_BOOL, end), end);
        assert_int_equal(toba_cell_int(c[SMALL], TOBA_INT32, end), end ? INT32_MAX : INT32_MIN);
        assert_int_equal(toba_cell_int(c[BIG], TOBA_INT64, end), end ? INT64_MAX : INT64_MIN);
        assert_int_equal(toba_cell_int(c[DAY], TOBA_DATE, end), end ? INT32_MAX : INT32_MIN);
        assert_int_equal(toba_cell_int(c[INSTANT], TOBA_TIMESTAMP, end),
                         end ? INT64_MAX : INT64_MIN);
    }
    assert_true(signbit(toba_cell_double(c[REAL], TOBA_DOUBLE, 0)));
    assert_true(toba_cell_double(c[REAL], TOBA_DOUBLE, 1) > 1e308);
    assert_int_equal(toba_cell_text(c[WORDS], 0).size, 0);
    assert_non_null(toba_cell_text(c[WORDS], 0).at);
    assert_memory_equal(toba_cell_text(c[WORDS], 1).at, "\xF0\x9F\x8D\x9C", 4);
    tb_array_release(&batch);
}

static void what_is_not_put_is_null(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;

    end_row(b);
    tb_builder_int(b, SMALL, 7);
    end_row(b);
    batch = finish(b);

    for (int c = 0; c < COLUMNS; c++) {
        assert_true(toba_is_null(batch.children[c], 0));
        assert_int_equal(toba_is_null(batch.children[c], 1), c != SMALL);
        assert_int_equal(batch.children[c]->null_count, c == SMALL ? 1 : 2);
    }
    tb_array_release(&batch);
}

static void a_value_can_be_taken_back_before_the_row_ends(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;

    for (int c = 0; c < COLUMNS; c++) {
        if (c == WORDS)
            tb_builder_text(b, c, "gone", 4);
        else
            tb_builder_int(b, c, 1);
        tb_builder_null(b, c);
    }
    end_row(b);
    batch = finish(b);

    for (int c = 0; c < COLUMNS; c++)
        assert_true(toba_is_null(batch.children[c], 0));
    assert_int_equal(toba_cell_text(batch.children[WORDS], 0).size, 0);
    tb_array_release(&batch);
}

static void the_last_put_of_a_row_wins(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;

    tb_builder_int(b, SMALL, 1);
    tb_builder_int(b, SMALL, 2);
    tb_builder_text(b, WORDS, "a long first", 12);
    tb_builder_text(b, WORDS, "second", 6);
    end_row(b);
    tb_builder_text(b, WORDS, "next", 4);
    end_row(b);
    batch = finish(b);

    assert_int_equal(toba_cell_int(batch.children[SMALL], TOBA_INT32, 0), 2);
    assert_int_equal(toba_cell_text(batch.children[WORDS], 0).size, 6);
    assert_memory_equal(toba_cell_text(batch.children[WORDS], 0).at, "second", 6);
    assert_memory_equal(toba_cell_text(batch.children[WORDS], 1).at, "next", 4);
    tb_array_release(&batch);
}

static void a_number_too_wide_for_its_column_fails(void **state)
{
    static const int64_t wide[] = {INT64_C(2147483648), INT64_C(-2147483649), INT64_MAX,
                                   INT64_MIN};
    struct toba_builder *b = *state;

    for (int i = 0; i < 4; i++) {
        tb_builder_int(b, i % 2 ? SMALL : DAY, wide[i]);
        expect_failure(b, TOBA_E_PLUGIN, "a number does not fit into 32 bits");
    }
}

static void a_value_of_another_type_fails(void **state)
{
    struct toba_builder *b = *state;

    tb_builder_int(b, WORDS, 1);
    expect_failure(b, TOBA_E_PLUGIN, "a number was put into a text column");
    tb_builder_double(b, BIG, 1.5);
    expect_failure(b, TOBA_E_PLUGIN, "a double was put into a column of another type");
    tb_builder_text(b, BIG, "1", 1);
    expect_failure(b, TOBA_E_PLUGIN, "text was put into a column of another type");
    tb_builder_text(b, WORDS, "1", -1);
    expect_failure(b, TOBA_E_PLUGIN, "text was put into a column of another type");
}

static void a_column_that_does_not_exist_fails(void **state)
{
    static const int32_t columns[] = {-1, COLUMNS, INT32_MAX, INT32_MIN};
    struct toba_builder *b = *state;

    for (int i = 0; i < 4; i++) {
        tb_builder_int(b, columns[i], 1);
        expect_failure(b, TOBA_E_PLUGIN, "a value was put into a column that does not exist");
    }
}

static void a_text_that_is_no_utf8_fails(void **state)
{
    struct toba_builder *b = *state;

    tb_builder_text(b, WORDS, "caf\xE9", 4);
    expect_failure(b, TOBA_E_PLUGIN, "a text is not UTF-8");
}

/* Of the long texts only one byte exists: whoever reads on to judge or to copy them is found.
 */
static void a_text_past_two_gigabytes_fails_before_it_is_read(void **state)
{
    static const int64_t sizes[] = {INT32_MAX - 4, INT32_MAX, INT64_C(1) << 31, INT64_MAX};
    struct toba_builder *b = *state;

    tb_builder_text(b, WORDS, "first", 5);
    end_row(b);
    for (int i = 0; i < 4; i++) {
        tb_builder_text(b, WORDS, "\xFF", sizes[i]);
        expect_failure(b, TOBA_E_PLUGIN, "the text of a batch passes 2 GiB");
    }
}

static void the_first_failure_of_a_row_is_the_one_told(void **state)
{
    struct toba_builder *b = *state;

    tb_builder_text(b, WORDS, "\xFF", 1);
    tb_builder_int(b, SMALL, INT64_MAX);
    tb_builder_int(b, FLAG, 1);
    expect_failure(b, TOBA_E_PLUGIN, "a text is not UTF-8");
}

static void a_row_that_failed_leaves_no_trace(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;

    tb_builder_int(b, BIG, 1);
    end_row(b);
    tb_builder_int(b, BIG, 2);
    tb_builder_text(b, WORDS, "lost", 4);
    tb_builder_int(b, SMALL, INT64_MAX);
    expect_failure(b, TOBA_E_PLUGIN, "a number does not fit into 32 bits");
    tb_builder_int(b, SMALL, 3);
    end_row(b);
    batch = finish(b);

    assert_int_equal(batch.length, 2);
    assert_true(toba_is_null(batch.children[BIG], 1));
    assert_true(toba_is_null(batch.children[WORDS], 1));
    assert_int_equal(toba_cell_int(batch.children[SMALL], TOBA_INT32, 1), 3);
    tb_array_release(&batch);
}

static void a_row_given_up_leaves_no_trace(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;

    tb_builder_text(b, WORDS, "\xFF", 1);
    tb_builder_int(b, BIG, 2);
    tb_builder_drop_row(b);
    end_row(b);
    batch = finish(b);

    assert_int_equal(batch.length, 1);
    assert_true(toba_is_null(batch.children[BIG], 0));
    tb_array_release(&batch);
}

static void cells_of_another_batch_are_copied_with_their_nulls(void **state)
{
    struct toba_builder *b = *state, *copy = tb_builder_new(types, COLUMNS);
    struct ArrowArray from, to;

    for (int c = 0; c < COLUMNS; c++)
        if (c == WORDS)
            tb_builder_text(b, c, "text", 4);
        else if (c == REAL)
            tb_builder_double(b, c, 2.5);
        else
            tb_builder_int(b, c, 1);
    end_row(b);
    end_row(b);
    from = finish(b);
    for (int row = 0; row < 2; row++) {
        for (int c = 0; c < COLUMNS; c++)
            tb_builder_cell(copy, c, types[c], from.children[c], row);
        end_row(copy);
    }
    to = finish(copy);

    for (int c = 0; c < COLUMNS; c++) {
        assert_false(toba_is_null(to.children[c], 0));
        assert_true(toba_is_null(to.children[c], 1));
    }
    assert_memory_equal(toba_cell_text(to.children[WORDS], 0).at, "text", 4);
    assert_true(toba_cell_double(to.children[REAL], TOBA_DOUBLE, 0) == 2.5);
    assert_int_equal(toba_cell_int(to.children[INSTANT], TOBA_TIMESTAMP, 0), 1);
    tb_array_release(&from);
    tb_array_release(&to);
    tb_builder_free(copy);
}

static void a_cell_may_widen_but_not_narrow_what_does_not_fit(void **state)
{
    static const int32_t from_types[] = {TOBA_INT64, TOBA_INT32};
    struct toba_builder *b = *state, *source = tb_builder_new(from_types, 2);
    struct ArrowArray from, to;

    tb_builder_int(source, 0, INT64_C(5000000000));
    tb_builder_int(source, 1, 12);
    end_row(source);
    from = finish(source);
    tb_builder_cell(b, BIG, TOBA_INT32, from.children[1], 0);
    tb_builder_cell(b, REAL, TOBA_INT32, from.children[1], 0);
    end_row(b);
    tb_builder_cell(b, SMALL, TOBA_INT64, from.children[0], 0);
    expect_failure(b, TOBA_E_PLUGIN, "a number does not fit into 32 bits");
    to = finish(b);

    assert_int_equal(toba_cell_int(to.children[BIG], TOBA_INT64, 0), 12);
    assert_true(toba_cell_double(to.children[REAL], TOBA_DOUBLE, 0) == 12.0);
    tb_array_release(&from);
    tb_array_release(&to);
    tb_builder_free(source);
}

#ifdef TOBA_FAIL_ALLOC
static void running_out_of_memory_costs_one_row_and_no_more(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;
    long n = 1;

    for (int failures = 1; failures; n++) {
        struct toba_error err = {0};

        tb_alloc_fail_at(n);
        failures = 0;
        for (int row = 0; row < 300; row++) {
            tb_builder_int(b, SMALL, row);
            tb_builder_text(b, WORDS, "ten bytes!", 10);
            failures += tb_builder_end_row(b, &err) == TOBA_E_MEMORY;
        }
        assert_int_equal(failures, tb_alloc_failed());
        tb_alloc_fail_at(0);
        batch = finish(b);
        assert_int_equal(batch.length, 300 - failures);
        assert_int_equal(toba_cell_int(batch.children[SMALL], TOBA_INT32, batch.length - 1),
                         299);
        tb_array_release(&batch);
    }
    assert_true(n > 10);
}
#endif

#define with_builder(test) cmocka_unit_test_setup_teardown(test, fresh_builder, free_builder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_builder(every_type_keeps_its_farthest_values),
        with_builder(what_is_not_put_is_null),
        with_builder(a_value_can_be_taken_back_before_the_row_ends),
        with_builder(the_last_put_of_a_row_wins),
        with_builder(a_number_too_wide_for_its_column_fails),
        with_builder(a_value_of_another_type_fails),
        with_builder(a_column_that_does_not_exist_fails),
        with_builder(a_text_that_is_no_utf8_fails),
        with_builder(a_text_past_two_gigabytes_fails_before_it_is_read),
        with_builder(the_first_failure_of_a_row_is_the_one_told),
        with_builder(a_row_that_failed_leaves_no_trace),
        with_builder(a_row_given_up_leaves_no_trace),
        with_builder(cells_of_another_batch_are_copied_with_their_nulls),
        with_builder(a_cell_may_widen_but_not_narrow_what_does_not_fit),
#ifdef TOBA_FAIL_ALLOC
        with_builder(running_out_of_memory_costs_one_row_and_no_more),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
