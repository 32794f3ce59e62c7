/* Running out of memory, at every allocation in turn: a clean mistake and no leak. Needs a
 * build in which allocations can fail. */
#include "fixture.h"

#ifdef TOBA_FAIL_ALLOC
#include "base/alloc.h"

#define EDGES_OF_WORKS 5

static void assert_clean_failure(const struct reading *reading, long n)
{
    char *mistakes = printed(reading);

    if (reading->code != TOBA_E_MEMORY || !strstr(mistakes, "out of memory"))
        fail_msg("allocation %ld: code %d: %s", n, reading->code, mistakes);
    free(mistakes);
}

/* Reads a case with the n-th allocation failing; false: it has fewer. `code` is what it gives
 * with enough memory. */
static bool read_with_failure(const char *file, long n, int code)
{
    struct reading reading;
    bool failed;

    tb_alloc_fail_at(n);
    read_file(&reading, file, NULL);
    failed = tb_alloc_failed();
    tb_alloc_fail_at(0);

    if (!failed)
        assert_int_equal(reading.code, code);
    if (reading.code == TOBA_OK) /* what failed was the shrinking of a block: nothing is lost */
        assert_int_equal(reading.pipeline.n_edges, EDGES_OF_WORKS);
    else if (reading.code != code)
        assert_clean_failure(&reading, n);
    forget(&reading);
    return failed;
}

static void a_good_pipeline_fails_cleanly_or_not_at_all(void **state)
{
    long n = 1;

    (void)state;
    go_to_cases();
    fixture_registry();

    while (read_with_failure("works.lua", n, TOBA_OK))
        n++;

    assert_true(n > 200);
}

/* Where mistakes were noted before memory went, they are what the code tells of. */
static void a_bad_pipeline_fails_cleanly_too(void **state)
{
    static const char *const files[] = {"wrong_tables.lua",    "wrong_edges.lua",
                                        "wrong_values.lua",    "modules_broken.lua",
                                        "modules_missing.lua", "unknown_variable.lua"};

    (void)state;
    go_to_cases();
    fixture_registry();

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        long n = 1;

        while (read_with_failure(files[i], n, TOBA_E_CONFIG))
            n++;
        assert_true(n > 200);
    }
}
#else
static void a_good_pipeline_fails_cleanly_or_not_at_all(void **state)
{
    (void)state;
    skip();
}

static void a_bad_pipeline_fails_cleanly_too(void **state)
{
    (void)state;
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_pipeline_fails_cleanly_or_not_at_all),
        cmocka_unit_test(a_bad_pipeline_fails_cleanly_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
