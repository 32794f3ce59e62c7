/* ledger.c - see ledger.h.
 *
 * A run is named "PIPELINE DATE #N". It is open until its last stage is committed. The same
 * name in several stores is the same run; it is resumed only when all of them have it open for
 * the same plan. */
#include "run/ledger.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "batch/builder.h"
#include "run/page.h"
#include "run/writer.h"

#define OPEN "open"
#define DONE "done"
#define ABANDONED "abandoned"

#define CHUNK 512 /* runs read at a time */
#define SECOND INT64_C(1000000)

/* ---- Reading ------------------------------------------------------------- */

static const char *text_at(struct tb_arena *arena, const struct tb_page *page, int column,
                           int64_t row)
{
    struct toba_text text;

    if (toba_is_null(page->batch.children[column], row))
        return "";
    text = toba_cell_text(page->batch.children[column], row);
    return tb_arena_copy_n(arena, text.at, (size_t)text.size);
}

static int64_t number_at(const struct tb_page *page, int column, int64_t row, int64_t none)
{
    const struct ArrowArray *array = page->batch.children[column];

    return toba_is_null(array, row) ? none
                                    : toba_cell_int(array, tb_run_types[column - 1], row);
}

static int keep_row(struct tb_arena *arena, struct tb_store_runs *runs,
                    const struct tb_page *page, int64_t row, struct toba_error *err)
{
    struct tb_run_row *to =
        tb_arena_append(arena, (void **)&runs->rows, &runs->n, sizeof *runs->rows);

    if (!to)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the runs of a store");
    to->run = text_at(arena, page, 1, row);
    to->pipeline = text_at(arena, page, 2, row);
    to->day = (int32_t)number_at(page, 3, row, 0);
    to->started = number_at(page, 4, row, 0);
    to->instant = number_at(page, 5, row, 0);
    to->ended = number_at(page, 6, row, INT64_MIN);
    to->status = text_at(arena, page, 7, row);
    to->stages_done = (int32_t)number_at(page, 8, row, 0);
    to->attempts = (int32_t)number_at(page, 9, row, 0);
    to->digest = text_at(arena, page, 10, row);
    return arena->failed
               ? toba_fail(err, TOBA_E_MEMORY, "out of memory for the runs of a store")
               : TOBA_OK;
}

/* Reads the rows of one chunk of keys. */
static int read_chunk(struct tb_arena *arena, struct tb_pages *pages, int64_t keys,
                      struct tb_store_runs *runs, struct toba_error *err)
{
    int code = pages->store->scan_range(pages->scan, 0, keys, err);

    tb_pages_clear(pages);
    while (!code && !pages->complete) {
        const struct tb_page *page = tb_pages_fetch(pages, err);

        if (!page && !pages->complete)
            return err->code;
        for (int64_t row = page ? page->first : 0; page && row < page->end && !code; row++)
            code = keep_row(arena, runs, page, row, err);
    }
    return code;
}

static int read_runs(struct tb_arena *arena, const struct tb_writer *writer,
                     struct tb_store_runs *runs, struct toba_error *err)
{
    static const int32_t types[TB_RUN_COLUMNS + 1] = {
        TOBA_TEXT,      TOBA_TEXT, TOBA_TEXT,  TOBA_DATE,  TOBA_TIMESTAMP, TOBA_TIMESTAMP,
        TOBA_TIMESTAMP, TOBA_TEXT, TOBA_INT32, TOBA_INT32, TOBA_TEXT};
    struct toba_path columns[TB_RUN_COLUMNS];
    struct toba_read read = {.size = sizeof read,
                             .table = &tb_run_table,
                             .rows = TOBA_ALL,
                             .key = {.column = 0},
                             .sub_key = {.column = -1},
                             .date = -1,
                             .columns = columns,
                             .n_columns = TB_RUN_COLUMNS,
                             .from_day = INT32_MIN,
                             .to_day = INT32_MAX};
    struct toba_scan scan = {
        .size = sizeof scan, .reads = &read, .n_reads = 1, .driver = &tb_run_table};
    struct tb_pages pages = {
        .store = writer->store, .n_types = TB_RUN_COLUMNS + 1, .types = types};
    int64_t keys = 1;
    int code;

    for (int i = 0; i < TB_RUN_COLUMNS; i++)
        columns[i] = (struct toba_path){.column = i};
    scan.driver_read = -1;
    code = writer->store->scan_open(writer->self, &scan, &pages.scan, err);
    if (code)
        return code;
    while (!code && keys > 0) {
        struct ArrowArray batch;

        memset(&batch, 0, sizeof batch);
        code = writer->store->scan_chunk(pages.scan, CHUNK, &batch, err);
        keys = code ? 0 : batch.length;
        tb_array_release(&batch);
        if (keys > 0)
            code = read_chunk(arena, &pages, keys, runs, err);
    }
    tb_pages_clear(&pages);
    writer->store->scan_close(pages.scan);
    return code;
}

/* ---- Deciding ------------------------------------------------------------ */

static bool is_open_run_of(const struct tb_run_row *row, const struct tb_run_row *run)
{
    return strcmp(row->pipeline, run->pipeline) == 0 && strcmp(row->status, OPEN) == 0;
}

static const struct tb_run_row *find_run(const struct tb_store_runs *runs, const char *name)
{
    for (int i = 0; i < runs->n; i++)
        if (strcmp(runs->rows[i].run, name) == 0)
            return &runs->rows[i];
    return NULL;
}

/* Whether every store has the run open for the same plan. */
static bool is_resumable(const struct tb_runner *runner, const struct tb_run_row *row)
{
    for (int i = 0; i < runner->n_writers; i++) {
        const struct tb_run_row *same;

        if (!runner->writers[i].keeps)
            continue;
        same = find_run(&runner->ledger.stores[i], row->run);
        if (!same || strcmp(same->status, OPEN) != 0 ||
            strcmp(same->digest, runner->ledger.run.digest) != 0)
            return false;
    }
    return true;
}

/* The run to resume, NULL: none. Stages count as done when all stores have them done. */
static const struct tb_run_row *find_resumable(const struct tb_runner *runner)
{
    const struct tb_store_runs *runs = &runner->ledger.stores[runner->keeper];
    const struct tb_run_row *best = NULL;

    for (int i = 0; i < runs->n; i++) {
        const struct tb_run_row *row = &runs->rows[i];

        if (is_open_run_of(row, &runner->ledger.run) && row->day == runner->ledger.run.day &&
            is_resumable(runner, row) && (!best || row->instant >= best->instant))
            best = row;
    }
    return best;
}

static void resume(struct tb_runner *runner, const struct tb_run_row *row)
{
    struct tb_ledger *ledger = &runner->ledger;

    ledger->resumed = true;
    ledger->run.run = row->run;
    ledger->run.started = row->started;
    ledger->run.stages_done = row->stages_done;
    ledger->run.attempts = row->attempts + 1;
    for (int i = 0; i < runner->n_writers; i++) {
        const struct tb_run_row *same = find_run(&ledger->stores[i], row->run);

        if (same && same->stages_done < ledger->run.stages_done)
            ledger->run.stages_done = same->stages_done;
    }
    if (ledger->run.stages_done > runner->plan->n_stages || ledger->run.stages_done < 0)
        ledger->run.stages_done = 0;
}

/* The highest N among the runs named "PIPELINE DATE #N" of any store. */
static long highest_number(const struct tb_runner *runner, const char *prefix)
{
    size_t size = strlen(prefix);
    long highest = 0;

    for (int i = 0; i < runner->n_writers; i++) {
        const struct tb_store_runs *runs = &runner->ledger.stores[i];

        for (int r = 0; r < runs->n; r++) {
            long n = strncmp(runs->rows[r].run, prefix, size) == 0
                         ? strtol(runs->rows[r].run + size, NULL, 10)
                         : 0;

            if (n > highest && n < INT32_MAX)
                highest = n;
        }
    }
    return highest;
}

static void begin_new(struct tb_runner *runner)
{
    struct tb_ledger *ledger = &runner->ledger;
    char day[TB_DAY_TEXT];
    const char *prefix = tb_arena_print(&ledger->arena, "%s %s #", ledger->run.pipeline,
                                        tb_day_print(ledger->run.day, day));

    ledger->run.attempts = 1;
    ledger->run.started = ledger->run.instant;
    if (prefix)
        ledger->run.run =
            tb_arena_print(&ledger->arena, "%s%ld", prefix, highest_number(runner, prefix) + 1);
}

/* Whole seconds of the wall clock, but not before a run that a store knows of. */
static int64_t start_instant(const struct tb_runner *runner)
{
    int64_t newest = tb_instant_now() / SECOND * SECOND;

    for (int i = 0; i < runner->n_writers; i++) {
        const struct tb_store_runs *runs = &runner->ledger.stores[i];

        for (int r = 0; r < runs->n; r++)
            if (runs->rows[r].instant > newest)
                newest = runs->rows[r].instant;
    }
    return newest;
}

/* Marks the open runs that this one supersedes: of an older date, or of this date under another
 * plan. A run of a later date stays open. */
static void abandon_older(struct tb_runner *runner)
{
    struct tb_ledger *ledger = &runner->ledger;

    for (int i = 0; i < runner->n_writers; i++)
        for (int r = 0; r < ledger->stores[i].n; r++) {
            struct tb_run_row *row = &ledger->stores[i].rows[r];

            if (!is_open_run_of(row, &ledger->run) || row->day > ledger->run.day ||
                strcmp(row->run, ledger->run.run) == 0)
                continue;
            row->status = ABANDONED;
            row->superseded = true;
            if (i != runner->keeper)
                continue;
            ledger->abandoned++;
            tb_runner_log(
                runner, TOBA_LOG_WARNING, NULL, "run %s is closed as abandoned: %s", row->run,
                row->day < ledger->run.day ? "its date is over" : "the plan has changed since");
        }
}

int tb_ledger_open(struct tb_runner *runner, struct toba_error *err)
{
    struct tb_ledger *ledger = &runner->ledger;
    const struct tb_run_row *open;
    int code = TOBA_OK;

    ledger->run = (struct tb_run_row){.pipeline = runner->plan->pipeline->name,
                                      .status = OPEN,
                                      .digest = runner->plan->digest,
                                      .day = runner->plan->day,
                                      .ended = INT64_MIN};
    ledger->stores =
        tb_arena_array(&ledger->arena, (size_t)runner->n_writers, sizeof *ledger->stores);
    if (!ledger->stores)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the runs of a store");
    for (int i = 0; i < runner->n_writers && !code; i++)
        if (runner->writers[i].keeps)
            code = read_runs(&ledger->arena, &runner->writers[i], &ledger->stores[i], err);
    if (code)
        return code;
    ledger->run.instant = start_instant(runner);
    open = runner->keeper < 0 ? NULL : find_resumable(runner);
    if (open)
        resume(runner, open);
    else
        begin_new(runner);
    if (!ledger->run.run)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the name of the run");
    abandon_older(runner);
    return TOBA_OK;
}

void tb_ledger_fini(struct tb_ledger *ledger)
{
    tb_arena_free(&ledger->arena);
    ledger->stores = NULL;
}

/* ---- Writing ------------------------------------------------------------- */

static void put(struct toba_builder *builder, int32_t column, const char *text)
{
    tb_builder_text(builder, column, text, (int64_t)strlen(text));
}

static int put_run(struct toba_builder *builder, const struct tb_run_row *row,
                   struct toba_error *err)
{
    put(builder, 0, row->run);
    put(builder, 1, row->pipeline);
    tb_builder_int(builder, 2, row->day);
    tb_builder_int(builder, 3, row->started);
    tb_builder_int(builder, 4, row->instant);
    if (row->ended != INT64_MIN)
        tb_builder_int(builder, 5, row->ended);
    put(builder, 6, row->status);
    tb_builder_int(builder, 7, row->stages_done);
    tb_builder_int(builder, 8, row->attempts);
    put(builder, 9, row->digest);
    return tb_builder_end_row(builder, err);
}

static int finish(struct toba_builder *builder, int code, struct ArrowArray *batch,
                  struct toba_error *err)
{
    if (!code)
        code = tb_builder_finish(builder, batch, err);
    tb_builder_free(builder);
    return code;
}

int tb_ledger_begin(const struct tb_runner *runner, int store, struct ArrowArray *batch,
                    struct toba_error *err)
{
    const struct tb_store_runs *runs = &runner->ledger.stores[store];
    struct toba_builder *builder = tb_builder_new(tb_run_types, TB_RUN_COLUMNS);
    int code;

    if (!builder)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the run's record");
    code = put_run(builder, &runner->ledger.run, err);
    for (int i = 0; i < runs->n && !code; i++)
        if (runs->rows[i].superseded)
            code = put_run(builder, &runs->rows[i], err);
    return finish(builder, code, batch, err);
}

int tb_ledger_stage(const struct tb_runner *runner, int stages_done, bool last,
                    struct ArrowArray *batch, struct toba_error *err)
{
    struct toba_builder *builder = tb_builder_new(tb_run_types, TB_RUN_COLUMNS);
    struct tb_run_row row = runner->ledger.run;

    if (!builder)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the run's record");
    row.stages_done = stages_done;
    if (last) {
        row.status = DONE;
        row.ended = tb_instant_now() / SECOND * SECOND;
    }
    return finish(builder, put_run(builder, &row, err), batch, err);
}

int tb_ledger_scopes(const struct tb_runner *runner, int store, bool own,
                     struct ArrowArray *batch, struct toba_error *err)
{
    static const int32_t types[] = {TOBA_TEXT};
    const struct tb_store_runs *runs = &runner->ledger.stores[store];
    struct toba_builder *builder = tb_builder_new(types, 1);
    int code = TOBA_OK;

    if (!builder)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the run's record");
    if (own) {
        put(builder, 0, runner->ledger.run.run);
        code = tb_builder_end_row(builder, err);
    }
    for (int i = 0; i < runs->n && !own && !code; i++) {
        if (!runs->rows[i].superseded)
            continue;
        put(builder, 0, runs->rows[i].run);
        code = tb_builder_end_row(builder, err);
    }
    return finish(builder, code, batch, err);
}
