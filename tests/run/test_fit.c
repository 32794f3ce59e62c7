/* test_fit.c - batches on their way into a table: what is passed on as it is, what is
 * converted, and which rows are left out, and why. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"
#include "batch/builder.h"
#include "run/fit.h"

static const struct toba_column columns[] = {
    {.name = "id", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_NOT_NULL},
    {.name = "count", .type = TOBA_INT32},
    {.name = "rate", .type = TOBA_DOUBLE},
    {.name = "at", .type = TOBA_TIMESTAMP},
    {.name = "flag", .type = TOBA_BOOL},
    {.name = "token", .type = TOBA_TEXT, .flags = TOBA_SECRET},
};
enum { ID, DAY, COUNT, RATE, AT, FLAG, TOKEN };

static const int32_t id_day_key[] = {ID, DAY};
static const int32_t token_key[] = {ID, TOKEN};

static const struct toba_table table = {.size = sizeof table,
                                        .name = "t",
                                        .columns = columns,
                                        .n_columns = 7,
                                        .key = id_day_key,
                                        .n_key = 2};

struct bench {
    struct tb_fit fit;
    struct toba_builder *builder;
    struct tb_shared *shared;
    struct ArrowArray out;
    struct toba_error err;
    int rejects;
    char last[256]; /* "column reason: key" */
};

static int note(void *context, const char *column, const char *reason, const char *key,
                struct toba_error *err)
{
    struct bench *b = context;

    (void)err;
    b->rejects++;
    snprintf(b->last, sizeof b->last, "%s %s: %s", column, reason, key);
    return 0;
}

/* A batch of the text "k1" and one more column of a type, bound to a column of the table. */
static void open_bench(struct bench *b, const struct toba_table *t, int32_t type, int32_t to)
{
    const int32_t types[] = {TOBA_TEXT, type};
    const int32_t into[] = {ID, to};
    const int32_t fields[] = {0, 1};

    memset(b, 0, sizeof *b);
    assert_int_equal(tb_fit_init(&b->fit, t, into, fields, 2, types, 2, 0, &b->err), 0);
    b->builder = tb_builder_new(types, 2);
}

static void end_row(struct bench *b)
{
    tb_builder_text(b->builder, 0, "k1", 2);
    assert_int_equal(tb_builder_end_row(b->builder, &b->err), 0);
}

static void fit_all(struct bench *b)
{
    struct tb_fit_rejects rejects = {note, b};
    struct ArrowArray batch;

    assert_int_equal(tb_builder_finish(b->builder, &batch, &b->err), 0);
    b->shared = tb_shared_new(&batch);
    assert_int_equal(tb_fit_rows(&b->fit, b->shared, 0, tb_shared_peek(b->shared)->length,
                                 &b->out, &rejects, &b->err),
                     0);
}

static void close_bench(struct bench *b)
{
    tb_array_release(&b->out);
    tb_shared_drop(b->shared);
    tb_builder_free(b->builder);
    tb_fit_fini(&b->fit);
}

/* One row with an integer (a double where `v` is not whole), and what becomes of it. */
static void expect_reject(int32_t type, int32_t to, double v, const char *expected)
{
    struct bench b;

    open_bench(&b, &table, type, to);
    if (type == TOBA_DOUBLE)
        tb_builder_double(b.builder, 1, v);
    else
        tb_builder_int(b.builder, 1, (int64_t)v);
    end_row(&b);
    tb_builder_null(b.builder, 1); /* a row that fits, where NULL does */
    end_row(&b);
    fit_all(&b);
    assert_string_equal(b.last, expected);
    assert_int_equal(b.out.length, 2 - b.rejects);
    close_bench(&b);
}

static void batch_that_fits_is_passed_without_a_copy(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, &table, TOBA_INT32, COUNT);
    for (int i = 0; i < 100; i++) {
        tb_builder_int(b.builder, 1, i);
        end_row(&b);
    }
    fit_all(&b);

    assert_int_equal(b.out.length, 100);
    for (int i = 0; i < 2; i++)
        assert_ptr_equal(b.out.children[i]->buffers[1],
                         tb_shared_peek(b.shared)->children[i]->buffers[1]);
    close_bench(&b);
}

static void view_outlives_the_batch(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, &table, TOBA_INT32, COUNT);
    tb_builder_int(b.builder, 1, 7);
    end_row(&b);
    fit_all(&b);
    tb_shared_drop(b.shared);
    b.shared = NULL;

    assert_int_equal(toba_cell_int(b.out.children[1], TOBA_INT32, 0), 7);
    close_bench(&b);
}

static void wide_numbers_become_narrow(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, &table, TOBA_INT64, COUNT);
    tb_builder_int(b.builder, 1, INT32_MIN);
    end_row(&b);
    tb_builder_null(b.builder, 1);
    end_row(&b);
    tb_builder_int(b.builder, 1, INT32_MAX);
    end_row(&b);
    fit_all(&b);

    assert_int_equal(b.out.length, 3);
    assert_int_equal(toba_cell_int(b.out.children[1], TOBA_INT32, 0), INT32_MIN);
    assert_true(toba_is_null(b.out.children[1], 1));
    assert_int_equal(toba_cell_int(b.out.children[1], TOBA_INT32, 2), INT32_MAX);
    close_bench(&b);
}

static void days_become_instants_and_back(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, &table, TOBA_DATE, AT);
    tb_builder_int(b.builder, 1, -1);
    end_row(&b);
    fit_all(&b);
    assert_int_equal(toba_cell_int(b.out.children[1], TOBA_TIMESTAMP, 0), -TB_DAY_MICROS);
    close_bench(&b);

    open_bench(&b, &table, TOBA_TIMESTAMP, DAY);
    tb_builder_int(b.builder, 1, -1);
    end_row(&b);
    fit_all(&b);
    assert_int_equal(toba_cell_int(b.out.children[1], TOBA_DATE, 0), -1);
    close_bench(&b);
}

static void numbers_beyond_the_column_are_rejected(void **state)
{
    (void)state;
    expect_reject(TOBA_INT64, COUNT, 2147483648.0, "count does not fit into 32 bits: id=k1");
    expect_reject(TOBA_INT64, COUNT, -2147483649.0, "count does not fit into 32 bits: id=k1");
    expect_reject(TOBA_DOUBLE, COUNT, 4e9, "count does not fit into 32 bits: id=k1");
    expect_reject(TOBA_DOUBLE, COUNT, 1e300, "count does not fit into 64 bits: id=k1");
    expect_reject(TOBA_DOUBLE, COUNT, 0.5, "count is not a whole number: id=k1");
    expect_reject(TOBA_INT64, FLAG, 2, "flag is neither 0 nor 1: id=k1");
    expect_reject(TOBA_INT64, FLAG, 1, "");
}

static void doubles_that_are_no_numbers_are_rejected(void **state)
{
    (void)state;
    expect_reject(TOBA_DOUBLE, RATE, (double)NAN, "rate is not a finite number: id=k1");
    expect_reject(TOBA_DOUBLE, RATE, (double)INFINITY, "rate is not a finite number: id=k1");
    expect_reject(TOBA_DOUBLE, RATE, -0.25, "");
}

static void dates_beyond_the_calendar_are_rejected(void **state)
{
    (void)state;
    expect_reject(TOBA_TIMESTAMP, AT, 2.6e17, "at is not of the years 1 to 9999: id=k1");
    expect_reject(TOBA_TIMESTAMP, AT, -6.3e16, "at is not of the years 1 to 9999: id=k1");
    expect_reject(TOBA_TIMESTAMP, AT, 1.7e15, "");
}

static void null_in_a_column_that_needs_a_value_is_rejected(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, &table, TOBA_DATE, DAY);
    tb_builder_null(b.builder, 1);
    end_row(&b);
    tb_builder_int(b.builder, 1, 2932897); /* 10000-01-01 */
    end_row(&b);
    fit_all(&b);

    assert_int_equal(b.out.length, 0);
    assert_int_equal(b.rejects, 2);
    assert_string_equal(b.last, "day is not of the years 1 to 9999: id=k1, day=2932897");
    close_bench(&b);
}

static void zero_byte_is_rejected_and_its_neighbours_are_not(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, &table, TOBA_TEXT, TOKEN);
    for (int i = 0; i < 3; i++) {
        tb_builder_text(b.builder, 1, i == 1 ? "a\0b" : "abc", 3);
        end_row(&b);
    }
    fit_all(&b);

    assert_int_equal(b.out.length, 2);
    assert_string_equal(b.last, "token holds a zero byte: id=k1");
    close_bench(&b);
}

static void secret_is_masked_in_a_rejected_key(void **state)
{
    struct toba_table secret = table;
    struct bench b;

    (void)state;
    secret.key = token_key;
    open_bench(&b, &secret, TOBA_TEXT, TOKEN);
    tb_builder_text(b.builder, 1, "s3cr3t\0", 7);
    end_row(&b);
    fit_all(&b);

    assert_string_equal(b.last, "token holds a zero byte: id=k1, token=***");
    close_bench(&b);
}

static void missing_field_of_a_scope_is_the_date(void **state)
{
    const int32_t types[] = {TOBA_TEXT};
    const int32_t into[] = {ID, DAY, AT};
    const int32_t fields[] = {0, -1, -1};
    struct bench b = {0};

    (void)state;
    assert_int_equal(tb_fit_init(&b.fit, &table, into, fields, 3, types, 1, 20000, &b.err), 0);
    b.builder = tb_builder_new(types, 1);
    end_row(&b);
    fit_all(&b);

    assert_int_equal(toba_cell_int(b.out.children[1], TOBA_DATE, 0), 20000);
    assert_int_equal(toba_cell_int(b.out.children[2], TOBA_TIMESTAMP, 0),
                     20000 * TB_DAY_MICROS);
    close_bench(&b);
}

static void slice_takes_its_rows_only(void **state)
{
    struct tb_fit_rejects rejects = {note, NULL};
    struct ArrowArray slice;
    struct bench b;

    (void)state;
    open_bench(&b, &table, TOBA_INT64, COUNT);
    for (int i = 0; i < 10; i++) {
        tb_builder_int(b.builder, 1, i);
        end_row(&b);
    }
    fit_all(&b);
    assert_int_equal(tb_fit_rows(&b.fit, b.shared, 4, 3, &slice, &rejects, &b.err), 0);

    assert_int_equal(slice.length, 3);
    assert_int_equal(toba_cell_int(slice.children[1], TOBA_INT32, 0), 4);
    assert_memory_equal(toba_cell_text(slice.children[0], 2).at, "k1", 2);
    tb_array_release(&slice);
    close_bench(&b);
}

static void column_that_cannot_take_the_type_is_a_bug(void **state)
{
    const int32_t types[] = {TOBA_TEXT};
    const int32_t into[] = {COUNT};
    const int32_t fields[] = {0};
    struct tb_fit fit;
    struct toba_error err;

    (void)state;
    assert_int_equal(tb_fit_init(&fit, &table, into, fields, 1, types, 1, 0, &err),
                     TOBA_E_PLUGIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch_that_fits_is_passed_without_a_copy),
        cmocka_unit_test(view_outlives_the_batch),
        cmocka_unit_test(wide_numbers_become_narrow),
        cmocka_unit_test(days_become_instants_and_back),
        cmocka_unit_test(numbers_beyond_the_column_are_rejected),
        cmocka_unit_test(doubles_that_are_no_numbers_are_rejected),
        cmocka_unit_test(dates_beyond_the_calendar_are_rejected),
        cmocka_unit_test(null_in_a_column_that_needs_a_value_is_rejected),
        cmocka_unit_test(zero_byte_is_rejected_and_its_neighbours_are_not),
        cmocka_unit_test(secret_is_masked_in_a_rejected_key),
        cmocka_unit_test(missing_field_of_a_scope_is_the_date),
        cmocka_unit_test(slice_takes_its_rows_only),
        cmocka_unit_test(column_that_cannot_take_the_type_is_a_bug),
    };

    return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
