/* What goes wrong in `process`. */

#include "broken.h"

static int do_process_counts_batches(void *instance, struct toba_in *in, struct toba_out *out,
                                     struct toba_error *err)
{
    struct instance *self = instance;

    self->calls++;
    while (toba_next(in, ROWS)) {
        const int code = put_row(self, in, out, self->calls, err);

        if (code)
            return code;
    }
    return 0;
}

static int do_process_stops_early(void *instance, struct toba_in *in, struct toba_out *out,
                                  struct toba_error *err)
{
    struct instance *self = instance;

    return toba_next(in, ROWS) ? put_row(self, in, out, 1, err) : 0;
}

static int do_process_passes(void *instance, struct toba_in *in, struct toba_out *out,
                             struct toba_error *err)
{
    struct instance *self = instance;

    while (toba_next(in, ROWS)) {
        toba_pass(out, OUT, in);
        const int code = put_row(self, in, out, 1, err);

        if (code)
            return code;
    }
    return 0;
}

static void process_counts_batches(struct parts *p)
{
    make_process(p);
    p->component.process = do_process_counts_batches;
}

static void process_stops_early(struct parts *p)
{
    make_process(p);
    p->component.process = do_process_stops_early;
}

static void process_passes(struct parts *p)
{
    make_process(p);
    p->component.process = do_process_passes;
}

const struct fault faults[] = {
    {"process_counts_batches", process_counts_batches},
    {"process_stops_early", process_stops_early},
    {"process_passes", process_passes},
    {NULL, NULL},
};
