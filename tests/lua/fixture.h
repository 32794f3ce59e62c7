/* fixture.h - reads pipelines with the test plugins, for the tests of the reader. */
#ifndef TESTS_LUA_FIXTURE_H
#define TESTS_LUA_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lua/reader.h"

/* What most pipelines of the tests begin with, six lines: a store `db` with a schema `raw` of
 * the tables `number` and `even`. */
#define BEGIN                                                                                  \
    "local toba = require 'toba'\n"                                                            \
    "local db = toba.memory {}\n"                                                              \
    "local raw = db:schema('raw', {\n"                                                         \
    "  number = { key = { 'id', 'day' }, date = 'day', { 'id', 'bigint not null' },\n"         \
    "    { 'day', 'date not null' }, { 'name', 'text' }, { 'value', 'bigint' } },\n"           \
    "  even = { key = { 'id' }, { 'id', 'bigint not null' } } })\n"

/* A read pipeline. */
struct reading {
    struct tb_pipeline pipeline;
    struct tb_problems problems;
    int code;
};

/* The plugins of tests/plugins; loaded once. */
const struct tb_registry *fixture_registry(void);

/* Reads a file; `options` may lack the registry, or be NULL. Freed by forget(). */
void read_file(struct reading *reading, const char *file, const struct tb_lua_options *options);
/* Reads a text, as the file "p.lua". */
void read_text(struct reading *reading, const char *text, const struct tb_lua_options *options);
void forget(struct reading *reading);

/* What printing the mistakes gives. Freed by the caller. */
char *printed(const struct reading *reading);
/* Fails unless the text is read without a mistake. */
void read_good(struct reading *reading, const char *text, const struct tb_lua_options *options);
/* Reads the text; fails unless the mistakes, printed, are exactly these. */
void assert_mistakes(const char *text, const struct tb_lua_options *options,
                     const char *expected);

const struct tb_step *find_step(const struct reading *reading, const char *name);
const struct tb_setting *find_setting(const struct tb_step *step, const char *name);

/* Makes the folder with the golden cases the working folder. */
void go_to_cases(void);

#endif
