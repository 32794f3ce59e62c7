/* state.c - see state.h. */
#include "run/state.h"

#include <string.h>

#include "base/alloc.h"
#include "batch/builder.h"
#include "run/writer.h"

enum { SCOPES = 2, KEY = 0, VALUE = 1, CHILDREN = 2 };

static const int32_t child_types[CHILDREN] = {TOBA_TEXT, TOBA_TEXT};

struct tb_state_scan {
    struct toba_path columns[1];
    struct toba_equal filters[2];
    struct toba_read read;
    struct toba_scan scan;
    struct tb_pages pages;
};

void tb_state_init(struct tb_state *state, struct tb_runner *runner, const char *step)
{
    memset(state, 0, sizeof *state);
    state->runner = runner;
    state->step = step;
}

void tb_state_fini(struct tb_state *state)
{
    for (int i = 0; state->scans && i < SCOPES * state->runner->n_writers; i++) {
        struct tb_pages *pages = &state->scans[i].pages;

        tb_pages_clear(pages);
        if (pages->scan)
            pages->store->scan_close(pages->scan);
    }
    tb_free(state->scans);
    tb_free(state->value);
    state->scans = NULL;
    state->value = NULL;
}

static int open_scan(const struct tb_state *state, struct tb_state_scan *s, int32_t scope,
                     const struct tb_writer *writer, struct toba_error *err)
{
    bool kept = scope == TOBA_STATE_KEPT;
    const struct tb_run_row *run = &state->runner->ledger.run;

    s->columns[0] = (struct toba_path){.column = kept ? 3 : 4};
    s->filters[0] = (struct toba_equal){1, kept ? run->pipeline : run->run};
    s->filters[1] = (struct toba_equal){2, state->step};
    s->read = (struct toba_read){.size = sizeof s->read,
                                 .table = kept ? &tb_state_table : &tb_run_state_table,
                                 .rows = TOBA_ALL,
                                 .key = {.column = 0},
                                 .sub_key = {.column = -1},
                                 .date = -1,
                                 .columns = s->columns,
                                 .n_columns = 1,
                                 .filters = s->filters,
                                 .n_filters = 2,
                                 .from_day = INT32_MIN,
                                 .to_day = INT32_MAX};
    s->scan = (struct toba_scan){
        .size = sizeof s->scan, .reads = &s->read, .n_reads = 1, .driver_read = 0};
    s->pages =
        (struct tb_pages){.store = writer->store, .n_types = CHILDREN, .types = child_types};
    return writer->store->scan_open(writer->self, &s->scan, &s->pages.scan, err);
}

static int keep_value(struct tb_state *state, struct toba_text text, struct toba_error *err)
{
    size_t room = (size_t)text.size + 1;
    char *value = state->value;

    if (room > state->room) {
        value = tb_resize(state->value, room);
        if (!value)
            return toba_fail(err, TOBA_E_MEMORY, "out of memory for a step's state");
        state->value = value;
        state->room = room;
    }
    memcpy(value, text.at, (size_t)text.size);
    value[text.size] = '\0';
    return TOBA_OK;
}

/* Reads a key in one store; keeps the value when `keep`. */
static int find(struct tb_state *state, struct tb_state_scan *s, const char *key, bool keep,
                struct toba_text *value, struct toba_error *err)
{
    struct tb_pages *pages = &s->pages;
    const struct tb_page *page = NULL;
    int code = pages->store->scan_key(pages->scan, key, err);

    *value = (struct toba_text){"", 0, true};
    tb_pages_clear(pages);
    if (!code) {
        page = tb_pages_fetch(pages, err);
        code = page || pages->complete ? TOBA_OK : err->code;
    }
    if (page && !toba_is_null(page->batch.children[VALUE], page->first)) {
        *value = toba_cell_text(page->batch.children[VALUE], page->first);
        if (keep)
            code = keep_value(state, *value, err);
        value->at = keep ? state->value : "";
    }
    tb_pages_clear(pages);
    pages->store->scan_release(pages->scan);
    return code;
}

int tb_state_get(struct tb_state *state, int32_t scope, const char *key,
                 struct toba_text *value, struct toba_error *err)
{
    const struct tb_runner *runner = state->runner;
    struct toba_text other;
    bool missing = runner->keeper < 0;
    int code = TOBA_OK;

    *value = (struct toba_text){"", 0, true};
    if (!state->scans)
        state->scans = tb_new_array(SCOPES * (size_t)runner->n_writers, sizeof *state->scans);
    if (!state->scans)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a step's state");
    for (int i = 0; i < runner->n_writers && !code && !missing; i++) {
        const struct tb_writer *writer = &runner->writers[i];
        struct tb_state_scan *s =
            &state->scans[i * SCOPES + (scope == TOBA_STATE_KEPT ? 1 : 0)];

        if (!writer->keeps)
            continue;
        if (!s->pages.scan)
            code = open_scan(state, s, scope, writer, err);
        if (!code)
            code = find(state, s, key, i == runner->keeper,
                        i == runner->keeper ? value : &other, err);
        missing = !code && (i == runner->keeper ? value : &other)->null;
    }
    if (missing || code)
        *value = (struct toba_text){"", 0, true};
    return code;
}

static void put(struct toba_builder *builder, int32_t column, const char *text)
{
    tb_builder_text(builder, column, text, (int64_t)strlen(text));
}

int tb_state_put(const struct tb_runner *runner, struct toba_builder *builder, int32_t scope,
                 const char *step, const char *key, const char *value, struct toba_error *err)
{
    bool kept = scope == TOBA_STATE_KEPT;

    put(builder, 0, key);
    put(builder, 1, kept ? runner->ledger.run.pipeline : runner->ledger.run.run);
    put(builder, 2, step);
    if (!kept)
        tb_builder_int(builder, 3, runner->ledger.run.day);
    put(builder, kept ? 3 : 4, value);
    return tb_builder_end_row(builder, err);
}
