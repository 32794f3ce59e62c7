/* object.h - what a pipeline file holds in its hands beside plain Lua values.
 *
 * Every object is a userdata of one struct, with a metatable a kind. The parts of the reader
 * add the methods of the kinds that they know. All functions may raise. */
#ifndef TB_LUA_OBJECT_H
#define TB_LUA_OBJECT_H

#include "lua/state.h"

enum tb_lua_kind {
    TB_LUA_ANYTHING = 1, /* stands for what a mistake, already noted, should have been */
    TB_LUA_TOBA,         /* what require "toba" gives */
    TB_LUA_CONSTRUCTOR,  /* toba.NAME */
    TB_LUA_STEP,
    TB_LUA_PORT,  /* of a step's outputs */
    TB_LUA_TABLE, /* as mentioned: with renames and filters */
    TB_LUA_SCHEMA,
    TB_LUA_CHAIN,    /* of edges: what `>>` gives */
    TB_LUA_SECRET,   /* toba.secret */
    TB_LUA_VARIABLE, /* toba.var of a variable that is missing or wrong */
    TB_LUA_HEAD,     /* toba.pipeline "name", before its braces */
    TB_LUA_PIPELINE,
    TB_LUA_KINDS
};

struct tb_lua_chain;
struct tb_lua_list;

/* Which members count depends on the kind. */
struct tb_lua_object {
    int kind;
    const struct tb_component *component; /* CONSTRUCTOR */
    struct tb_lua_step *step;             /* STEP, PORT */
    const struct toba_port *port;         /* PORT */
    const struct tb_table_use *use;       /* TABLE */
    struct tb_lua_schema *schema;         /* SCHEMA */
    const struct tb_lua_chain *chain;     /* CHAIN */
    const struct tb_lua_list *list;       /* PIPELINE */
    const char *text; /* SECRET: its name; VARIABLE: what is wrong; HEAD, PIPELINE: the name */
};

/* Makes the metatables. */
void tb_lua_define_kinds(lua_State *L);
/* Adds methods (metamethods) to a kind. */
void tb_lua_add_methods(lua_State *L, int kind, const luaL_Reg *methods);

/* Push a copy; return 1. */
int tb_lua_push(lua_State *L, const struct tb_lua_object *object);
int tb_lua_push_anything(lua_State *L);

/* NULL when the value is no object. */
const struct tb_lua_object *tb_lua_peek(lua_State *L, int index);
/* The object at `index` when it is of the kind, else NULL. */
const struct tb_lua_object *tb_lua_peek_kind(lua_State *L, int index, int kind);
bool tb_lua_is_anything(lua_State *L, int index);

/* What a value is, for a message: "nil", "the number 7", "the table 'raw.media'". In the
 * pipeline's arena. */
const char *tb_lua_describe(lua_State *L, int index);

#endif
