/* host.c - the life of a host in memory; see host.h. */
#include "kit/host.h"

#include <string.h>

#include "base/alloc.h"
#include "kit/memory.h"

void tb_kit_broken(struct tb_kit_host *host, const char *hint, const char *format, ...)
{
    va_list args;

    if (host->broken[0])
        return;
    va_start(args, format);
    vsnprintf(host->broken, sizeof host->broken, format, args);
    va_end(args);
    snprintf(host->broken_hint, sizeof host->broken_hint, "%s", hint);
}

void tb_kit_text_add(struct tb_kit_text *text, const char *format, ...)
{
    va_list args, again;
    int size;

    va_start(args, format);
    va_copy(again, args);
    size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size > 0 && text->size + (size_t)size + 1 > text->room) {
        size_t room = (text->size + (size_t)size + 1) * 2;
        char *bigger = tb_resize(text->at, room);

        if (!bigger)
            size = -1;
        else
            *text = (struct tb_kit_text){bigger, text->size, room};
    }
    if (size > 0) {
        vsnprintf(text->at + text->size, text->room - text->size, format, again);
        text->size += (size_t)size;
    }
    va_end(again);
}

void tb_kit_spoil(struct tb_kit_host *host, int port)
{
    for (struct tb_kit_lent_text *text = host->lent; text; text = text->next)
        if (port < 0 || text->port == port)
            memset(text->at, host->fill, text->size);
}

static void log_line(const struct toba_in *in, int32_t level, const char *text)
{
    const struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);

    if (host->loud && level <= TOBA_LOG_INFO)
        fprintf(stderr, "    %s: %s\n", host->spec->name, text);
}

static void count(const struct toba_in *in, const char *reason, int64_t n)
{
    struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);

    if (!reason || !reason[0])
        tb_kit_broken(host, "say in a few words what was left out or mended",
                      "toba_count() is called without a reason");
    if (n < 0)
        tb_kit_broken(host, "counts only grow", "toba_count() is called with %lld",
                      (long long)n);
    host->counted += n;
}

static bool cancelled(const struct toba_in *in)
{
    return atomic_load(&TB_KIT_HOST_OF(in, in)->cancel);
}

static int32_t day(const struct toba_in *in)
{
    return TB_KIT_HOST_OF(in, in)->day;
}

static int64_t instant(const struct toba_in *in)
{
    return TB_KIT_HOST_OF(in, in)->instant;
}

static const struct toba_component *component(const struct toba_in *in)
{
    return TB_KIT_HOST_OF(in, in)->spec;
}

static const struct toba_component *plan_component(const struct toba_plan *plan)
{
    return TB_KIT_HOST_OF(plan, plan)->spec;
}

/* The type of an output field is its column's: the one that it is declared with, if any. */
static int32_t type(const struct toba_in *in, bool output, int32_t port, int32_t field)
{
    const struct tb_kit_host *host = TB_KIT_HOST_OF(in, in);

    if (port < 0 || port >= (output ? host->spec->n_outputs : host->spec->n_inputs) ||
        field < 0)
        return TOBA_ANY;
    if (output)
        return field < host->outputs[port].n_fields ? host->outputs[port].fields[field].type
                                                    : TOBA_ANY;
    return field < host->inputs[port].n_fields ? host->inputs[port].fields[field].type
                                               : TOBA_ANY;
}

static int32_t bound_type(const struct toba_field *field)
{
    if (field->type == TOBA_ANY)
        return field->flags & TOBA_DATE_ROLE ? TOBA_DATE : TOBA_TEXT;
    return field->type == TOBA_NUMBER ? TOBA_INT64 : field->type;
}

/* Appended one by one, so that `plan` may append more. */
static struct tb_kit_field *copy_fields(struct tb_kit_host *host, const struct toba_port *port,
                                        bool input, int *n)
{
    struct tb_kit_field *fields = NULL;

    for (int i = 0; i < port->n_fields; i++) {
        const struct toba_field *field = &port->fields[i];
        struct tb_kit_field *copy =
            tb_arena_append(&host->arena, (void **)&fields, n, sizeof *copy);

        if (!copy)
            break;
        *copy = (struct tb_kit_field){field->name, input ? bound_type(field) : field->type,
                                      field->flags, input && field->type == TOBA_NUMBER};
    }
    return fields;
}

static int parent_of(const struct toba_component *spec, const struct toba_port *port)
{
    for (int i = 0; port->parent && i < spec->n_inputs; i++)
        if (strcmp(spec->inputs[i].name, port->parent) == 0)
            return i;
    return -1;
}

static void init_input(struct tb_kit_host *host, int i)
{
    const struct toba_port *spec = &host->spec->inputs[i];
    struct tb_kit_input *input = &host->inputs[i];

    input->spec = spec;
    input->wired = true;
    input->fields = copy_fields(host, spec, true, &input->n_fields);
    input->sub_key = spec->sub_key;
    input->parent = parent_of(host->spec, spec);
    input->at = -1;
}

static void init_output(struct tb_kit_host *host, int i)
{
    struct tb_kit_output *output = &host->outputs[i];

    output->spec = &host->spec->outputs[i];
    output->wired = true;
    output->fields = copy_fields(host, output->spec, false, &output->n_fields);
}

int tb_kit_host_init(struct tb_kit_host *host, const struct toba_component *spec,
                     struct toba_error *err)
{
    memset(host, 0, sizeof *host);
    host->spec = spec;
    host->mark = -1;
    host->fill = 'A';
    host->table = (struct toba_host){.size = sizeof host->table,
                                     .abi_major = TOBA_ABI_MAJOR,
                                     .abi_minor = TOBA_ABI_MINOR,
                                     .log = log_line,
                                     .count = count,
                                     .cancelled = cancelled,
                                     .day = day,
                                     .instant = instant,
                                     .component = component,
                                     .type = type,
                                     .plan_component = plan_component};
    tb_kit_memory_lend(&host->table);
    tb_kit_host_lend_reading(&host->table);
    tb_kit_host_lend_writing(&host->table);
    tb_kit_host_lend_planning(&host->table);
    host->in.host = host->out.host = host->plan.host = &host->table;
    host->inputs = tb_arena_array(&host->arena, (size_t)spec->n_inputs, sizeof *host->inputs);
    host->outputs =
        tb_arena_array(&host->arena, (size_t)spec->n_outputs, sizeof *host->outputs);
    for (int i = 0; host->inputs && i < spec->n_inputs; i++)
        init_input(host, i);
    for (int i = 0; host->outputs && i < spec->n_outputs; i++)
        init_output(host, i);
    if (host->arena.failed)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a host");
    return TOBA_OK;
}

void tb_kit_host_fini(struct tb_kit_host *host)
{
    while (host->lent) {
        struct tb_kit_lent_text *text = host->lent;

        host->lent = text->next;
        tb_free(text->at);
        tb_free(text);
    }
    tb_free(host->rows.at);
    tb_arena_free(&host->arena);
}

void tb_kit_host_rewind(struct tb_kit_host *host)
{
    for (int i = 0; i < host->spec->n_inputs; i++) {
        host->inputs[i].at = -1;
        host->inputs[i].part = NULL;
        host->inputs[i].current = NULL;
    }
}

void tb_kit_host_settle(struct tb_kit_host *host, const char *callback)
{
    tb_kit_spoil(host, -1);
    for (int i = 0; i < host->spec->n_outputs; i++) {
        struct tb_kit_output *port = &host->outputs[i];

        if (port->begun && !port->failed)
            tb_kit_broken(host, "call toba_end_row() once all fields of a row are put",
                          "%s put fields of port '%s' and did not end the row", callback,
                          port->spec->name);
        port->begun = false;
        if (port->row)
            memset(port->row, 0, (size_t)port->n_fields * sizeof *port->row);
    }
}
