/* test_cursor.c - walking through hand-made rows: keys, sub-keys, children, points. Every walk
 * is done with all pages there and again with pages of one row, fetched and dropped on the way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "batch/builder.h"
#include "run/cursor.h"

enum { NONE = -1000 };

/* A row of a read: key, sub-key, extra (point or freshness), value. */
struct row {
    const char *key, *sub;
    int extra;
    int value;
};

struct table {
    const struct row *rows;
    int n, at; /* the next to be fetched */
    int page;  /* rows a page */
    bool subs, extras;
    int fetches, fail_at;
    struct toba_read read;
    struct tb_pages pages;
    struct tb_field fields[2];
    struct tb_node_input input;
    struct toba_port port;
    struct tb_asked_point points[3];
    struct tb_cursor cursor;
};

struct walk {
    struct table tables[2];
    struct tb_key key;
    struct toba_error failure;
};

static const int32_t types[] = {TOBA_TEXT, TOBA_TEXT, TOBA_INT32, TOBA_INT32};

static void put_row(const struct table *t, const struct row *row, struct toba_builder *builder)
{
    int32_t column = 0;
    struct toba_error err;

    tb_builder_text(builder, column++, row->key, (int64_t)strlen(row->key));
    if (t->subs)
        tb_builder_text(builder, column++, row->sub, (int64_t)strlen(row->sub));
    if (t->extras)
        tb_builder_int(builder, column++, row->extra);
    if (row->value != NONE)
        tb_builder_int(builder, column, row->value);
    assert_int_equal(tb_builder_end_row(builder, &err), 0);
}

/* The store's side: `handle` is the table. */
static int fetch(void *handle, int32_t read, struct ArrowArray *batch, struct toba_error *err)
{
    struct table *t = handle;
    struct toba_builder *builder = tb_builder_new(t->pages.types, t->pages.n_types);

    (void)read;
    if (++t->fetches == t->fail_at) {
        tb_builder_free(builder);
        return toba_fail(err, TOBA_E_SINK, "the file is broken");
    }
    for (int i = 0; i < t->page && t->at < t->n; i++)
        put_row(t, &t->rows[t->at++], builder);
    assert_int_equal(tb_builder_finish(builder, batch, err), 0);
    tb_builder_free(builder);
    return 0;
}

static const struct toba_store store = {.size = sizeof store, .scan_fetch = fetch};

/* The types of a read's children, by what it has. */
static const int32_t *types_of(const struct table *t, int32_t *n)
{
    static const int32_t plain[] = {TOBA_TEXT, TOBA_INT32};
    static const int32_t fresh[] = {TOBA_TEXT, TOBA_BOOL, TOBA_INT32};
    static const int32_t pointed[] = {TOBA_TEXT, TOBA_INT32, TOBA_INT32};
    static const int32_t subs[] = {TOBA_TEXT, TOBA_TEXT, TOBA_INT32};

    *n = 2 + t->subs + t->extras;
    if (t->subs)
        return t->extras ? types : subs;
    if (t->extras)
        return t->read.rows == TOBA_CHANGED ? fresh : pointed;
    return plain;
}

static void open_table(struct walk *w, int at, const struct row *rows, int n, int32_t kind,
                       bool subs, int page)
{
    struct table *t = &w->tables[at];

    t->rows = rows;
    t->n = n;
    t->page = page;
    t->subs = subs;
    t->extras = kind == TOBA_AS_OF || kind == TOBA_CHANGED;
    t->read.rows = kind;
    t->read.sub_key.column = subs ? 0 : -1;
    t->read.n_points = 3;
    t->pages.store = &store;
    t->pages.scan = t;
    t->pages.types = types_of(t, &t->pages.n_types);
    t->pages.dropping = page == 1;
    t->port.name = "port";
    t->input.port = &t->port;
    t->input.fields = t->fields;
    t->input.n_fields = 1;
    t->fields[0].column = t->pages.n_types - 1;
    for (int i = 0; i < 3; i++) /* 0, 7 and 28 days; their indexes are not their order */
        t->points[i] = (struct tb_asked_point){i == 0 ? 0 : i == 1 ? 7 : 28, -1, 2 - i};
    t->input.points = t->points;
    t->input.n_points = 3;
    assert_int_equal(tb_cursor_init(&t->cursor, &t->input, &t->pages, &t->read, &w->failure),
                     0);
    t->cursor.key = &w->key;
}

static void close_walk(struct walk *w)
{
    for (int i = 0; i < 2; i++) {
        tb_cursor_fini(&w->tables[i].cursor);
        tb_pages_clear(&w->tables[i].pages);
    }
}

static void begin(struct walk *w, const char *key)
{
    w->key = (struct tb_key){TOBA_TEXT, 0, {key, (int64_t)strlen(key), false}};
    for (int i = 0; i < 2; i++)
        tb_cursor_begin(&w->tables[i].cursor);
}

/* The current row's value, NONE where it is NULL or no row is current. */
static int value(const struct walk *w, int at)
{
    const struct tb_cursor *c = &w->tables[at].cursor;
    const struct ArrowArray *column;

    if (!c->now.page)
        return NONE;
    column = c->now.page->batch.children[c->cells[0].column];
    return toba_is_null(column, c->now.row)
               ? NONE
               : (int)toba_cell_int(column, TOBA_INT32, c->now.row);
}

static bool step(struct walk *w, int at)
{
    return tb_cursor_next(&w->tables[at].cursor);
}

static bool as_of(struct walk *w, int at, int days)
{
    return tb_cursor_as_of(&w->tables[at].cursor, days);
}

/* All values that stepping gives, as text. */
static const char *all(struct walk *w, int at, char text[64])
{
    int used = 0;

    text[0] = '\0';
    while (step(w, at))
        used += snprintf(text + used, (size_t)(64 - used), "%d ", value(w, at));
    return text;
}

static int pages_held(const struct walk *w, int at)
{
    int n = 0;

    for (const struct tb_page *page = w->tables[at].pages.first; page; page = page->next)
        n++;
    return n;
}

/* ---- Walks: each for pages of 100 rows and of one ------------------------ */

static const struct row plain[] = {
    {"a", "", 0, 1}, {"a", "", 0, 2}, {"b", "", 0, 3}, {"d", "", 0, 4}, {"d", "", 0, NONE}};

static void rows_of_a_key(int page)
{
    struct walk w = {0};
    char text[64];

    open_table(&w, 0, plain, 5, TOBA_ALL, false, page);
    begin(&w, "a");
    assert_int_equal(value(&w, 0), NONE);
    assert_string_equal(all(&w, 0, text), "1 2 ");
    assert_false(step(&w, 0));
    assert_int_equal(value(&w, 0), NONE);
    begin(&w, "b");
    assert_string_equal(all(&w, 0, text), "3 ");
    begin(&w, "c"); /* a key without rows */
    assert_string_equal(all(&w, 0, text), "");
    begin(&w, "d");
    assert_string_equal(all(&w, 0, text), "4 -1000 ");
    close_walk(&w);
}

static void rows_not_looked_at_are_skipped(int page)
{
    struct walk w = {0};
    char text[64];

    open_table(&w, 0, plain, 5, TOBA_ALL, false, page);
    begin(&w, "a");
    assert_true(step(&w, 0));
    begin(&w, "d");
    assert_string_equal(all(&w, 0, text), "4 -1000 ");
    close_walk(&w);
}

static const struct row posts[] = {{"u", "p1", 0, 1}, {"u", "p3", 0, 3}, {"v", "p2", 0, 2}};
static const struct row likes[] = {{"u", "p0", 0, 10}, {"u", "p1", 0, 11}, {"u", "p1", 0, 12},
                                   {"u", "p2", 0, 13}, {"u", "p3", 0, 14}, {"v", "p2", 0, 15}};

static void open_family(struct walk *w, int32_t kind, const struct row *rows, int n, int page)
{
    open_table(w, 0, posts, 3, TOBA_ALL, true, page);
    open_table(w, 1, rows, n, kind, true, page);
    w->tables[1].cursor.parent = &w->tables[0].cursor;
}

static void child_shows_the_rows_of_its_parent(int page)
{
    struct walk w = {0};
    char text[64];

    open_family(&w, TOBA_ALL, likes, 6, page);
    begin(&w, "u");
    assert_false(step(&w, 1)); /* no parent is current */
    assert_true(step(&w, 0));
    assert_string_equal(all(&w, 1, text), "11 12 ");
    assert_true(step(&w, 0));
    assert_string_equal(all(&w, 1, text), "14 ");
    assert_false(step(&w, 0));
    assert_false(step(&w, 1));
    begin(&w, "v");
    assert_true(step(&w, 0));
    assert_string_equal(all(&w, 1, text), "15 ");
    close_walk(&w);
}

/* Points: index 2 is day 0, 1 is 7 days ago, 0 is 28. */
static const struct row history[] = {{"u", "p0", 2, 9},  {"u", "p1", 0, 20},
                                     {"u", "p1", 2, 22}, {"u", "p2", 1, 30},
                                     {"u", "p3", 1, 41}, {"v", "p2", 0, 50}};

static void points_follow_the_parent(int page)
{
    struct walk w = {0};

    open_family(&w, TOBA_AS_OF, history, 6, page);
    begin(&w, "u");
    assert_false(as_of(&w, 1, 0));
    assert_true(step(&w, 0)); /* p1 */
    assert_true(as_of(&w, 1, 0));
    assert_int_equal(value(&w, 1), 22);
    assert_false(as_of(&w, 1, 7));
    assert_int_equal(value(&w, 1), NONE);
    assert_true(as_of(&w, 1, 28));
    assert_int_equal(value(&w, 1), 20);
    assert_true(as_of(&w, 1, 0)); /* back again */
    assert_true(step(&w, 0));     /* p3 */
    assert_false(as_of(&w, 1, 0));
    assert_true(as_of(&w, 1, 7));
    assert_int_equal(value(&w, 1), 41);
    begin(&w, "v");
    assert_true(step(&w, 0)); /* p2 */
    assert_true(as_of(&w, 1, 28));
    assert_int_equal(value(&w, 1), 50);
    close_walk(&w);
}

static void points_of_a_parent_come_once_by_next(int page)
{
    struct walk w = {0};

    open_family(&w, TOBA_AS_OF, history, 6, page);
    begin(&w, "u");
    assert_true(step(&w, 0));
    assert_true(step(&w, 1));
    assert_false(step(&w, 1));
    assert_true(as_of(&w, 1, 0));
    assert_true(step(&w, 0));
    assert_true(step(&w, 1));
    assert_true(as_of(&w, 1, 7));
    assert_int_equal(value(&w, 1), 41);
    close_walk(&w);
}

static void points_step_by_sub_key(int page)
{
    struct walk w = {0};

    open_table(&w, 0, history, 6, TOBA_AS_OF, true, page);
    begin(&w, "u");
    assert_false(as_of(&w, 0, 0)); /* before the first step */
    assert_true(step(&w, 0));      /* p0 */
    assert_int_equal(value(&w, 0), NONE);
    assert_true(as_of(&w, 0, 0));
    assert_int_equal(value(&w, 0), 9);
    assert_true(step(&w, 0)); /* p1 */
    assert_true(step(&w, 0)); /* p2 */
    assert_false(as_of(&w, 0, 0));
    assert_true(as_of(&w, 0, 7));
    assert_int_equal(value(&w, 0), 30);
    assert_true(step(&w, 0)); /* p3 */
    assert_false(step(&w, 0));
    assert_false(as_of(&w, 0, 7));
    close_walk(&w);
}

static const struct row followers[] = {
    {"u", "", 0, 5}, {"u", "", 2, 7}, {"v", "", 1, 8}, {"w", "", 2, 9}};

static void points_of_a_key_need_no_step(int page)
{
    struct walk w = {0};

    open_table(&w, 0, followers, 4, TOBA_AS_OF, false, page);
    begin(&w, "u");
    assert_true(as_of(&w, 0, 0));
    assert_int_equal(value(&w, 0), 7);
    assert_true(as_of(&w, 0, 28));
    assert_int_equal(value(&w, 0), 5);
    assert_true(step(&w, 0)); /* the one group */
    assert_false(step(&w, 0));
    begin(&w, "v");
    assert_true(step(&w, 0));
    assert_false(as_of(&w, 0, 0));
    assert_true(as_of(&w, 0, 7));
    assert_int_equal(value(&w, 0), 8);
    begin(&w, "x");
    assert_false(as_of(&w, 0, 0));
    assert_false(step(&w, 0));
    close_walk(&w);
}

static void point_that_was_not_planned_is_a_bug(int page)
{
    struct walk w = {0};

    open_table(&w, 0, followers, 4, TOBA_AS_OF, false, page);
    begin(&w, "u");
    assert_false(as_of(&w, 0, 14));
    assert_int_equal(w.failure.code, TOBA_E_PLUGIN);
    close_walk(&w);
}

static const struct row changes[] = {{"u", "", 0, 1}, {"u", "", 1, 2}};

static void neighbours_are_not_fresh(int page)
{
    struct walk w = {0};

    open_table(&w, 0, changes, 2, TOBA_CHANGED, false, page);
    begin(&w, "u");
    assert_true(step(&w, 0));
    assert_false(tb_cursor_fresh(&w.tables[0].cursor));
    assert_true(step(&w, 0));
    assert_true(tb_cursor_fresh(&w.tables[0].cursor));
    close_walk(&w);
}

static void failure_to_fetch_is_no_end(int page)
{
    struct walk w = {0};

    open_table(&w, 0, plain, 5, TOBA_ALL, false, page);
    w.tables[0].fail_at = page == 1 ? 2 : 1;
    begin(&w, "a");
    while (step(&w, 0))
        continue;
    assert_int_equal(w.failure.code, TOBA_E_SINK);
    assert_false(w.tables[0].pages.complete);
    close_walk(&w);
}

static void pages_behind_are_dropped(int page)
{
    struct walk w = {0};
    int held = 0;

    open_table(&w, 0, likes, 5, TOBA_ALL, true, page);
    begin(&w, "u");
    while (step(&w, 0))
        held = pages_held(&w, 0) > held ? pages_held(&w, 0) : held;
    assert_true(held <= 2);
    close_walk(&w);
}

#define WALK(name)                                                                             \
    static void name##_at_once(void **state)                                                   \
    {                                                                                          \
        (void)state;                                                                           \
        name(100);                                                                             \
    }                                                                                          \
    static void name##_page_by_page(void **state)                                              \
    {                                                                                          \
        (void)state;                                                                           \
        name(1);                                                                               \
    }

WALK(rows_of_a_key)
WALK(rows_not_looked_at_are_skipped)
WALK(child_shows_the_rows_of_its_parent)
WALK(points_follow_the_parent)
WALK(points_of_a_parent_come_once_by_next)
WALK(points_step_by_sub_key)
WALK(points_of_a_key_need_no_step)
WALK(point_that_was_not_planned_is_a_bug)
WALK(neighbours_are_not_fresh)
WALK(failure_to_fetch_is_no_end)
WALK(pages_behind_are_dropped)

#define BOTH(name) cmocka_unit_test(name##_at_once), cmocka_unit_test(name##_page_by_page)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(rows_of_a_key),
        BOTH(rows_not_looked_at_are_skipped),
        BOTH(child_shows_the_rows_of_its_parent),
        BOTH(points_follow_the_parent),
        BOTH(points_of_a_parent_come_once_by_next),
        BOTH(points_step_by_sub_key),
        BOTH(points_of_a_key_need_no_step),
        BOTH(point_that_was_not_planned_is_a_bug),
        BOTH(neighbours_are_not_fresh),
        BOTH(failure_to_fetch_is_no_end),
        BOTH(pages_behind_are_dropped),
    };

    return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}
