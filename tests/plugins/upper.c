/* upper.c - a row-by-row transform for tests: writes a text in capitals.
 *
 * The field `name` comes out with a … z as A … Z; the other columns pass. */
#include <toba/plugin.h>

struct upper {
    const struct toba_host *host;
    char *text; /* where the capitals are made */
    int64_t room;
};

enum { ROWS };
enum { NAME };

static int make_room(struct upper *self, int64_t size, struct toba_error *err)
{
    char *bigger;

    if (size <= self->room)
        return 0;
    bigger = toba_resize(self->host, self->text, (size_t)size * 2);
    if (!bigger)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    self->text = bigger;
    self->room = size * 2;
    return 0;
}

static int upper_name(struct upper *self, struct toba_text name, struct toba_out *out,
                      struct toba_error *err)
{
    int code = make_room(self, name.size, err);

    if (code)
        return code;
    for (int64_t i = 0; i < name.size; i++) {
        char c = name.at[i];

        self->text[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    toba_put_text(out, ROWS, NAME, name.size ? self->text : "", name.size);
    return 0;
}

static int open_upper(void *instance, struct toba_in *in, struct toba_error *err)
{
    (void)err;
    ((struct upper *)instance)->host = in->host;
    return 0;
}

static void close_upper(void *instance)
{
    struct upper *self = instance;

    self->text = toba_resize(self->host, self->text, 0);
}

static int process_upper(void *instance, struct toba_in *in, struct toba_out *out,
                         struct toba_error *err)
{
    while (toba_next(in, ROWS)) {
        struct toba_text name = toba_get_text(in, ROWS, NAME);
        int code = name.null ? 0 : upper_name(instance, name, out, err);

        if (code)
            return code;
        toba_pass(out, ROWS, in);
        code = toba_end_row(out, ROWS, err);
        if (code)
            return code;
    }
    return 0;
}

static const struct toba_field fields[] = {
    {.name = "name", .type = TOBA_TEXT, .help = "the text"},
};

static const struct toba_port inputs[] = {
    {.name = "rows", .help = "rows with a name", .fields = fields, .n_fields = 1},
};

static const struct toba_port outputs[] = {
    {.name = "rows",
     .help = "the same rows, the name in capitals",
     .flags = TOBA_PASS,
     .fields = fields,
     .n_fields = 1},
};

static const struct toba_component upper = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_PROCESS,
    .name = "upper",
    .summary = "A text in capitals",
    .inputs = inputs,
    .n_inputs = TOBA_COUNT(inputs),
    .outputs = outputs,
    .n_outputs = TOBA_COUNT(outputs),
    .instance_size = sizeof(struct upper),
    .open = open_upper,
    .close = close_upper,
    .process = process_upper,
};

static const struct toba_component *const components[] = {&upper};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "upper",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "A process for tests",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
