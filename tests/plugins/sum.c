/* sum.c - a keyed transform for tests: adds up a column.
 *
 * For each key of the input's table it gives the sum of `value` over the key's rows, on D, and
 * how many of them had a value. A key without rows has no sum. The port `counts` says how many
 * rows each key has, whether they have a value or not. */
#include <toba/plugin.h>

struct sum {
    int64_t scale;
};

enum { ROWS };
enum { VALUE };
enum { TOTALS, COUNTS };
enum { KEY, DAY, TOTAL };
enum { COUNT = TOTAL };

static int put(struct toba_in *in, struct toba_out *out, int port, int field, int64_t v,
               struct toba_error *err)
{
    toba_put_key(out, port, KEY, in);
    toba_put_int(out, port, DAY, toba_day(in));
    toba_put_int(out, port, field, v);
    return toba_end_row(out, port, err);
}

static int sum_key(void *instance, struct toba_in *in, struct toba_out *out,
                   struct toba_error *err)
{
    const struct sum *self = instance;
    int64_t rows = 0, total = 0;
    int code;

    while (toba_next(in, ROWS)) {
        struct toba_int value = toba_get_int(in, ROWS, VALUE);
        int64_t scaled;

        rows++;
        if (value.null)
            continue;
        if (__builtin_mul_overflow(value.v, self->scale, &scaled) ||
            __builtin_add_overflow(total, scaled, &total))
            return toba_fail(err, TOBA_E_PLUGIN, "a sum beyond 64 bits");
    }
    if (rows == 0)
        return 0;
    code = put(in, out, TOTALS, TOTAL, total, err);
    return code ? code : put(in, out, COUNTS, COUNT, rows, err);
}

static const struct toba_option options[] = {
    {.name = "scale",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct sum, scale),
     .fallback = "1",
     .min = -1000,
     .max = 1000,
     .help = "what every value is multiplied with"},
};

static const struct toba_field input_fields[] = {
    {.name = "value", .type = TOBA_INT64, .help = "what is added up"},
};

static const struct toba_field total_fields[] = {
    {.name = "*", .help = "the key"},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_DATE_ROLE | TOBA_OPTIONAL, .help = "D"},
    {.name = "total", .type = TOBA_INT64, .help = "the sum"},
};

static const struct toba_field count_fields[] = {
    {.name = "*", .help = "the key"},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_DATE_ROLE | TOBA_OPTIONAL, .help = "D"},
    {.name = "count", .type = TOBA_INT64, .help = "how many rows"},
};

static const struct toba_port inputs[] = {
    {.name = "rows",
     .help = "the rows, all of them",
     .key = "*",
     .fields = input_fields,
     .n_fields = TOBA_COUNT(input_fields)},
};

static const struct toba_port outputs[] = {
    {.name = "totals",
     .help = "a row a key",
     .fields = total_fields,
     .n_fields = TOBA_COUNT(total_fields)},
    {.name = "counts",
     .help = "a row a key",
     .flags = TOBA_OPTIONAL,
     .fields = count_fields,
     .n_fields = TOBA_COUNT(count_fields)},
};

static const struct toba_component sum = {
    TOBA_COMPONENT_HEADER, .kind = TOBA_GROUP,
    .name = "sum",         .summary = "The sum of a column",
    .options = options,    .n_options = TOBA_COUNT(options),
    .inputs = inputs,      .n_inputs = TOBA_COUNT(inputs),
    .outputs = outputs,    .n_outputs = TOBA_COUNT(outputs),
    .driver = "rows",      .instance_size = sizeof(struct sum),
    .group = sum_key,
};

static const struct toba_component *const components[] = {&sum};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "sum",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "A group for tests",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
