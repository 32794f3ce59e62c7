/* Memory that is freed all at once: alignment, growth, arrays that move, and its failures. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/arena.h"

static void memory_is_zeroed_and_aligned_whatever_came_before(void **state)
{
    struct tb_arena arena = {0};

    (void)state;
    for (size_t size = 1; size < 3000; size = size * 2 + 1) {
        unsigned char *memory = tb_arena_new(&arena, size);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xA5, size);
    }
    tb_arena_free(&arena);
}

static void pieces_do_not_overlap(void **state)
{
    struct tb_arena arena = {0};
    unsigned char *pieces[2000];

    (void)state;
    for (int i = 0; i < 2000; i++) {
        pieces[i] = tb_arena_new(&arena, 24);
        memset(pieces[i], i % 251, 24);
    }
    for (int i = 0; i < 2000; i++)
        for (int b = 0; b < 24; b++)
            assert_int_equal(pieces[i][b], i % 251);
    tb_arena_free(&arena);
}

static void a_piece_may_be_larger_than_a_block(void **state)
{
    struct tb_arena arena = {0};
    char *small = tb_arena_copy(&arena, "before");
    char *large = tb_arena_new(&arena, 1000000);

    (void)state;
    assert_non_null(large);
    memset(large, 'x', 1000000);
    assert_string_equal(small, "before");
    tb_arena_free(&arena);
}

static void a_copy_ends_where_it_is_told_and_nothing_copies_to_nothing(void **state)
{
    struct tb_arena arena = {0};

    (void)state;
    assert_string_equal(tb_arena_copy_n(&arena, "abcdef", 3), "abc");
    assert_string_equal(tb_arena_copy_n(&arena, "abcdef", 0), "");
    assert_string_equal(tb_arena_copy(&arena, ""), "");
    assert_null(tb_arena_copy(&arena, NULL));
    tb_arena_free(&arena);
}

static void printing_has_room_for_any_length(void **state)
{
    struct tb_arena arena = {0};
    char *text = tb_arena_print(&arena, "%0*d", 20000, 7);

    (void)state;
    assert_int_equal(strlen(text), 20000);
    assert_int_equal(text[19999], '7');
    assert_string_equal(tb_arena_print(&arena, "%s:%d", "file", 3), "file:3");
    tb_arena_free(&arena);
}

static void an_array_keeps_its_items_as_it_grows(void **state)
{
    struct tb_arena arena = {0};
    int64_t *items = NULL;
    int n = 0;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        int64_t *item = tb_arena_append(&arena, (void **)&items, &n, sizeof *item);

        assert_non_null(item);
        assert_int_equal(*item, 0);
        *item = i * 3;
    }
    assert_int_equal(n, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i * 3);
    tb_arena_free(&arena);
}

static void an_array_that_no_memory_can_hold_fails_and_says_so(void **state)
{
    struct tb_arena arena = {0};

    (void)state;
    assert_null(tb_arena_array(&arena, SIZE_MAX / 4, 8));
    assert_true(arena.failed);
    tb_arena_free(&arena);
    assert_false(arena.failed);
}

static void a_size_that_rounds_past_the_largest_fails_and_says_so(void **state)
{
    struct tb_arena arena = {0};

    (void)state;
    assert_null(tb_arena_array(&arena, SIZE_MAX / 8, 8));
    assert_true(arena.failed);
    tb_arena_free(&arena);
}

static void freeing_twice_and_using_again_is_allowed(void **state)
{
    struct tb_arena arena = {0};

    (void)state;
    tb_arena_free(&arena);
    tb_arena_copy(&arena, "one");
    tb_arena_free(&arena);
    tb_arena_free(&arena);
    assert_string_equal(tb_arena_copy(&arena, "two"), "two");
    tb_arena_free(&arena);
}

#ifdef TOBA_FAIL_ALLOC
static void a_failure_is_remembered_until_the_arena_is_freed(void **state)
{
    struct tb_arena arena = {0};

    (void)state;
    tb_alloc_fail_at(1);
    assert_null(tb_arena_new(&arena, 10));
    tb_alloc_fail_at(0);
    assert_true(arena.failed);
    assert_non_null(tb_arena_new(&arena, 10));
    assert_true(arena.failed);
    tb_arena_free(&arena);
    assert_false(arena.failed);
}

static void an_append_that_fails_leaves_the_array_as_it_was(void **state)
{
    struct tb_arena arena = {0};
    char(*items)[4096] = NULL;
    int n = 0;

    (void)state;
    for (int i = 0; i < 4; i++)
        (*(char(*)[4096])tb_arena_append(&arena, (void **)&items, &n, 4096))[0] = (char)i;
    tb_alloc_fail_at(1);
    assert_null(tb_arena_append(&arena, (void **)&items, &n, 4096));
    tb_alloc_fail_at(0);
    assert_int_equal(n, 4);
    assert_int_equal(items[3][0], 3);
    tb_arena_free(&arena);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_whatever_came_before),
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(a_piece_may_be_larger_than_a_block),
        cmocka_unit_test(a_copy_ends_where_it_is_told_and_nothing_copies_to_nothing),
        cmocka_unit_test(printing_has_room_for_any_length),
        cmocka_unit_test(an_array_keeps_its_items_as_it_grows),
        cmocka_unit_test(an_array_that_no_memory_can_hold_fails_and_says_so),
        cmocka_unit_test(a_size_that_rounds_past_the_largest_fails_and_says_so),
        cmocka_unit_test(freeing_twice_and_using_again_is_allowed),
#ifdef TOBA_FAIL_ALLOC
        cmocka_unit_test(a_failure_is_remembered_until_the_arena_is_freed),
        cmocka_unit_test(an_append_that_fails_leaves_the_array_as_it_was),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
