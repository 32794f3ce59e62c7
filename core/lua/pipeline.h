/* pipeline.h - toba.pipeline "name" { edge, … }, and what comes of it. */
#ifndef TB_LUA_PIPELINE_H
#define TB_LUA_PIPELINE_H

#include "lua/state.h"

/* toba.pipeline "name" */
int tb_lua_pipeline_named(lua_State *L);
/* Adds the methods of named pipelines. May raise. */
void tb_lua_define_pipeline(lua_State *L);
/* Fills the reader's pipeline from what the file returned, which is on top. May raise. */
void tb_lua_collect(lua_State *L);

#endif
