/* feed_scan.c - visits the keys of a shared scan, some at a time, and shows each to the steps
 * that hang on it.
 *
 * The rows of a chunk of keys are fetched before the first step runs and the store's snapshot
 * is let go. A chunk that would take too much memory is halved over the same snapshot. The rows
 * of a single key that take too much are fetched as they are read, once for each step. */
#include "run/feed.h"

#include <string.h>

#include "base/alloc.h"
#include "batch/array.h"
#include "batch/builder.h"

#define FIRST_KEYS 64
#define MOST_KEYS 8192

/* ---- Rows ---------------------------------------------------------------- */

static void reset_cursors(struct tb_feed_run *feed)
{
    for (int w = 0; w < feed->spec->scan->n_nodes; w++) {
        struct tb_worker *worker = tb_feed_worker(feed, feed->spec->scan->nodes[w]);

        for (int i = 0; worker->node->spec->kind == TOBA_GROUP && i < worker->in.n; i++)
            if (worker->in.cursors[i].pages)
                tb_cursor_reset(&worker->in.cursors[i]);
    }
}

/* Places the reads at some keys of the chunk; rows are fetched later. */
static int place(struct tb_feed_run *feed, int64_t first, int64_t n, bool dropping,
                 struct toba_error *err)
{
    tb_scan_clear(&feed->scan);
    reset_cursors(feed);
    for (int32_t r = 0; r < feed->scan.n; r++)
        feed->scan.pages[r].dropping = dropping;
    return feed->scan.store->scan_range(feed->scan.handle, first, n, err);
}

/* Fetches the rows of keys; *fits: they are all there, else they are too many. */
static int load(struct tb_feed_run *feed, int64_t first, int64_t n, bool *fits, int64_t *bytes,
                struct toba_error *err)
{
    int code = place(feed, first, n, false, err);

    *bytes = 0;
    *fits = true;
    for (int32_t r = 0; r < feed->scan.n && !code && *fits; r++) {
        struct tb_pages *pages = &feed->scan.pages[r];

        while (!pages->complete && !code && *fits) {
            if (!tb_pages_fetch(pages, err) && !pages->complete)
                code = err->code;
            *fits = *bytes + pages->bytes <= feed->page_bytes;
        }
        *bytes += pages->bytes;
    }
    return code;
}

/* ---- Steps --------------------------------------------------------------- */

/* Shows every page of the step's read, fetching what is not there yet. */
static int process_pages(struct tb_feed_run *feed, struct tb_worker *worker,
                         struct toba_error *err)
{
    struct tb_pages *pages = &feed->scan.pages[worker->node->inputs[0].read];
    struct tb_page *page = pages->first;
    int code = TOBA_OK;

    while (!code) {
        if (!page && !pages->complete)
            page = tb_pages_fetch(pages, err);
        if (!page)
            return pages->complete ? TOBA_OK : err->code;
        code = tb_worker_process(worker, &page->batch, err);
        if (pages->dropping && !code) {
            tb_pages_clear(pages);
            page = NULL;
        } else {
            page = page->next;
            if (!page && pages->complete)
                break;
        }
    }
    return code;
}

static int visit_key(struct tb_feed_run *feed, struct tb_worker *worker,
                     const struct ArrowArray *keys, int64_t at, struct toba_error *err)
{
    tb_in_set_key(&worker->in, keys->children[0], feed->scan.key_type, keys->offset + at);
    return tb_worker_group(worker, err);
}

/* A `group` step has read the rows that are there. (A `process` step counts for itself.) */
static void count_rows(const struct tb_worker *worker)
{
    for (int i = 0; worker->node->spec->kind == TOBA_GROUP && i < worker->in.n; i++)
        if (worker->in.cursors[i].pages)
            tb_counter_add(&worker->counters->rows_in, worker->in.cursors[i].pages->rows);
}

/* Shows keys whose rows are all there: key by key to the group steps, then the rows as they are
 * to the others. */
static int visit_loaded(struct tb_feed_run *feed, const struct ArrowArray *keys, int64_t first,
                        int64_t n, struct toba_error *err)
{
    const struct tb_scan *scan = feed->spec->scan;
    int code = TOBA_OK;

    for (int64_t k = first; k < first + n && !code; k++) {
        code = tb_monitor_reason(&feed->runner->monitor, err);
        for (int w = 0; w < scan->n_nodes && !code; w++)
            if (scan->nodes[w]->spec->kind == TOBA_GROUP)
                code = visit_key(feed, tb_feed_worker(feed, scan->nodes[w]), keys, k, err);
    }
    for (int w = 0; w < scan->n_nodes && !code; w++) {
        struct tb_worker *worker = tb_feed_worker(feed, scan->nodes[w]);

        count_rows(worker);
        if (worker->node->spec->kind != TOBA_GROUP)
            code = process_pages(feed, worker, err);
    }
    return code;
}

/* The cursors that a step has on each read: a page goes when they have all passed it. */
static void count_cursors(struct tb_feed_run *feed, const struct tb_worker *worker)
{
    for (int32_t r = 0; r < feed->scan.n; r++)
        feed->scan.pages[r].cursors = 0;
    for (int i = 0; i < worker->in.n; i++)
        if (worker->in.cursors[i].pages)
            worker->in.cursors[i].pages->cursors++;
}

/* Shows one key to each step in turn, its rows fetched anew for each. */
static int visit_huge(struct tb_feed_run *feed, const struct ArrowArray *keys, int64_t at,
                      struct toba_error *err)
{
    const struct tb_scan *scan = feed->spec->scan;
    int code = TOBA_OK;

    for (int w = 0; w < scan->n_nodes && !code; w++) {
        struct tb_worker *worker = tb_feed_worker(feed, scan->nodes[w]);

        code = place(feed, at, 1, true, err);
        if (!code) {
            count_cursors(feed, worker);
            code = worker->node->spec->kind == TOBA_GROUP
                       ? visit_key(feed, worker, keys, at, err)
                       : process_pages(feed, worker, err);
            count_rows(worker);
        }
    }
    return code;
}

/* ---- Chunks -------------------------------------------------------------- */

/* Remembers the last key done, as text. */
static int note_key(struct tb_feed_run *feed, const struct ArrowArray *keys, int64_t at,
                    struct toba_error *err)
{
    struct tb_in in = {0};
    size_t room;

    tb_in_set_key(&in, keys->children[0], feed->scan.key_type, keys->offset + at);
    room = (size_t)in.key.text.size + 1;
    if (room > feed->after_room) {
        char *after = tb_resize(feed->after, room);

        if (!after)
            return toba_fail(err, TOBA_E_MEMORY, "out of memory for a key");
        feed->after = after;
        feed->after_room = room;
    }
    memcpy(feed->after, in.key.text.at, room - 1);
    feed->after[room - 1] = '\0';
    return TOBA_OK;
}

/* Visits some of a chunk's next keys; *n: how many, at most as it is given. */
static int visit_some(struct tb_feed_run *feed, const struct ArrowArray *keys, int64_t first,
                      int64_t *n, int64_t *bytes, struct toba_error *err)
{
    bool fits;
    int code = load(feed, first, *n, &fits, bytes, err);

    while (!code && !fits && *n > 1) {
        *n = *n / 2;
        code = load(feed, first, *n, &fits, bytes, err);
    }
    if (code)
        return code;
    if (!fits)
        return visit_huge(feed, keys, first, err);
    if (first + *n == keys->length)
        feed->scan.store->scan_release(feed->scan.handle);
    return visit_loaded(feed, keys, first, *n, err);
}

/* How many keys to visit next, by the bytes that the last `n` took. */
static int64_t adapt(int64_t n, int64_t bytes, int64_t limit)
{
    if (bytes > limit / 2)
        return n > 1 ? n / 2 : 1;
    return bytes < limit / 8 && n < MOST_KEYS ? n * 2 : n;
}

/* Visits the keys of a chunk; *most becomes what the next one should have. */
static int visit_chunk(struct tb_feed_run *feed, const struct ArrowArray *keys, int64_t *most,
                       struct toba_error *err)
{
    int64_t bytes = 0, n = 0, next = *most;
    int code = TOBA_OK;

    for (int64_t first = 0; first < keys->length && !code && !feed->cut; first += n) {
        int64_t wanted = keys->length - first < next ? keys->length - first : next;

        n = wanted;
        code = visit_some(feed, keys, first, &n, &bytes, err);
        next = n < wanted ? n : adapt(next, bytes, feed->page_bytes);
        if (!code)
            code = note_key(feed, keys, first + n - 1, err);
        if (!code)
            code = tb_feed_mark(feed, false, 0, err);
    }
    *most = next;
    return code;
}

static int check_keys(const struct ArrowArray *keys, int64_t most, struct toba_error *err)
{
    if (keys->length <= most && keys->n_children == 1 &&
        keys->children[0]->length >= keys->offset + keys->length)
        return TOBA_OK;
    return toba_fail(err, TOBA_E_PLUGIN, "a store gave a chunk of keys of the wrong shape");
}

static int visit_all(struct tb_feed_run *feed, struct toba_error *err)
{
    int64_t most = FIRST_KEYS;
    bool more = true;
    int code = TOBA_OK;

    while (more && !code && !feed->cut) {
        struct ArrowArray keys;

        memset(&keys, 0, sizeof keys);
        code = tb_monitor_reason(&feed->runner->monitor, err);
        if (!code)
            code = feed->scan.store->scan_chunk(feed->scan.handle, most, &keys, err);
        more = !code && keys.length > 0;
        if (more)
            code = check_keys(&keys, most, err);
        if (more && !code)
            code = visit_chunk(feed, &keys, &most, err);
        tb_scan_clear(&feed->scan);
        if (feed->scan.handle)
            feed->scan.store->scan_release(feed->scan.handle);
        tb_array_release(&keys);
    }
    return code;
}

/* Sets feed->after to the last key that an earlier attempt of the run has done. */
static int find_start(struct tb_feed_run *feed, struct toba_error *err)
{
    struct tb_state state;
    struct toba_text after;
    int code;

    tb_state_init(&state, feed->runner, feed->name);
    code = tb_state_get(&state, TOBA_STATE_RUN, "after", &after, err);
    if (!code && !after.null) {
        feed->after_room = (size_t)after.size + 1;
        feed->after = tb_copy(after.at);
        if (!feed->after)
            code = toba_fail(err, TOBA_E_MEMORY, "out of memory for a key");
    }
    tb_state_fini(&state);
    return code;
}

int tb_feed_scan(struct tb_feed_run *feed, struct toba_error *err)
{
    char *after;
    int code = find_start(feed, err);

    if (code)
        return code;
    after = feed->after; /* the scan borrows it; the feed goes on with a text of its own */
    feed->after = NULL;
    feed->after_room = 0;
    code = tb_scan_open(&feed->scan, after, err);
    if (!code)
        code = visit_all(feed, err);
    if (feed->scan.handle) {
        tb_scan_clear(&feed->scan);
        reset_cursors(feed);
        feed->scan.store->scan_close(feed->scan.handle);
        feed->scan.handle = NULL;
    }
    tb_free(after);
    return code;
}
