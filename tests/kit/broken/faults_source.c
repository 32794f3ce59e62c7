/* What goes wrong in `next`. */
#include <time.h>

#include "broken.h"

static int do_source_deaf(void *instance, struct toba_in *in, struct toba_out *out,
                          struct toba_error *err)
{
    struct instance *self = instance;
    const struct timespec long_time = {2, 500000000};

    (void)in;
    nanosleep(&long_time, NULL);
    return put_row(self, in, out, 1, err);
}

static int do_source_counts_down(void *instance, struct toba_in *in, struct toba_out *out,
                                 struct toba_error *err)
{
    struct instance *self = instance;

    toba_count(in, "left out", -1);
    return self->calls++ ? TOBA_END : put_row(self, in, out, 1, err);
}

static int do_source_clock(void *instance, struct toba_in *in, struct toba_out *out,
                           struct toba_error *err)
{
    struct instance *self = instance;
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return self->calls++ ? TOBA_END : put_row(self, in, out, now.tv_nsec, err);
}

static int do_source_key(void *instance, struct toba_in *in, struct toba_out *out,
                         struct toba_error *err)
{
    struct instance *self = instance;

    toba_put_key(out, OUT, KEY, in);
    toba_put_int(out, OUT, TOTAL, 1);
    return self->calls++ ? TOBA_END : toba_end_row(out, OUT, err);
}

static void source_deaf(struct parts *p)
{
    make_source(p);
    p->component.next = do_source_deaf;
}

static void source_counts_down(struct parts *p)
{
    make_source(p);
    p->component.next = do_source_counts_down;
}

static void source_clock(struct parts *p)
{
    make_source(p);
    p->component.next = do_source_clock;
}

static void source_key(struct parts *p)
{
    make_source(p);
    p->component.next = do_source_key;
}

const struct fault faults[] = {
    {"source_deaf", source_deaf},
    {"source_counts_down", source_counts_down},
    {"source_clock", source_clock},
    {"source_key", source_key},
    {NULL, NULL},
};
