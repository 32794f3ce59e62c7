/* delta.c - by how much columns changed since the row before.
 *
 * For each column named by the option `of`, the output carries `<column>_growth`: the value of
 * a row minus the value in the same key's newest earlier row, however far back. It is NULL in
 * the first row of a key and where either value is NULL.
 *
 * Only rows that need it are computed: those written or dated since the last run, and the next
 * row of each, whose difference changes with it. */
#include <toba/plugin.h>

#define COLUMNS_MAX 32

struct delta {
    struct toba_list of;
};

enum { ROWS };                               /* the input, and the output */
enum { IN_DATE, IN_VALUES };                 /* the columns of `of` follow from IN_VALUES on */
enum { OUT_KEY, OUT_DATE, OUT_DIFFERENCES }; /* and theirs from OUT_DIFFERENCES on */

static void put_difference(struct toba_in *in, struct toba_out *out, int field,
                           struct toba_int now, struct toba_int before)
{
    int64_t difference;

    if (now.null || before.null) {
        toba_put_null(out, ROWS, field);
    } else if (__builtin_sub_overflow(now.v, before.v, &difference)) {
        toba_count(in, "differences beyond 64 bits, left NULL", 1);
        toba_put_null(out, ROWS, field);
    } else {
        toba_put_int(out, ROWS, field, difference);
    }
}

/* One key: its rows by date. */
static int series(void *instance, struct toba_in *in, struct toba_out *out,
                  struct toba_error *err)
{
    const struct delta *self = instance;
    struct toba_int before[COLUMNS_MAX];

    for (int32_t i = 0; i < self->of.n; i++)
        before[i] = (struct toba_int){.null = true};
    while (toba_next(in, ROWS)) {
        const bool fresh = toba_fresh(in, ROWS);

        for (int32_t i = 0; i < self->of.n; i++) {
            const struct toba_int now = toba_get_int(in, ROWS, IN_VALUES + i);

            if (fresh)
                put_difference(in, out, OUT_DIFFERENCES + i, now, before[i]);
            before[i] = now;
        }
        if (fresh) {
            toba_put_key(out, ROWS, OUT_KEY, in);
            toba_put_int(out, ROWS, OUT_DATE, toba_get_int(in, ROWS, IN_DATE).v);
            const int code = toba_end_row(out, ROWS, err);

            if (code)
                return code;
        }
    }
    return 0;
}

static int add_column(struct toba_plan *plan, const char *column, struct toba_error *err)
{
    char difference[256];
    const int size = snprintf(difference, sizeof difference, "%s_growth", column);
    int code;

    if (size < 0 || (size_t)size >= sizeof difference)
        return toba_fail(err, TOBA_E_CONFIG, "a column name in \"of\" is too long");
    code = toba_plan_field(plan, false, ROWS, column, TOBA_INT64, 0, err);
    if (code)
        return code;
    return toba_plan_field(plan, true, ROWS, difference, TOBA_INT64, 0, err);
}

static int plan_columns(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    const struct delta *self = instance;

    if (self->of.n < 1 || self->of.n > COLUMNS_MAX) {
        toba_fail(err, TOBA_E_CONFIG, "\"of\" names %d columns", self->of.n);
        return toba_hint(err, "name 1 to %d columns, as in of = { \"like_count\" }",
                         COLUMNS_MAX);
    }
    for (int32_t i = 0; i < self->of.n; i++) {
        const int code = add_column(plan, self->of.at[i], err);

        if (code)
            return code;
    }
    return 0;
}

static const struct toba_option options[] = {
    {.name = "of",
     .type = TOBA_OPTION_LIST,
     .flags = TOBA_REQUIRED,
     .offset = offsetof(struct delta, of),
     .help = "columns whose difference to the row before is written to <column>_growth"},
};

static const struct toba_field input_fields[] = {
    {.name = "date", .flags = TOBA_DATE_ROLE, .help = "what orders the rows of a key"},
};

static const struct toba_field output_fields[] = {
    {.name = "*", .help = "the key that the rows were grouped by"},
    {.name = "date", .flags = TOBA_DATE_ROLE, .help = "the row's date, as it was read"},
};

static const struct toba_port inputs[] = {
    {.name = "rows",
     .help = "the table; every column of the option \"of\" is read from it",
     .rows = TOBA_CHANGED,
     .key = "*",
     .fields = input_fields,
     .n_fields = TOBA_COUNT(input_fields)},
};

static const struct toba_port outputs[] = {
    {.name = "rows",
     .help = "key, date and <column>_growth of each row that was computed",
     .fields = output_fields,
     .n_fields = TOBA_COUNT(output_fields)},
};

static const struct toba_component delta = {
    TOBA_COMPONENT_HEADER, .kind = TOBA_GROUP,
    .name = "delta",       .summary = "By how much columns changed since the key's row before",
    .options = options,    .n_options = TOBA_COUNT(options),
    .inputs = inputs,      .n_inputs = TOBA_COUNT(inputs),
    .outputs = outputs,    .n_outputs = TOBA_COUNT(outputs),
    .driver = "rows",      .instance_size = sizeof(struct delta),
    .plan = plan_columns,  .group = series,
};

static const struct toba_component *const components[] = {&delta};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "delta",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "Differences between the rows of a dated table",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
