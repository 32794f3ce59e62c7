/* shop.h - a store at work for the kit: made-up tables, transactions, and all that it reads
 * back as text. */
#ifndef TB_KIT_SHOP_H
#define TB_KIT_SHOP_H

#include <toba/store.h>

#include "kit/check.h"

enum { TB_KIT_SHOP_COLUMNS = 8, TB_KIT_ITEM_COLUMNS = 3 };

struct tb_kit_shop {
    struct tb_kit_task *task;
    const struct toba_store *store;
    struct tb_kit_session session;
    struct toba_sink sink;
    bool opened;
    char names[2][40];
    struct toba_table rows;  /* dated, a column of each type */
    struct toba_table items; /* in replace mode, by owner */
    const struct toba_table *tables[2];
    struct toba_write write_rows, write_items;
    struct toba_written written; /* by the last transaction */
    struct toba_error err;
};

/* Opens the store with tables whose names end in a number. */
int tb_kit_shop_open(struct tb_kit_shop *shop, struct tb_kit_task *task, int number);
void tb_kit_shop_close(struct tb_kit_shop *shop);

/* Rows [first, first + n) of a version; different versions of a row have the same key. */
int tb_kit_shop_batch(int first, int n, int version, struct ArrowArray *batch,
                      struct toba_error *err);
/* Items of an owner: [first, first + n). */
int tb_kit_shop_items(const char *owner, int first, int n, struct ArrowArray *batch,
                      struct toba_error *err);
/* One batch in a transaction of its own. */
int tb_kit_shop_put(struct tb_kit_shop *shop, const struct toba_write *write,
                    const struct ArrowArray *batch);
/* Begins, writes `n` batches, and commits or aborts. `cover`: the owner whose items are all
 * there; NULL: none. */
int tb_kit_shop_transact(struct tb_kit_shop *shop, const struct toba_write *write,
                         const struct ArrowArray *batches, int n, const char *cover,
                         bool commit);
/* All rows of a table, in the store's order, as text. */
int tb_kit_shop_read(struct tb_kit_shop *shop, const struct toba_table *table,
                     struct tb_kit_text *text);
/* A batch of the table's columns, after `skip` children, as text. */
void tb_kit_shop_show(const struct toba_table *table, const struct ArrowArray *batch, int skip,
                      struct tb_kit_text *text);

#endif
