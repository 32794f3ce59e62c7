/* host_write.c - the host's side of writing and planning: every put is compared with what the
 * descriptor and `plan` declared. */
#include <math.h>
#include <string.h>

#include "batch/utf8.h"
#include "kit/host.h"
#include "kit/memory.h"

/* ---- Rows ---------------------------------------------------------------- */

static struct tb_kit_output *output_of(const struct toba_out *out, int32_t port)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);

    if (port >= 0 && port < host->spec->n_outputs)
        return &host->outputs[port];
    tb_kit_broken(host, "ports are counted from 0, in the descriptor's order",
                  "it writes to output port %d, which does not exist", port);
    return NULL;
}

static bool wired(const struct toba_out *out, int32_t port)
{
    const struct tb_kit_output *to = output_of(out, port);

    return to && to->wired;
}

/* Where a field of the row under construction goes; NULL: nowhere. */
static struct tb_kit_cell *place(struct toba_out *out, int32_t port, int32_t field)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    struct tb_kit_output *to = output_of(out, port);

    if (!to)
        return NULL;
    if (field < 0 || field >= to->n_fields) {
        tb_kit_broken(
            host, "fields are counted from 0; those that `plan` adds follow the others",
            "it writes field %d of port '%s', which does not exist", field, to->spec->name);
        return NULL;
    }
    if (!to->row)
        to->row = tb_arena_array(&host->arena, (size_t)to->n_fields, sizeof *to->row);
    to->begun = true;
    return to->row ? &to->row[field] : NULL;
}

static const char *type_name(int32_t type)
{
    static const char *const names[] = {
        [TOBA_ANY] = "any type", [TOBA_BOOL] = "boolean",       [TOBA_INT32] = "int",
        [TOBA_INT64] = "bigint", [TOBA_DOUBLE] = "double",      [TOBA_TEXT] = "text",
        [TOBA_DATE] = "date",    [TOBA_TIMESTAMP] = "timestamp"};

    return type >= 0 && type < TOBA_NUMBER ? names[type] : "number";
}

static void wrong_type(struct toba_out *out, int32_t port, int32_t field, const char *what)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    const struct tb_kit_field *to = &host->outputs[port].fields[field];

    tb_kit_broken(host, "declare the field with the type that is put",
                  "it puts %s into field '%s' of port '%s', which is declared as %s", what,
                  to->name, host->outputs[port].spec->name, type_name(to->type));
}

static int32_t type_of(struct toba_out *out, int32_t port, int32_t field)
{
    return TB_KIT_HOST_OF(out, out)->outputs[port].fields[field].type;
}

static void put_null(struct toba_out *out, int32_t port, int32_t field)
{
    struct tb_kit_cell *cell = place(out, port, field);

    if (cell)
        *cell = (struct tb_kit_cell){TB_KIT_NULL, 0, 0, NULL};
}

static void put_int(struct toba_out *out, int32_t port, int32_t field, int64_t v)
{
    struct tb_kit_cell *cell = place(out, port, field);
    int32_t type = cell ? type_of(out, port, field) : 0;

    if (!cell)
        return;
    if (type == TOBA_TEXT || type == TOBA_DOUBLE)
        wrong_type(out, port, field, "an integer");
    if (type == TOBA_BOOL && v != 0 && v != 1)
        wrong_type(out, port, field, "a number other than 0 and 1");
    *cell = (struct tb_kit_cell){TB_KIT_INT, v, 0, NULL};
}

static void put_double(struct toba_out *out, int32_t port, int32_t field, double v)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    struct tb_kit_cell *cell = place(out, port, field);
    int32_t type = cell ? type_of(out, port, field) : 0;

    if (!cell)
        return;
    if (type != TOBA_DOUBLE && type != TOBA_ANY)
        wrong_type(out, port, field, "a double");
    if (host->finite && !isfinite(v))
        tb_kit_broken(host,
                      "put NULL where there is no number: a row with this one is rejected",
                      "it puts %s into field '%s' of port '%s'", isnan(v) ? "NaN" : "infinity",
                      host->outputs[port].fields[field].name, host->outputs[port].spec->name);
    *cell = (struct tb_kit_cell){TB_KIT_DOUBLE, 0, v, NULL};
}

static void put_text(struct toba_out *out, int32_t port, int32_t field, const char *at,
                     int64_t size)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    struct tb_kit_cell *cell = place(out, port, field);
    int32_t type = cell ? type_of(out, port, field) : 0;
    char *copy;

    if (!cell)
        return;
    if (size < 0 || (size > 0 && !at)) {
        tb_kit_broken(host, "a text has a size of 0 or more and, above 0, bytes",
                      "it puts a text without bytes into field '%s'",
                      host->outputs[port].fields[field].name);
        return;
    }
    if (type != TOBA_TEXT && type != TOBA_ANY)
        wrong_type(out, port, field, "a text");
    if (!tb_utf8_valid(at, size))
        tb_kit_broken(host, "cut texts between characters, not between bytes",
                      "it puts a text that is not UTF-8 into field '%s' of port '%s'",
                      host->outputs[port].fields[field].name, host->outputs[port].spec->name);
    copy = tb_arena_copy_n(&host->arena, at ? at : "", (size_t)size);
    *cell = (struct tb_kit_cell){copy ? TB_KIT_TEXT : TB_KIT_NULL, 0, 0, copy};
}

static void put_key(struct toba_out *out, int32_t port, int32_t field, struct toba_in *in)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    struct tb_kit_cell *cell = place(out, port, field);

    (void)in;
    if (!host->key)
        tb_kit_broken(host, "only `group` has a key", "it puts the key where there is none");
    else if (cell)
        *cell = (struct tb_kit_cell){TB_KIT_TEXT, 0, 0, host->key};
}

static void show_cell(struct tb_kit_text *text, const struct tb_kit_cell *cell)
{
    switch (cell->kind) {
    case TB_KIT_INT:
        tb_kit_text_add(text, "\t%lld", (long long)cell->i);
        break;
    case TB_KIT_DOUBLE:
        tb_kit_text_add(text, "\t%.17g", cell->d);
        break;
    case TB_KIT_TEXT:
        tb_kit_text_add(text, "\t\"%s\"", cell->text);
        break;
    default:
        tb_kit_text_add(text, "\tNULL");
    }
}

static void pass(struct toba_out *out, int32_t port, struct toba_in *in)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    struct tb_kit_output *to = output_of(out, port);
    const struct tb_kit_input *from = host->spec->n_inputs ? &host->inputs[0] : NULL;

    (void)in;
    if (!to)
        return;
    if (!(to->spec->flags & TOBA_PASS))
        tb_kit_broken(host, "give the port the flag TOBA_PASS",
                      "it passes rows on through port '%s', which does not declare it",
                      to->spec->name);
    else if (!from || !from->current)
        tb_kit_broken(host, "pass a row on while it is the current one",
                      "it passes on a row of port 0, which stands at none");
    to->begun = to->passed = true;
}

/* Whether the row is to fail: for lack of memory, or as a test asked. */
static int refuse_row(struct tb_kit_host *host, struct toba_error *err)
{
    const int code = host->fail_row;

    host->fail_row = 0;
    if (code)
        return toba_fail(err, code, "the row was refused, as the test asked");
    if (tb_kit_memory_refuses())
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a row, as the check asked");
    return TOBA_OK;
}

static void keep_row(struct tb_kit_host *host, struct tb_kit_output *to)
{
    static const struct tb_kit_cell null = {0};
    const struct tb_kit_input *from = host->spec->n_inputs ? &host->inputs[0] : NULL;
    const struct tb_kit_cell **kept =
        tb_arena_append(&host->arena, (void **)&to->rows, &to->n_rows, sizeof *kept);

    tb_kit_text_add(&host->rows, "%s", to->spec->name);
    for (int i = 0; i < to->n_fields; i++)
        show_cell(&host->rows, to->row ? &to->row[i] : &null);
    for (int i = 0; to->passed && from && from->current && i < from->n_fields; i++)
        show_cell(&host->rows, &from->current->cells[i]);
    tb_kit_text_add(&host->rows, "\n");
    if (kept && to->row)
        *kept = to->row; /* the next row gets cells of its own */
    else if (kept)
        *kept = tb_arena_array(&host->arena, (size_t)to->n_fields, sizeof **kept);
}

static int end_row(struct toba_out *out, int32_t port, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    struct tb_kit_output *to = output_of(out, port);
    int code;

    if (!to)
        return toba_fail(err, TOBA_E_PLUGIN, "there is no output port %d", port);
    if (to->failed)
        tb_kit_broken(host, "return the code of toba_end_row()",
                      "it goes on with port '%s' after toba_end_row() had failed",
                      to->spec->name);
    to->begun = false;
    code = refuse_row(host, err);
    to->failed = code != TOBA_OK;
    if (code)
        return code;
    if (to->wired)
        keep_row(host, to);
    to->row = NULL;
    to->passed = false;
    return TOBA_OK;
}

static int cover(struct toba_out *out, int32_t port, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);

    if (host->spec->kind != TOBA_SOURCE)
        tb_kit_broken(host, "the core covers each key that a group visits",
                      "it calls toba_cover(), which only a source may");
    tb_kit_text_add(&host->rows, "covers ");
    return end_row(out, port, err);
}

/* ---- State --------------------------------------------------------------- */

static int only_source(struct toba_out *out, const char *call, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);

    if (host->spec->kind != TOBA_SOURCE) {
        tb_kit_broken(host, "state and marks belong to sources",
                      "it calls %s, which only a source may", call);
        return toba_fail(err, TOBA_E_PLUGIN, "%s is for sources", call);
    }
    if (tb_kit_memory_refuses())
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for state, as the check asked");
    return TOBA_OK;
}

static int state_put(struct toba_out *out, int32_t scope, const char *key, const char *value,
                     struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    struct tb_kit_note *note = NULL;
    int code = only_source(out, "toba_state_put()", err);

    if (code)
        return code;
    for (int i = 0; i < host->n_notes; i++)
        if (host->notes[i].scope == scope && strcmp(host->notes[i].key, key) == 0)
            note = &host->notes[i];
    if (!note) {
        note =
            tb_arena_append(&host->arena, (void **)&host->notes, &host->n_notes, sizeof *note);
        if (!note)
            return toba_fail(err, TOBA_E_MEMORY, "out of memory for state");
        *note = (struct tb_kit_note){scope, tb_arena_copy(&host->arena, key), NULL};
    }
    note->value = tb_arena_copy(&host->arena, value);
    tb_kit_text_add(&host->rows, "state %d\t%s\t%s\n", scope, key, value);
    return TOBA_OK;
}

static int mark(struct toba_out *out, int64_t id, struct toba_error *err)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(out, out);
    int code = only_source(out, "toba_mark()", err);

    if (code)
        return code;
    host->mark = id;
    tb_kit_text_add(&host->rows, "mark\t%lld\n", (long long)id);
    return TOBA_OK;
}

void tb_kit_host_lend_writing(struct toba_host *table)
{
    table->wired = wired;
    table->put_null = put_null;
    table->put_int = put_int;
    table->put_double = put_double;
    table->put_text = put_text;
    table->put_key = put_key;
    table->pass = pass;
    table->end_row = end_row;
    table->cover = cover;
    table->state_put = state_put;
    table->mark = mark;
}
