/* growth.c - how a number that a table records by date grew over T days, as a fraction.
 *
 * The value as of a date is the newest row at or before it, at most `tolerance_days` older. The
 * growth is (a - b) / b, a being the value as of D and b the value as of D - T. Without an a
 * there is no row; without a b, or with a b of 0, the growth is NULL. */
#include <string.h>

#include <toba/plugin.h>

struct growth {
    struct toba_days timeframes;
    int64_t tolerance_days;
    const char *series;  /* the column that parts the history, NULL: nothing does */
    struct toba_list of; /* by timeframe: the value of that column to take */
};

enum { HISTORY }; /* the input */
enum { HISTORY_VALUE, HISTORY_SERIES };
enum { GROWTH }; /* the output */
enum { GROWTH_USER, GROWTH_TIMEFRAME, GROWTH_DATE, GROWTH_FRACTION };

static struct toba_double fraction(struct toba_double a, struct toba_double b)
{
    if (a.null || b.null || b.v == 0)
        return (struct toba_double){.null = true};
    return (struct toba_double){.v = (a.v - b.v) / b.v};
}

static struct toba_double value_as_of(struct toba_in *in, int32_t days)
{
    if (!toba_as_of(in, HISTORY, days))
        return (struct toba_double){.null = true};
    return toba_get_double(in, HISTORY, HISTORY_VALUE);
}

/* Whether the current row is of the series that timeframe `i` takes. */
static bool is_wanted(const struct growth *self, struct toba_in *in, int32_t i)
{
    if (!self->series)
        return true;

    const struct toba_text value = toba_get_text(in, HISTORY, HISTORY_SERIES);
    const char *wanted = self->of.at[i];

    return !value.null && value.size == (int64_t)strlen(wanted) &&
           memcmp(value.at, wanted, (size_t)value.size) == 0;
}

static int put_growth(struct toba_in *in, struct toba_out *out, int32_t timeframe,
                      struct toba_double growth, struct toba_error *err)
{
    toba_put_key(out, GROWTH, GROWTH_USER, in);
    toba_put_int(out, GROWTH, GROWTH_TIMEFRAME, timeframe);
    toba_put_int(out, GROWTH, GROWTH_DATE, toba_day(in));
    if (growth.null)
        toba_put_null(out, GROWTH, GROWTH_FRACTION);
    else
        toba_put_double(out, GROWTH, GROWTH_FRACTION, growth.v);
    return toba_end_row(out, GROWTH, err);
}

/* The history, or the one series of it that the port stands at. */
static int put_growths(const struct growth *self, struct toba_in *in, struct toba_out *out,
                       struct toba_error *err)
{
    for (int32_t i = 0; i < self->timeframes.n; i++) {
        const int32_t timeframe = self->timeframes.at[i];
        const struct toba_double now = value_as_of(in, 0);

        if (now.null || !is_wanted(self, in, i))
            continue;

        const struct toba_double growth = fraction(now, value_as_of(in, timeframe));
        const int code = put_growth(in, out, timeframe, growth, err);

        if (code)
            return code;
    }
    return 0;
}

static int user(void *instance, struct toba_in *in, struct toba_out *out,
                struct toba_error *err)
{
    const struct growth *self = instance;

    if (!self->series)
        return put_growths(self, in, out, err);
    while (toba_next(in, HISTORY)) {
        const int code = put_growths(self, in, out, err);

        if (code)
            return code;
    }
    return 0;
}

static int plan_series(const struct growth *self, struct toba_plan *plan,
                       struct toba_error *err)
{
    int code;

    if (!self->series && self->of.n == 0)
        return 0;
    if (!self->series) {
        toba_fail(err, TOBA_E_CONFIG, "\"of\" is given without \"series\"");
        return toba_hint(err, "name the column that tells the series apart, as in "
                              "series = \"period\"");
    }
    if (self->of.n != self->timeframes.n) {
        toba_fail(err, TOBA_E_CONFIG, "\"of\" has %d values for %d timeframes", self->of.n,
                  self->timeframes.n);
        return toba_hint(err,
                         "give one value of column \"%s\" for each timeframe, in their order",
                         self->series);
    }
    code = toba_plan_sub_key(plan, HISTORY, self->series, err);
    if (code)
        return code;
    return toba_plan_field(plan, false, HISTORY, self->series, TOBA_TEXT, 0, err);
}

static int plan_points(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    const struct growth *self = instance;
    const int32_t tolerance = (int32_t)self->tolerance_days;
    int code = plan_series(self, plan, err);

    if (!code)
        code = toba_plan_as_of(plan, HISTORY, 0, tolerance, err);
    for (int32_t i = 0; !code && i < self->timeframes.n; i++)
        code = toba_plan_as_of(plan, HISTORY, self->timeframes.at[i], tolerance, err);
    return code;
}

static const struct toba_option options[] = {
    {.name = "timeframes",
     .type = TOBA_OPTION_DAYS,
     .offset = offsetof(struct growth, timeframes),
     .fallback = "7,28",
     .min = 1,
     .max = 3650,
     .help = "the days that a growth spans"},
    {.name = "tolerance_days",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct growth, tolerance_days),
     .fallback = "2",
     .min = 0,
     .max = 3650,
     .help = "how many days older than asked a value may be"},
    {.name = "series",
     .type = TOBA_OPTION_TEXT,
     .offset = offsetof(struct growth, series),
     .help = "the column that parts the history into series, such as \"period\""},
    {.name = "of",
     .type = TOBA_OPTION_LIST,
     .offset = offsetof(struct growth, of),
     .help = "with \"series\": for each timeframe the series to take, in their order"},
};

static const struct toba_field history_fields[] = {
    {.name = "value", .type = TOBA_NUMBER, .help = "the number whose growth is wanted"},
};

static const struct toba_field growth_fields[] = {
    {.name = "user_id", .help = "whose history it is"},
    {.name = "timeframe", .type = TOBA_INT32, .help = "the days that the growth spans"},
    {.name = "date", .type = TOBA_DATE, .flags = TOBA_DATE_ROLE, .help = "the run's date"},
    {.name = "growth", .type = TOBA_DOUBLE, .help = "a fraction: 0.25 is +25 %"},
};

static const struct toba_port inputs[] = {
    {.name = "history",
     .help = "the number by user and date",
     .rows = TOBA_AS_OF,
     .key = "user_id",
     .fields = history_fields,
     .n_fields = TOBA_COUNT(history_fields)},
};

static const struct toba_port outputs[] = {
    {.name = "growth",
     .help = "a row for each user and timeframe with a current value",
     .fields = growth_fields,
     .n_fields = TOBA_COUNT(growth_fields)},
};

static const struct toba_component growth = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_GROUP,
    .name = "growth",
    .summary = "How a recorded number grew over some days, as a fraction",
    .options = options,
    .n_options = TOBA_COUNT(options),
    .inputs = inputs,
    .n_inputs = TOBA_COUNT(inputs),
    .outputs = outputs,
    .n_outputs = TOBA_COUNT(outputs),
    .instance_size = sizeof(struct growth),
    .plan = plan_points,
    .group = user,
};

static const struct toba_component *const components[] = {&growth};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "growth",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "Growth of a number recorded by date",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
