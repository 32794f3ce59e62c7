/* cursor.c - see cursor.h. */
#include "run/cursor.h"

#include <string.h>

#include "base/alloc.h"

static int sign(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_text(struct toba_text a, struct toba_text b)
{
    int order = memcmp(a.at, b.at, (size_t)(a.size < b.size ? a.size : b.size));

    return order ? order : sign(a.size, b.size);
}

static const struct ArrowArray *column_of(const struct tb_page *page, int32_t column)
{
    return page->batch.children[column];
}

/* How the key of a row stands to the current key. */
static int compare_key(const struct tb_cursor *c, struct tb_spot at)
{
    const struct ArrowArray *keys = column_of(at.page, 0);

    if (c->key->type == TOBA_TEXT)
        return compare_text(toba_cell_text(keys, at.row), c->key->text);
    return sign(toba_cell_int(keys, c->pages->types[0], at.row), c->key->number);
}

/* How the sub-key of a row of one cursor stands to that of another's. */
static int compare_sub(const struct tb_cursor *a, struct tb_spot at, const struct tb_cursor *b,
                       struct tb_spot bt)
{
    const struct ArrowArray *as = column_of(at.page, a->sub);
    const struct ArrowArray *bs = column_of(bt.page, b->sub);

    if (a->sub_type == TOBA_TEXT)
        return compare_text(toba_cell_text(as, at.row), toba_cell_text(bs, bt.row));
    return sign(toba_cell_int(as, a->sub_type, at.row), toba_cell_int(bs, b->sub_type, bt.row));
}

static void let_go(struct tb_cursor *c, struct tb_page *until)
{
    while (c->pages->dropping && c->held && c->held != until) {
        struct tb_page *page = c->held;

        c->held = page->next;
        tb_pages_pass(c->pages, page);
    }
}

/* Places `next` on a row, fetching where needed; false: there is none, or a failure. */
static bool settle(struct tb_cursor *c)
{
    while (!c->next.page || c->next.row >= c->next.page->end) {
        struct tb_page *page = c->next.page ? c->next.page->next : c->pages->first;

        if (!page && !c->pages->complete && !c->failure->code)
            page = tb_pages_fetch(c->pages, c->failure);
        if (!page)
            return false;
        if (!c->held)
            c->held = page;
        c->next = (struct tb_spot){page, page->first};
    }
    return true;
}

/* Whether `next` stands on a row of the current key. */
static bool settle_in_key(struct tb_cursor *c)
{
    return settle(c) && (!c->key || compare_key(c, c->next) == 0);
}

static void take_row(struct tb_cursor *c)
{
    c->now = c->next;
    c->next.row++;
    let_go(c, c->now.page);
}

static void skip_row(struct tb_cursor *c)
{
    let_go(c, c->next.page);
    c->next.row++;
}

/* Goes to the first row in the key that has the parent's sub-key; false: there is none. */
static bool seek_parent(struct tb_cursor *c)
{
    if (!c->parent->part.page)
        return false;
    while (settle_in_key(c)) {
        int order = compare_sub(c, c->next, c->parent, c->parent->part);

        if (order >= 0)
            return order == 0;
        skip_row(c);
    }
    return false;
}

static void forget_row(struct tb_cursor *c)
{
    c->now.page = NULL;
}

/* ---- Rows one by one ----------------------------------------------------- */

static bool next_row(struct tb_cursor *c)
{
    forget_row(c);
    if (!(c->parent ? seek_parent(c) : settle_in_key(c))) {
        c->part.page = NULL;
        c->serial++;
        return false;
    }
    take_row(c);
    if (c->sub >= 0) {
        c->part = c->now;
        c->serial++;
    }
    return true;
}

/* ---- Points of a sub-key ------------------------------------------------- */

static void forget_group(struct tb_cursor *c)
{
    forget_row(c);
    c->part.page = NULL;
    c->serial++;
    for (int32_t i = 0; i < c->n_points; i++)
        c->points[i].page = NULL;
}

/* Reads the rows of the sub-key that `next` stands on. */
static void load_group(struct tb_cursor *c)
{
    c->part = c->next;
    let_go(c, c->part.page);
    do {
        int64_t point =
            toba_cell_int(column_of(c->next.page, c->extra), TOBA_INT32, c->next.row);

        if (point >= 0 && point < c->n_points)
            c->points[point] = c->next;
        c->next.row++;
    } while (settle_in_key(c) && (c->sub < 0 || compare_sub(c, c->next, c, c->part) == 0));
}

static bool next_group(struct tb_cursor *c)
{
    if (c->sub < 0 && c->part.page) {
        bool first = !c->stepped;

        forget_row(c);
        c->stepped = true;
        return first;
    }
    forget_group(c);
    if (!settle_in_key(c))
        return false;
    load_group(c);
    c->stepped = true;
    return true;
}

/* Makes the group that the parent's sub-key has the current one. */
static void follow_parent(struct tb_cursor *c)
{
    if (c->parent_serial == c->parent->serial)
        return;
    c->parent_serial = c->parent->serial;
    c->stepped = false;
    if (c->part.page && c->parent->part.page &&
        compare_sub(c, c->part, c->parent, c->parent->part) == 0)
        return;
    forget_group(c);
    if (seek_parent(c))
        load_group(c);
}

/* A port with a parent has one group at a time: the parent's. */
static bool next_of_parent(struct tb_cursor *c)
{
    bool first;

    follow_parent(c);
    first = !c->stepped;
    forget_row(c);
    c->stepped = true;
    return first && c->part.page;
}

static int32_t index_of_point(const struct tb_cursor *c, int32_t days)
{
    for (int i = 0; i < c->port->n_points; i++)
        if (c->port->points[i].days == days)
            return c->port->points[i].index;
    return -1;
}

bool tb_cursor_as_of(struct tb_cursor *c, int32_t days)
{
    int32_t point;

    if (!c->pages)
        return false;
    point = c->points ? index_of_point(c, days) : -1;
    if (point < 0 || point >= c->n_points) {
        if (!c->failure->code)
            toba_fail(c->failure, TOBA_E_PLUGIN,
                      "port %s was asked for a point (%d days) that was not planned",
                      c->port->port->name, (int)days);
        return false;
    }
    if (c->parent)
        follow_parent(c);
    else if (c->sub < 0 && !c->part.page && settle_in_key(c))
        load_group(c);
    c->now = c->points[point];
    return c->now.page != NULL;
}

bool tb_cursor_next(struct tb_cursor *c)
{
    if (!c->pages || c->failure->code)
        return false;
    if (!c->points)
        return next_row(c);
    return c->parent ? next_of_parent(c) : next_group(c);
}

bool tb_cursor_fresh(struct tb_cursor *c)
{
    if (c->extra < 0 || !c->now.page)
        return true;
    return toba_cell_int(column_of(c->now.page, c->extra), TOBA_BOOL, c->now.row) != 0;
}

/* ---- Life ---------------------------------------------------------------- */

void tb_cursor_reset(struct tb_cursor *c)
{
    c->next.page = NULL;
    c->held = NULL;
    forget_group(c);
    c->stepped = false;
}

void tb_cursor_begin(struct tb_cursor *c)
{
    if (!c->pages)
        return;
    forget_group(c);
    c->parent_serial = 0;
    c->stepped = false;
    while (c->key && settle(c) && compare_key(c, c->next) < 0)
        skip_row(c);
}

static int bind_cells(struct tb_cursor *c)
{
    c->n_cells = c->port->n_fields;
    c->cells = tb_new_array((size_t)c->n_cells, sizeof *c->cells);
    if (!c->cells)
        return toba_fail(c->failure, TOBA_E_MEMORY, "out of memory for a cursor");
    for (int32_t i = 0; i < c->n_cells; i++) {
        int32_t column = c->port->fields[i].column;

        if (!c->pages || column < 0 || column >= c->pages->n_types)
            c->cells[i].column = -1;
        else
            c->cells[i] = (struct tb_cell){column, c->pages->types[column]};
    }
    return TOBA_OK;
}

int tb_cursor_init_stream(struct tb_cursor *c, const struct tb_node_input *port,
                          struct tb_pages *pages, struct toba_error *failure)
{
    memset(c, 0, sizeof *c);
    c->port = port;
    c->pages = pages;
    c->failure = failure;
    c->sub = c->extra = -1;
    c->serial = 1; /* a child that saw nothing has 0 */
    if (pages)
        pages->cursors++;
    return bind_cells(c);
}

int tb_cursor_init(struct tb_cursor *c, const struct tb_node_input *port,
                   struct tb_pages *pages, const struct toba_read *read,
                   struct toba_error *failure)
{
    int code = tb_cursor_init_stream(c, port, pages, failure);
    int32_t child = 1;

    if (code)
        return code;
    if (read->sub_key.column >= 0) {
        c->sub = child++;
        c->sub_type = pages->types[c->sub];
    }
    if (read->rows == TOBA_AS_OF || read->rows == TOBA_CHANGED)
        c->extra = child;
    if (read->rows != TOBA_AS_OF)
        return TOBA_OK;
    c->n_points = read->n_points;
    c->points = tb_new_array((size_t)c->n_points, sizeof *c->points);
    if (!c->points)
        return toba_fail(failure, TOBA_E_MEMORY, "out of memory for a cursor");
    return TOBA_OK;
}

void tb_cursor_fini(struct tb_cursor *c)
{
    tb_free(c->cells);
    tb_free(c->points);
    c->cells = NULL;
    c->points = NULL;
}
