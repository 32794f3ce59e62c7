/* memory.c - see memory.h. */
#include "kit/memory.h"

#include <pthread.h>
#include <string.h>

#include "base/alloc.h"
#include "batch/builder.h"

enum kind { BLOCK, BUILDER, BATCH, KINDS };

/* What was lent: by address, also after it came back, so that a second return is seen. */
struct loan {
    void *at;
    size_t size;
    enum kind kind;
    bool back;
};

static struct {
    pthread_mutex_t lock;
    struct loan *loans; /* open addressing; a power of two */
    size_t room, n;
    long asked, fail_at;
    bool failed;
    unsigned char fill;
    long held[KINDS];
    size_t bytes;
    char broken[160], text[160];
} lent = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void broken(const char *what)
{
    if (!lent.broken[0])
        snprintf(lent.broken, sizeof lent.broken, "%s", what);
}

/* ---- The table ----------------------------------------------------------- */

static struct loan *place_of(struct loan *loans, size_t room, const void *at)
{
    size_t i = ((size_t)(uintptr_t)at >> 4) * 0x9E3779B97F4A7C15u >> 20 & (room - 1);

    while (loans[i].at && loans[i].at != at)
        i = (i + 1) & (room - 1);
    return &loans[i];
}

static bool grow(void)
{
    size_t room = lent.room ? lent.room * 2 : 1024;
    struct loan *bigger;

    if (lent.n * 2 < lent.room)
        return true;
    bigger = tb_new_array(room, sizeof *bigger);
    if (!bigger)
        return false;
    for (size_t i = 0; i < lent.room; i++)
        if (lent.loans[i].at)
            *place_of(bigger, room, lent.loans[i].at) = lent.loans[i];
    tb_free(lent.loans);
    lent.loans = bigger;
    lent.room = room;
    return true;
}

static void note(void *at, size_t size, enum kind kind)
{
    struct loan *loan;

    if (!grow())
        return;
    loan = place_of(lent.loans, lent.room, at);
    lent.n += !loan->at;
    *loan = (struct loan){at, size, kind, false};
    lent.held[kind]++;
    lent.bytes += kind == BLOCK ? size : 0;
}

/* The loan of an address that comes back, NULL when it must not. */
static struct loan *take_back(void *at, enum kind kind)
{
    static const char *const twice[] = {"memory was given back twice",
                                        "a builder was freed twice",
                                        "a batch was released twice"};
    static const char *const foreign[] = {"memory was given back that is not the host's",
                                          "a builder was freed that is not the host's",
                                          "a batch was released that is not the host's"};
    struct loan *loan = lent.room ? place_of(lent.loans, lent.room, at) : NULL;

    if (!loan || !loan->at || loan->kind != kind) {
        broken(foreign[kind]);
        return NULL;
    }
    if (loan->back) {
        broken(twice[kind]);
        return NULL;
    }
    loan->back = true;
    lent.held[kind]--;
    lent.bytes -= kind == BLOCK ? loan->size : 0;
    return loan;
}

static bool refuses(void)
{
    lent.asked++;
    if (lent.asked != lent.fail_at)
        return false;
    lent.failed = true;
    return true;
}

/* ---- What plugins call --------------------------------------------------- */

/* Memory that came back is spoilt and kept until the next beginning: no new block has its
 * address. */
static void *resize(void *memory, size_t size)
{
    struct loan *old = NULL;
    char *fresh = NULL;
    size_t kept = 0;

    pthread_mutex_lock(&lent.lock);
    if (size && !refuses())
        fresh = tb_resize(NULL, size);
    if (memory && (fresh || !size))
        old = take_back(memory, BLOCK);
    if (fresh) {
        memset(fresh, lent.fill, size);
        if (old) {
            kept = old->size < size ? old->size : size;
            memcpy(fresh, memory, kept);
        }
    }
    if (old)
        memset(memory, lent.fill, old->size);
    if (fresh)
        note(fresh, size, BLOCK);
    pthread_mutex_unlock(&lent.lock);
    return fresh;
}

static struct toba_builder *builder_new(const int32_t *types, int32_t n)
{
    struct toba_builder *builder = NULL;

    pthread_mutex_lock(&lent.lock);
    if (!refuses())
        builder = tb_builder_new(types, n);
    if (builder)
        note(builder, 0, BUILDER);
    pthread_mutex_unlock(&lent.lock);
    return builder;
}

static void builder_free(struct toba_builder *builder)
{
    if (!builder)
        return;
    pthread_mutex_lock(&lent.lock);
    if (take_back(builder, BUILDER)) {
        /* Another builder may get the address. */
        tb_builder_free(builder);
    }
    pthread_mutex_unlock(&lent.lock);
}

static int builder_end_row(struct toba_builder *builder, struct toba_error *err)
{
    if (!tb_kit_memory_refuses())
        return tb_builder_end_row(builder, err);
    tb_builder_drop_row(builder);
    return toba_fail(err, TOBA_E_MEMORY, "out of memory for a row, as the check asked");
}

/* A batch that knows whether it is alive. */
struct watched {
    struct ArrowArray batch;
};

static void release_watched(struct ArrowArray *batch)
{
    struct watched *watched = batch->private_data;
    bool alive;

    pthread_mutex_lock(&lent.lock);
    alive = take_back(watched, BATCH) != NULL;
    pthread_mutex_unlock(&lent.lock);
    batch->release = NULL;
    if (!alive)
        return;
    watched->batch.release(&watched->batch);
}

static int builder_finish(struct toba_builder *builder, struct ArrowArray *batch,
                          struct toba_error *err)
{
    struct watched *watched;
    int code;

    if (tb_kit_memory_refuses())
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for a batch, as the check asked");
    code = tb_builder_finish(builder, batch, err);
    if (code)
        return code;
    watched = tb_new(sizeof *watched);
    if (!watched)
        return TOBA_OK;
    watched->batch = *batch;
    batch->release = release_watched;
    batch->private_data = watched;
    pthread_mutex_lock(&lent.lock);
    note(watched, 0, BATCH);
    pthread_mutex_unlock(&lent.lock);
    return TOBA_OK;
}

void tb_kit_memory_lend(struct toba_host *host)
{
    host->resize = resize;
    host->builder_new = builder_new;
    host->builder_free = builder_free;
    host->builder_int = tb_builder_int;
    host->builder_double = tb_builder_double;
    host->builder_text = tb_builder_text;
    host->builder_end_row = builder_end_row;
    host->builder_rows = tb_builder_rows;
    host->builder_bytes = tb_builder_bytes;
    host->builder_finish = builder_finish;
}

/* ---- What the kit asks --------------------------------------------------- */

void tb_kit_memory_begin(long fail_at, unsigned char fill)
{
    pthread_mutex_lock(&lent.lock);
    for (size_t i = 0; i < lent.room; i++)
        if (lent.loans[i].at && lent.loans[i].kind != BUILDER)
            tb_free(lent.loans[i].at);
    tb_free(lent.loans);
    lent.loans = NULL;
    lent.room = lent.n = lent.bytes = 0;
    lent.asked = 0;
    lent.fail_at = fail_at;
    lent.failed = false;
    lent.fill = fill;
    memset(lent.held, 0, sizeof lent.held);
    lent.broken[0] = '\0';
    pthread_mutex_unlock(&lent.lock);
}

bool tb_kit_memory_refuses(void)
{
    bool refused;

    pthread_mutex_lock(&lent.lock);
    refused = refuses();
    pthread_mutex_unlock(&lent.lock);
    return refused;
}

long tb_kit_memory_asked(void)
{
    return lent.asked;
}

bool tb_kit_memory_failed(void)
{
    return lent.failed;
}

const char *tb_kit_memory_broken(void)
{
    return lent.broken[0] ? lent.broken : NULL;
}

const char *tb_kit_memory_held(void)
{
    if (lent.held[BLOCK])
        snprintf(lent.text, sizeof lent.text, "memory was not given back: %ld x, %zu bytes",
                 lent.held[BLOCK], lent.bytes);
    else if (lent.held[BUILDER])
        snprintf(lent.text, sizeof lent.text, "builders were not freed: %ld",
                 lent.held[BUILDER]);
    else if (lent.held[BATCH])
        snprintf(lent.text, sizeof lent.text, "batches were not released: %ld",
                 lent.held[BATCH]);
    else
        return NULL;
    return lent.text;
}
