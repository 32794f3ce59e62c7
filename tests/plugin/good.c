/* The plugin that the registry tests expect to be taken: a source and a process. */
#include <toba/plugin.h>

static int next(void *self, struct toba_in *in, struct toba_out *out, struct toba_error *err)
{
    (void)self;
    (void)in;
    (void)out;
    (void)err;
    return TOBA_END;
}

static const struct toba_field any = {.name = "value", .type = TOBA_ANY};
static const struct toba_port rows = {.name = "rows", .fields = &any, .n_fields = 1};

static const struct toba_component source = {
    TOBA_COMPONENT_HEADER, .kind = TOBA_SOURCE, .name = "good", .summary = "gives nothing",
    .outputs = &rows,      .n_outputs = 1,      .next = next};

static const struct toba_component process = {
    TOBA_COMPONENT_HEADER, .kind = TOBA_PROCESS, .name = "better", .summary = "changes nothing",
    .inputs = &rows,       .n_inputs = 1,        .process = next};

static const struct toba_component *const components[] = {&source, &process};

static const struct toba_plugin plugin = {TOBA_PLUGIN_HEADER,
                                          .name = "good",
                                          .version = "1.0",
                                          .licence = "MIT",
                                          .summary = "is as it should be",
                                          .components = components,
                                          .n_components = TOBA_COUNT(components)};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
