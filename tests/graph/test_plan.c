/* test_plan.c - what a right pipeline is planned to do: stages, shared reads, keys, points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "graph/plan.h"
#include "lua/reader.h"

#define DAY 20000

struct fixture {
    struct tb_registry *registry;
    struct tb_pipeline pipeline;
    struct tb_plan plan;
    struct tb_problems problems;
};

static const char *variable(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

static void plan_file(struct fixture *f, const char *file)
{
    struct tb_lua_options lua = {.variable = variable};
    struct tb_plan_options options = {.day = DAY};
    struct toba_error err;

    memset(f, 0, sizeof *f);
    f->registry = tb_registry_new();
    lua.registry = f->registry;
    assert_int_equal(tb_registry_load_folder(f->registry, PLUGINS, &err), 0);
    assert_int_equal(tb_registry_load(f->registry, UPPER, &err), 0);
    if (!tb_lua_read(&f->pipeline, file, &lua, &f->problems))
        tb_plan_make(&f->plan, &f->pipeline, &options, &f->problems);
    tb_problems_print(&f->problems, stderr);
    assert_int_equal(f->problems.n, 0);
}

static void free_fixture(struct fixture *f)
{
    tb_plan_free(&f->plan);
    tb_pipeline_free(&f->pipeline);
    tb_problems_free(&f->problems);
    tb_registry_free(f->registry);
}

static struct tb_node *node_named(const struct fixture *f, const char *name)
{
    for (int i = 0; i < f->plan.n_nodes; i++)
        if (strcmp(f->plan.nodes[i]->name, name) == 0)
            return f->plan.nodes[i];
    fail_msg("no node %s", name);
    return NULL;
}

static const struct toba_read *read_of(const struct tb_node *node, int input)
{
    return &node->scan->reads[node->inputs[input].read];
}

static const char *column(const struct toba_read *read, const struct toba_path *path)
{
    return path->via ? path->via->columns[path->via_column].name
                     : read->table->columns[path->column].name;
}

static void readers_come_after_the_writers_of_what_they_read(void **state)
{
    struct fixture f;

    (void)state;
    plan_file(&f, CASES "/stages.lua");

    assert_int_equal(node_named(&f, "delta")->stage, 0);
    assert_int_equal(node_named(&f, "growth")->stage, 1);
    assert_int_equal(f.plan.n_stages, 2);
    free_fixture(&f);
}

static void a_step_may_write_other_columns_of_the_rows_it_reads(void **state)
{
    struct fixture f;

    (void)state;
    plan_file(&f, CASES "/fine.lua");

    assert_int_equal(f.plan.n_stages, 1);
    assert_true(node_named(&f, "delta")->outputs[0].writes[0]->spec.flags & TOBA_WRITE_UPDATE);
    free_fixture(&f);
}

static void steps_with_one_key_share_a_scan_and_the_union_of_points(void **state)
{
    struct fixture f;
    struct tb_node *a, *b;

    (void)state;
    plan_file(&f, CASES "/shared.lua");
    a = node_named(&f, "growth");
    b = node_named(&f, "growth-2");

    assert_ptr_equal(a->scan, b->scan);
    assert_int_equal(a->scan->spec.n_reads, 1);
    assert_int_equal(read_of(a, 0)->n_points, 3); /* 0 and 7, and 30 of the other */
    assert_int_equal(read_of(a, 0)->n_columns, 2);
    assert_int_not_equal(a->inputs[0].fields[0].column, b->inputs[0].fields[0].column);
    assert_int_equal(a->inputs[0].points[0].index, b->inputs[0].points[0].index);
    assert_int_not_equal(a->inputs[0].points[1].index, b->inputs[0].points[1].index);
    free_fixture(&f);
}

static void points_become_dates_with_their_tolerance(void **state)
{
    struct fixture f;
    const struct toba_read *read;

    (void)state;
    plan_file(&f, CASES "/shared.lua");
    read = read_of(node_named(&f, "growth"), 0);

    assert_int_equal(read->points[0].day, DAY);
    assert_int_equal(read->points[0].after_day, DAY - 3);
    assert_int_equal(read->points[1].day, DAY - 7);
    assert_int_equal(read->points[1].after_day, DAY - 10);
    assert_int_equal(read->to_day, DAY);
    free_fixture(&f);
}

static void a_key_is_visited_in_the_table_that_it_references(void **state)
{
    struct fixture f;
    struct tb_node *node;

    (void)state;
    plan_file(&f, CASES "/fine.lua");
    node = node_named(&f, "growth");

    assert_string_equal(node->scan->spec.driver->name, "shop");
    assert_string_equal(column(read_of(node, 0), &read_of(node, 0)->key), "shop_id");
    free_fixture(&f);
}

static void a_step_over_its_own_keys_has_a_scan_of_its_own(void **state)
{
    struct fixture f;
    struct tb_node *node;

    (void)state;
    plan_file(&f, CASES "/fine.lua");
    node = node_named(&f, "delta");

    assert_null(node->scan->spec.driver);
    assert_int_equal(node->scan->spec.driver_read, 0);
    assert_int_equal(read_of(node, 0)->rows, TOBA_CHANGED);
    assert_int_equal(read_of(node, 0)->table->indexed_stamp, -1); /* visits has no stamp */
    free_fixture(&f);
}

static void a_group_covers_the_scope_of_its_key_and_day(void **state)
{
    struct fixture f;
    const struct tb_write *write;

    (void)state;
    plan_file(&f, CASES "/fine.lua");
    write = node_named(&f, "growth")->outputs[0].writes[0];

    assert_true(write->covers);
    assert_int_equal(write->spec.table->n_scope, 2);
    assert_true(write->scope_fields[0] >= 0);
    assert_int_equal(write->scope_fields[1], -1);
    free_fixture(&f);
}

static void a_row_by_row_step_passes_the_key_of_the_table_it_reads(void **state)
{
    struct fixture f;
    const struct tb_node *node;
    const struct tb_node_output *output;
    const struct tb_write *write;

    (void)state;
    plan_file(&f, CASES "/passed.lua");
    node = node_named(&f, "upper");
    output = &node->outputs[0];
    write = output->writes[0];

    assert_int_equal(output->n_fields, 2);
    assert_string_equal(output->fields[output->passed].name, "id");
    assert_int_equal(output->pass_from[0], node->inputs[0].fields[1].column);
    assert_string_equal(column(read_of(node, 0), &read_of(node, 0)->columns[1]), "id");
    assert_int_equal(write->spec.n_columns, 2);
    assert_int_equal(write->spec.flags, 0);
    free_fixture(&f);
}

static void the_digest_follows_options_and_not_the_day(void **state)
{
    struct fixture a, b;

    (void)state;
    plan_file(&a, CASES "/fine.lua");
    plan_file(&b, CASES "/fine.lua");
    assert_string_equal(a.plan.digest, b.plan.digest);
    free_fixture(&b);
    plan_file(&b, CASES "/shared.lua");

    assert_string_not_equal(node_named(&a, "growth")->digest, node_named(&b, "growth")->digest);
    free_fixture(&a);
    free_fixture(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_come_after_the_writers_of_what_they_read),
        cmocka_unit_test(a_step_may_write_other_columns_of_the_rows_it_reads),
        cmocka_unit_test(steps_with_one_key_share_a_scan_and_the_union_of_points),
        cmocka_unit_test(points_become_dates_with_their_tolerance),
        cmocka_unit_test(a_key_is_visited_in_the_table_that_it_references),
        cmocka_unit_test(a_step_over_its_own_keys_has_a_scan_of_its_own),
        cmocka_unit_test(a_group_covers_the_scope_of_its_key_and_day),
        cmocka_unit_test(a_row_by_row_step_passes_the_key_of_the_table_it_reads),
        cmocka_unit_test(the_digest_follows_options_and_not_the_day),
    };

    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
