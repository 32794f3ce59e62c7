/* cursor.h - how a step walks through the rows of one input port: the current key's, or the
 * current batch's, only ever forward.
 *
 * Rows come sorted by key, sub-key, and point or date. A cursor with a parent shows the rows of
 * the parent's current sub-key. */
#ifndef TB_RUN_CURSOR_H
#define TB_RUN_CURSOR_H

#include <toba/batch.h>

#include "graph/plan.h"
#include "run/page.h"

/* The value of a key, borrowed. */
struct tb_key {
    int32_t type; /* TOBA_TEXT, or one that toba_cell_int() reads; 0: there is no key */
    int64_t number;
    struct toba_text text;
};

struct tb_cell {
    int32_t column; /* of the pages; -1: not bound */
    int32_t type;
};

struct tb_cursor {
    const struct tb_node_input *port;
    struct tb_pages *pages;   /* NULL: the port is not wired */
    const struct tb_key *key; /* NULL: all rows of the pages */
    struct tb_cursor *parent;
    struct tb_cell *cells; /* by field of the port */
    int32_t n_cells;
    int32_t sub; /* the sub-key's column; -1: none */
    int32_t sub_type;
    int32_t extra; /* the column of the point's index or of freshness; -1: none */
    struct toba_error *failure;

    struct tb_spot now;     /* the current row */
    struct tb_spot next;    /* the first row not read; page NULL: the first of all */
    struct tb_spot part;    /* a row with the current sub-key */
    struct tb_page *held;   /* the oldest page still needed */
    uint64_t serial;        /* of the current sub-key: children see it change */
    uint64_t parent_serial; /* the parent's that `part` belongs to */
    bool stepped;           /* toba_next() came to the one group without sub-key */
    struct tb_spot *points; /* TOBA_AS_OF: by the read's point, the row found */
    int32_t n_points;
};

/* Binds a port to the pages of a read whose batches have the children key, sub-key (`has_sub`),
 * extra (as read->rows asks) and columns. Borrows all; `failure` takes the first failure. */
int tb_cursor_init(struct tb_cursor *cursor, const struct tb_node_input *port,
                   struct tb_pages *pages, const struct toba_read *read,
                   struct toba_error *failure);
/* Binds a port to batches of plain columns; read with `key` NULL. */
int tb_cursor_init_stream(struct tb_cursor *cursor, const struct tb_node_input *port,
                          struct tb_pages *pages, struct toba_error *failure);
void tb_cursor_fini(struct tb_cursor *cursor);

/* The pages were cleared: forgets all places. */
void tb_cursor_reset(struct tb_cursor *cursor);
/* Goes to the first row of cursor->key, leaving out rows of earlier keys. */
void tb_cursor_begin(struct tb_cursor *cursor);
/* As toba_next(), toba_as_of() and toba_fresh(). */
bool tb_cursor_next(struct tb_cursor *cursor);
bool tb_cursor_as_of(struct tb_cursor *cursor, int32_t days);
bool tb_cursor_fresh(struct tb_cursor *cursor);

#endif
