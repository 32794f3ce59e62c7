/* stumble.c - a source and a keyed transform that do what a file orders them to, for tests of
 * what goes wrong while a pipeline runs. The file is no part of the plan: when it is gone the
 * same plan runs well.
 *
 *   stumble     gives the numbers 1 … `count` with a mark behind each, its state says how far
 * it came, and notes in the file `heard` what it was told to be committed; a number's value is
 * itself, or its rest by `keys`; the port `levels` gives the values 0 … `keys`, one more than
 * there are stumble_at  gives each value back with the number of its rows and the sum of their
 * ids
 *
 * The file `orders` holds a word and a number; at that number (of rows or keys) the step obeys:
 * fail, lie (an unknown code), mute (a code without a message), ignore (it goes on after a
 * failed row), say (it logs a word and goes on), misuse (a port that does not exist), die (the
 * process ends), wait (until the run is cancelled), zero (a text with a zero byte), garbage (a
 * text that is not UTF-8), huge (a number beyond 32 bits), partial (a mark amid a row). */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <toba/plugin.h>

struct stumble {
    const char *orders, *heard;
    int64_t count, keys;
    int64_t done;
    char word[32];
    long at;
};

enum { ROWS, LEVELS, MEMBERS };
enum { KNOWN };
enum { ID, NAME, VALUE };
enum { KEY, ROW_COUNT, TOTAL };
enum { MEMBER_VALUE, MEMBER_ID };

static void read_orders(struct stumble *self)
{
    char text[64] = "";
    FILE *file = self->orders ? fopen(self->orders, "r") : NULL;
    const char *space;

    self->at = -1;
    if (!file)
        return;
    if (fgets(text, sizeof text, file) && (space = strchr(text, ' '))) {
        snprintf(self->word, sizeof self->word, "%.*s", (int)(space - text), text);
        self->at = strtol(space, NULL, 10);
    }
    fclose(file);
}

static bool ordered(const struct stumble *self, const char *word, int64_t now)
{
    return now == self->at && strcmp(self->word, word) == 0;
}

static void wait_for_cancel(const struct toba_in *in)
{
    const struct timespec moment = {.tv_nsec = 1000000};

    toba_log(in, TOBA_LOG_INFO, "waiting");
    while (!toba_cancelled(in))
        nanosleep(&moment, NULL);
}

/* What both steps do at a number: 0, or what the callback is to return. */
static int obey(const struct stumble *self, int64_t now, struct toba_in *in,
                struct toba_out *out, struct toba_error *err)
{
    if (ordered(self, "fail", now))
        return toba_fail(err, TOBA_E_SOURCE, "stumbled at %lld", (long long)now);
    if (ordered(self, "lie", now))
        return 4711;
    if (ordered(self, "mute", now))
        return TOBA_E_SOURCE;
    if (ordered(self, "die", now))
        _exit(17);
    if (ordered(self, "wait", now)) {
        wait_for_cancel(in);
        return toba_fail(err, TOBA_E_CANCELLED, "heard the cancel");
    }
    if (ordered(self, "say", now))
        toba_log(in, TOBA_LOG_INFO, "said");
    if (ordered(self, "misuse", now)) {
        toba_put_int(out, 99, 0, 1);
        toba_get_int(in, 99, 0);
        toba_next(in, -1);
    }
    if (ordered(self, "ignore", now)) {
        toba_put_text(out, ROWS, 0, "x", 1);
        toba_put_text(out, ROWS, VALUE, "x", 1);
        toba_end_row(out, ROWS, err);
    }
    return 0;
}

static int open_stumble(void *instance, struct toba_in *in, struct toba_error *err)
{
    struct stumble *self = instance;
    struct toba_text done;
    int code = toba_state_get(in, TOBA_STATE_RUN, "done", &done, err);
    struct toba_text total;

    if (!code && !done.null)
        self->done = strtoll(done.at, NULL, 10);
    if (!code)
        code = toba_state_get(in, TOBA_STATE_KEPT, "runs", &total, err);
    if (!code)
        toba_log(in, TOBA_LOG_INFO, "before: %.*s", (int)total.size, total.at);
    read_orders(self);
    return code;
}

static int open_stumble_at(void *instance, struct toba_in *in, struct toba_error *err)
{
    (void)in;
    (void)err;
    read_orders(instance);
    return 0;
}

static void put_number(const struct stumble *self, int64_t number, struct toba_out *out)
{
    char name[32];
    int size = snprintf(name, sizeof name, "n%lld", (long long)number);

    if (ordered(self, "zero", number))
        name[0] = '\0';
    if (ordered(self, "garbage", number))
        name[0] = '\xFF';
    toba_put_int(out, ROWS, ID, number);
    toba_put_text(out, ROWS, NAME, name, size);
    toba_put_int(out, ROWS, VALUE,
                 ordered(self, "huge", number) ? INT64_MAX
                 : self->keys                  ? number % self->keys
                                               : number);
}

/* All numbers of a value, which is then complete. */
static int give_members(const struct stumble *self, int64_t value, struct toba_out *out,
                        struct toba_error *err)
{
    int code = 0;

    for (int64_t id = 1; id <= self->count && !code; id++) {
        if (id % self->keys != value)
            continue;
        toba_put_int(out, MEMBERS, MEMBER_VALUE, value);
        toba_put_int(out, MEMBERS, MEMBER_ID, id);
        code = toba_end_row(out, MEMBERS, err);
    }
    if (code)
        return code;
    toba_put_int(out, MEMBERS, MEMBER_VALUE, value);
    return toba_cover(out, MEMBERS, err);
}

static int give_value(const struct stumble *self, int64_t value, struct toba_out *out,
                      struct toba_error *err)
{
    int code;

    toba_put_int(out, LEVELS, ID, value);
    code = toba_end_row(out, LEVELS, err);
    if (!code && self->keys && toba_wired(out, MEMBERS))
        code = give_members(self, value, out, err);
    return code;
}

static int count_known(const struct stumble *self, struct toba_in *in, struct toba_error *err)
{
    char key[32];
    int code;

    snprintf(key, sizeof key, "%lld",
             (long long)(self->keys ? self->done % self->keys : self->done));
    code = toba_find(in, KNOWN, key, err);
    while (!code && toba_next(in, KNOWN))
        toba_count(in, "known rows", 1);
    return code;
}

static int next_number(void *instance, struct toba_in *in, struct toba_out *out,
                       struct toba_error *err)
{
    struct stumble *self = instance;
    char text[32];
    int code;

    if (self->done >= self->count)
        return TOBA_END;
    self->done++;
    code = obey(self, self->done, in, out, err);
    if (code)
        return code;
    put_number(self, self->done, out);
    code = toba_end_row(out, ROWS, err);
    if (!code && self->done <= self->keys + 1)
        code = give_value(self, self->done - 1, out, err);
    if (!code)
        code = count_known(self, in, err);
    if (code)
        return code;
    if (ordered(self, "partial", self->done))
        toba_put_int(out, ROWS, ID, 1000000);
    snprintf(text, sizeof text, "%lld", (long long)self->done);
    code = toba_state_put(out, TOBA_STATE_RUN, "done", text, err);
    if (!code)
        code = toba_state_put(out, TOBA_STATE_KEPT, "runs", text, err);
    return code ? code : toba_mark(out, self->done, err);
}

static void hear(void *instance, int64_t mark)
{
    const struct stumble *self = instance;
    FILE *file = self->heard ? fopen(self->heard, "a") : NULL;

    if (!file)
        return;
    fprintf(file, "%lld ", (long long)mark);
    fclose(file);
}

static int count_key(void *instance, struct toba_in *in, struct toba_out *out,
                     struct toba_error *err)
{
    struct stumble *self = instance;
    int64_t rows = 0, total = 0;
    int code = obey(self, ++self->done, in, out, err);

    if (code)
        return code;
    for (; toba_next(in, ROWS); rows++)
        total += toba_get_int(in, ROWS, ID).v;
    if (rows == 0)
        return 0;
    toba_put_key(out, ROWS, KEY, in);
    toba_put_int(out, ROWS, ROW_COUNT, rows);
    toba_put_int(out, ROWS, TOTAL, total);
    return toba_end_row(out, ROWS, err);
}

#define ORDERS                                                                                 \
    {                                                                                          \
        .name = "orders", .type = TOBA_OPTION_PATH,                                            \
        .offset = offsetof(struct stumble, orders),                                            \
        .help = "the file with a word and a number"                                            \
    }

static const struct toba_option source_options[] = {
    ORDERS,
    {.name = "heard",
     .type = TOBA_OPTION_PATH,
     .offset = offsetof(struct stumble, heard),
     .help = "the file for the marks committed"},
    {.name = "count",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct stumble, count),
     .fallback = "10",
     .max = 1e9,
     .help = "how many numbers"},
    {.name = "keys",
     .type = TOBA_OPTION_INT,
     .offset = offsetof(struct stumble, keys),
     .max = 1e9,
     .help = "how many values they have; 0: each its own"},
};

static const struct toba_option group_options[] = {ORDERS};

static const struct toba_field number_fields[] = {
    {.name = "id", .type = TOBA_INT64, .help = "the number"},
    {.name = "name", .type = TOBA_TEXT, .help = "\"nN\""},
    {.name = "value", .type = TOBA_INT64, .help = "the number again"},
};

static const struct toba_field level_fields[] = {
    {.name = "id", .type = TOBA_INT64, .help = "a value"},
};

static const struct toba_field member_fields[] = {
    {.name = "value", .type = TOBA_INT64, .help = "a value"},
    {.name = "id", .type = TOBA_INT64, .help = "a number that has it"},
};

static const struct toba_field id_fields[] = {
    {.name = "id", .type = TOBA_INT64, .help = "what is added up"},
};

static const struct toba_field count_fields[] = {
    {.name = "value", .help = "the key"},
    {.name = "rows", .type = TOBA_INT64, .help = "its rows"},
    {.name = "total", .type = TOBA_INT64, .help = "the sum of their ids"},
};

static const struct toba_port source_inputs[] = {
    {.name = "known",
     .help = "rows of earlier runs",
     .flags = TOBA_OPTIONAL,
     .key = "value",
     .fields = id_fields,
     .n_fields = TOBA_COUNT(id_fields)},
};

static const struct toba_port source_outputs[] = {
    {.name = "rows",
     .help = "a row a number",
     .table = "part",
     .fields = number_fields,
     .n_fields = TOBA_COUNT(number_fields)},
    {.name = "levels",
     .help = "a row a value",
     .flags = TOBA_OPTIONAL,
     .table = "level",
     .fields = level_fields,
     .n_fields = TOBA_COUNT(level_fields)},
    {.name = "members",
     .help = "a row a number, value by value",
     .flags = TOBA_OPTIONAL,
     .table = "member",
     .fields = member_fields,
     .n_fields = TOBA_COUNT(member_fields)},
};

static const struct toba_port group_inputs[] = {
    {.name = "rows", .help = "the rows", .key = "value", .fields = id_fields, .n_fields = 1},
};

static const struct toba_port group_outputs[] = {
    {.name = "rows",
     .help = "a row a key",
     .fields = count_fields,
     .n_fields = TOBA_COUNT(count_fields)},
};

static const struct toba_component source = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_SOURCE,
    .name = "stumble",
    .summary = "Numbers that end badly",
    .options = source_options,
    .n_options = TOBA_COUNT(source_options),
    .inputs = source_inputs,
    .n_inputs = TOBA_COUNT(source_inputs),
    .outputs = source_outputs,
    .n_outputs = TOBA_COUNT(source_outputs),
    .instance_size = sizeof(struct stumble),
    .open = open_stumble,
    .next = next_number,
    .committed = hear,
};

static const struct toba_component group = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_GROUP,
    .name = "stumble_at",
    .summary = "Counts rows, badly",
    .options = group_options,
    .n_options = TOBA_COUNT(group_options),
    .inputs = group_inputs,
    .n_inputs = 1,
    .outputs = group_outputs,
    .n_outputs = 1,
    .instance_size = sizeof(struct stumble),
    .open = open_stumble_at,
    .group = count_key,
};

static const struct toba_component *const components[] = {&source, &group};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "stumble",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "Steps that go wrong, for tests",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
