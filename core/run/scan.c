/* scan.c - see scan.h. */
#include "run/scan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "run/state.h"
#include "run/writer.h"

#define ENDED "ended" /* the key of the note: "INSTANT DAY DIGEST" */

/* ---- Since when a step reads --------------------------------------------- */

bool tb_scan_reads_changed(const struct tb_node *node)
{
    for (int i = 0; i < node->spec->n_inputs; i++)
        if (node->inputs[i].wired && node->spec->inputs[i].rows == TOBA_CHANGED)
            return true;
    return false;
}

int tb_scan_put_ended(const struct tb_runner *runner, const struct tb_node *node,
                      struct toba_builder *builder, struct toba_error *err)
{
    /* The first attempt's start: what others wrote between the attempts is read again. */
    const struct tb_run_row *run = &runner->ledger.run;
    char value[256];

    snprintf(value, sizeof value, "%" PRId64 " %d %.180s", run->started, (int)run->day,
             node->digest);
    return tb_state_put(runner, builder, TOBA_STATE_KEPT, node->name, ENDED, value, err);
}

/* Reads the note; false: there is none that holds for the step as it is now. */
static bool parse_ended(const char *text, const char *digest, int64_t *instant, int32_t *day)
{
    char *end;
    long d;

    *instant = strtoll(text, &end, 10);
    if (end == text || *end != ' ')
        return false;
    text = end + 1;
    d = strtol(text, &end, 10);
    if (end == text || *end != ' ' || d < INT32_MIN || d > INT32_MAX)
        return false;
    *day = (int32_t)d;
    return strncmp(end + 1, digest, 180) == 0;
}

/* Lowers the read's since to what a step that uses it needs. */
static int need_since(struct tb_runner *runner, const struct tb_node *node,
                      struct toba_read *read, struct toba_error *err)
{
    struct tb_state state;
    struct toba_text value;
    int64_t instant;
    int32_t day;
    int code;

    tb_state_init(&state, runner, node->name);
    code = tb_state_get(&state, TOBA_STATE_KEPT, ENDED, &value, err);
    if (code || value.null || !parse_ended(value.at, node->digest, &instant, &day)) {
        instant = INT64_MIN;
        day = INT32_MIN;
    }
    tb_state_fini(&state);
    if (instant < read->since_instant)
        read->since_instant = instant;
    if (day < read->since_day)
        read->since_day = day;
    return code;
}

static int set_since(struct tb_runner *runner, const struct tb_scan *plan, int32_t index,
                     struct toba_read *read, struct toba_error *err)
{
    int code = TOBA_OK;

    read->since_instant = INT64_MAX;
    read->since_day = INT32_MAX;
    for (int n = 0; n < plan->n_nodes && !code; n++)
        for (int i = 0; i < plan->nodes[n]->spec->n_inputs && !code; i++)
            if (plan->nodes[n]->inputs[i].wired && plan->nodes[n]->inputs[i].read == index)
                code = need_since(runner, plan->nodes[n], read, err);
    if (read->since_instant == INT64_MAX)
        read->since_instant = INT64_MIN;
    return code;
}

/* ---- Life ---------------------------------------------------------------- */

static int32_t key_type(const struct tb_scan *plan)
{
    if (plan->spec.driver_read >= 0)
        return plan->types[plan->spec.driver_read][0];
    if (plan->spec.driver)
        return plan->spec.driver->columns[plan->spec.driver_column].type;
    return plan->types[0][0];
}

int tb_scan_init(struct tb_scan_run *scan, struct tb_runner *runner, const struct tb_scan *plan,
                 struct toba_error *err)
{
    int code = TOBA_OK;

    memset(scan, 0, sizeof *scan);
    scan->runner = runner;
    scan->plan = plan;
    scan->store = runner->writers[plan->store].store;
    scan->n = plan->spec.n_reads;
    scan->reads = tb_new_array((size_t)scan->n, sizeof *scan->reads);
    scan->pages = tb_new_array((size_t)scan->n, sizeof *scan->pages);
    if (!scan->reads || !scan->pages)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a scan");
    scan->key_type = key_type(plan);
    scan->spec = plan->spec;
    scan->spec.reads = scan->reads;
    for (int32_t i = 0; i < scan->n && !code; i++) {
        scan->reads[i] = plan->reads[i];
        scan->pages[i] = (struct tb_pages){.store = scan->store,
                                           .read = i,
                                           .n_types = plan->n_types[i],
                                           .types = plan->types[i]};
        if (scan->reads[i].rows == TOBA_CHANGED)
            code = set_since(runner, plan, i, &scan->reads[i], err);
    }
    return code;
}

int tb_scan_open(struct tb_scan_run *scan, const char *after, struct toba_error *err)
{
    int code;

    scan->spec.after = after;
    code = scan->store->scan_open(scan->runner->writers[scan->plan->store].self, &scan->spec,
                                  &scan->handle, err);
    if (code)
        scan->handle = NULL;
    for (int32_t i = 0; i < scan->n; i++)
        scan->pages[i].scan = scan->handle;
    return code;
}

void tb_scan_clear(struct tb_scan_run *scan)
{
    for (int32_t i = 0; scan->pages && i < scan->n; i++)
        tb_pages_clear(&scan->pages[i]);
}

void tb_scan_fini(struct tb_scan_run *scan)
{
    tb_scan_clear(scan);
    if (scan->handle)
        scan->store->scan_close(scan->handle);
    tb_free(scan->reads);
    tb_free(scan->pages);
    memset(scan, 0, sizeof *scan);
}
