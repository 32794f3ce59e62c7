/* A batch with several owners is released once, with the last of them, on whatever thread. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "batch/array.h"

enum { THREADS = 4, ROUNDS = 2000 };

static void count_release(struct ArrowArray *array)
{
    ++*(int *)array->private_data;
    array->release = NULL;
}

static struct ArrowArray counted(int *released)
{
    return (struct ArrowArray){.length = 3, .release = count_release, .private_data = released};
}

static void sharing_takes_the_batch(void **state)
{
    int released = 0;
    struct ArrowArray batch = counted(&released);
    struct tb_shared *shared = tb_shared_new(&batch);

    (void)state;
    assert_null(batch.release);
    assert_int_equal(tb_shared_peek(shared)->length, 3);
    tb_shared_drop(shared);
    assert_int_equal(released, 1);
}

static void the_last_owner_releases(void **state)
{
    int released = 0;
    struct ArrowArray batch = counted(&released);
    struct tb_shared *shared = tb_shared_new(&batch);

    (void)state;
    assert_ptr_equal(tb_shared_keep(shared), shared);
    tb_shared_keep(shared);
    tb_shared_drop(shared);
    tb_shared_drop(shared);
    assert_int_equal(released, 0);
    tb_shared_drop(shared);
    assert_int_equal(released, 1);
    tb_shared_drop(NULL);
}

static void *keep_and_drop(void *argument)
{
    struct tb_shared *shared = argument;
    int64_t rows = 0;

    for (int i = 0; i < ROUNDS; i++) {
        tb_shared_keep(shared);
        rows += tb_shared_peek(shared)->length;
        tb_shared_drop(shared);
    }
    tb_shared_drop(shared);
    return rows == 3 * ROUNDS ? shared : NULL;
}

static void owners_on_many_threads_release_once(void **state)
{
    int released = 0;
    struct ArrowArray batch = counted(&released);
    struct tb_shared *shared = tb_shared_new(&batch);
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++) {
        tb_shared_keep(shared);
        assert_int_equal(pthread_create(&threads[i], NULL, keep_and_drop, shared), 0);
    }
    tb_shared_drop(shared);
    for (int i = 0; i < THREADS; i++) {
        void *seen;

        assert_int_equal(pthread_join(threads[i], &seen), 0);
        assert_non_null(seen);
    }
    assert_int_equal(released, 1);
}

#ifdef TOBA_FAIL_ALLOC
static void a_batch_that_cannot_be_shared_is_released(void **state)
{
    int released = 0;
    struct ArrowArray batch = counted(&released);

    (void)state;
    tb_alloc_fail_at(1);
    assert_null(tb_shared_new(&batch));
    tb_alloc_fail_at(0);
    assert_int_equal(released, 1);
    assert_null(batch.release);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sharing_takes_the_batch),
        cmocka_unit_test(the_last_owner_releases),
        cmocka_unit_test(owners_on_many_threads_release_once),
#ifdef TOBA_FAIL_ALLOC
        cmocka_unit_test(a_batch_that_cannot_be_shared_is_released),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
