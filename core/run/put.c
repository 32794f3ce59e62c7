/* put.c - the puts of out.h: one field of the row under construction. */
#include "batch/builder.h"
#include "batch/utf8.h"
#include "run/in.h"
#include "run/out.h"

static void misuse(struct tb_out *out, const char *what)
{
    if (!out->failure.code)
        toba_fail(&out->failure, TOBA_E_PLUGIN, "the plugin %s", what);
}

/* The port, NULL where nothing is to be put: it is not wired or does not exist. */
static struct tb_out_port *port_of(struct toba_out *base, int32_t port, int32_t field)
{
    struct tb_out *out = (struct tb_out *)base;

    if (port < 0 || port >= out->n) {
        misuse(out, "wrote to an output port that does not exist");
        return NULL;
    }
    if (!out->ports[port].rows)
        return NULL;
    if (field >= 0 && field < out->ports[port].spec->n_fields)
        return &out->ports[port];
    misuse(out, "wrote a field that does not exist");
    return NULL;
}

/* A value that no column of the field's type can hold: the row is data that does not fit. */
static void misfit(struct tb_out_port *port, int32_t field, const char *reason)
{
    if (port->misfit_reason)
        return;
    port->misfit = field;
    port->misfit_reason = reason;
}

bool tb_out_wired(const struct toba_out *base, int32_t port)
{
    const struct tb_out *out = (const struct tb_out *)base;

    return port >= 0 && port < out->n && out->ports[port].rows;
}

void tb_out_null(struct toba_out *out, int32_t port, int32_t field)
{
    struct tb_out_port *to = port_of(out, port, field);

    if (to)
        tb_builder_null(to->rows, field);
}

void tb_out_int(struct toba_out *out, int32_t port, int32_t field, int64_t v)
{
    struct tb_out_port *to = port_of(out, port, field);

    if (!to)
        return;
    if ((to->types[field] == TOBA_INT32 || to->types[field] == TOBA_DATE) &&
        (v < INT32_MIN || v > INT32_MAX))
        misfit(to, field, "does not fit into 32 bits");
    else
        tb_builder_int(to->rows, field, v);
}

void tb_out_double(struct toba_out *out, int32_t port, int32_t field, double v)
{
    struct tb_out_port *to = port_of(out, port, field);

    if (to)
        tb_builder_double(to->rows, field, v);
}

void tb_out_text(struct toba_out *out, int32_t port, int32_t field, const char *at,
                 int64_t size)
{
    struct tb_out_port *to = port_of(out, port, field);

    if (!to)
        return;
    if (size < 0 || (size > 0 && !at)) {
        misuse((struct tb_out *)out, "wrote a text without bytes");
        return;
    }
    if (!tb_utf8_valid(at, size)) {
        misfit(to, field, "is not UTF-8");
        return;
    }
    to->text_bytes += size;
    tb_builder_text(to->rows, field, at, size);
}

void tb_out_key(struct toba_out *out, int32_t port, int32_t field, struct toba_in *in)
{
    const struct tb_key *key = &((const struct tb_in *)in)->key;

    if (key->type == 0)
        misuse((struct tb_out *)out, "wrote the key where there is none");
    else if (key->type == TOBA_TEXT)
        tb_out_text(out, port, field, key->text.at, key->text.size);
    else
        tb_out_int(out, port, field, key->number);
}

void tb_out_pass(struct toba_out *base, int32_t port, struct toba_in *in_base)
{
    struct tb_out_port *to = port_of(base, port, 0);
    const struct tb_in *in = (const struct tb_in *)in_base;
    const struct tb_cursor *from = in->n > 0 ? &in->cursors[0] : NULL;

    if (!to)
        return;
    if (!from || !from->now.page) {
        misuse((struct tb_out *)base, "passed on a row where none is current");
        return;
    }
    for (int field = to->spec->passed; field < to->spec->n_fields; field++) {
        int32_t child = to->spec->pass_from[field - to->spec->passed];
        const struct ArrowArray *column = from->now.page->batch.children[child];
        int32_t type = from->pages->types[child];

        if (type == TOBA_TEXT && !toba_is_null(column, from->now.row))
            to->text_bytes += toba_cell_text(column, from->now.row).size;
        tb_builder_cell(to->rows, field, type, column, from->now.row);
    }
}
