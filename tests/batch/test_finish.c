/* Handing a batch over: its shape, growth over many rows, using the builder again, memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "batch/array.h"
#include "batch/builder.h"
#include "batch/host.h"

enum { NUMBER, WORDS, FLAG, COLUMNS };

static const int32_t types[COLUMNS] = {TOBA_INT64, TOBA_TEXT, TOBA_BOOL};

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

static void put_row(struct toba_builder *b, int64_t number)
{
    struct toba_error err = {0};
    char text[32];
    int size = snprintf(text, sizeof text, "row %lld", (long long)number);

    tb_builder_int(b, NUMBER, number);
    if (number % 3)
        tb_builder_text(b, WORDS, text, size);
    tb_builder_int(b, FLAG, number % 2);
    assert_int_equal(tb_builder_end_row(b, &err), TOBA_OK);
}

static void expect_row(const struct ArrowArray *batch, int64_t row, int64_t number)
{
    char text[32];
    int size = snprintf(text, sizeof text, "row %lld", (long long)number);

    assert_int_equal(toba_cell_int(batch->children[NUMBER], TOBA_INT64, row), number);
    assert_int_equal(toba_cell_int(batch->children[FLAG], TOBA_BOOL, row), number % 2);
    assert_int_equal(toba_is_null(batch->children[WORDS], row), number % 3 == 0);
    if (number % 3) {
        assert_int_equal(toba_cell_text(batch->children[WORDS], row).size, size);
        assert_memory_equal(toba_cell_text(batch->children[WORDS], row).at, text, size);
    }
}

static struct ArrowArray finish(struct toba_builder *b)
{
    struct ArrowArray batch;
    struct toba_error err = {0};

    assert_int_equal(tb_builder_finish(b, &batch, &err), TOBA_OK);
    return batch;
}

static void a_batch_has_the_shape_that_arrow_asks_for(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;

    put_row(b, 1);
    put_row(b, 3);
    batch = finish(b);

    assert_int_equal(batch.length, 2);
    assert_int_equal(batch.offset, 0);
    assert_int_equal(batch.null_count, 0);
    assert_int_equal(batch.n_buffers, 1);
    assert_null(batch.buffers[0]);
    assert_int_equal(batch.n_children, COLUMNS);
    assert_null(batch.dictionary);
    for (int c = 0; c < COLUMNS; c++) {
        const struct ArrowArray *column = batch.children[c];

        assert_int_equal(column->length, 2);
        assert_int_equal(column->offset, 0);
        assert_int_equal(column->null_count, c == WORDS ? 1 : 0);
        assert_int_equal(column->n_buffers, c == WORDS ? 3 : 2);
        assert_int_equal(column->n_children, 0);
        assert_non_null(column->buffers[1]);
        assert_non_null(column->release);
    }
    batch.release(&batch);
    assert_null(batch.release);
}

static void an_empty_batch_has_its_columns_and_offsets(void **state)
{
    struct ArrowArray batch = finish(*state);

    assert_int_equal(batch.length, 0);
    assert_int_equal(batch.n_children, COLUMNS);
    for (int c = 0; c < COLUMNS; c++)
        assert_int_equal(batch.children[c]->length, 0);
    assert_int_equal(((const int32_t *)batch.children[WORDS]->buffers[1])[0], 0);
    tb_array_release(&batch);
}

static void a_batch_without_columns_counts_its_rows(void **state)
{
    struct toba_builder *b = tb_builder_new(NULL, 0);
    struct toba_error err = {0};
    struct ArrowArray batch;

    (void)state;
    assert_int_equal(tb_builder_end_row(b, &err), TOBA_OK);
    batch = finish(b);

    assert_int_equal(batch.length, 1);
    assert_int_equal(batch.n_children, 0);
    tb_array_release(&batch);
    tb_builder_free(b);
}

static void a_child_can_outlive_its_batch(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch, words;

    put_row(b, 1);
    batch = finish(b);
    tb_array_move(batch.children[WORDS], &words);
    tb_array_release(&batch);

    assert_memory_equal(toba_cell_text(&words, 0).at, "row 1", 5);
    tb_array_release(&words);
    assert_null(words.release);
    tb_array_release(&words); /* an empty one is allowed */
}

static void a_hundred_thousand_rows_stay_what_they_were(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batch;

    for (int64_t i = 0; i < 100000; i++)
        put_row(b, i);
    assert_int_equal(tb_builder_rows(b), 100000);
    batch = finish(b);

    assert_int_equal(batch.length, 100000);
    for (int64_t i = 0; i < 100000; i++)
        expect_row(&batch, i, i);
    tb_array_release(&batch);
}

static void the_builder_starts_afresh_after_a_batch(void **state)
{
    struct toba_builder *b = *state;
    struct ArrowArray batches[3];

    for (int n = 0; n < 3; n++) {
        for (int64_t i = 0; i < 100; i++)
            put_row(b, n * 1000 + i);
        batches[n] = finish(b);
        assert_int_equal(tb_builder_rows(b), 0);
        assert_int_equal(tb_builder_bytes(b), 0);
    }
    for (int n = 0; n < 3; n++) {
        assert_int_equal(batches[n].length, 100);
        for (int64_t i = 0; i < 100; i++)
            expect_row(&batches[n], i, n * 1000 + i);
        tb_array_release(&batches[n]);
    }
}

static void a_row_under_construction_does_not_leak_into_the_next_batch(void **state)
{
    struct toba_builder *b = *state;
    struct toba_error err = {0};
    struct ArrowArray batch;

    put_row(b, 1);
    tb_builder_int(b, NUMBER, 2);
    tb_builder_text(b, WORDS, "unfinished", 10);
    batch = finish(b);
    assert_int_equal(batch.length, 1);
    tb_array_release(&batch);

    tb_builder_int(b, FLAG, 1);
    assert_int_equal(tb_builder_end_row(b, &err), TOBA_OK);
    batch = finish(b);
    assert_true(toba_is_null(batch.children[NUMBER], 0));
    assert_true(toba_is_null(batch.children[WORDS], 0));
    tb_array_release(&batch);
}

static void a_failed_put_comes_out_of_finish(void **state)
{
    struct toba_builder *b = *state;
    struct toba_error err = {0};
    struct ArrowArray batch = {0};

    put_row(b, 1);
    tb_builder_text(b, WORDS, "\xFF", 1);
    if (tb_builder_finish(b, &batch, &err) == TOBA_OK) {
        tb_array_release(&batch);
        fail_msg("%s", "the failure was swallowed");
    }
    assert_int_equal(err.code, TOBA_E_PLUGIN);
    assert_string_equal(err.message, "a text is not UTF-8");
    assert_null(batch.release);

    batch = finish(b); /* told once; the ended rows are still there */
    assert_int_equal(batch.length, 1);
    tb_array_release(&batch);
}

static void bytes_grow_with_rows_and_text(void **state)
{
    struct toba_builder *b = *state;
    struct toba_error err = {0};
    struct ArrowArray batch;
    char text[1000];
    int64_t one;

    memset(text, 'x', sizeof text);
    assert_int_equal(tb_builder_bytes(b), 0);
    put_row(b, 1);
    one = tb_builder_bytes(b);
    assert_in_range(one, 8 + 5, 64);
    tb_builder_text(b, WORDS, text, sizeof text);
    assert_int_equal(tb_builder_bytes(b), one); /* the row is not ended yet */
    assert_int_equal(tb_builder_end_row(b, &err), TOBA_OK);
    assert_in_range(tb_builder_bytes(b), one + 1000, one + 1064);

    batch = finish(b);
    assert_in_range(tb_array_bytes(&batch, types, COLUMNS), 1000, 1100);
    tb_array_release(&batch);
}

static void freeing_a_builder_frees_its_rows(void **state)
{
    struct toba_builder *b = tb_builder_new(types, COLUMNS);

    (void)state;
    put_row(b, 1);
    tb_builder_text(b, WORDS, "unfinished", 10);
    tb_builder_free(b);
    tb_builder_free(NULL);
}

static void plugins_build_through_the_host(void **state)
{
    const struct toba_host *host = tb_batch_host();
    struct toba_builder *b = toba_builder_new(host, types, COLUMNS);
    struct toba_error err = {0};
    struct ArrowArray batch;

    (void)state;
    assert_int_equal(host->size, sizeof *host);
    toba_builder_int(host, b, NUMBER, 5);
    toba_builder_text(host, b, WORDS, "five", 4);
    assert_int_equal(toba_builder_end_row(host, b, &err), TOBA_OK);
    toba_builder_double(host, b, NUMBER, 0.5);
    assert_int_equal(toba_builder_end_row(host, b, &err), TOBA_E_PLUGIN);
    assert_int_equal(toba_builder_rows(host, b), 1);
    assert_true(toba_builder_bytes(host, b) > 0);
    assert_int_equal(toba_builder_finish(host, b, &batch, &err), TOBA_OK);
    assert_int_equal(toba_cell_int(batch.children[NUMBER], TOBA_INT64, 0), 5);
    tb_array_release(&batch);
    toba_builder_free(host, b);
}

#ifdef TOBA_FAIL_ALLOC
static void a_batch_that_finds_no_memory_is_an_error_and_the_builder_goes_on(void **state)
{
    struct toba_builder *b = *state;
    struct toba_error err = {0};
    struct ArrowArray batch;
    int code = TOBA_E_MEMORY;
    long n = 1;

    for (; code; n++) {
        put_row(b, 1);
        tb_alloc_fail_at(n);
        code = tb_builder_finish(b, &batch, &err);
        tb_alloc_fail_at(0);
        assert_true(code == TOBA_OK || code == TOBA_E_MEMORY);
        if (code)
            assert_string_equal(err.message, "out of memory for a batch");
    }
    assert_int_equal(n, 8); /* the batch, two arrays, a column each, and none failed */
    tb_array_release(&batch);
}
#endif

#define with_builder(test) cmocka_unit_test_setup_teardown(test, fresh_builder, free_builder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_builder(a_batch_has_the_shape_that_arrow_asks_for),
        with_builder(an_empty_batch_has_its_columns_and_offsets),
        cmocka_unit_test(a_batch_without_columns_counts_its_rows),
        with_builder(a_child_can_outlive_its_batch),
        with_builder(a_hundred_thousand_rows_stay_what_they_were),
        with_builder(the_builder_starts_afresh_after_a_batch),
        with_builder(a_row_under_construction_does_not_leak_into_the_next_batch),
        with_builder(a_failed_put_comes_out_of_finish),
        with_builder(bytes_grow_with_rows_and_text),
        cmocka_unit_test(freeing_a_builder_frees_its_rows),
        cmocka_unit_test(plugins_build_through_the_host),
#ifdef TOBA_FAIL_ALLOC
        with_builder(a_batch_that_finds_no_memory_is_an_error_and_the_builder_goes_on),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
