/* What goes wrong with memory, and with what outlives a callback. */
#include <stdlib.h>

#include "broken.h"

static int do_ignores_failure(void *instance, struct toba_in *in, struct toba_out *out,
                              struct toba_error *err)
{
    struct instance *self = instance;

    put_row(self, in, out, sum_rows(in), err);
    return 0;
}

static int do_static_count(void *instance, struct toba_in *in, struct toba_out *out,
                           struct toba_error *err)
{
    struct instance *self = instance;
    static int64_t calls;

    return put_row(self, in, out, ++calls, err);
}

static int do_static_between_keys(void *instance, struct toba_in *in, struct toba_out *out,
                                  struct toba_error *err)
{
    struct instance *self = instance;
    static int64_t before;
    const int64_t total = sum_rows(in), last = self->calls++ ? before : 0;

    before = total;
    return put_row(self, in, out, last, err);
}

static int do_keeps_text(void *instance, struct toba_in *in, struct toba_out *out,
                         struct toba_error *err)
{
    struct instance *self = instance;
    struct toba_text kept = {"", 0, true};

    while (toba_next(in, ROWS))
        if (kept.null)
            kept = toba_get_text(in, ROWS, WORD);
    toba_put_text(out, OUT, WORDS, kept.at, kept.size);
    return put_row(self, in, out, 1, err);
}

static int do_looks_behind_null(void *instance, struct toba_in *in, struct toba_out *out,
                                struct toba_error *err)
{
    struct instance *self = instance;
    int64_t total = 0;

    while (toba_next(in, ROWS))
        total = (int64_t)((uint64_t)total + (uint64_t)toba_get_int(in, ROWS, AMOUNT).v);
    return put_row(self, in, out, total, err);
}

static int do_memory_not_zeroed(void *instance, struct toba_in *in, struct toba_out *out,
                                struct toba_error *err)
{
    struct instance *self = instance;
    unsigned char *memory = toba_resize(in->host, NULL, 8);
    int code;

    if (!memory)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    code = put_row(self, in, out, memory[3], err);
    toba_resize(in->host, memory, 0);
    return code;
}

static int do_leaks(void *instance, struct toba_in *in, struct toba_out *out,
                    struct toba_error *err)
{
    struct instance *self = instance;

    if (!toba_resize(in->host, NULL, 8))
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    return put_row(self, in, out, 1, err);
}

static int do_frees_twice(void *instance, struct toba_in *in, struct toba_out *out,
                          struct toba_error *err)
{
    struct instance *self = instance;

    if (self->calls++ == 0)
        toba_resize(in->host, self->memory, 0);
    return put_row(self, in, out, 1, err);
}

static int do_frees_foreign(void *instance, struct toba_in *in, struct toba_out *out,
                            struct toba_error *err)
{
    struct instance *self = instance;

    toba_resize(in->host, &self->calls, 0);
    return put_row(self, in, out, 1, err);
}

static int do_starved_crash(void *instance, struct toba_in *in, struct toba_out *out,
                            struct toba_error *err)
{
    struct instance *self = instance;
    char *memory = toba_resize(in->host, NULL, 8);
    int code;

    if (!memory)
        abort();
    code = put_row(self, in, out, 1, err);
    toba_resize(in->host, memory, 0);
    return code;
}

static int do_starved_silent(void *instance, struct toba_in *in, struct toba_out *out,
                             struct toba_error *err)
{
    struct instance *self = instance;
    char *memory = toba_resize(in->host, NULL, 8);
    int code;

    if (!memory)
        return 0;
    code = put_row(self, in, out, 1, err);
    toba_resize(in->host, memory, 0);
    return code;
}

static int do_starved_wrong_code(void *instance, struct toba_in *in, struct toba_out *out,
                                 struct toba_error *err)
{
    struct instance *self = instance;
    char *memory = toba_resize(in->host, NULL, 8);
    int code;

    if (!memory)
        return toba_fail(err, TOBA_E_PLUGIN, "no buffer");
    code = put_row(self, in, out, 1, err);
    toba_resize(in->host, memory, 0);
    return code;
}

static int do_starved_leak(void *instance, struct toba_in *in, struct toba_out *out,
                           struct toba_error *err)
{
    struct instance *self = instance;
    char *one = toba_resize(in->host, NULL, 8), *two = toba_resize(in->host, NULL, 8);
    int code;

    if (!one || !two)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    code = put_row(self, in, out, 1, err);
    toba_resize(in->host, one, 0);
    toba_resize(in->host, two, 0);
    return code;
}

static void ignores_failure(struct parts *p)
{
    p->component.group = do_ignores_failure;
}

static void static_count(struct parts *p)
{
    p->component.group = do_static_count;
}

static void static_between_keys(struct parts *p)
{
    p->component.group = do_static_between_keys;
}

static void keeps_text(struct parts *p)
{
    p->component.group = do_keeps_text;
}

static void looks_behind_null(struct parts *p)
{
    p->component.group = do_looks_behind_null;
}

static void memory_not_zeroed(struct parts *p)
{
    p->component.group = do_memory_not_zeroed;
}

static void leaks(struct parts *p)
{
    p->component.group = do_leaks;
}

static void frees_twice(struct parts *p)
{
    p->component.group = do_frees_twice;
}

static void frees_foreign(struct parts *p)
{
    p->component.group = do_frees_foreign;
}

static void starved_crash(struct parts *p)
{
    p->component.group = do_starved_crash;
}

static void starved_silent(struct parts *p)
{
    p->component.group = do_starved_silent;
}

static void starved_wrong_code(struct parts *p)
{
    p->component.group = do_starved_wrong_code;
}

static void starved_leak(struct parts *p)
{
    p->component.group = do_starved_leak;
}

const struct fault faults[] = {
    {"ignores_failure", ignores_failure},
    {"static_count", static_count},
    {"static_between_keys", static_between_keys},
    {"keeps_text", keeps_text},
    {"looks_behind_null", looks_behind_null},
    {"memory_not_zeroed", memory_not_zeroed},
    {"leaks", leaks},
    {"frees_twice", frees_twice},
    {"frees_foreign", frees_foreign},
    {"starved_crash", starved_crash},
    {"starved_silent", starved_silent},
    {"starved_wrong_code", starved_wrong_code},
    {"starved_leak", starved_leak},
    {NULL, NULL},
};
