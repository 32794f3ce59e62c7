/* report.c - see report.h.
 *
 * Chunks are named "=toba#N" after their number in reader->files, so that a position in a
 * message of Lua is always short, complete and told apart from the rest of the text. */
#include "lua/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"

#define MOST_PROBLEMS 100
#define CHUNK "toba#"

static const char *file_of_chunk(const struct tb_reader *reader, long number)
{
    return number >= 1 && number <= reader->n_files ? reader->files[number - 1] : NULL;
}

/* Reads "toba#N:LINE: " into `place` and returns what follows; without it, all of the text. */
static const char *after_position(const struct tb_reader *reader, const char *text,
                                  struct tb_place *place)
{
    const char *file;
    char *end;
    long line;

    if (strncmp(text, CHUNK, sizeof CHUNK - 1) != 0)
        return text;
    file = file_of_chunk(reader, strtol(text + sizeof CHUNK - 1, &end, 10));
    if (!file || *end != ':')
        return text;
    line = strtol(end + 1, &end, 10);
    if (strncmp(end, ": ", 2) != 0 || line < 1 || line > INT32_MAX)
        return text;
    place->file = file;
    place->line = (int)line;
    return end + 2;
}

struct tb_place tb_lua_place(lua_State *L)
{
    const struct tb_reader *reader = tb_lua_reader(L);
    struct tb_place place = {reader->pipeline->file, 0};
    lua_Debug at;

    for (int level = 0; lua_getstack(L, level, &at); level++) {
        if (!lua_getinfo(L, "Sl", &at) || at.currentline < 1)
            continue;
        place.file = file_of_chunk(reader, strtol(at.short_src + sizeof CHUNK - 1, NULL, 10));
        place.line = at.currentline;
        break;
    }
    return place;
}

struct tb_place tb_lua_place_of(lua_State *L, const lua_Debug *function)
{
    const struct tb_reader *reader = tb_lua_reader(L);
    const char *text = function->short_src;
    const char *file = NULL;

    if (strncmp(text, CHUNK, sizeof CHUNK - 1) == 0)
        file = file_of_chunk(reader, strtol(text + sizeof CHUNK - 1, NULL, 10));
    return (struct tb_place){file ? file : reader->pipeline->file, function->linedefined};
}

static bool noted(const struct tb_reader *reader, struct tb_place place, const char *text)
{
    for (int i = reader->first_problem; i < reader->problems->n; i++) {
        const struct toba_error *err = &reader->problems->items[i];

        if (err->line == place.line && strcmp(err->message, text) == 0 &&
            strncmp(err->file, place.file, sizeof err->file - 1) == 0)
            return true;
    }
    return false;
}

TOBA_PRINTF(3, 0)
static struct toba_error *note(struct tb_reader *reader, struct tb_place place,
                               const char *format, va_list args)
{
    char text[sizeof((struct toba_error *)0)->message];

    vsnprintf(text, sizeof text, format, args);
    if (!place.file)
        place.file = reader->pipeline->file;
    if (noted(reader, place, text)) {
        reader->nowhere.code = TOBA_E_CONFIG;
        return &reader->nowhere;
    }
    return tb_problem(reader->problems, place.file, place.line, "%s", text);
}

struct toba_error *tb_lua_note(struct tb_reader *reader, struct tb_place place,
                               const char *format, ...)
{
    struct toba_error *err;
    va_list args;

    va_start(args, format);
    err = note(reader, place, format, args);
    va_end(args);
    return err;
}

static void make_room_for_problem(lua_State *L)
{
    struct tb_reader *reader = tb_lua_reader(L);

    if (reader->problems->n - reader->first_problem >= MOST_PROBLEMS)
        tb_lua_stop(L, TB_LUA_TOO_MANY);
    if (reader->problems->lost)
        tb_lua_stop(L, TB_LUA_NO_MEMORY);
}

struct toba_error *tb_lua_problem(lua_State *L, const char *format, ...)
{
    struct toba_error *err;
    va_list args;

    make_room_for_problem(L);
    va_start(args, format);
    err = note(tb_lua_reader(L), tb_lua_place(L), format, args);
    va_end(args);
    return err;
}

struct toba_error *tb_lua_problem_at(lua_State *L, struct tb_place place, const char *format,
                                     ...)
{
    struct toba_error *err;
    va_list args;

    make_room_for_problem(L);
    va_start(args, format);
    err = note(tb_lua_reader(L), place, format, args);
    va_end(args);
    return err;
}

void tb_lua_did_you_mean(struct toba_error *err, const char *meant)
{
    if (meant)
        toba_hint(err, "did you mean '%s'?", meant);
}

_Noreturn void tb_lua_stop(lua_State *L, int reason)
{
    struct tb_reader *reader = tb_lua_reader(L);

    reader->stop = reason;
    reader->raised = tb_lua_place(L);
    /* No message: making one might need the memory that is out. */
    lua_pushnil(L);
    lua_error(L);
    abort(); /* lua_error does not return, but Lua's header does not say so */
}

/* Lua says "not enough memory" with a status, which an outer protected call would not see. */
static void keep_status(struct tb_reader *reader, int status)
{
    if (reader->stop || status != LUA_ERRMEM)
        return;
    reader->stop = reader->heap_empty ? TB_LUA_NO_MEMORY : TB_LUA_NO_ROOM;
    reader->raised = (struct tb_place){NULL, 0};
}

int tb_lua_rethrow(lua_State *L, int status)
{
    keep_status(tb_lua_reader(L), status);
    return lua_error(L);
}

int tb_lua_handler(lua_State *L)
{
    struct tb_reader *reader = tb_lua_reader(L);

    if (!reader->stop)
        reader->raised = tb_lua_place(L);
    return 1;
}

static void explain_stop(struct tb_reader *reader, int stop)
{
    struct tb_place place = reader->raised;

    switch (stop) {
    case TB_LUA_NO_MEMORY:
        place.line = 0;
        tb_lua_note(reader, place, "out of memory")->code = TOBA_E_MEMORY;
        break;
    case TB_LUA_NO_ROOM:
        toba_hint(tb_lua_note(reader, place, "the pipeline needs more than %zu MiB of memory",
                              reader->room >> 20),
                  "look for a loop that collects without end");
        break;
    case TB_LUA_TOO_LONG:
        toba_hint(tb_lua_note(reader, place,
                              "the pipeline runs more than %lld instructions and was stopped",
                              (long long)reader->options.instructions),
                  "look for a loop without end: a pipeline only names and wires steps");
        break;
    case TB_LUA_TOO_SLOW:
        toba_hint(tb_lua_note(reader, place,
                              "the pipeline takes more than %d seconds and was stopped",
                              reader->options.seconds),
                  "a pipeline only names and wires steps; leave the work to components");
        break;
    default:
        tb_lua_note(reader, place, "too many mistakes: the rest of the pipeline was not read");
    }
}

void tb_lua_explain(lua_State *L, struct tb_reader *reader, int status)
{
    struct tb_place place;
    const char *text;

    keep_status(reader, status);
    place = reader->raised;
    if (reader->stop) {
        explain_stop(reader, reader->stop);
    } else if (lua_type(L, -1) == LUA_TSTRING) {
        text = after_position(reader, lua_tostring(L, -1), &place);
        tb_lua_note(reader, place, "%s", text);
    } else {
        tb_lua_note(reader, place, "the pipeline raised an error that is no text but a %s",
                    lua_typename(L, lua_type(L, -1)));
    }
}

static void charge(lua_State *L, size_t size)
{
    struct tb_reader *reader = tb_lua_reader(L);

    if (size > reader->room - reader->used)
        tb_lua_stop(L, TB_LUA_NO_ROOM);
    reader->used += size;
}

static void *there(lua_State *L, void *memory)
{
    if (!memory) {
        tb_lua_reader(L)->heap_empty = true;
        tb_lua_stop(L, TB_LUA_NO_MEMORY);
    }
    return memory;
}

void *tb_lua_new(lua_State *L, size_t size)
{
    charge(L, size);
    return there(L, tb_arena_new(&tb_lua_reader(L)->pipeline->arena, size));
}

void *tb_lua_array(lua_State *L, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        tb_lua_stop(L, TB_LUA_NO_ROOM);
    return tb_lua_new(L, n * size);
}

void *tb_lua_append(lua_State *L, void **items, int *n, size_t size)
{
    /* Growing leaves the smaller array behind, which all in all doubles the cost. */
    charge(L, 2 * size);
    return there(L, tb_arena_append(&tb_lua_reader(L)->pipeline->arena, items, n, size));
}

char *tb_lua_copy(lua_State *L, const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(tb_lua_new(L, size), text, size);
}

const char *tb_lua_print(lua_State *L, const char *format, ...)
{
    va_list args;
    int size;
    char *text;

    va_start(args, format);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text = tb_lua_new(L, size < 0 ? 1 : (size_t)size + 1);
    va_start(args, format);
    vsnprintf(text, size < 0 ? 1 : (size_t)size + 1, format, args);
    va_end(args);
    return text;
}
