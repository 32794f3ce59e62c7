/* check_store.c - whether a sink takes rows as toba/store.h says, and a store gives them back.
 */
#include <string.h>

#include "base/alloc.h"
#include "batch/array.h"
#include "kit/memory.h"
#include "kit/shop.h"

enum { ROWS = 330, FEW = 24, MOST_FAILURES = 2000 };

static bool reads_back(const struct tb_kit_task *task)
{
    return task->spec->store->scan_open != NULL;
}

/* ---- Judging ------------------------------------------------------------- */

static void judge(struct tb_kit_shop *shop, int code)
{
    struct tb_kit_result *result = shop->task->result;

    if (!code)
        return;
    if (code == TOBA_E_CONFIG) {
        tb_kit_end_error(result, TB_KIT_SKIPPED, "not run: ", &shop->err);
        tb_kit_hint(result, "give options with --option NAME=VALUE");
    } else {
        tb_kit_end_error(result, TB_KIT_FAILED, result->at, &shop->err);
        snprintf(result->what, sizeof result->what, "%.60s fails: %.400s", result->at,
                 shop->err.message[0] ? shop->err.message : "without a message");
    }
}

/* Opens, or ends the check. */
static bool start(struct tb_kit_shop *shop, struct tb_kit_task *task)
{
    tb_kit_memory_begin(0, 0xA5);
    judge(shop, tb_kit_shop_open(shop, task, 1));
    return !task->result->status;
}

static void expect_written(struct tb_kit_shop *shop, const char *what, int64_t inserted,
                           int64_t updated, int64_t unchanged)
{
    const struct toba_written *w = &shop->written;

    if (w->inserted != inserted || w->updated != updated || w->unchanged != unchanged ||
        w->rejected)
        tb_kit_end(shop->task->result, TB_KIT_FAILED,
                   "%s: expected %lld inserted, %lld updated, %lld unchanged; counted %lld, "
                   "%lld, %lld, and %lld rejected",
                   what, (long long)inserted, (long long)updated, (long long)unchanged,
                   (long long)w->inserted, (long long)w->updated, (long long)w->unchanged,
                   (long long)w->rejected);
}

/* The first line in which two texts differ. */
static void differ(struct tb_kit_result *result, const char *what,
                   const struct tb_kit_text *expected, const struct tb_kit_text *found)
{
    const char *a = expected->at ? expected->at : "", *b = found->at ? found->at : "";

    while (*a && *b) {
        size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");

        if (n != m || memcmp(a, b, n) != 0)
            break;
        a += n + (a[n] == '\n');
        b += m + (b[m] == '\n');
    }
    tb_kit_end(result, TB_KIT_FAILED, "%s", what);
    snprintf(result->detail, sizeof result->detail, "expected row%.*s, found%s%.*s",
             (int)strcspn(a, "\n"), a, *b ? "" : " no more", (int)strcspn(b, "\n"), b);
}

static void expect_rows(struct tb_kit_shop *shop, const char *what,
                        const struct toba_table *table, const struct ArrowArray *expected,
                        int n)
{
    struct tb_kit_text a = {0}, b = {0};

    if (shop->task->result->status || !reads_back(shop->task))
        return;
    for (int i = 0; i < n; i++)
        tb_kit_shop_show(table, &expected[i], 0, &a);
    judge(shop, tb_kit_shop_read(shop, table, &b));
    if (!shop->task->result->status && !tb_kit_same(&a, &b))
        differ(shop->task->result, what, &a, &b);
    tb_free(a.at);
    tb_free(b.at);
}

/* ---- Rows ---------------------------------------------------------------- */

static void check_round_trip(struct tb_kit_task *task)
{
    struct tb_kit_shop shop;
    struct ArrowArray rows;

    if (start(&shop, task)) {
        expect_rows(&shop, "a new table has rows", &shop.rows, NULL, 0);
        judge(&shop, tb_kit_shop_batch(0, ROWS, 0, &rows, &shop.err));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_rows, &rows));
        expect_written(&shop, "new rows", ROWS, 0, 0);
        expect_rows(&shop, "rows are read back otherwise than they were written", &shop.rows,
                    &rows, 1);
        tb_array_release(&rows);
    }
    tb_kit_shop_close(&shop);
}

static void check_again(struct tb_kit_task *task)
{
    struct tb_kit_shop shop;
    struct ArrowArray rows;

    if (start(&shop, task)) {
        judge(&shop, tb_kit_shop_batch(0, ROWS, 0, &rows, &shop.err));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_rows, &rows));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_rows, &rows));
        expect_written(&shop, "equal rows", 0, 0, ROWS);
        expect_rows(&shop, "rows changed when they were written again", &shop.rows, &rows, 1);
        tb_array_release(&rows);
    }
    tb_kit_shop_close(&shop);
}

static void check_update(struct tb_kit_task *task)
{
    struct tb_kit_shop shop;
    struct ArrowArray old, fresh[2];

    if (start(&shop, task)) {
        judge(&shop, tb_kit_shop_batch(0, ROWS, 0, &old, &shop.err));
        judge(&shop, tb_kit_shop_batch(0, FEW, 1, &fresh[0], &shop.err));
        judge(&shop, tb_kit_shop_batch(FEW, ROWS - FEW, 0, &fresh[1], &shop.err));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_rows, &old));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_rows, &fresh[0]));
        expect_written(&shop, "changed rows", 0, FEW, 0);
        expect_rows(&shop, "changed rows are not read back", &shop.rows, fresh, 2);
        tb_array_release(&old);
        tb_array_release(&fresh[0]);
        tb_array_release(&fresh[1]);
    }
    tb_kit_shop_close(&shop);
}

static void check_abort(struct tb_kit_task *task)
{
    struct tb_kit_shop shop;
    struct ArrowArray old, fresh;

    if (start(&shop, task)) {
        judge(&shop, tb_kit_shop_batch(0, FEW, 0, &old, &shop.err));
        judge(&shop, tb_kit_shop_batch(0, FEW * 2, 1, &fresh, &shop.err));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_rows, &old));
        judge(&shop, tb_kit_shop_transact(&shop, &shop.write_rows, &fresh, 1, NULL, false));
        expect_rows(&shop, "rows of an aborted transaction stay", &shop.rows, &old, 1);
        tb_array_release(&old);
        tb_array_release(&fresh);
    }
    tb_kit_shop_close(&shop);
}

static void check_reopen(struct tb_kit_task *task)
{
    struct tb_kit_shop shop;
    struct ArrowArray rows = {0};

    if (!reads_back(task)) {
        tb_kit_end(task->result, TB_KIT_SKIPPED, "it cannot read back");
        return;
    }
    if (start(&shop, task)) {
        judge(&shop, tb_kit_shop_batch(0, ROWS, 0, &rows, &shop.err));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_rows, &rows));
    }
    tb_kit_shop_close(&shop);
    if (!task->result->status && start(&shop, task))
        expect_rows(&shop, "rows are gone after `close` and `open`", &shop.rows, &rows, 1);
    if (!task->result->status || rows.release)
        tb_array_release(&rows);
    tb_kit_shop_close(&shop);
}

/* ---- Batches of every cut ------------------------------------------------ */

/* A part of a batch, as Arrow cuts it: the parent's offset, or each child's. */
static void slice(const struct ArrowArray *from, int64_t first, int64_t n, bool by_child,
                  struct ArrowArray *part, struct ArrowArray *children,
                  struct ArrowArray **pointers)
{
    *part = *from;
    part->length = n;
    part->null_count = -1;
    part->release = NULL;
    if (!by_child) {
        part->offset = from->offset + first;
        return;
    }
    for (int64_t i = 0; i < from->n_children; i++) {
        children[i] = *from->children[i];
        children[i].offset += first;
        children[i].length = n;
        children[i].null_count = -1;
        pointers[i] = &children[i];
    }
    part->children = pointers;
}

static void check_batches(struct tb_kit_task *task)
{
    static const int cuts[] = {0, 0, 1, 9, 10, 171, 172, 173, ROWS};
    enum { N = sizeof cuts / sizeof cuts[0] - 1 };
    struct ArrowArray children[N][TB_KIT_SHOP_COLUMNS], parts[N], rows;
    struct ArrowArray *pointers[N][TB_KIT_SHOP_COLUMNS];
    struct tb_kit_shop shop;

    if (start(&shop, task)) {
        judge(&shop, tb_kit_shop_batch(0, ROWS, 0, &rows, &shop.err));
        for (int i = 0; i < N; i++)
            slice(&rows, cuts[i], cuts[i + 1] - cuts[i], i % 2 == 0, &parts[i], children[i],
                  pointers[i]);
        judge(&shop, tb_kit_shop_transact(&shop, &shop.write_rows, parts, N, NULL, true));
        expect_written(&shop, "batches that are parts of others", ROWS, 0, 0);
        expect_rows(&shop, "batches that are parts of others are written otherwise", &shop.rows,
                    &rows, 1);
        tb_array_release(&rows);
    }
    tb_kit_shop_close(&shop);
}

/* ---- Replacing ----------------------------------------------------------- */

static void check_replace(struct tb_kit_task *task)
{
    struct tb_kit_shop shop;
    struct ArrowArray anna, bert, fewer[2];

    if (start(&shop, task)) {
        judge(&shop, tb_kit_shop_items("anna", 0, 20, &anna, &shop.err));
        judge(&shop, tb_kit_shop_items("bert", 0, 20, &bert, &shop.err));
        judge(&shop, tb_kit_shop_items("anna", 5, 3, &fewer[0], &shop.err));
        judge(&shop, tb_kit_shop_items("bert", 0, 20, &fewer[1], &shop.err));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_items, &anna));
        judge(&shop, tb_kit_shop_put(&shop, &shop.write_items, &bert));
        judge(&shop, tb_kit_shop_transact(&shop, &shop.write_items, fewer, 1, "anna", true));
        if (shop.written.deleted != 17)
            tb_kit_end(task->result, TB_KIT_FAILED,
                       "a covered scope: expected 17 rows deleted, counted %lld",
                       (long long)shop.written.deleted);
        expect_rows(&shop, "a covered scope keeps rows that were not sent, or others go",
                    &shop.items, fewer, 2);
        tb_array_release(&anna);
        tb_array_release(&bert);
        tb_array_release(&fewer[0]);
        tb_array_release(&fewer[1]);
    }
    tb_kit_shop_close(&shop);
}

/* ---- Memory -------------------------------------------------------------- */

/* Opens, writes, reads and closes; `text` gets what was read. */
static int work(struct tb_kit_task *task, int number, struct tb_kit_text *text,
                struct toba_error *err)
{
    struct tb_kit_shop shop;
    struct ArrowArray rows = {0};
    int code = tb_kit_shop_open(&shop, task, number);

    if (!code)
        code = tb_kit_shop_batch(0, FEW, 0, &rows, &shop.err);
    if (!code)
        code = tb_kit_shop_put(&shop, &shop.write_rows, &rows);
    if (!code && reads_back(task))
        code = tb_kit_shop_read(&shop, &shop.rows, text);
    tb_array_release(&rows);
    *err = shop.err;
    tb_kit_shop_close(&shop);
    return code;
}

static void judge_memory(struct tb_kit_task *task)
{
    if (tb_kit_memory_broken())
        tb_kit_end(task->result, TB_KIT_FAILED, "%s", tb_kit_memory_broken());
    else if (tb_kit_memory_held())
        tb_kit_end(task->result, TB_KIT_FAILED, "after `close`, %s", tb_kit_memory_held());
}

static void check_memory(struct tb_kit_task *task)
{
    struct tb_kit_text text = {0};
    struct toba_error err;
    int code;

    tb_kit_memory_begin(0, 0xA5);
    code = work(task, 1, &text, &err);
    if (code)
        tb_kit_end_error(task->result, code == TOBA_E_CONFIG ? TB_KIT_SKIPPED : TB_KIT_FAILED,
                         "not run: ", &err);
    judge_memory(task);
    tb_free(text.at);
}

static void starve(struct tb_kit_task *task, long n, const struct tb_kit_text *usual)
{
    struct tb_kit_text text = {0};
    struct toba_error err;
    int code;

    tb_kit_memory_begin(n, 0xA5);
    code = work(task, (int)n + 1, &text, &err);
    if (tb_kit_memory_failed() && code && code != TOBA_E_MEMORY)
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "running out of memory is told as code %d: %.200s", code, err.message);
    else if (!code && !tb_kit_same(&text, usual))
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "it goes on without memory, and reads other "
                   "rows");
    judge_memory(task);
    tb_free(text.at);
}

static void check_starved(struct tb_kit_task *task)
{
    struct tb_kit_text usual = {0};
    struct toba_error err;
    long asked, n = 0;
    int code;

    tb_kit_memory_begin(0, 0xA5);
    code = work(task, 1, &usual, &err);
    if (code)
        tb_kit_end_error(task->result, code == TOBA_E_CONFIG ? TB_KIT_SKIPPED : TB_KIT_FAILED,
                         "not run: ", &err);
    asked = tb_kit_memory_asked() < MOST_FAILURES ? tb_kit_memory_asked() : MOST_FAILURES;
    while (n < asked && !task->result->status)
        starve(task, ++n, &usual);
    if (task->result->status == TB_KIT_FAILED)
        snprintf(task->result->detail, sizeof task->result->detail,
                 "when request %ld of %ld failed", n, asked);
    tb_free(usual.at);
}

const struct tb_kit_check tb_kit_checks_store[] = {
    {"round trip", TB_KIT_SINKS, check_round_trip},
    {"equal rows", TB_KIT_SINKS, check_again},
    {"changed rows", TB_KIT_SINKS, check_update},
    {"sliced batches", TB_KIT_SINKS, check_batches},
    {"replaced rows", TB_KIT_SINKS, check_replace},
    {"abort", TB_KIT_SINKS, check_abort},
    {"reopen", TB_KIT_SINKS, check_reopen},
    {"memory", TB_KIT_SINKS, check_memory},
    {"out of memory", TB_KIT_SINKS, check_starved},
    {NULL, 0, NULL},
};
