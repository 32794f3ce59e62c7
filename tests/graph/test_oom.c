/* test_oom.c - reading and planning a pipeline with the n-th allocation failing, for every n:
 * always a clean error, never a crash or a leak, until nothing fails and the plan is made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "graph/plan.h"
#include "lua/reader.h"

static const char *variable(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

static int read_and_plan(const struct tb_registry *registry, const char *file)
{
    struct tb_lua_options lua = {.registry = registry, .variable = variable};
    struct tb_plan_options options = {.day = 20000};
    struct tb_pipeline pipeline = {0};
    struct tb_plan plan = {0};
    struct tb_problems problems = {0};
    int code = tb_lua_read(&pipeline, file, &lua, &problems);

    if (!code)
        code = tb_plan_make(&plan, &pipeline, &options, &problems);
    tb_plan_free(&plan);
    tb_pipeline_free(&pipeline);
    tb_problems_free(&problems);
    return code;
}

static void fail_every_allocation(const char *file)
{
    struct tb_registry *registry = tb_registry_new();
    struct toba_error err;
    long n = 0;
    int code;

    assert_int_equal(tb_registry_load_folder(registry, PLUGINS, &err), 0);
    do {
        tb_alloc_fail_at(++n);
        code = read_and_plan(registry, file);
        if (tb_alloc_failed())
            assert_true(code == TOBA_E_MEMORY || code == TOBA_OK);
    } while (tb_alloc_failed());
    tb_alloc_fail_at(0);

    assert_int_equal(code, TOBA_OK);
    assert_true(n > 10);
    print_message("%ld allocations failed, one at a time\n", n - 1);
    tb_registry_free(registry);
}

static void every_allocation_may_fail_while_a_pipeline_is_planned(void **state)
{
    (void)state;
    fail_every_allocation(CASES "/shared.lua");
    fail_every_allocation(CASES "/declared_ports.lua");
}

static void every_allocation_may_fail_while_plugins_are_loaded(void **state)
{
    struct toba_error err;
    long n = 0;
    int code;

    (void)state;
    do {
        struct tb_registry *registry;

        tb_alloc_fail_at(++n);
        registry = tb_registry_new();
        code = registry ? tb_registry_load_folder(registry, PLUGINS, &err) : TOBA_E_MEMORY;
        tb_registry_free(registry);
    } while (tb_alloc_failed());
    tb_alloc_fail_at(0);

    assert_int_equal(code, TOBA_OK);
    assert_true(n > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail_while_plugins_are_loaded),
        cmocka_unit_test(every_allocation_may_fail_while_a_pipeline_is_planned),
    };

    return cmocka_run_group_tests_name("out of memory", tests, NULL, NULL);
}
