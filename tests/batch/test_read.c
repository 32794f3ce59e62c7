/* Reading columns that others built: cut out of longer ones, or without a validity buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "batch/array.h"

/* A column over buffers of the test. */
static struct ArrowArray column(const void **buffers, int64_t offset, int64_t length)
{
    return (struct ArrowArray){.length = length,
                               .offset = offset,
                               .null_count = -1,
                               .n_buffers = 3,
                               .buffers = buffers};
}

static void an_offset_shifts_values_and_validity(void **state)
{
    const uint8_t valid[] = {0xF7, 0x01}; /* bit 3 is off; 9 rows */
    const int64_t wide[] = {10, 11, 12, 13, 14, 15, 16, 17, 18};
    const int32_t narrow[] = {-10, -11, -12, -13, -14, -15, -16, -17, -18};
    const void *wides[] = {valid, wide, NULL}, *narrows[] = {valid, narrow, NULL};
    struct ArrowArray w = column(wides, 2, 7), n = column(narrows, 2, 7);

    (void)state;
    for (int row = 0; row < 7; row++) {
        assert_int_equal(toba_is_null(&w, row), row == 1);
        assert_int_equal(toba_cell_int(&w, TOBA_INT64, row), 12 + row);
        assert_int_equal(toba_cell_int(&w, TOBA_TIMESTAMP, row), 12 + row);
        assert_int_equal(toba_cell_int(&n, TOBA_INT32, row), -12 - row);
        assert_int_equal(toba_cell_int(&n, TOBA_DATE, row), -12 - row);
        assert_true(toba_cell_double(&n, TOBA_INT32, row) == -12.0 - row);
    }
}

static void an_offset_shifts_bits_across_bytes(void **state)
{
    const uint8_t bits[] = {0xAA, 0x55, 0x01};
    const void *buffers[] = {NULL, bits, NULL};

    (void)state;
    for (int64_t offset = 0; offset < 17; offset++) {
        struct ArrowArray c = column(buffers, offset, 1);
        int expected = bits[offset / 8] >> (offset % 8) & 1;

        assert_int_equal(toba_cell_int(&c, TOBA_BOOL, 0), expected);
    }
}

static void an_offset_shifts_text(void **state)
{
    const int32_t offsets[] = {0, 3, 3, 8, 9};
    const void *buffers[] = {NULL, offsets, "onethreez"};
    struct ArrowArray c = column(buffers, 1, 3);

    (void)state;
    assert_int_equal(toba_cell_text(&c, 0).size, 0);
    assert_non_null(toba_cell_text(&c, 0).at);
    assert_int_equal(toba_cell_text(&c, 1).size, 5);
    assert_memory_equal(toba_cell_text(&c, 1).at, "three", 5);
    assert_int_equal(toba_cell_text(&c, 2).size, 1);
    assert_false(toba_cell_text(&c, 2).null);
}

static void without_a_validity_buffer_nothing_is_null(void **state)
{
    const double values[] = {0.5, 1.5};
    const void *buffers[] = {NULL, values, NULL};
    struct ArrowArray c = column(buffers, 0, 2);

    (void)state;
    assert_false(toba_is_null(&c, 0));
    assert_false(toba_is_null(&c, 1));
    assert_true(toba_cell_double(&c, TOBA_DOUBLE, 1) == 1.5);
}

static void empty_text_needs_no_bytes(void **state)
{
    const int32_t offsets[] = {0, 0};
    const void *buffers[] = {NULL, offsets, NULL};
    struct ArrowArray c = column(buffers, 0, 1);

    (void)state;
    assert_int_equal(toba_cell_text(&c, 0).size, 0);
    assert_non_null(toba_cell_text(&c, 0).at);
}

static void the_bytes_of_a_part_are_those_of_its_rows(void **state)
{
    const int32_t offsets[] = {0, 100, 110, 1000};
    const void *buffers[] = {NULL, offsets, NULL};
    struct ArrowArray c = column(buffers, 1, 1);
    struct ArrowArray *children[] = {&c};
    struct ArrowArray batch = {.length = 1, .n_children = 1, .children = children};
    const int32_t type = TOBA_TEXT;

    (void)state;
    assert_in_range(tb_array_bytes(&batch, &type, 1), 10, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_offset_shifts_values_and_validity),
        cmocka_unit_test(an_offset_shifts_bits_across_bytes),
        cmocka_unit_test(an_offset_shifts_text),
        cmocka_unit_test(without_a_validity_buffer_nothing_is_null),
        cmocka_unit_test(empty_text_needs_no_bytes),
        cmocka_unit_test(the_bytes_of_a_part_are_those_of_its_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
