/* page.h - the rows of one read, in order, as the store's batches: pages.
 *
 * Usually all pages of some keys are there before the first row is looked at. Where a single
 * key has more than memory allows, they are fetched as the cursors come to them and dropped
 * behind the last one. The pages of a read are used by one thread. */
#ifndef TB_RUN_PAGE_H
#define TB_RUN_PAGE_H

#include <toba/store.h>

struct tb_page {
    struct ArrowArray batch;
    int64_t first, end; /* rows as the children count them, but for their own offset */
    int passed;         /* cursors that are done with it */
    struct tb_page *next;
};

/* A row; `page` NULL: none. */
struct tb_spot {
    struct tb_page *page;
    int64_t row;
};

struct tb_pages {
    const struct toba_store *store; /* NULL: nothing more can be fetched */
    void *scan;                     /* the store's handle */
    int32_t read;
    int32_t n_types;      /* children of a batch … */
    const int32_t *types; /* … and their types */

    struct tb_page *first, *last;
    int64_t bytes, rows; /* of the pages since tb_pages_clear() */
    bool complete;       /* no more rows in the range */
    bool dropping;       /* a page goes when all cursors passed it */
    int cursors;
};

/* Fetches a page and appends it; NULL: there was no more (`complete` is set) or a failure (err
 * is filled, complete is not set). */
struct tb_page *tb_pages_fetch(struct tb_pages *pages, struct toba_error *err);
/* Appends a batch, which is moved. */
int tb_pages_add(struct tb_pages *pages, struct ArrowArray *batch, struct toba_error *err);
/* A cursor will not look at `page` again. It must have passed those before. */
void tb_pages_pass(struct tb_pages *pages, struct tb_page *page);
/* Frees all pages: before the store is placed at other keys. */
void tb_pages_clear(struct tb_pages *pages);

#endif
