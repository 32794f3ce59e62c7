/* faults_store.c - a real store whose callbacks are spoilt one at a time: the SQLite store,
 * with its entry renamed to sound_entry(). */
#include <stdlib.h>
#include <string.h>

#include <toba/store.h>

const struct toba_plugin *sound_entry(void);

static const struct toba_store *sound;

/* ---- Faults -------------------------------------------------------------- */

/* Forgets that a part of a batch begins at its offset. */
static int write_without_offset(void *self, const struct toba_write *write,
                                const struct ArrowArray *rows, struct toba_written *written,
                                struct toba_error *err)
{
    struct ArrowArray whole = *rows;

    whole.offset = 0;
    return sound->write(self, write, &whole, written, err);
}

static int write_without_counting(void *self, const struct toba_write *write,
                                  const struct ArrowArray *rows, struct toba_written *written,
                                  struct toba_error *err)
{
    struct toba_written mine = {0};

    (void)written;
    return sound->write(self, write, rows, &mine, err);
}

static int write_nothing(void *self, const struct toba_write *write,
                         const struct ArrowArray *rows, struct toba_written *written,
                         struct toba_error *err)
{
    (void)self;
    (void)write;
    (void)err;
    written->inserted += rows->length;
    return 0;
}

static void abort_by_commit(void *self)
{
    struct toba_error err;

    sound->commit(self, &err);
}

static int cover_nothing(void *self, const struct toba_write *write,
                         const struct ArrowArray *scopes, struct toba_error *err)
{
    (void)self;
    (void)write;
    (void)scopes;
    (void)err;
    return 0;
}

static int crash_at_chunk(void *handle, int64_t most, struct ArrowArray *keys,
                          struct toba_error *err)
{
    (void)handle;
    (void)most;
    (void)keys;
    (void)err;
    abort();
}

static int leak_in_open(void *self, const struct toba_sink *sink,
                        const struct toba_table *const *tables, int32_t n_tables,
                        struct toba_error *err)
{
    if (!toba_resize(sink->host, NULL, 10))
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    return sound->open(self, sink, tables, n_tables, err);
}

/* ---- The descriptor ------------------------------------------------------ */

static void spoil(struct toba_store *store, const char *fault)
{
    if (strcmp(fault, "store_offset") == 0)
        store->write = write_without_offset;
    if (strcmp(fault, "store_counts") == 0)
        store->write = write_without_counting;
    if (strcmp(fault, "store_forgets") == 0)
        store->write = write_nothing;
    if (strcmp(fault, "store_abort") == 0)
        store->abort = abort_by_commit;
    if (strcmp(fault, "store_cover") == 0)
        store->cover = cover_nothing;
    if (strcmp(fault, "store_crash") == 0)
        store->scan_chunk = crash_at_chunk;
    if (strcmp(fault, "store_leak") == 0)
        store->open = leak_in_open;
}

const struct toba_plugin *toba_plugin_entry(void)
{
    static struct toba_store store;
    static struct toba_component component;
    static const struct toba_component *const components[] = {&component};
    static struct toba_plugin plugin;

    component = *sound_entry()->components[0];
    sound = component.store;
    store = *sound;
    spoil(&store, FAULT);
    component.store = &store;
    plugin = *sound_entry();
    plugin.components = components;
    return &plugin;
}
