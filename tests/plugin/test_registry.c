/* Finding plugins: what is taken, what is refused and why, and that one refusal does not stop
 * the others. The shared objects are real; broken/ holds one for each fault, and what is said
 * of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/problems.h"
#include "plugin/registry.h"

#define GOOD_PLUGIN GOOD_FOLDER "/good.so"

/* ---- Fixtures ------------------------------------------------------------ */

static int fresh_registry(void **state)
{
    *state = tb_registry_new();
    return *state ? 0 : -1;
}

static int free_registry(void **state)
{
    tb_registry_free(*state);
    return 0;
}

static char *new_folder(void)
{
    char *folder = strdup("/tmp/toba-registry-XXXXXX");

    assert_non_null(folder);
    assert_non_null(mkdtemp(folder));
    return folder;
}

/* The path of a file in a folder, valid until the next call. */
static const char *in(const char *folder, const char *name)
{
    static char path[512];

    assert_in_range(snprintf(path, sizeof path, "%s/%s", folder, name), 1, sizeof path - 1);
    return path;
}

static void link_to(const char *target, const char *folder, const char *name)
{
    assert_int_equal(symlink(target, in(folder, name)), 0);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    FILE *file = fopen(in(folder, name), "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_folder(char *folder, const char *const *names)
{
    for (; *names; names++)
        assert_int_equal(remove(in(folder, *names)), 0);
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 16);

    assert_non_null(file);
    assert_non_null(text);
    assert_in_range(fread(text, 1, (1 << 16) - 1, file), 1, (1 << 16) - 2);
    fclose(file);
    return text;
}

/* Takes every "folder/" out of a text. */
static void forget_folder(char *text, const char *folder)
{
    size_t size = strlen(folder) + 1;

    for (char *at = text; (at = strstr(at, folder)) != NULL;)
        memmove(at, at + size, strlen(at + size) + 1);
}

/* All refusals as a person would see them; freed by the caller. */
static char *refusals(const struct tb_registry *registry, const char *folder)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    assert_non_null(to);
    for (int i = 0; i < tb_registry_refusals(registry); i++) {
        struct toba_error error = tb_registry_refusal(registry, i)->error;

        tb_error_print(&error, to);
    }
    fclose(to);
    forget_folder(text, folder);
    return text;
}

/* ---- What is taken ------------------------------------------------------- */

static void an_empty_registry_offers_nothing(void **state)
{
    struct tb_registry *registry = *state;

    assert_int_equal(tb_registry_count(registry), 0);
    assert_int_equal(tb_registry_refusals(registry), 0);
    assert_null(tb_registry_find(registry, "good"));
    assert_null(tb_registry_suggest(registry, "good"));
}

static void a_good_plugin_offers_its_components(void **state)
{
    struct tb_registry *registry = *state;
    const struct tb_component *better;
    struct toba_error err = {0};

    assert_int_equal(tb_registry_load(registry, GOOD_PLUGIN, &err), TOBA_OK);

    assert_int_equal(tb_registry_count(registry), 2);
    assert_int_equal(tb_registry_refusals(registry), 0);
    assert_string_equal(tb_registry_at(registry, 0)->spec->name, "good");
    better = tb_registry_find(registry, "better");
    assert_ptr_equal(better, tb_registry_at(registry, 1));
    assert_string_equal(better->spec->summary, "changes nothing");
    assert_string_equal(better->plugin->name, "good");
    assert_string_equal(better->path, GOOD_PLUGIN);
}

static void a_misspelt_component_is_suggested(void **state)
{
    struct tb_registry *registry = *state;
    struct toba_error err = {0};

    assert_int_equal(tb_registry_load(registry, GOOD_PLUGIN, &err), TOBA_OK);

    assert_null(tb_registry_find(registry, "beter"));
    assert_string_equal(tb_registry_suggest(registry, "beter"), "better");
    assert_string_equal(tb_registry_suggest(registry, "goood"), "good");
    assert_null(tb_registry_suggest(registry, "engine"));
    assert_null(tb_registry_find(registry, ""));
}

/* ---- What is refused ----------------------------------------------------- */

static void every_fault_is_refused_with_its_reason(void **state)
{
    struct tb_registry *registry = *state;
    struct toba_error err = {0};
    char *expected = read_file(BROKEN_MESSAGES), *found;

    assert_int_equal(tb_registry_load(registry, GOOD_PLUGIN, &err), TOBA_OK);
    assert_int_equal(tb_registry_load_folder(registry, BROKEN_FOLDER, &err), TOBA_OK);
    assert_int_equal(tb_registry_count(registry), 2); /* those of the good one */

    found = refusals(registry, BROKEN_FOLDER);
    forget_folder(found, GOOD_FOLDER);
    write_file(BROKEN_FOLDER, "messages.txt", found);
    if (strcmp(found, expected) != 0)
        fail_msg("see: diff -u %s %s", BROKEN_MESSAGES, in(BROKEN_FOLDER, "messages.txt"));
    free(found);
    free(expected);
}

static void a_refusal_is_returned_and_remembered(void **state)
{
    static const char path[] = BROKEN_FOLDER "/entry_null.so";
    struct tb_registry *registry = *state;
    struct toba_error err = {0};

    assert_int_equal(tb_registry_load(registry, path, &err), TOBA_E_PLUGIN);
    assert_int_equal(tb_registry_refusals(registry), 1);
    assert_string_equal(tb_registry_refusal(registry, 0)->path, path);
    assert_string_equal(tb_registry_refusal(registry, 0)->error.message, err.message);
}

static void a_name_that_is_taken_is_refused_with_the_place_of_the_other(void **state)
{
    struct tb_registry *registry = *state;
    struct toba_error err = {0};
    char *folder = new_folder();

    link_to(GOOD_PLUGIN, folder, "again.so");
    assert_int_equal(tb_registry_load(registry, GOOD_PLUGIN, &err), TOBA_OK);
    assert_int_equal(tb_registry_load(registry, in(folder, "again.so"), &err), TOBA_E_PLUGIN);

    forget_folder(err.message, folder);
    assert_string_equal(err.message, "again.so: the component 'good' exists already");
    assert_string_equal(err.detail, "it was loaded from " GOOD_PLUGIN);
    assert_true(err.hint[0] != '\0');
    assert_int_equal(tb_registry_count(registry), 2);
    remove_folder(folder, (const char *const[]){"again.so", NULL});
}

static void a_folder_with_refusals_still_gives_the_rest(void **state)
{
    struct tb_registry *registry = *state;
    struct toba_error err = {0};
    char *folder = new_folder(), *found;

    write_file(folder, "README.md", "not looked at");
    write_file(folder, "text.so", "this is no shared object");
    write_file(folder, "void.so", "");
    assert_int_equal(mkdir(in(folder, "folder.so"), 0700), 0);
    link_to("nowhere.so", folder, "dangling.so");
    link_to(BROKEN_FOLDER "/entry_null.so", folder, "null.so");
    link_to(GOOD_PLUGIN, folder, "good.so");

    assert_int_equal(tb_registry_load_folder(registry, folder, &err), TOBA_OK);

    found = refusals(registry, folder);
    assert_string_equal(
        found, "dangling.so cannot be loaded\n"
               "    dangling.so: cannot open shared object file: No such file or directory\n"
               "folder.so cannot be loaded\n"
               "    folder.so: cannot read file data: Is a directory\n"
               "null.so: toba_plugin_entry() returned NULL\n"
               "text.so cannot be loaded\n"
               "    text.so: file too short\n"
               "void.so cannot be loaded\n"
               "    void.so: file too short\n");
    assert_non_null(tb_registry_find(registry, "good"));
    assert_non_null(tb_registry_find(registry, "better"));
    free(found);
    remove_folder(folder, (const char *const[]){"README.md", "text.so", "void.so", "folder.so",
                                                "dangling.so", "null.so", "good.so", NULL});
}

static void a_text_of_any_length_is_no_shared_object(void **state)
{
    struct tb_registry *registry = *state;
    struct toba_error err = {0};

    assert_int_equal(tb_registry_load(registry, SOURCE_FILE, &err), TOBA_E_PLUGIN);
    assert_string_equal(err.message, SOURCE_FILE " cannot be loaded");
    assert_non_null(strstr(err.detail, "invalid ELF header"));
}

static void a_folder_that_cannot_be_read_is_an_error(void **state)
{
    static const char *const folders[] = {"/nonexistent/plugins", SOURCE_FILE};
    static const char *const reasons[] = {"No such file or directory", "Not a directory"};
    struct tb_registry *registry = *state;

    for (int i = 0; i < 2; i++) {
        struct toba_error err = {0};
        char expected[512];

        snprintf(expected, sizeof expected, "the plugin folder %s cannot be read: %s",
                 folders[i], reasons[i]);
        assert_int_equal(tb_registry_load_folder(registry, folders[i], &err), TOBA_E_CONFIG);
        assert_string_equal(err.message, expected);
        assert_string_equal(err.hint, "name an existing folder in TOBA_PLUGIN_PATH");
    }
    assert_int_equal(tb_registry_refusals(registry), 0);
}

static void an_empty_folder_is_no_error(void **state)
{
    struct tb_registry *registry = *state;
    struct toba_error err = {0};
    char *folder = new_folder();

    assert_int_equal(tb_registry_load_folder(registry, folder, &err), TOBA_OK);
    assert_int_equal(tb_registry_count(registry), 0);
    remove_folder(folder, (const char *const[]){NULL});
}

#ifdef TOBA_FAIL_ALLOC
static void running_out_of_memory_is_an_error_wherever_it_happens(void **state)
{
    int code = TOBA_E_MEMORY;
    long n = 1;

    (void)state;
    for (; code; n++) {
        struct toba_error err = {0};
        struct tb_registry *registry;

        tb_alloc_fail_at(n);
        registry = tb_registry_new();
        if (registry)
            code = tb_registry_load(registry, GOOD_PLUGIN, &err);
        if (registry && !code)
            code = tb_registry_load_folder(registry, BROKEN_FOLDER, &err);
        assert_true(code == TOBA_E_MEMORY || !tb_alloc_failed());
        tb_alloc_fail_at(0);
        tb_registry_free(registry);
    }
    assert_true(n > 5);
}
#endif

#define with_registry(test) cmocka_unit_test_setup_teardown(test, fresh_registry, free_registry)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_registry(an_empty_registry_offers_nothing),
        with_registry(a_good_plugin_offers_its_components),
        with_registry(a_misspelt_component_is_suggested),
        with_registry(every_fault_is_refused_with_its_reason),
        with_registry(a_refusal_is_returned_and_remembered),
        with_registry(a_name_that_is_taken_is_refused_with_the_place_of_the_other),
        with_registry(a_folder_with_refusals_still_gives_the_rest),
        with_registry(a_text_of_any_length_is_no_shared_object),
        with_registry(a_folder_that_cannot_be_read_is_an_error),
        with_registry(an_empty_folder_is_no_error),
#ifdef TOBA_FAIL_ALLOC
        cmocka_unit_test(running_out_of_memory_is_an_error_wherever_it_happens),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
