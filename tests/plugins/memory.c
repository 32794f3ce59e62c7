/* memory.c - a store without a memory, for tests of what happens before a run.
 *
 * It takes every row, counts it and forgets it, so its tables are always empty to a reader. It
 * can stand wherever a pipeline needs a store that leaves nothing behind. */
#include <toba/batch.h>
#include <toba/store.h>

struct memory {
    const char *path, *password;
    const struct toba_sink *sink;
};

static int open_memory(void *instance, const struct toba_sink *sink,
                       const struct toba_table *const *tables, int32_t n_tables,
                       struct toba_error *err)
{
    (void)tables;
    (void)n_tables;
    (void)err;
    ((struct memory *)instance)->sink = sink;
    return 0;
}

static void nothing(void *instance)
{
    (void)instance;
}

static int always(void *instance, struct toba_error *err)
{
    (void)instance;
    (void)err;
    return 0;
}

static int write_rows(void *instance, const struct toba_write *write,
                      const struct ArrowArray *rows, struct toba_written *written,
                      struct toba_error *err)
{
    (void)instance;
    (void)err;
    /* No row is there that an update could change. */
    if (!(write->flags & TOBA_WRITE_UPDATE))
        written->inserted += rows->length;
    return 0;
}

static int cover_scopes(void *instance, const struct toba_write *write,
                        const struct ArrowArray *scopes, struct toba_error *err)
{
    (void)instance;
    (void)write;
    (void)scopes;
    (void)err;
    return 0;
}

static int apply_write(void *instance, const struct toba_write *write,
                       struct toba_written *written, struct toba_error *err)
{
    (void)instance;
    (void)write;
    (void)written;
    (void)err;
    return 0;
}

/* ---- Reading: there is never a row --------------------------------------- */

struct scan {
    const struct toba_host *host;
};

static int open_scan(void *instance, const struct toba_scan *scan, void **handle,
                     struct toba_error *err)
{
    const struct memory *self = instance;
    struct scan *opened = toba_resize(self->sink->host, NULL, sizeof *opened);

    (void)scan;
    if (!opened)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    opened->host = self->sink->host;
    *handle = opened;
    return 0;
}

/* A batch of no rows with one column, which says that there are no more of whatever is asked.
 */
static int empty_batch(const struct scan *scan, struct ArrowArray *batch,
                       struct toba_error *err)
{
    int32_t type = TOBA_TEXT;
    struct toba_builder *builder = toba_builder_new(scan->host, &type, 1);
    int code = builder ? toba_builder_finish(scan->host, builder, batch, err)
                       : toba_fail(err, TOBA_E_MEMORY, "out of memory");

    toba_builder_free(scan->host, builder);
    return code;
}

static int chunk_of_scan(void *handle, int64_t most, struct ArrowArray *keys,
                         struct toba_error *err)
{
    (void)most;
    return empty_batch(handle, keys, err);
}

static int key_of_scan(void *handle, const char *key, struct toba_error *err)
{
    (void)key;
    return always(handle, err);
}

static int range_of_scan(void *handle, int64_t first, int64_t n, struct toba_error *err)
{
    (void)first;
    (void)n;
    return always(handle, err);
}

static int rows_of_scan(void *handle, int32_t read, struct ArrowArray *rows,
                        struct toba_error *err)
{
    (void)read;
    return empty_batch(handle, rows, err);
}

static void close_scan(void *handle)
{
    const struct toba_host *host = ((struct scan *)handle)->host;

    toba_resize(host, handle, 0);
}

static const struct toba_store store = {
    .size = sizeof(struct toba_store),
    .open = open_memory,
    .close = nothing,
    .begin = always,
    .write = write_rows,
    .cover = cover_scopes,
    .apply = apply_write,
    .commit = always,
    .abort = nothing,
    .scan_open = open_scan,
    .scan_chunk = chunk_of_scan,
    .scan_key = key_of_scan,
    .scan_range = range_of_scan,
    .scan_fetch = rows_of_scan,
    .scan_release = nothing,
    .scan_close = close_scan,
};

static const struct toba_option options[] = {
    {.name = "path",
     .type = TOBA_OPTION_PATH,
     .offset = offsetof(struct memory, path),
     .help = "a name; nothing is written there"},
    {.name = "password",
     .type = TOBA_OPTION_SECRET,
     .offset = offsetof(struct memory, password),
     .help = "a secret; nobody asks for it"},
};

static const struct toba_component memory = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_SINK,
    .name = "memory",
    .summary = "A store that forgets",
    .options = options,
    .n_options = TOBA_COUNT(options),
    .instance_size = sizeof(struct memory),
    .store = &store,
};

static const struct toba_component *const components[] = {&memory};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "memory",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "A store for tests",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
