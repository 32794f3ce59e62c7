/* fixture.h - runs pipelines with steps in Lua over a small history of accounts and posts. */
#ifndef TESTS_LUA_STEPS_FIXTURE_H
#define TESTS_LUA_STEPS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

/* Nineteen lines: the schemas `raw` and `out` of a store at @/a.db. What follows begins at line
 * 20. */
#define TABLES                                                                                 \
    "local toba = require 'toba'\n"                                                            \
    "local store = toba.sqlite { path = '@/a.db' }\n"                                          \
    "local raw = store:schema('raw', {\n"                                                      \
    "  user = { key = { 'id' }, { 'id', 'text not null' }, { 'name', 'text' } },\n"            \
    "  fans = { key = { 'user_id', 'day' }, date = 'day', { 'value', 'int' },\n"               \
    "    { 'user_id', 'text not null', references = 'raw.user.id' },\n"                        \
    "    { 'day', 'date not null' }, { 'value_growth', 'int' } },\n"                           \
    "  media = { key = { 'id' }, { 'id', 'text not null' }, { 'timestamp', 'timestamp' },\n"   \
    "    { 'user_id', 'text not null', references = 'raw.user.id' },\n"                        \
    "    { 'caption', 'text' } },\n"                                                           \
    "  media_insight = { key = { 'media_id', 'metric', 'day' }, date = 'day',\n"               \
    "    { 'media_id', 'text not null', references = 'raw.media.id' },\n"                      \
    "    { 'metric', 'text not null' }, { 'day', 'date not null' }, { 'value', 'int' } } })\n" \
    "local out = store:schema('out', {\n"                                                      \
    "  rate = { key = { 'user_id', 'timeframe', 'day' }, date = 'day',\n"                      \
    "    { 'user_id', 'text not null' }, { 'timeframe', 'int not null' },\n"                   \
    "    { 'day', 'date not null' }, { 'rate', 'double' }, { 'growth', 'double' } },\n"        \
    "  kinds = { key = { 'id' }, { 'id', 'text not null' }, { 'b', 'boolean' },\n"             \
    "    { 'n', 'bigint' }, { 'x', 'double' }, { 'd', 'date' }, { 'at', 'timestamp' } } })\n"

/* cmocka's set-up and tear-down; *state is the struct harness. The tables are filled. */
int fixture_open(void **state);

/* Runs TABLES and `steps`; returns the code, h->err is filled. */
int run_steps(struct harness *h, const char *steps);
/* The same, with "return toba.pipeline 'p' { toba.lua { … } >> out.rate }" around `fields`,
 * which begin at line 21. */
int run_rate(struct harness *h, const char *fields);
/* Fails the test unless the last run gave this. */
void expect_good(const struct harness *h, int code);

/* The block of the documentation that begins with a line, without its fences; freed by free().
 */
char *documented(const char *first_line);

#endif
