/* Every pipeline in cases/ gives exactly the messages of the file NAME.expected beside it.
 *
 * A first line "-- env: NAME" chooses an environment. With TOBA_UPDATE=1 in the environment the
 * expected files are written instead of compared: read them before believing them. */
#include <dirent.h>

#include "fixture.h"

struct world {
    char environment[64];
};

static char *whole_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0, n;
    char part[4096];
    FILE *to = open_memstream(&text, &size);

    assert_non_null(to);
    while (file && (n = fread(part, 1, sizeof part, file)) > 0)
        fwrite(part, 1, n, to);
    if (file)
        fclose(file);
    fclose(to);
    return text;
}

/* The case's environment, NULL: none is asked for. */
static const char *environment_of(const char *path, struct world *world)
{
    char *text = whole_file(path);
    int found = sscanf(text, "-- env: %63s", world->environment);

    free(text);
    return found == 1 ? world->environment : NULL;
}

static const char *variable(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "TOBA_TEST_SEVEN") == 0 ? "7" : NULL;
}

static void update(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Whether the case gave what was expected; prints the difference. */
static bool run_case(const char *name)
{
    char expected_path[300], path[300];
    struct world world;
    struct reading reading;
    struct tb_lua_options options = {.variable = variable};
    char *expected, *got;
    bool equal;

    snprintf(path, sizeof path, "%s.lua", name);
    snprintf(expected_path, sizeof expected_path, "%s.expected", name);
    options.environment = environment_of(path, &world);
    read_file(&reading, path, &options);
    got = printed(&reading);
    if (getenv("TOBA_UPDATE"))
        update(expected_path, got);
    expected = whole_file(expected_path);
    equal = strcmp(got, expected) == 0 && (reading.code != 0) == (*got != '\0');
    if (!equal)
        print_error("%s:\n--- expected\n%s--- got (code %d)\n%s", name, expected, reading.code,
                    got);
    free(got);
    free(expected);
    forget(&reading);
    return equal;
}

static int is_case(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && strcmp(dot, ".lua") == 0;
}

static void every_case_gives_the_expected_messages(void **state)
{
    struct dirent **entries;
    int n, wrong = 0;

    (void)state;
    go_to_cases();
    n = scandir(".", &entries, is_case, alphasort);
    assert_true(n > 0);

    for (int i = 0; i < n; i++) {
        char name[256];

        snprintf(name, sizeof name, "%.*s", (int)(strlen(entries[i]->d_name) - 4),
                 entries[i]->d_name);
        wrong += !run_case(name);
        free(entries[i]);
    }

    free(entries);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_the_expected_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
