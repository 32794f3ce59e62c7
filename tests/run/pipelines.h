/* pipelines.h - the tables and pipelines that several tests run. */
#ifndef TB_TESTS_RUN_PIPELINES_H
#define TB_TESTS_RUN_PIPELINES_H

#define TABLE_LIST                                                                             \
    "local toba = require 'toba'\n"                                                            \
    "local tables = {\n"                                                                       \
    "  number = { comment = 'n', key = { 'id', 'day' }, date = 'day',\n"                       \
    "    { 'id', 'bigint not null', '' }, { 'day', 'date not null', '' },\n"                   \
    "    { 'name', 'text', '' }, { 'value', 'int', '' },\n"                                    \
    "    { 'value_growth', 'int', '' },\n"                                                     \
    "    { 'stamp', 'timestamp not null stamp', '' } },\n"                                     \
    "  even = { comment = 'e', key = { 'id' }, { 'id', 'bigint not null', '' } },\n"           \
    "  total = { comment = 't', key = { 'id', 'day' }, date = 'day',\n"                        \
    "    replace = { 'id', 'day' },\n"                                                         \
    "    { 'id', 'bigint not null', '' }, { 'day', 'date not null', '' },\n"                   \
    "    { 'total', 'bigint', '' } },\n"                                                       \
    "  part = { comment = 'p', key = { 'id' }, { 'id', 'bigint not null', '' },\n"             \
    "    { 'value', 'bigint', '', references = 's.level.id' }, { 'name', 'text', '' } },\n"    \
    "  level = { comment = 'l', key = { 'id' }, { 'id', 'bigint not null', '' } },\n"          \
    "  strict = { comment = 'p', key = { 'id' }, { 'id', 'bigint not null', '' },\n"           \
    "    { 'name', 'text not null', '' }, { 'value', 'int', '' } },\n"                         \
    "  shout = { comment = 's', key = { 'name' }, { 'name', 'text not null', '' } },\n"        \
    "  member = { comment = 'm', key = { 'value', 'id' }, replace = { 'value' },\n"            \
    "    { 'value', 'bigint not null', '' }, { 'id', 'bigint not null', '' } },\n"             \
    "  named = { comment = 'n', key = { 'value' }, { 'value', 'bigint not null', '' },\n"      \
    "    { 'name', 'text not null', '' }, { 'rows', 'bigint', '' },\n"                         \
    "    { 'total', 'bigint', '' } },\n"                                                       \
    "  counts = { comment = 'c', key = { 'value' }, replace = { 'value' },\n"                  \
    "    { 'value', 'bigint not null', '' }, { 'rows', 'bigint', '' },\n"                      \
    "    { 'total', 'bigint', '' } },\n"                                                       \
    "}\n"

#define TABLES                                                                                 \
    TABLE_LIST "local store = toba.sqlite { path = '@/a.db' }\n"                               \
               "local t = store:schema('s', tables)\n"

/* Two stages: numbers into a table, their sums into another, scope by scope. */
#define TOTALS                                                                                 \
    "return toba.pipeline 'p' {\n"                                                             \
    "  toba.numbers { count = 300, days = 7 } >> t,\n"                                         \
    "  toba.sum { rows = t.number }.totals >> t.total }"

/* Two stages that obey the file `orders`. */
#define STUMBLING                                                                              \
    "return toba.pipeline 'p' {\n"                                                             \
    "  toba.stumble { count = 40, keys = 10, orders = '@/orders',\n"                           \
    "                 heard = '@/heard' } >> t,\n"                                             \
    "  toba.stumble_at { rows = t.part, orders = '@/later' } >> t.counts }"

#endif
