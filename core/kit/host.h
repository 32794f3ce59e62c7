/* host.h - a host in memory: gives a component rows that were made up, keeps what it puts, and
 * notes the first rule of toba/plugin.h that it breaks.
 *
 * It is a runner for one instance, without core, store or threads. Texts that it hands out are
 * spoilt when they are no longer valid, so that a plugin that keeps one gives other output with
 * another `fill`. */
#ifndef TB_KIT_HOST_H
#define TB_KIT_HOST_H

#include <stdatomic.h>

#include <toba/plugin.h>

#include "base/arena.h"

enum tb_kit_cell_kind { TB_KIT_NULL, TB_KIT_INT, TB_KIT_DOUBLE, TB_KIT_TEXT };

struct tb_kit_cell {
    int kind;
    int64_t i; /* integers, booleans, days and instants */
    double d;
    const char *text;
};

/* A row of an input. Rows are sorted by sub-key and day. */
struct tb_kit_row {
    const char *sub_key; /* "": nothing parts the port */
    int32_t day;
    bool fresh;
    const struct tb_kit_cell *cells; /* by field */
};

struct tb_kit_field {
    const char *name;
    int32_t type; /* of an input: of the column that it is bound to */
    uint32_t flags;
    bool number; /* an input's that takes any number */
};

struct tb_kit_point {
    int32_t days, tolerance;
};

struct tb_kit_input {
    const struct toba_port *spec;
    bool wired;
    struct tb_kit_field *fields; /* of the descriptor, then those that `plan` added */
    int n_fields;
    const char *sub_key;
    int parent; /* -1: none */
    struct tb_kit_point *points;
    int n_points;
    int32_t window; /* 0: not asked */

    const struct tb_kit_row *rows; /* of the current key or batch */
    int n_rows;
    int at;           /* the row stepped to; -1: before the first */
    const char *part; /* TOBA_AS_OF: the sub-key stepped to; NULL: none yet */
    const struct tb_kit_row *current;
};

struct tb_kit_output {
    const struct toba_port *spec;
    bool wired;
    struct tb_kit_field *fields;
    int n_fields;
    struct tb_kit_cell *row;         /* under construction */
    bool begun;                      /* something was put into it */
    bool passed;                     /* … the input's columns among it */
    const struct tb_kit_cell **rows; /* ended */
    int n_rows;
    bool failed; /* a row could not be ended, and the plugin was told */
};

/* Bytes that grow; what came out, row by row, as text. */
struct tb_kit_text {
    char *at;
    size_t size, room;
};

struct tb_kit_note {
    int32_t scope;
    char *key, *value;
};

struct tb_kit_lent_text {
    char *at;
    size_t size;
    int port;
    struct tb_kit_lent_text *next;
};

struct tb_kit_host {
    struct toba_host table;
    struct toba_in in;
    struct toba_out out;
    struct toba_plan plan;
    const struct toba_component *spec;
    struct tb_arena arena;
    int32_t day;
    int64_t instant;
    const char *key; /* NULL: there is none */
    struct tb_kit_input *inputs;
    struct tb_kit_output *outputs;
    bool planning;
    char fill;   /* what spoilt texts hold; numbers behind NULLs follow it */
    bool finite; /* whether numbers put have to be finite */
    bool loud;   /* log lines go to stderr */
    atomic_bool cancel;
    int fail_row;            /* the code that the next toba_end_row() fails with; 0: none */
    int64_t counted;         /* by toba_count() in all */
    struct tb_kit_text rows; /* what came out */
    struct tb_kit_note *notes;
    int n_notes;
    int64_t mark; /* the last; -1: none */
    struct tb_kit_lent_text *lent;
    /* The rows that toba_find() gives. */
    const struct tb_kit_row *(*find)(void *context, struct tb_kit_input *input, const char *key,
                                     int *n);
    void *find_context;
    char broken[256]; /* the first rule broken; empty: none */
    char broken_hint[256];
};

/* Prepares a host for a component with all ports wired. 0, or TOBA_E_MEMORY. */
int tb_kit_host_init(struct tb_kit_host *host, const struct toba_component *spec,
                     struct toba_error *err);
void tb_kit_host_fini(struct tb_kit_host *host);
/* Before a callback: all ports stand before their first row. */
void tb_kit_host_rewind(struct tb_kit_host *host);
/* After a callback: lent texts end, and rows that were put must have been ended. */
void tb_kit_host_settle(struct tb_kit_host *host, const char *callback);

/* Notes a broken rule; the first holds. */
TOBA_PRINTF(3, 4)
void tb_kit_broken(struct tb_kit_host *host, const char *hint, const char *format, ...);

/* For the parts of the host. */
void tb_kit_host_lend_reading(struct toba_host *table);
void tb_kit_host_lend_writing(struct toba_host *table);
void tb_kit_host_lend_planning(struct toba_host *table);
TOBA_PRINTF(2, 3)
void tb_kit_text_add(struct tb_kit_text *text, const char *format, ...);
void tb_kit_spoil(struct tb_kit_host *host, int port); /* -1: the texts of all ports */
#define TB_KIT_HOST_OF(context, member)                                                        \
    ((struct tb_kit_host *)(uintptr_t)((const char *)(context)-offsetof(struct tb_kit_host,    \
                                                                        member)))

#endif
