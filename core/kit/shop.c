/* shop.c - see shop.h. */
#include "kit/shop.h"

#include <string.h>

#include "base/day.h"
#include "batch/array.h"
#include "batch/builder.h"
#include "kit/memory.h"

enum { CHUNK = 37 }; /* keys at a time: no divisor of anything */

static const struct toba_column row_columns[TB_KIT_SHOP_COLUMNS] = {
    {.name = "name", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1},
    {.name = "day", .type = TOBA_DATE, .flags = TOBA_NOT_NULL, .references_column = -1},
    {.name = "yes", .type = TOBA_BOOL, .references_column = -1},
    {.name = "small", .type = TOBA_INT32, .references_column = -1},
    {.name = "large", .type = TOBA_INT64, .references_column = -1},
    {.name = "real_number", .type = TOBA_DOUBLE, .references_column = -1},
    {.name = "words", .type = TOBA_TEXT, .references_column = -1},
    {.name = "instant", .type = TOBA_TIMESTAMP, .references_column = -1},
};
static const struct toba_column item_columns[TB_KIT_ITEM_COLUMNS] = {
    {.name = "owner", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1},
    {.name = "item", .type = TOBA_TEXT, .flags = TOBA_NOT_NULL, .references_column = -1},
    {.name = "amount", .type = TOBA_INT64, .references_column = -1},
};
static const int32_t key[] = {0, 1}, scope[] = {0};
static const int32_t all_columns[TB_KIT_SHOP_COLUMNS] = {0, 1, 2, 3, 4, 5, 6, 7};

/* ---- Opening ------------------------------------------------------------- */

static void reject(const struct toba_sink *sink, const struct toba_write *write,
                   const char *column, const char *reason, const char *row)
{
    (void)sink;
    (void)write;
    (void)column;
    (void)reason;
    (void)row;
}

static void declare(struct tb_kit_shop *shop, int number)
{
    snprintf(shop->names[0], sizeof shop->names[0], "kit_rows_%d", number);
    snprintf(shop->names[1], sizeof shop->names[1], "kit_items_%d", number);
    shop->rows = (struct toba_table){.size = sizeof shop->rows,
                                     .schema = "kit",
                                     .name = shop->names[0],
                                     .columns = row_columns,
                                     .n_columns = TB_KIT_SHOP_COLUMNS,
                                     .key = key,
                                     .n_key = 2,
                                     .date = 1,
                                     .indexed_stamp = -1};
    shop->items = (struct toba_table){.size = sizeof shop->items,
                                      .schema = "kit",
                                      .name = shop->names[1],
                                      .columns = item_columns,
                                      .n_columns = TB_KIT_ITEM_COLUMNS,
                                      .key = key,
                                      .n_key = 2,
                                      .mode = TOBA_REPLACE,
                                      .scope = scope,
                                      .n_scope = 1,
                                      .date = -1,
                                      .indexed_stamp = -1};
    shop->tables[0] = &shop->rows;
    shop->tables[1] = &shop->items;
    shop->write_rows = (struct toba_write){.size = sizeof shop->write_rows,
                                           .table = &shop->rows,
                                           .columns = all_columns,
                                           .n_columns = TB_KIT_SHOP_COLUMNS,
                                           .step = "kit",
                                           .day = TB_KIT_DAY};
    shop->write_items = shop->write_rows;
    shop->write_items.table = &shop->items;
    shop->write_items.n_columns = TB_KIT_ITEM_COLUMNS;
}

int tb_kit_shop_open(struct tb_kit_shop *shop, struct tb_kit_task *task, int number)
{
    struct tb_kit_setup setup = tb_kit_setup_of(task);
    int code;

    memset(shop, 0, sizeof *shop);
    shop->task = task;
    shop->store = task->spec->store;
    declare(shop, number);
    code = tb_kit_session_plan(&shop->session, &setup, &shop->err);
    if (code)
        return code;
    shop->sink = (struct toba_sink){.size = sizeof shop->sink,
                                    .host = &shop->session.host.table,
                                    .in = &shop->session.host.in,
                                    .instant = shop->session.host.instant,
                                    .create = true,
                                    .reject = reject};
    tb_kit_at(task->result, "`open`");
    code = shop->store->open(shop->session.self, &shop->sink, shop->tables, 2, &shop->err);
    shop->opened = !code;
    return code;
}

void tb_kit_shop_close(struct tb_kit_shop *shop)
{
    tb_kit_at(shop->task->result, "`close`");
    if (shop->opened)
        shop->store->close(shop->session.self);
    shop->opened = false;
    tb_kit_session_close(&shop->session);
}

/* ---- Batches ------------------------------------------------------------- */

static struct toba_builder *builder_for(const struct toba_column *columns, int n)
{
    int32_t types[TB_KIT_SHOP_COLUMNS];

    for (int i = 0; i < n; i++)
        types[i] = columns[i].type;
    return tb_builder_new(types, n);
}

/* Every seventh row is NULL but for its key, every eleventh at the end of the ranges. */
static void put_row(struct toba_builder *b, int row, int version)
{
    char name[32];
    int size = snprintf(name, sizeof name, "row %05d", row / 3);
    bool far = row % 11 == 0;

    tb_builder_text(b, 0, name, size);
    tb_builder_int(b, 1, TB_KIT_DAY - 2 + row % 3);
    if (row % 7 == 0 && version == 0)
        return;
    tb_builder_int(b, 2, (row + version) % 2);
    tb_builder_int(b, 3, far ? INT32_MIN : row * 10 + version);
    tb_builder_int(b, 4, far ? INT64_MAX - version : row * INT64_C(10000000000) + version);
    tb_builder_double(b, 5, row / 8.0 - version);
    tb_builder_text(b, 6, far ? "\xC3\xA9'\"\\" : name, far ? 5 : row % 5);
    tb_builder_int(b, 7,
                   (int64_t)(TB_KIT_DAY - row) * TB_DAY_MICROS +
                       row % 60 * INT64_C(1000000)); /* a store keeps whole seconds at least */
}

static int finish(struct toba_builder *b, struct ArrowArray *batch, struct toba_error *err)
{
    int code = tb_builder_finish(b, batch, err);

    tb_builder_free(b);
    return code;
}

int tb_kit_shop_batch(int first, int n, int version, struct ArrowArray *batch,
                      struct toba_error *err)
{
    struct toba_builder *b = builder_for(row_columns, TB_KIT_SHOP_COLUMNS);

    if (!b)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
    for (int i = 0; i < n; i++) {
        put_row(b, first + i, version);
        tb_builder_end_row(b, err);
    }
    return finish(b, batch, err);
}

int tb_kit_shop_items(const char *owner, int first, int n, struct ArrowArray *batch,
                      struct toba_error *err)
{
    struct toba_builder *b = builder_for(item_columns, TB_KIT_ITEM_COLUMNS);
    char name[32];

    if (!b)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch");
    for (int i = first; i < first + n; i++) {
        tb_builder_text(b, 0, owner, (int64_t)strlen(owner));
        tb_builder_text(b, 1, name, snprintf(name, sizeof name, "item %03d", i));
        tb_builder_int(b, 2, i);
        tb_builder_end_row(b, err);
    }
    return finish(b, batch, err);
}

/* ---- Writing ------------------------------------------------------------- */

static int cover_owner(struct tb_kit_shop *shop, const struct toba_write *write,
                       const char *owner)
{
    const int32_t type = TOBA_TEXT;
    struct toba_builder *b = tb_builder_new(&type, 1);
    struct ArrowArray scopes;
    int code;

    if (!b)
        return toba_fail(&shop->err, TOBA_E_MEMORY, "out of memory for a scope");
    tb_builder_text(b, 0, owner, (int64_t)strlen(owner));
    tb_builder_end_row(b, &shop->err);
    code = finish(b, &scopes, &shop->err);
    if (code)
        return code;
    tb_kit_at(shop->task->result, "`cover`");
    code = shop->store->cover(shop->session.self, write, &scopes, &shop->err);
    tb_array_release(&scopes);
    return code;
}

int tb_kit_shop_transact(struct tb_kit_shop *shop, const struct toba_write *write,
                         const struct ArrowArray *batches, int n, const char *cover,
                         bool commit)
{
    const struct toba_store *store = shop->store;
    void *self = shop->session.self;
    int code;

    memset(&shop->err, 0, sizeof shop->err);
    memset(&shop->written, 0, sizeof shop->written);
    tb_kit_at(shop->task->result, "`begin`");
    code = store->begin(self, &shop->err);
    if (code)
        return code;
    for (int i = 0; i < n && !code; i++) {
        tb_kit_at(shop->task->result, "`write`");
        code = store->write(self, write, &batches[i], &shop->written, &shop->err);
    }
    if (!code && cover)
        code = cover_owner(shop, write, cover);
    tb_kit_at(shop->task->result, "`apply`");
    if (!code)
        code = store->apply(self, write, &shop->written, &shop->err);
    tb_kit_at(shop->task->result, commit ? "`commit`" : "`abort`");
    if (!code && commit)
        code = store->commit(self, &shop->err);
    if (code || !commit)
        store->abort(self);
    return code;
}

int tb_kit_shop_put(struct tb_kit_shop *shop, const struct toba_write *write,
                    const struct ArrowArray *batch)
{
    return tb_kit_shop_transact(shop, write, batch, 1, NULL, true);
}

/* ---- Reading ------------------------------------------------------------- */

static void show_cell(const struct ArrowArray *column, int32_t type, int64_t row,
                      struct tb_kit_text *text)
{
    struct toba_text value;

    if (toba_is_null(column, row)) {
        tb_kit_text_add(text, "\tNULL");
    } else if (type == TOBA_TEXT) {
        value = toba_cell_text(column, row);
        tb_kit_text_add(text, "\t\"%.*s\"", (int)value.size, value.at);
    } else if (type == TOBA_DOUBLE) {
        tb_kit_text_add(text, "\t%.17g", toba_cell_double(column, type, row));
    } else {
        tb_kit_text_add(text, "\t%lld", (long long)toba_cell_int(column, type, row));
    }
}

void tb_kit_shop_show(const struct toba_table *table, const struct ArrowArray *batch, int skip,
                      struct tb_kit_text *text)
{
    for (int64_t row = 0; row < batch->length; row++) {
        for (int32_t i = 0; i < table->n_columns; i++)
            show_cell(batch->children[i + skip], table->columns[i].type, row + batch->offset,
                      text);
        tb_kit_text_add(text, "\n");
    }
}

static int fetch(struct tb_kit_shop *shop, const struct toba_table *table, void *scan,
                 struct tb_kit_text *text)
{
    struct ArrowArray batch;
    int64_t length = 1;
    int code = TOBA_OK;

    while (!code && length > 0) {
        memset(&batch, 0, sizeof batch);
        tb_kit_at(shop->task->result, "`scan_fetch`");
        code = shop->store->scan_fetch(scan, 0, &batch, &shop->err);
        if (code)
            break;
        length = batch.length;
        if (length > 0 && batch.n_children != table->n_columns + 1)
            code = toba_fail(&shop->err, TOBA_E_PLUGIN, "a batch of %lld children for %d",
                             (long long)batch.n_children, table->n_columns + 1);
        else if (length > 0)
            tb_kit_shop_show(table, &batch, 1, text);
        tb_array_release(&batch);
    }
    return code;
}

static int scan_chunks(struct tb_kit_shop *shop, const struct toba_table *table, void *scan,
                       struct tb_kit_text *text)
{
    const struct toba_store *store = shop->store;
    int64_t n = 1;
    int code = TOBA_OK;

    while (!code && n > 0) {
        struct ArrowArray keys = {0};

        tb_kit_at(shop->task->result, "`scan_chunk`");
        code = store->scan_chunk(scan, CHUNK, &keys, &shop->err);
        n = code ? 0 : keys.length;
        if (n > CHUNK)
            code = toba_fail(&shop->err, TOBA_E_PLUGIN, "%lld keys, where %d were asked for",
                             (long long)n, CHUNK);
        tb_kit_at(shop->task->result, "`scan_range`");
        if (!code && n > 0)
            code = store->scan_range(scan, 0, n, &shop->err);
        if (!code && n > 0)
            code = fetch(shop, table, scan, text);
        tb_array_release(&keys);
        tb_kit_at(shop->task->result, "`scan_release`");
        store->scan_release(scan);
    }
    return code;
}

int tb_kit_shop_read(struct tb_kit_shop *shop, const struct toba_table *table,
                     struct tb_kit_text *text)
{
    struct toba_path columns[TB_KIT_SHOP_COLUMNS];
    struct toba_read read = {.size = sizeof read,
                             .table = table,
                             .rows = TOBA_ALL,
                             .key = {0, NULL, -1},
                             .sub_key = {-1, NULL, -1},
                             .date = -1,
                             .columns = columns,
                             .n_columns = table->n_columns,
                             .from_day = INT32_MIN,
                             .to_day = INT32_MAX};
    struct toba_scan scan = {.size = sizeof scan, .reads = &read, .n_reads = 1};
    void *handle = NULL;
    int code;

    memset(&shop->err, 0, sizeof shop->err);
    for (int32_t i = 0; i < table->n_columns; i++)
        columns[i] = (struct toba_path){i, NULL, -1};
    tb_kit_at(shop->task->result, "`scan_open`");
    code = shop->store->scan_open(shop->session.self, &scan, &handle, &shop->err);
    if (code)
        return code;
    code = scan_chunks(shop, table, handle, text);
    tb_kit_at(shop->task->result, "`scan_close`");
    shop->store->scan_release(handle); /* twice is no error */
    shop->store->scan_close(handle);
    return code;
}
