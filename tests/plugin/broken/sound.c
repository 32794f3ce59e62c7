/* sound.c - see sound.h. */
#include "sound.h"

static int next(void *self, struct toba_in *in, struct toba_out *out, struct toba_error *err)
{
    (void)self;
    (void)in;
    (void)out;
    (void)err;
    return TOBA_END;
}

static int store_open(void *self, const struct toba_sink *sink,
                      const struct toba_table *const *tables, int32_t n_tables,
                      struct toba_error *err)
{
    (void)self;
    (void)sink;
    (void)tables;
    (void)n_tables;
    (void)err;
    return 0;
}

static void store_close(void *self)
{
    (void)self;
}

static int store_step(void *self, struct toba_error *err)
{
    (void)self;
    (void)err;
    return 0;
}

static int store_rows(void *self, const struct toba_write *write, const struct ArrowArray *rows,
                      struct toba_written *written, struct toba_error *err)
{
    (void)self;
    (void)write;
    (void)rows;
    (void)written;
    (void)err;
    return 0;
}

static int store_cover(void *self, const struct toba_write *write,
                       const struct ArrowArray *scopes, struct toba_error *err)
{
    return store_rows(self, write, scopes, NULL, err);
}

static int store_apply(void *self, const struct toba_write *write, struct toba_written *written,
                       struct toba_error *err)
{
    return store_rows(self, write, NULL, written, err);
}

static int scan_open(void *self, const struct toba_scan *scan, void **handle,
                     struct toba_error *err)
{
    (void)self;
    (void)scan;
    (void)handle;
    (void)err;
    return 0;
}

static int scan_rows(void *handle, int64_t most, struct ArrowArray *keys,
                     struct toba_error *err)
{
    (void)handle;
    (void)most;
    (void)keys;
    (void)err;
    return 0;
}

static int scan_key(void *handle, const char *key, struct toba_error *err)
{
    (void)handle;
    (void)key;
    (void)err;
    return 0;
}

static int scan_range(void *handle, int64_t first, int64_t n, struct toba_error *err)
{
    (void)handle;
    (void)first;
    (void)n;
    (void)err;
    return 0;
}

static int scan_fetch(void *handle, int32_t read, struct ArrowArray *rows,
                      struct toba_error *err)
{
    return scan_rows(handle, read, rows, err);
}

static void make_component(struct parts *p)
{
    p->options[0] = (struct toba_option){.name = "size",
                                         .type = TOBA_OPTION_INT,
                                         .offset = offsetof(struct instance, size),
                                         .help = "how many"};
    p->options[1] = (struct toba_option){.name = "days",
                                         .type = TOBA_OPTION_DAYS,
                                         .offset = offsetof(struct instance, days),
                                         .help = "how far back"};
    p->field = (struct toba_field){.name = "value", .type = TOBA_NUMBER};
    for (int i = 0; i < 2; i++)
        p->inputs[i] = (struct toba_port){.name = i ? "children" : "rows",
                                          .key = "key",
                                          .sub_key = "part",
                                          .parent = i ? "rows" : NULL,
                                          .fields = &p->field,
                                          .n_fields = 1};
    p->outputs[0] = (struct toba_port){.name = "sums", .fields = &p->field, .n_fields = 1};
    p->components[0] = (struct toba_component){TOBA_COMPONENT_HEADER,
                                               .kind = TOBA_GROUP,
                                               .name = "sound",
                                               .summary = "has no fault",
                                               .options = p->options,
                                               .n_options = 2,
                                               .inputs = p->inputs,
                                               .n_inputs = 2,
                                               .outputs = p->outputs,
                                               .n_outputs = 1,
                                               .instance_size = sizeof(struct instance),
                                               .next = next,
                                               .process = next,
                                               .group = next,
                                               .store = &p->store};
    p->components[1] = p->components[0];
    p->components[1].name = "second";
}

static void make_store(struct parts *p)
{
    p->store = (struct toba_store){.size = sizeof p->store,
                                   .open = store_open,
                                   .close = store_close,
                                   .begin = store_step,
                                   .write = store_rows,
                                   .cover = store_cover,
                                   .apply = store_apply,
                                   .commit = store_step,
                                   .abort = store_close,
                                   .scan_open = scan_open,
                                   .scan_chunk = scan_rows,
                                   .scan_key = scan_key,
                                   .scan_range = scan_range,
                                   .scan_fetch = scan_fetch,
                                   .scan_release = store_close,
                                   .scan_close = store_close};
}

static void make_sound(struct parts *p)
{
    memset(p, 0, sizeof *p);
    make_component(p);
    make_store(p);
    for (int i = 0; i < 2; i++)
        p->list[i] = &p->components[i];
    p->plugin = (struct toba_plugin){
        TOBA_PLUGIN_HEADER,          .name = "sound",       .version = "1.0", .licence = "MIT",
        .summary = "two components", .components = p->list, .n_components = 2};
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
