/* broken.c - see broken.h. */
#include "broken.h"

int64_t sum_rows(struct toba_in *in)
{
    int64_t total = 0;

    while (toba_next(in, ROWS)) {
        const struct toba_int amount = toba_get_int(in, ROWS, AMOUNT);

        if (!amount.null)
            total = (int64_t)((uint64_t)total + (uint64_t)amount.v);
    }
    return total;
}

int put_row(struct instance *self, struct toba_in *in, struct toba_out *out, int64_t total,
            struct toba_error *err)
{
    if (toba_key(in).null)
        toba_put_text(out, OUT, KEY, "key", 3);
    else
        toba_put_key(out, OUT, KEY, in);
    toba_put_int(out, OUT, TOTAL, total);
    if (self->size)
        toba_put_double(out, OUT, RATIO, (double)total / (double)self->size);
    return toba_end_row(out, OUT, err);
}

static int open_sound(void *instance, struct toba_in *in, struct toba_error *err)
{
    struct instance *self = instance;

    self->host = in->host;
    self->memory = toba_resize(in->host, NULL, 100);
    if (!self->memory)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    memset(self->memory, 0, 100);
    return 0;
}

static void close_sound(void *instance)
{
    struct instance *self = instance;

    self->memory = toba_resize(self->host, self->memory, 0);
}

static int plan_sound(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    (void)instance;
    return toba_plan_as_of(plan, POINTS, 7, 2, err);
}

static int group_sound(void *instance, struct toba_in *in, struct toba_out *out,
                       struct toba_error *err)
{
    return put_row(instance, in, out, sum_rows(in), err);
}

static int process_sound(void *instance, struct toba_in *in, struct toba_out *out,
                         struct toba_error *err)
{
    while (toba_next(in, ROWS)) {
        const struct toba_int amount = toba_get_int(in, ROWS, AMOUNT);
        const int code = put_row(instance, in, out, amount.null ? 0 : amount.v, err);

        if (code)
            return code;
    }
    return 0;
}

static int next_sound(void *instance, struct toba_in *in, struct toba_out *out,
                      struct toba_error *err)
{
    struct instance *self = instance;
    int code;

    if (self->calls++ == 20)
        return TOBA_END;
    code = put_row(self, in, out, self->calls, err);
    return code ? code : toba_mark(out, self->calls, err);
}

void make_process(struct parts *p)
{
    p->component.kind = TOBA_PROCESS;
    p->component.n_inputs = 1;
    p->component.plan = NULL;
    p->inputs[0].key = NULL;
}

void make_source(struct parts *p)
{
    p->component.kind = TOBA_SOURCE;
    p->component.n_inputs = 0;
    p->component.plan = NULL;
}

static void make_fields(struct parts *p)
{
    p->in_fields[DAY] = (struct toba_field){
        .name = "day", .type = TOBA_DATE, .flags = TOBA_DATE_ROLE, .help = "the date"};
    p->in_fields[AMOUNT] =
        (struct toba_field){.name = "amount", .type = TOBA_INT64, .help = "how many"};
    p->in_fields[WORD] =
        (struct toba_field){.name = "word", .type = TOBA_TEXT, .help = "a word"};
    p->out_fields[KEY] = (struct toba_field){.name = "key", .help = "the key"};
    p->out_fields[TOTAL] =
        (struct toba_field){.name = "total", .type = TOBA_INT64, .help = "the sum"};
    p->out_fields[RATIO] =
        (struct toba_field){.name = "ratio", .type = TOBA_DOUBLE, .help = "the sum by size"};
    p->out_fields[WORDS] =
        (struct toba_field){.name = "words", .type = TOBA_TEXT, .help = "words"};
}

static void make_ports(struct parts *p)
{
    p->inputs[ROWS] = (struct toba_port){.name = "rows",
                                         .help = "all rows",
                                         .key = "user_id",
                                         .fields = p->in_fields,
                                         .n_fields = 3};
    p->inputs[POINTS] = p->inputs[ROWS];
    p->inputs[POINTS].name = "points";
    p->inputs[POINTS].rows = TOBA_AS_OF;
    p->outputs[OUT] = (struct toba_port){
        .name = "sums", .help = "a row a key", .fields = p->out_fields, .n_fields = 4};
}

static void make_options(struct parts *p)
{
    p->options[0] = (struct toba_option){.name = "size",
                                         .type = TOBA_OPTION_INT,
                                         .offset = offsetof(struct instance, size),
                                         .fallback = "4",
                                         .min = 1,
                                         .max = 10,
                                         .help = "what sums are divided by"};
    p->options[1] = (struct toba_option){.name = "word",
                                         .type = TOBA_OPTION_TEXT,
                                         .offset = offsetof(struct instance, word),
                                         .help = "a word"};
}

static void make_sound(struct parts *p)
{
    memset(p, 0, sizeof *p);
    make_fields(p);
    make_ports(p);
    make_options(p);
    p->component = (struct toba_component){TOBA_COMPONENT_HEADER,
                                           .kind = TOBA_GROUP,
                                           .name = "broken",
                                           .summary = "sums",
                                           .options = p->options,
                                           .n_options = 2,
                                           .inputs = p->inputs,
                                           .n_inputs = 2,
                                           .outputs = p->outputs,
                                           .n_outputs = 1,
                                           .instance_size = sizeof(struct instance),
                                           .plan = plan_sound,
                                           .open = open_sound,
                                           .close = close_sound,
                                           .next = next_sound,
                                           .process = process_sound,
                                           .group = group_sound};
    p->list[0] = &p->component;
    p->plugin = (struct toba_plugin){TOBA_PLUGIN_HEADER,     .name = "broken",
                                     .version = "1.0",       .licence = "Apache-2.0",
                                     .summary = "for tests", .components = p->list,
                                     .n_components = 1};
}

const struct toba_plugin *toba_plugin_entry(void)
{
    static struct parts parts;

    make_sound(&parts);
    for (const struct fault *fault = faults; fault->name; fault++)
        if (strcmp(fault->name, FAULT) == 0)
            fault->spoil(&parts);
    return &parts.plugin;
}
