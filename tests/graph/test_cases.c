/* test_cases.c - every mistake that the planner finds is told as its case expects.
 *
 * cases/NAME.lua is read and planned, and what would be shown is compared with
 * cases/NAME.expected. To record an intended change: graph_cases --record */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "graph/plan.h"
#include "lua/reader.h"

static bool record;

static const char *no_variable(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

/* The one secret that is set. */
static const char *secret(void *context, const char *name, struct tb_arena *arena)
{
    (void)context;
    return strcmp(name, "PATH") == 0 ? tb_arena_copy(arena, "value") : NULL;
}

static char *mistakes_of(const char *file)
{
    struct tb_registry *registry = tb_registry_new();
    struct tb_lua_options lua = {.registry = registry, .variable = no_variable};
    struct tb_plan_options options = {.day = 20000, .secret = secret};
    struct tb_pipeline pipeline = {0};
    struct tb_plan plan = {0};
    struct tb_problems problems = {0};
    struct toba_error err;
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    assert_int_equal(tb_registry_load_folder(registry, PLUGINS, &err), 0);
    assert_int_equal(tb_registry_load(registry, UPPER, &err), 0);
    if (!tb_lua_read(&pipeline, file, &lua, &problems))
        tb_plan_make(&plan, &pipeline, &options, &problems);
    tb_problems_print(&problems, to);
    fclose(to);
    tb_plan_free(&plan);
    tb_pipeline_free(&pipeline);
    tb_problems_free(&problems);
    tb_registry_free(registry);
    return text;
}

static char *content_of(const char *file)
{
    FILE *from = fopen(file, "r");
    char *text = calloc(1, 65536);

    assert_non_null(text);
    if (from) {
        assert_true(fread(text, 1, 65535, from) < 65535);
        fclose(from);
    }
    return text;
}

static void write_content(const char *file, const char *text)
{
    FILE *to = fopen(file, "w");

    assert_non_null(to);
    fputs(text, to);
    fclose(to);
}

static void case_is_told_as_expected(void **state)
{
    const char *name = *state;
    char expected_file[256];
    char *found = mistakes_of(name);
    char *expected;

    snprintf(expected_file, sizeof expected_file, "%.*s.expected", (int)strlen(name) - 4, name);
    if (record)
        write_content(expected_file, found);
    expected = content_of(expected_file);
    assert_string_equal(found, expected);
    free(expected);
    free(found);
}

static int is_case(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);

    return size > 4 && strcmp(entry->d_name + size - 4, ".lua") == 0 &&
           strcmp(entry->d_name, "shop.lua") != 0;
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    struct CMUnitTest *tests;
    int n, failed;

    record = argc > 1 && strcmp(argv[1], "--record") == 0;
    if (chdir(CASES))
        return 1;
    n = scandir(".", &entries, is_case, alphasort);
    tests = calloc((size_t)n, sizeof *tests);
    for (int i = 0; i < n; i++)
        tests[i] = (struct CMUnitTest){.name = entries[i]->d_name,
                                       .test_func = case_is_told_as_expected,
                                       .initial_state = entries[i]->d_name};
    failed = _cmocka_run_group_tests("mistakes", tests, (size_t)n, NULL, NULL);
    for (int i = 0; i < n; i++)
        free(entries[i]);
    free(entries);
    free(tests);
    return failed || n == 0;
}
