/* group_host.h - runs a `group` component in memory, for the tests of transforms.
 *
 * A test gives options as text, wires ports, gives the rows of one key, runs, and compares what
 * came out. The rows are shown by the host of the conformance kit, which fails the test when
 * the component breaks a rule of toba/plugin.h. */
#ifndef GROUP_HOST_H
#define GROUP_HOST_H

#include "kit/host.h"

#define NIL ((struct tb_kit_cell){.kind = TB_KIT_NULL})
#define INT(v) ((struct tb_kit_cell){.kind = TB_KIT_INT, .i = (v)})
#define REAL(v) ((struct tb_kit_cell){.kind = TB_KIT_DOUBLE, .d = (v)})
#define TEXT(v) ((struct tb_kit_cell){.kind = TB_KIT_TEXT, .text = (v)}) /* borrowed */
/* An instant: `second` of a day. */
#define INSTANT(day, second) INT(((int64_t)(day)*86400 + (second)) * 1000000)

/* A row: its cells, field by field, and how many. */
#define CELLS(...)                                                                             \
    (const struct tb_kit_cell[]){__VA_ARGS__},                                                 \
        (int)(sizeof((const struct tb_kit_cell[]){__VA_ARGS__}) / sizeof(struct tb_kit_cell))

struct group_host;

/* A host for the plugin's first component, its options at their defaults, nothing wired. */
struct group_host *group_host_new(const struct toba_plugin *plugin, int32_t day);
void group_host_free(struct group_host *host);

/* The text as a pipeline's author would write it; the items of lists parted by commas. */
void give_option(struct group_host *host, const char *name, const char *text);
/* Wires input and output ports, their names parted by blanks. A name that stands for an input
 * and an output wires both. */
void wire(struct group_host *host, const char *ports);

/* A row of an input port; `sub_key` may be NULL. A field with the date role reads `day`, so its
 * cell is any. A row dated after D is never shown to the component. */
void give_row(struct group_host *host, const char *port, const char *sub_key, int32_t day,
              const struct tb_kit_cell *cells, int n);
/* The same, for a row of a TOBA_CHANGED port that is there only as a neighbour. */
void give_neighbour(struct group_host *host, const char *port, int32_t day,
                    const struct tb_kit_cell *cells, int n);

/* Calls `plan` alone and returns what it returned. */
int plan_group(struct group_host *host, struct toba_error *err);
/* Calls `plan`, which must succeed, and `group`, and returns what `group` returned. */
int run_group(struct group_host *host, struct toba_error *err);
/* Makes the component's next toba_end_row() fail with a code. */
void fail_next_row(struct group_host *host, int code);

/* How many points an input port was planned to be read at, and whether one is among them. */
int points_planned(const struct group_host *host, const char *port);
bool is_planned(const struct group_host *host, const char *port, int32_t days,
                int32_t tolerance);
/* The sum of what the component counted. */
int64_t counted(const struct group_host *host);
/* The column that parts an input port; NULL: none. */
const char *sub_key_of(const struct group_host *host, const char *port);
/* The name of a field of an output port, those that `plan` added included; NULL: no such. */
const char *output_field(const struct group_host *host, const char *port, int field);

/* What came out of a port. */
int rows_out(const struct group_host *host, const char *port);
const struct tb_kit_cell *row_out(const struct group_host *host, const char *port, int row);

/* Fails the test unless row `row` of the port has exactly these cells. The key of every group
 * is the text "key". */
#define expect_row(host, port, row, ...)                                                       \
    expect_row_at(host, port, row, CELLS(__VA_ARGS__), __FILE__, __LINE__)
void expect_row_at(const struct group_host *host, const char *port, int row,
                   const struct tb_kit_cell *cells, int n, const char *file, int line);
#define expect_rows(host, port, n) expect_rows_at(host, port, n, __FILE__, __LINE__)
void expect_rows_at(const struct group_host *host, const char *port, int n, const char *file,
                    int line);

#endif
