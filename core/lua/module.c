/* module.c - see module.h. */
#include "lua/module.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/suggest.h"
#include "lua/construct.h"
#include "lua/object.h"
#include "lua/report.h"

#define LARGEST_FILE (1 << 20)
#define LONGEST_MODULE 200
#define LONGEST_ENTRY 64

/* Its address stands for a module that is being loaded. */
static const char loading_key;

/* ---- Files, without Lua -------------------------------------------------- */

struct text {
    char *bytes; /* tb_free() */
    size_t size;
};

static int read_all(int fd, const char *path, struct text *text, struct toba_error *err)
{
    ssize_t n;

    text->bytes = tb_new(LARGEST_FILE + 1);
    if (!text->bytes)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    while (text->size <= LARGEST_FILE) {
        n = read(fd, text->bytes + text->size, LARGEST_FILE + 1 - text->size);
        if (n == 0)
            return TOBA_OK;
        if (n > 0)
            text->size += (size_t)n;
        else if (errno != EINTR)
            return toba_fail(err, TOBA_E_CONFIG, "'%s' cannot be read: %s", path,
                             strerrordesc_np(errno));
    }
    toba_fail(err, TOBA_E_CONFIG, "'%s' is larger than 1 MiB", path);
    return toba_hint(err, "a pipeline names and wires; data belongs into files of its sources");
}

static int read_file(const char *path, struct text *text, struct toba_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat stat;
    int code;

    if (fd < 0)
        return toba_fail(err, TOBA_E_CONFIG, "'%s' cannot be read: %s", path,
                         strerrordesc_np(errno));
    if (fstat(fd, &stat) == 0 && S_ISDIR(stat.st_mode))
        code = toba_fail(err, TOBA_E_CONFIG, "'%s' is a folder, not a pipeline file", path);
    else
        code = read_all(fd, path, text, err);
    close(fd);
    return code;
}

/* Leaves out a byte order mark and a first line "#!…", but not the end of that line. */
static void skip_preamble(struct text *text, size_t *from)
{
    *from = text->size >= 3 && memcmp(text->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    if (*from < text->size && text->bytes[*from] == '#')
        while (*from < text->size && text->bytes[*from] != '\n')
            (*from)++;
}

/* Fills `best` with the module of a folder whose name is nearest to `written`. */
static bool nearest_module(const char *folder, const char *written, char best[LONGEST_ENTRY])
{
    DIR *dir = opendir(*folder ? folder : ".");
    struct dirent *entry;
    bool found = false;

    if (!dir)
        return false;
    while ((entry = readdir(dir))) {
        size_t size = strlen(entry->d_name);
        char name[LONGEST_ENTRY];

        if (size < 5 || size - 4 >= sizeof name ||
            strcmp(entry->d_name + size - 4, ".lua") != 0)
            continue;
        memcpy(name, entry->d_name, size - 4);
        name[size - 4] = '\0';
        if (tb_suggest(written, found ? best : NULL, name) != name)
            continue;
        memcpy(best, name, sizeof name);
        found = true;
    }
    closedir(dir);
    return found;
}

/* ---- Loading ------------------------------------------------------------- */

static void note_file(lua_State *L, const char *path)
{
    struct tb_reader *reader = tb_lua_reader(L);
    const char **place =
        tb_lua_append(L, (void **)&reader->files, &reader->n_files, sizeof *place);

    *place = path;
}

static bool unreadable(lua_State *L, struct tb_place asked, const struct toba_error *why)
{
    if (why->code == TOBA_E_MEMORY) {
        tb_lua_reader(L)->heap_empty = true;
        tb_lua_stop(L, TB_LUA_NO_MEMORY);
    }
    toba_hint(tb_lua_problem_at(L, asked, "%s", why->message), "%s", why->hint);
    return false;
}

bool tb_lua_load(lua_State *L, const char *path, struct tb_place asked)
{
    struct tb_reader *reader = tb_lua_reader(L);
    struct text text = {0};
    struct toba_error err;
    char chunk[32];
    size_t from = 0;
    int status = LUA_OK;
    bool binary = false;
    int code;

    path = tb_lua_copy(L, path);
    note_file(L, path);
    snprintf(chunk, sizeof chunk, "=toba#%d", reader->n_files);
    /* Nothing raises between here and tb_free(). */
    code = read_file(path, &text, &err);
    if (!code) {
        skip_preamble(&text, &from);
        binary = from < text.size && text.bytes[from] == LUA_SIGNATURE[0];
        if (!binary)
            status = luaL_loadbufferx(L, text.bytes + from, text.size - from, chunk, "t");
    }
    tb_free(text.bytes);
    if (code)
        return unreadable(L, asked, &err);
    if (binary) {
        toba_hint(tb_lua_problem_at(L, (struct tb_place){path, 1}, "this is compiled Lua"),
                  "pipelines are text");
        return false;
    }
    if (status != LUA_OK) {
        reader->raised = (struct tb_place){path, 0};
        if (status == LUA_ERRMEM)
            tb_lua_rethrow(L, status);
        tb_lua_explain(L, reader, status);
        lua_pop(L, 1);
        return false;
    }
    return true;
}

/* ---- Modules ------------------------------------------------------------- */

static bool module_name(const char *name, size_t size)
{
    if (size == 0 || size > LONGEST_MODULE || name[0] == '.' || name[size - 1] == '.')
        return false;
    for (size_t i = 0; i < size; i++) {
        char c = name[i];

        if (c == '.' && name[i - 1] == '.')
            return false;
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '_' && c != '-' && c != '.')
            return false;
    }
    return true;
}

static const char *path_of(lua_State *L, const char *name)
{
    char *slashed = tb_lua_copy(L, name);

    for (char *at = slashed; *at; at++)
        if (*at == '.')
            *at = '/';
    return tb_lua_print(L, "%s%s.lua", tb_lua_reader(L)->folder, slashed);
}

static void missing(lua_State *L, const char *name, const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(name, '.');
    const char *folder = slash ? tb_lua_print(L, "%.*s", (int)(slash - path + 1), path) : "";
    const char *last = dot ? dot + 1 : name;
    char best[LONGEST_ENTRY];
    struct toba_error *err = tb_lua_problem(L, "there is no module '%s'", name);

    toba_detail(err, "the file would be '%s'", path);
    if (tb_suggest(name, NULL, "toba"))
        tb_lua_did_you_mean(err, "toba");
    else if (nearest_module(folder, last, best))
        toba_hint(err, "did you mean '%.*s%s'?", (int)(last - name), name, best);
}

/* Runs the function on top and puts its first result into its place. */
static void run(lua_State *L, const char *name, const char *path)
{
    struct tb_reader *reader = tb_lua_reader(L);
    int status;

    lua_pushcfunction(L, tb_lua_handler);
    lua_insert(L, -2);
    status = lua_pcall(L, 0, 1, -2);
    lua_remove(L, -2);
    if (status != LUA_OK) {
        if (reader->stop || status == LUA_ERRMEM)
            tb_lua_rethrow(L, status);
        tb_lua_explain(L, reader, status);
    } else if (!lua_isnil(L, -1)) {
        return;
    } else {
        toba_hint(tb_lua_problem_at(L, (struct tb_place){path, 0},
                                    "module '%s' returns nothing", name),
                  "end it with: return { … }");
    }
    lua_pop(L, 1);
    tb_lua_push_anything(L);
}

/* Pushes the module's value; notes mistakes. */
static void load_module(lua_State *L, const char *name)
{
    const char *path = path_of(L, name);

    if (access(path, F_OK) != 0) {
        missing(L, name, path);
        tb_lua_push_anything(L);
        return;
    }
    lua_pushvalue(L, 1);
    lua_pushlightuserdata(L, (void *)&loading_key);
    lua_settable(L, 2);
    if (tb_lua_load(L, path, tb_lua_place(L)))
        run(L, name, path);
    else
        tb_lua_push_anything(L);
}

int tb_lua_require(lua_State *L)
{
    size_t size = 0;
    const char *name = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &size) : "";

    lua_settop(L, 1);
    if (strcmp(name, "toba") == 0)
        return tb_lua_push_toba(L);
    if (!module_name(name, size)) {
        toba_hint(tb_lua_problem(L, "%s is no name of a module", tb_lua_describe(L, 1)),
                  "names separated by dots: \"a.tables\" is a/tables.lua in the "
                  "pipeline's folder");
        return tb_lua_push_anything(L);
    }
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "toba.modules");
    lua_pushvalue(L, 1);
    lua_gettable(L, 2);
    if (lua_touserdata(L, -1) == &loading_key) {
        toba_hint(tb_lua_problem(L, "module '%s' is required while it is being loaded", name),
                  "two modules that need each other: move what both need to a third");
        return tb_lua_push_anything(L);
    }
    if (!lua_isnil(L, -1))
        return 1;
    lua_pop(L, 1);
    load_module(L, name);
    lua_pushvalue(L, 1);
    lua_pushvalue(L, -2);
    lua_settable(L, 2);
    return 1;
}
