/* plugin.c - the descriptor of the SQLite store and its callbacks.
 *
 * The store keeps declared tables in one file (schema.h), writes them in transactions
 * (transaction.h, write.h, replace.h) and reads them back (scan.h). */
#include "connection.h"
#include "scan.h"
#include "schema.h"
#include "transaction.h"
#include "write.h"

static void store_close(void *self)
{
    struct sq_store *store = self;

    if (store->db) {
        sq_abort(store);
        sq_disconnect(&store->db);
    }
    sq_gate_fini(&store->gate);
}

static int store_open(void *self, const struct toba_sink *sink,
                      const struct toba_table *const *tables, int32_t n_tables,
                      struct toba_error *err)
{
    struct sq_store *store = self;
    int rc = 0;

    store->sink = sink;
    if (!sq_gate_init(&store->gate))
        return sq_no_memory(err);
    rc = sq_connect_writer(store, &store->db, err);
    if (!rc)
        rc = sq_ensure_tables(store, tables, n_tables, err);
    if (!rc)
        rc = sq_add_functions(store, err);
    if (!rc)
        rc = sq_watch_log(store, err);
    if (rc)
        store_close(store);
    return rc;
}

static int store_begin(void *self, struct toba_error *err)
{
    return sq_begin(self, err);
}

static int store_write(void *self, const struct toba_write *write,
                       const struct ArrowArray *rows, struct toba_written *written,
                       struct toba_error *err)
{
    return sq_write(self, write, rows, written, err);
}

static int store_cover(void *self, const struct toba_write *write,
                       const struct ArrowArray *scopes, struct toba_error *err)
{
    return sq_cover(self, write, scopes, err);
}

static int store_apply(void *self, const struct toba_write *write, struct toba_written *written,
                       struct toba_error *err)
{
    return sq_apply(self, write, written, err);
}

static int store_commit(void *self, struct toba_error *err)
{
    return sq_commit(self, err);
}

static void store_abort(void *self)
{
    sq_abort(self);
}

static int store_scan_open(void *self, const struct toba_scan *scan, void **handle,
                           struct toba_error *err)
{
    return sq_scan_open(self, scan, (struct sq_scan **)handle, err);
}

static int store_scan_chunk(void *handle, int64_t most, struct ArrowArray *keys,
                            struct toba_error *err)
{
    return sq_scan_chunk(handle, most, keys, err);
}

static int store_scan_key(void *handle, const char *key, struct toba_error *err)
{
    return sq_scan_key(handle, key, err);
}

static int store_scan_range(void *handle, int64_t first, int64_t n, struct toba_error *err)
{
    return sq_scan_range(handle, first, n, err);
}

static int store_scan_fetch(void *handle, int32_t read, struct ArrowArray *rows,
                            struct toba_error *err)
{
    return sq_scan_fetch(handle, read, rows, err);
}

static void store_scan_release(void *handle)
{
    sq_scan_release(handle);
}

static void store_scan_close(void *handle)
{
    sq_scan_close(handle);
}

/* clang-format off */
static const struct toba_option options[] = {
    {.name = "path", .type = TOBA_OPTION_PATH, .flags = TOBA_REQUIRED,
     .offset = offsetof(struct sq_store, path),
     .help = "the database file; made when it is not there"},
    {.name = "cache_mb", .type = TOBA_OPTION_INT, .fallback = "16", .min = 1, .max = 65536,
     .offset = offsetof(struct sq_store, cache_mb),
     .help = "memory for pages of the connection that writes"},
    {.name = "busy_seconds", .type = TOBA_OPTION_INT, .fallback = "10", .min = 0, .max = 3600,
     .offset = offsetof(struct sq_store, busy_seconds),
     .help = "how long to wait while another program writes to the file"},
    {.name = "synchronous", .type = TOBA_OPTION_TEXT, .fallback = "full",
     .choices = "normal full",
     .offset = offsetof(struct sq_store, synchronous),
     .help = "full: a commit survives a power failure; normal: the last commits may be lost"},
};

static const struct toba_store callbacks = {
    .size = sizeof(struct toba_store),
    .open = store_open,
    .close = store_close,
    .begin = store_begin,
    .write = store_write,
    .cover = store_cover,
    .apply = store_apply,
    .commit = store_commit,
    .abort = store_abort,
    .scan_open = store_scan_open,
    .scan_chunk = store_scan_chunk,
    .scan_key = store_scan_key,
    .scan_range = store_scan_range,
    .scan_fetch = store_scan_fetch,
    .scan_release = store_scan_release,
    .scan_close = store_scan_close,
};

static const struct toba_component sqlite = {
    TOBA_COMPONENT_HEADER,
    .kind = TOBA_SINK,
    .name = "sqlite",
    .summary = "Keeps tables in one SQLite file, and reads them back.",
    .options = options,
    .n_options = TOBA_COUNT(options),
    .instance_size = sizeof(struct sq_store),
    .store = &callbacks,
};

static const struct toba_component *const components[] = {&sqlite};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "sqlite",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "The SQLite store.",
    .components = components,
    .n_components = TOBA_COUNT(components),
};
/* clang-format on */

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
