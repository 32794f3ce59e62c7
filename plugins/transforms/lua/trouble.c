/* trouble.c - see trouble.h. Chunks carry names of the pipeline reader's; which file each is of
 * came along with the function. */
#include "trouble.h"

#include <stdlib.h>
#include <string.h>

/* Reads the file of a chunk and whether there is one. */
static bool find_file(lua_State *L, const char *chunk, char *file, size_t room)
{
    bool found;

    lua_rawgeti(L, LUA_REGISTRYINDEX, KEEP_FILES);
    found = lua_istable(L, -1);
    if (found) {
        lua_pushstring(L, chunk);
        found = lua_rawget(L, -2) == LUA_TSTRING;
        if (found)
            snprintf(file, room, "%s", lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return found;
}

/* Keeps the line of the author's that runs now. */
static void keep_place(lua_State *L)
{
    struct step *step = step_of(L);
    lua_Debug at;

    step->line = 0;
    for (int level = 0; lua_getstack(L, level, &at); level++) {
        if (!lua_getinfo(L, "Sl", &at) || at.currentline < 1)
            continue;
        if (find_file(L, at.short_src, step->file, sizeof step->file))
            step->line = at.currentline;
        return;
    }
}

void trouble_stop(lua_State *L, int reason)
{
    struct step *step = step_of(L);

    step->stop = reason;
    if (reason == TOO_LONG || reason == REFUSED)
        keep_place(L);
    /* No message: making one might need the memory that is out. */
    lua_pushnil(L);
    lua_error(L);
    abort(); /* lua_error does not return, but Lua's header does not say so */
}

int trouble_handler(lua_State *L)
{
    if (!step_of(L)->stop)
        keep_place(L);
    return 1;
}

/* The text behind "chunk:LINE: ". */
static const char *after_position(const char *text)
{
    const char *at = strstr(text, ": ");
    const char *colon = at;

    while (colon && colon > text && colon[-1] >= '0' && colon[-1] <= '9')
        colon--;
    if (!at || colon == at || colon == text || colon[-1] != ':' ||
        memchr(text, ' ', (size_t)(at - text)))
        return text;
    return at + 2;
}

static int tell_stop(const struct step *step, const char *what, struct toba_error *err)
{
    switch (step->stop) {
    case NO_MEMORY:
        return toba_fail(err, TOBA_E_MEMORY, "out of memory in `%s`", what);
    case NO_ROOM:
        toba_fail(err, TOBA_E_CONFIG, "`%s` needs more than %lld MiB of memory", what,
                  (long long)step->memory);
        return toba_hint(
            err,
            "look for a loop or recursion without end, or give the step more: memory = %lld",
            (long long)step->memory * 2);
    case TOO_LONG:
        toba_fail(err, TOBA_E_CONFIG,
                  "`%s` ran more than %lld million instructions in one call and was stopped",
                  what, (long long)step->instructions);
        return toba_hint(err,
                         "look for a loop without end, or give the step more: "
                         "instructions = %lld",
                         (long long)step->instructions * 2);
    case CANCELLED:
        return toba_fail(err, TOBA_E_CANCELLED, "stopped on request");
    default:
        *err = step->err;
        return err->code;
    }
}

int trouble_tell(struct step *step, int status, const char *what, struct toba_error *err)
{
    lua_State *L = step->L;
    int code;

    /* LUA_ERRERR: there was none left for the message either. */
    if (!step->stop && (status == LUA_ERRMEM || (status == LUA_ERRERR && step->heap_empty)))
        step->stop = step->heap_empty ? NO_MEMORY : NO_ROOM;
    if (step->stop)
        code = tell_stop(step, what, err);
    else if (lua_type(L, -1) == LUA_TSTRING)
        code = toba_fail(err, TOBA_E_CONFIG, "%s", after_position(lua_tostring(L, -1)));
    else
        code = toba_fail(err, TOBA_E_CONFIG, "`%s` raised an error that is no text but a %s",
                         what, luaL_typename(L, -1));
    err->line = step->line;
    snprintf(err->file, sizeof err->file, "%s", step->line ? step->file : "");
    lua_pop(L, 1);
    return code;
}
