/* fixture.c - see fixture.h. */
#include "fixture.h"

#include <unistd.h>

static struct tb_registry *registry;

static void free_registry(void)
{
    tb_registry_free(registry);
}

const struct tb_registry *fixture_registry(void)
{
    static const char *const files[] = {"numbers.so", "upper.so", "sum.so", "memory.so"};
    struct toba_error err;

    if (registry)
        return registry;
    registry = tb_registry_new();
    assert_non_null(registry);
    atexit(free_registry);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[4096];

        snprintf(path, sizeof path, "%s/%s", TOBA_TEST_PLUGINS, files[i]);
        if (tb_registry_load(registry, path, &err))
            fail_msg("%s", err.message);
    }
    return registry;
}

void read_file(struct reading *reading, const char *file, const struct tb_lua_options *options)
{
    struct tb_lua_options all = options ? *options : (struct tb_lua_options){0};

    memset(reading, 0, sizeof *reading);
    all.registry = fixture_registry();
    reading->code = tb_lua_read(&reading->pipeline, file, &all, &reading->problems);
}

void read_text(struct reading *reading, const char *text, const struct tb_lua_options *options)
{
    char folder[] = "/tmp/toba-lua-XXXXXX";
    char *back = getcwd(NULL, 0);
    FILE *file;

    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    file = fopen("p.lua", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    read_file(reading, "p.lua", options);
    assert_int_equal(remove("p.lua"), 0);
    assert_int_equal(chdir(back), 0);
    assert_int_equal(rmdir(folder), 0);
    free(back);
}

void forget(struct reading *reading)
{
    tb_pipeline_free(&reading->pipeline);
    tb_problems_free(&reading->problems);
}

char *printed(const struct reading *reading)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    assert_non_null(to);
    tb_problems_print(&reading->problems, to);
    fclose(to);
    return text;
}

void read_good(struct reading *reading, const char *text, const struct tb_lua_options *options)
{
    char *mistakes;

    read_text(reading, text, options);
    mistakes = printed(reading);
    assert_string_equal(mistakes, "");
    assert_int_equal(reading->code, 0);
    free(mistakes);
}

void assert_mistakes(const char *text, const struct tb_lua_options *options,
                     const char *expected)
{
    struct reading reading;
    char *mistakes;

    read_text(&reading, text, options);
    mistakes = printed(&reading);
    assert_string_equal(mistakes, expected);
    assert_int_not_equal(reading.code, 0);
    free(mistakes);
    forget(&reading);
}

const struct tb_step *find_step(const struct reading *reading, const char *name)
{
    for (int i = 0; i < reading->pipeline.n_steps; i++)
        if (strcmp(reading->pipeline.steps[i]->name, name) == 0)
            return reading->pipeline.steps[i];
    fail_msg("no step '%s'", name);
    return NULL;
}

const struct tb_setting *find_setting(const struct tb_step *step, const char *name)
{
    for (int i = 0; i < step->n_settings; i++)
        if (strcmp(step->settings[i].name, name) == 0)
            return &step->settings[i];
    return NULL;
}

void go_to_cases(void)
{
    assert_int_equal(chdir(TOBA_LUA_CASES), 0);
}
