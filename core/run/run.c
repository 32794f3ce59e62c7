/* run.c - see run.h. The calling thread opens the stores, decides what the run is, and takes
 * the stages in turn; the feeds and writers do the work. */
#include "run/run.h"

#include <string.h>

#include "base/alloc.h"
#include "base/day.h"
#include "run/feed.h"
#include "run/runner.h"
#include "run/writer.h"

#define MEGABYTE (INT64_C(1) << 20)
#define LEAST_BYTES (64 * INT64_C(1024)) /* of a queue, or of a scan's rows */

void tb_run_options_init(struct tb_run_options *options)
{
    memset(options, 0, sizeof *options);
    options->memory = 64 * MEGABYTE;
    options->barrier = (struct tb_barrier_limits){100000, 16 * MEGABYTE, 2000};
    options->reject_ratio = 0.01;
    options->reject_rows = 1000;
    options->create = true;
}

/* ---- What the parts share ------------------------------------------------ */

void tb_runner_log(const struct tb_runner *runner, int level, const char *step,
                   const char *format, ...)
{
    char text[1024];
    va_list args;

    if (!runner->options->log)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    runner->options->log(runner->options->log_context, level, step, text);
}

int tb_runner_node(const struct tb_runner *runner, const struct tb_node *node)
{
    int i = 0;

    while (i < runner->plan->n_nodes - 1 && runner->plan->nodes[i] != node)
        i++;
    return i;
}

int tb_runner_write(const struct tb_runner *runner, const struct tb_write *write)
{
    int i = 0;

    while (i < runner->plan->n_writes - 1 && runner->plan->writes[i] != write)
        i++;
    return i;
}

/* ---- Writers ------------------------------------------------------------- */

/* Lets every store do something, and waits for all. */
static int order_all(struct tb_runner *runner, enum tb_order order, struct toba_error *err)
{
    for (int i = 0; i < runner->n_writers; i++)
        tb_writer_order(&runner->writers[i], order);
    for (int i = 0; i < runner->n_writers; i++)
        tb_writer_await(&runner->writers[i]);
    return tb_monitor_reason(&runner->monitor, err);
}

/* The first store that reads back: the others commit before it. */
static int find_keeper(const struct tb_runner *runner)
{
    for (int i = 0; i < runner->n_writers; i++)
        if (runner->writers[i].keeps)
            return i;
    return -1;
}

static int start_writers(struct tb_runner *runner, struct toba_error *err)
{
    int code = TOBA_OK;

    if (runner->plan->n_stores == 0)
        return toba_fail(err, TOBA_E_CONFIG, "the pipeline writes to no store");
    runner->writers = tb_new_array((size_t)runner->plan->n_stores, sizeof *runner->writers);
    runner->targets = tb_new_array((size_t)runner->plan->n_writes, sizeof *runner->targets);
    if (!runner->writers || !runner->targets)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the stores");
    runner->n_writers = runner->plan->n_stores;
    for (int i = 0; i < runner->plan->n_writes; i++) {
        runner->targets[i].spec = &runner->plan->writes[i]->spec;
        runner->targets[i].store = runner->plan->writes[i]->store;
    }
    for (int i = 0; i < runner->n_writers && !code; i++)
        code = tb_writer_start(&runner->writers[i], runner, i, err);
    runner->keeper = find_keeper(runner);
    return code;
}

/* ---- Stages -------------------------------------------------------------- */

struct stage {
    struct tb_exchange exchange;
    const struct tb_feed **feeds; /* those that are not done yet */
    int n_feeds;
    struct tb_feed_run *runs;
};

static int64_t at_least(int64_t bytes)
{
    return bytes > LEAST_BYTES ? bytes : LEAST_BYTES;
}

/* Leaves out the feeds that an earlier attempt brought to their end. */
static int choose_feeds(struct tb_runner *runner, int at, struct stage *stage,
                        struct toba_error *err)
{
    const struct tb_stage *spec = &runner->plan->stages[at];
    int code = TOBA_OK;

    stage->feeds = tb_new_array((size_t)spec->n_feeds, sizeof *stage->feeds);
    stage->runs = tb_new_array((size_t)spec->n_feeds, sizeof *stage->runs);
    if (!stage->feeds || !stage->runs)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a stage");
    for (int i = 0; i < spec->n_feeds && !code; i++) {
        bool done = false;

        if (runner->ledger.resumed)
            code = tb_feed_is_done(runner, &spec->feeds[i], &done, err);
        if (!done)
            stage->feeds[stage->n_feeds++] = &spec->feeds[i];
    }
    return code;
}

static int open_exchange(struct tb_runner *runner, struct stage *stage, struct toba_error *err)
{
    int code = tb_exchange_init(&stage->exchange, &runner->monitor, stage->n_feeds,
                                runner->n_writers, err);
    int64_t lanes = (int64_t)stage->n_feeds * runner->n_writers;

    if (code)
        return code;
    stage->exchange.keeper = runner->keeper;
    stage->exchange.limits = runner->options->barrier;
    stage->exchange.lane_bytes = at_least(runner->options->memory / 2 / (lanes ? lanes : 1));
    stage->exchange.barriers = &tb_progress_totals(runner->progress)->barriers;
    return TOBA_OK;
}

static void run_feeds(struct tb_runner *runner, struct stage *stage)
{
    struct toba_error err = {0};
    int code = TOBA_OK;

    for (int i = 0; i < stage->n_feeds && !code; i++) {
        struct tb_feed_run *feed = &stage->runs[i];

        feed->exchange = &stage->exchange;
        feed->index = i;
        feed->page_bytes = at_least(runner->options->memory / 2 / stage->n_feeds);
        code = tb_feed_start(feed, runner, stage->feeds[i], &err);
    }
    if (code)
        tb_monitor_fail(&runner->monitor, &err);
    for (int i = 0; i < stage->n_feeds; i++)
        tb_feed_fini(&stage->runs[i]);
}

static int work_stage(struct tb_runner *runner, int at, struct stage *stage,
                      struct toba_error *err)
{
    for (int i = 0; i < runner->n_writers; i++) {
        runner->writers[i].exchange = &stage->exchange;
        runner->writers[i].stage = at;
        tb_writer_order(&runner->writers[i], TB_ORDER_STAGE);
    }
    run_feeds(runner, stage);
    for (int i = 0; i < runner->n_writers; i++)
        tb_writer_await(&runner->writers[i]);
    return tb_monitor_reason(&runner->monitor, err);
}

static int cancelled(struct toba_error *err)
{
    toba_fail(err, TOBA_E_CANCELLED, "the run was stopped on request");
    return toba_hint(err, "run it again for the same date: it goes on where it stopped");
}

static int run_stage(struct tb_runner *runner, int at, struct toba_error *err)
{
    struct stage stage = {0};
    int code;

    atomic_store(&tb_progress_totals(runner->progress)->stage, at);
    code = choose_feeds(runner, at, &stage, err);
    if (!code)
        code = open_exchange(runner, &stage, err);
    if (!code)
        code = work_stage(runner, at, &stage, err);
    if (!code && stage.exchange.cut)
        code = cancelled(err);
    tb_exchange_fini(&stage.exchange);
    tb_free(stage.feeds);
    tb_free(stage.runs);
    return code;
}

static int run_stages(struct tb_runner *runner, struct toba_error *err)
{
    int code = TOBA_OK;

    while (runner->ledger.run.stages_done < runner->plan->n_stages && !code) {
        code = tb_monitor_reason(&runner->monitor, err);
        if (!code && tb_cancel_level(runner->options->cancel) >= TB_CANCEL_BARRIER)
            code = cancelled(err);
        if (!code)
            code = run_stage(runner, runner->ledger.run.stages_done, err);
        if (!code)
            runner->ledger.run.stages_done++;
    }
    return code;
}

/* ---- The run ------------------------------------------------------------- */

/* Decides what the run is, and records its beginning. */
static int begin(struct tb_runner *runner, struct toba_error *err)
{
    char text[TB_INSTANT_TEXT];
    int code = tb_ledger_open(runner, err);

    if (code)
        return code;
    for (int i = 0; i < runner->n_writers; i++)
        runner->writers[i].sink.instant = runner->ledger.run.instant;
    if (runner->ledger.resumed)
        tb_runner_log(runner, TOBA_LOG_INFO, NULL, "run %s goes on after %d of %d stages",
                      runner->ledger.run.run, (int)runner->ledger.run.stages_done,
                      runner->plan->n_stages);
    else
        tb_runner_log(runner, TOBA_LOG_INFO, NULL, "run %s begins at %s",
                      runner->ledger.run.run,
                      tb_instant_print(runner->ledger.run.instant, text));
    return order_all(runner, TB_ORDER_BEGIN, err);
}

static int run_all(struct tb_runner *runner, struct toba_error *err)
{
    int code = start_writers(runner, err);

    if (!code)
        code = order_all(runner, TB_ORDER_OPEN, err);
    if (!code)
        code = begin(runner, err);
    if (!code)
        code = run_stages(runner, err);
    if (!code)
        code = order_all(runner, TB_ORDER_END, err);
    return code;
}

/* ---- The report ---------------------------------------------------------- */

static void report_writes(const struct tb_runner *runner, struct tb_run_report *report)
{
    int n = runner->n_writers ? runner->plan->n_writes : 0;

    report->writes = tb_arena_array(&report->arena, (size_t)n, sizeof *report->writes);
    for (int i = 0; report->writes && i < n; i++) {
        const struct tb_target *target = &runner->targets[i];
        struct tb_write_report *to = &report->writes[report->n_writes++];

        to->step = target->spec->step;
        to->schema = target->spec->table->schema;
        to->table = target->spec->table->name;
        to->written = target->written;
        to->written.rejected = atomic_load(&target->rejected);
    }
}

static void report_reasons(const struct tb_runner *runner, struct tb_run_report *report)
{
    int n = tb_progress_reasons(runner->progress);

    report->reasons = tb_arena_array(&report->arena, (size_t)n, sizeof *report->reasons);
    for (int i = 0; report->reasons && i < n; i++) {
        struct tb_reason *to = &report->reasons[report->n_reasons++];

        tb_progress_reason(runner->progress, i, to);
        to->reason = tb_arena_copy(&report->arena, to->reason);
    }
}

static void fill_report(const struct tb_runner *runner, struct tb_run_report *report)
{
    report->run = tb_arena_copy(&report->arena, runner->ledger.run.run);
    report->resumed = runner->ledger.resumed;
    report->abandoned = runner->ledger.abandoned;
    report->n_stages = runner->plan->n_stages;
    report->stages_done = runner->ledger.run.stages_done;
    report->barriers = atomic_load(&tb_progress_totals(runner->progress)->barriers);
    report_writes(runner, report);
    report_reasons(runner, report);
}

int tb_run(const struct tb_plan *plan, const struct tb_run_options *options,
           struct tb_run_report *report, struct toba_error *err)
{
    struct tb_runner runner = {.plan = plan, .options = options, .keeper = -1};
    struct tb_progress *own = options->progress ? NULL : tb_progress_new(plan);
    int code;

    memset(err, 0, sizeof *err);
    runner.progress = own ? own : options->progress;
    if (!runner.progress)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the run's counters");
    tb_monitor_init(&runner.monitor, options->cancel);
    code = run_all(&runner, err);
    if (code && !err->code)
        toba_fail(err, code, "the run failed without a reason");
    fill_report(&runner, report);
    for (int i = 0; i < runner.n_writers; i++)
        tb_writer_fini(&runner.writers[i]);
    tb_free(runner.writers);
    tb_free(runner.targets);
    tb_ledger_fini(&runner.ledger);
    tb_monitor_fini(&runner.monitor);
    tb_progress_free(own);
    return code;
}

void tb_run_report_free(struct tb_run_report *report)
{
    tb_arena_free(&report->arena);
    memset(report, 0, sizeof *report);
}
