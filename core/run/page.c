/* page.c - see page.h. */
#include "run/page.h"

#include <string.h>

#include "base/alloc.h"
#include "batch/array.h"

static bool has_buffers(const struct ArrowArray *column, int32_t type)
{
    if (!column || column->n_buffers < (type == TOBA_TEXT ? 3 : 2) || !column->buffers)
        return false;
    return column->buffers[1] != NULL;
}

/* Whether a batch has the shape agreed upon, so that its cells can be read without looking. */
static int check_shape(const struct tb_pages *pages, const struct ArrowArray *batch,
                       struct toba_error *err)
{
    if (batch->n_children != pages->n_types)
        return toba_fail(err, TOBA_E_PLUGIN, "a store gave %lld columns where %d were asked",
                         (long long)batch->n_children, (int)pages->n_types);
    for (int32_t i = 0; i < pages->n_types; i++)
        if (!has_buffers(batch->children[i], pages->types[i]) ||
            batch->children[i]->length < batch->offset + batch->length)
            return toba_fail(err, TOBA_E_PLUGIN,
                             "a store gave a batch whose column %d lacks rows", (int)i);
    return TOBA_OK;
}

int tb_pages_add(struct tb_pages *pages, struct ArrowArray *batch, struct toba_error *err)
{
    struct tb_page *page;
    int code = check_shape(pages, batch, err);

    if (code) {
        tb_array_release(batch);
        return code;
    }
    page = tb_new(sizeof *page);
    if (!page) {
        tb_array_release(batch);
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for rows read");
    }
    tb_array_move(batch, &page->batch);
    page->first = page->batch.offset;
    page->end = page->first + page->batch.length;
    pages->bytes += tb_array_bytes(&page->batch, pages->types, pages->n_types);
    pages->rows += page->batch.length;
    if (pages->last)
        pages->last->next = page;
    else
        pages->first = page;
    pages->last = page;
    return TOBA_OK;
}

struct tb_page *tb_pages_fetch(struct tb_pages *pages, struct toba_error *err)
{
    struct ArrowArray batch;

    memset(&batch, 0, sizeof batch);
    if (!pages->store) {
        pages->complete = true;
        return NULL;
    }
    if (pages->store->scan_fetch(pages->scan, pages->read, &batch, err)) {
        if (!err->code)
            toba_fail(err, TOBA_E_PLUGIN, "a store failed to read without saying why");
        return NULL;
    }
    if (batch.length <= 0) {
        tb_array_release(&batch);
        pages->complete = true;
        return NULL;
    }
    return tb_pages_add(pages, &batch, err) ? NULL : pages->last;
}

static void drop_first(struct tb_pages *pages)
{
    struct tb_page *page = pages->first;

    pages->first = page->next;
    if (!pages->first)
        pages->last = NULL;
    tb_array_release(&page->batch);
    tb_free(page);
}

void tb_pages_pass(struct tb_pages *pages, struct tb_page *page)
{
    page->passed++;
    while (pages->dropping && pages->first && pages->first->next &&
           pages->first->passed >= pages->cursors)
        drop_first(pages);
}

void tb_pages_clear(struct tb_pages *pages)
{
    while (pages->first)
        drop_first(pages);
    pages->bytes = pages->rows = 0;
    pages->complete = false;
}
