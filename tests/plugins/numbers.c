/* numbers.c - a source of rows that are easy to foretell, for tests.
 *
 * It gives the numbers 1 … `count`, each on `days` days up to D: id N, name "number N", value
 * N, and the number's even ones once more on the port `evens`. Every `every` numbers it offers
 * a mark, whose state says how far it came, so that a run that was cut off goes on from there.
 */
#include <stdlib.h>

#include <toba/plugin.h>

struct numbers {
    int64_t count, days, every;
    int64_t done; /* the numbers given so far */
};

enum { ROWS, EVENS };
enum { ID, DAY, NAME, VALUE };
enum { EVEN_ID };

#define STATE_KEY "done"

static int open_numbers(void *instance, struct toba_in *in, struct toba_error *err)
{
    struct numbers *self = instance;
    struct toba_text done;
    char text[32];
    int code = toba_state_get(in, TOBA_STATE_RUN, STATE_KEY, &done, err);

    if (code || done.null)
        return code;
    snprintf(text, sizeof text, "%.*s", (int)done.size, done.at);
    self->done = strtoll(text, NULL, 10);
    return 0;
}

static int give_number(const struct numbers *self, int64_t number, struct toba_in *in,
                       struct toba_out *out, struct toba_error *err)
{
    char name[32];
    int size = snprintf(name, sizeof name, "number %lld", (long long)number);

    for (int64_t day = toba_day(in) - self->days + 1; day <= toba_day(in); day++) {
        int code;

        toba_put_int(out, ROWS, ID, number);
        toba_put_int(out, ROWS, DAY, day);
        toba_put_text(out, ROWS, NAME, name, size);
        toba_put_int(out, ROWS, VALUE, number);
        code = toba_end_row(out, ROWS, err);
        if (code)
            return code;
    }
    if (number % 2)
        return 0;
    toba_put_int(out, EVENS, EVEN_ID, number);
    return toba_end_row(out, EVENS, err);
}

static int next_numbers(void *instance, struct toba_in *in, struct toba_out *out,
                        struct toba_error *err)
{
    struct numbers *self = instance;
    char text[32];
    int code = 0;

    if (self->done >= self->count)
        return TOBA_END;
    do {
        code = give_number(self, ++self->done, in, out, err);
    } while (!code && self->done < self->count && self->done % self->every);
    snprintf(text, sizeof text, "%lld", (long long)self->done);
    if (!code)
        code = toba_state_put(out, TOBA_STATE_RUN, STATE_KEY, text, err);
    return code ? code : toba_mark(out, self->done, err);
}

static const struct toba_option options[] = {
    {.name = "count",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct numbers, count),
     .fallback = "10",
     .max = 1e9,
     .help = "how many numbers"},
    {.name = "days",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct numbers, days),
     .fallback = "1",
     .min = 1,
     .max = 1000,
     .help = "how many days each is given for, D the last"},
    {.name = "every",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct numbers, every),
     .fallback = "4",
     .min = 1,
     .max = 1e9,
     .help = "how many numbers lie between marks"},
};

static const struct toba_field row_fields[] = {
    {.name = "id", .type = TOBA_INT64, .help = "the number"},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_DATE_ROLE, .help = "the day it is for"},
    {.name = "name", .type = TOBA_TEXT, .help = "\"number N\""},
    {.name = "value", .type = TOBA_INT64, .help = "the number again"},
};

static const struct toba_field even_fields[] = {
    {.name = "id", .type = TOBA_INT64, .help = "an even number"},
};

static const struct toba_port outputs[] = {
    {.name = "rows",
     .help = "a row a number and day",
     .table = "number",
     .fields = row_fields,
     .n_fields = TOBA_COUNT(row_fields)},
    {.name = "evens",
     .help = "a row an even number",
     .flags = TOBA_OPTIONAL,
     .table = "even",
     .fields = even_fields,
     .n_fields = TOBA_COUNT(even_fields)},
};

static const struct toba_component numbers = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_SOURCE,
    .name = "numbers",
    .summary = "The numbers from 1 on",
    .options = options,
    .n_options = TOBA_COUNT(options),
    .outputs = outputs,
    .n_outputs = TOBA_COUNT(outputs),
    .instance_size = sizeof(struct numbers),
    .open = open_numbers,
    .next = next_numbers,
};

static const struct toba_component *const components[] = {&numbers};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "numbers",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "A source for tests",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
