/* Files and modules: what may be loaded, from where, and what is refused. */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

#include <lauxlib.h>
#include <lua.h>

/* A folder of its own for a test; the working folder is its parent. */
struct place {
    char folder[32];
    char *back;
};

static int make_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);

    strcpy(place->folder, "/tmp/toba-lua-XXXXXX");
    place->back = getcwd(NULL, 0);
    *state = place;
    return !mkdtemp(place->folder) || chdir(place->folder) || mkdir("pipes", 0700) ||
           mkdir("pipes/deep", 0700);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

static int remove_place(void **state)
{
    struct place *place = *state;
    int code = chdir(place->back) || nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);

    free(place->back);
    free(place);
    return code;
}

static void put_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void put(const char *path, const char *text)
{
    put_bytes(path, text, strlen(text));
}

static void assert_file_says(const char *path, const char *expected)
{
    struct reading reading;
    char *mistakes;

    read_file(&reading, path, NULL);
    mistakes = printed(&reading);
    assert_string_equal(mistakes, expected);
    free(mistakes);
    forget(&reading);
}

#define USES(module) BEGIN "return toba.pipeline 'p' { require '" module "' }"

static void modules_are_looked_for_beside_the_pipeline(void **state)
{
    (void)state;
    put("pipes/p.lua", BEGIN "X = raw\nreturn toba.pipeline 'p' { require 'deep.edges' }");
    put("pipes/deep/edges.lua", "local toba = require 'toba'\n"
                                "return { toba.numbers {}.rows >> X.number,\n"
                                "         toba.numbers {}.rows >> require 'deep.more' }");
    put("pipes/deep/more.lua", "return X.number { id = 'id' }");

    assert_file_says("pipes/p.lua", "");
}

static void a_module_runs_once(void **state)
{
    struct reading reading;

    (void)state;
    put("pipes/p.lua", BEGIN "local a, b = require 'once', require 'once'\n"
                             "return toba.pipeline 'p' { a.rows >> raw.number,\n"
                             "                           b.evens >> raw.even }");
    put("pipes/once.lua", "return require 'toba'.numbers {}");

    read_file(&reading, "pipes/p.lua", NULL);

    assert_int_equal(reading.code, 0);
    assert_int_equal(reading.pipeline.n_steps, 2);
    forget(&reading);
}

static void places_are_named_as_the_file_was_typed(void **state)
{
    (void)state;
    put("pipes/p.lua", USES("deep.edges"));
    put("pipes/deep/edges.lua", "return {\n  require 'toba'.nmbers {} }");

    assert_file_says("./pipes/p.lua", "./pipes/deep/edges.lua:2: there is no component "
                                      "'nmbers'\n    hint: did you mean 'toba.numbers'?\n");
}

static void a_long_path_is_told_whole(void **state)
{
    char path[200] = "pipes", expected[300];

    (void)state;
    for (int i = 0; i < 6; i++)
        strcat(path, "/../pipes/deep/..");
    strcat(path, "/p.lua");
    put("pipes/p.lua", "local x = nil + 1");
    snprintf(expected, sizeof expected, "%s:1: attempt to perform arithmetic on a nil value\n",
             path);

    assert_file_says(path, expected);
}

static void a_missing_file_is_told(void **state)
{
    (void)state;
    assert_file_says("pipes/none.lua",
                     "pipes/none.lua: 'pipes/none.lua' cannot be read: No such file or "
                     "directory\n");
}

static void a_folder_is_no_pipeline(void **state)
{
    (void)state;
    assert_file_says("pipes", "pipes: 'pipes' is a folder, not a pipeline file\n");
}

static void a_file_beyond_a_mebibyte_is_refused(void **state)
{
    char *text = malloc((1 << 20) + 1);

    (void)state;
    memset(text, ' ', (1 << 20) + 1);
    memcpy(text, "return 7", 8);
    put_bytes("pipes/p.lua", text, (1 << 20) + 1);

    assert_file_says("pipes/p.lua",
                     "pipes/p.lua: 'pipes/p.lua' is larger than 1 MiB\n"
                     "    hint: a pipeline names and wires; data belongs into files of its "
                     "sources\n");

    put_bytes("pipes/p.lua", text, 1 << 20);
    assert_file_says("pipes/p.lua", "pipes/p.lua: the file returns no pipeline, but the number "
                                    "7\n    hint: end it with: return toba.pipeline \"name\" "
                                    "{ … }\n");
    free(text);
}

static int append_dump(lua_State *L, const void *bytes, size_t size, void *file)
{
    (void)L;
    return fwrite(bytes, 1, size, file) != size;
}

static void compiled_lua_is_refused(void **state)
{
    lua_State *L = luaL_newstate();
    FILE *file = fopen("pipes/bytes.lua", "wb");

    (void)state;
    assert_non_null(L);
    assert_non_null(file);
    assert_int_equal(luaL_loadstring(L, "return 7"), LUA_OK);
    assert_int_equal(lua_dump(L, append_dump, file, 0), 0);
    fclose(file);
    lua_close(L);
    put("pipes/p.lua", USES("bytes"));

    assert_file_says("pipes/p.lua", "pipes/bytes.lua:1: this is compiled Lua\n"
                                    "    hint: pipelines are text\n");
    assert_file_says("pipes/bytes.lua", "pipes/bytes.lua:1: this is compiled Lua\n"
                                        "    hint: pipelines are text\n");
}

static void a_link_is_followed(void **state)
{
    (void)state;
    put("elsewhere.lua", BEGIN "return raw.number");
    put("pipes/p.lua", "local toba = require 'toba'\n"
                       "return toba.pipeline 'p' { toba.numbers {}.rows >> require 'link' }");
    assert_int_equal(symlink("../elsewhere.lua", "pipes/link.lua"), 0);

    assert_file_says("pipes/p.lua", "");
}

static void an_unreadable_module_is_told_where_it_is_required(void **state)
{
    (void)state;
    put("pipes/p.lua", "local toba = require 'toba'\nlocal x = require 'deep'\nlocal y = "
                       "require 'folder'");
    assert_int_equal(mkdir("pipes/folder.lua", 0700), 0);

    assert_file_says("pipes/p.lua",
                     "pipes/p.lua:2: there is no module 'deep'\n"
                     "    the file would be 'pipes/deep.lua'\n"
                     "pipes/p.lua:3: 'pipes/folder.lua' is a folder, not a pipeline file\n"
                     "pipes/p.lua: the file returns no pipeline, but nil\n"
                     "    hint: end it with: return toba.pipeline \"name\" { … }\n");
}

static void a_first_line_for_the_shell_and_a_byte_order_mark_are_skipped(void **state)
{
    (void)state;
    put("pipes/p.lua", "\xEF\xBB\xBF#!/usr/bin/env toba\nreturn zzzzzz");

    assert_file_says("pipes/p.lua", "pipes/p.lua:2: there is no variable 'zzzzzz'\n");
}

static void an_empty_file_returns_nothing(void **state)
{
    (void)state;
    put("pipes/p.lua", "");

    assert_file_says("pipes/p.lua", "pipes/p.lua: the file returns no pipeline, but nil\n"
                                    "    hint: end it with: return toba.pipeline \"name\" { … }"
                                    "\n");
}

#define test_in_place(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_place(modules_are_looked_for_beside_the_pipeline),
        test_in_place(a_module_runs_once),
        test_in_place(places_are_named_as_the_file_was_typed),
        test_in_place(a_long_path_is_told_whole),
        test_in_place(a_missing_file_is_told),
        test_in_place(a_folder_is_no_pipeline),
        test_in_place(a_file_beyond_a_mebibyte_is_refused),
        test_in_place(compiled_lua_is_refused),
        test_in_place(a_link_is_followed),
        test_in_place(an_unreadable_module_is_told_where_it_is_required),
        test_in_place(a_first_line_for_the_shell_and_a_byte_order_mark_are_skipped),
        test_in_place(an_empty_file_returns_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
