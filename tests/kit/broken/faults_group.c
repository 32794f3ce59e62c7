/* What goes wrong in `group`: rows, reading and writing. */
#include <math.h>
#include <stdlib.h>

#include "broken.h"

static int do_crash_no_rows(void *instance, struct toba_in *in, struct toba_out *out,
                            struct toba_error *err)
{
    struct instance *self = instance;

    if (!toba_next(in, ROWS))
        abort();
    return put_row(self, in, out, 1, err);
}

static int do_crash_on_null(void *instance, struct toba_in *in, struct toba_out *out,
                            struct toba_error *err)
{
    struct instance *self = instance;

    while (toba_next(in, ROWS))
        if (toba_get_int(in, ROWS, AMOUNT).null)
            abort();
    return put_row(self, in, out, 1, err);
}

static int do_fails_on_null(void *instance, struct toba_in *in, struct toba_out *out,
                            struct toba_error *err)
{
    struct instance *self = instance;

    while (toba_next(in, ROWS))
        if (toba_get_int(in, ROWS, AMOUNT).null)
            return toba_fail(err, TOBA_E_PLUGIN, "no amount");
    return put_row(self, in, out, 1, err);
}

static int do_crash_on_extreme(void *instance, struct toba_in *in, struct toba_out *out,
                               struct toba_error *err)
{
    struct instance *self = instance;

    while (toba_next(in, ROWS))
        if (toba_get_int(in, ROWS, AMOUNT).v == INT64_MIN)
            abort();
    return put_row(self, in, out, 1, err);
}

static int do_exits(void *instance, struct toba_in *in, struct toba_out *out,
                    struct toba_error *err)
{
    (void)instance;
    (void)in;
    (void)out;
    (void)err;
    exit(0);
}

static int do_point_not_planned(void *instance, struct toba_in *in, struct toba_out *out,
                                struct toba_error *err)
{
    struct instance *self = instance;

    toba_as_of(in, POINTS, 28);
    return put_row(self, in, out, 1, err);
}

static int do_reads_no_port(void *instance, struct toba_in *in, struct toba_out *out,
                            struct toba_error *err)
{
    struct instance *self = instance;

    toba_next(in, 2);
    return put_row(self, in, out, 1, err);
}

static int do_reads_no_field(void *instance, struct toba_in *in, struct toba_out *out,
                             struct toba_error *err)
{
    struct instance *self = instance;

    toba_get_int(in, ROWS, 3);
    return put_row(self, in, out, 1, err);
}

static int do_reads_wrong_type(void *instance, struct toba_in *in, struct toba_out *out,
                               struct toba_error *err)
{
    struct instance *self = instance;

    while (toba_next(in, ROWS))
        toba_get_int(in, ROWS, WORD);
    return put_row(self, in, out, 1, err);
}

static int do_asks_fresh(void *instance, struct toba_in *in, struct toba_out *out,
                         struct toba_error *err)
{
    struct instance *self = instance;

    toba_fresh(in, ROWS);
    return put_row(self, in, out, 1, err);
}

static int do_finds(void *instance, struct toba_in *in, struct toba_out *out,
                    struct toba_error *err)
{
    struct instance *self = instance;
    struct toba_error ignored;

    toba_find(in, ROWS, "key", &ignored);
    return put_row(self, in, out, 1, err);
}

static int do_writes_no_port(void *instance, struct toba_in *in, struct toba_out *out,
                             struct toba_error *err)
{
    struct instance *self = instance;

    toba_put_int(out, 1, TOTAL, 1);
    return put_row(self, in, out, 1, err);
}

static int do_writes_no_field(void *instance, struct toba_in *in, struct toba_out *out,
                              struct toba_error *err)
{
    struct instance *self = instance;

    toba_put_int(out, OUT, 4, 1);
    return put_row(self, in, out, 1, err);
}

static int do_writes_wrong_type(void *instance, struct toba_in *in, struct toba_out *out,
                                struct toba_error *err)
{
    (void)instance;
    (void)in;
    toba_put_text(out, OUT, TOTAL, "1", 1);
    return toba_end_row(out, OUT, err);
}

static int do_writes_no_utf8(void *instance, struct toba_in *in, struct toba_out *out,
                             struct toba_error *err)
{
    struct instance *self = instance;

    toba_put_text(out, OUT, WORDS, "\xC3", 1);
    return put_row(self, in, out, 1, err);
}

static int do_writes_nan(void *instance, struct toba_in *in, struct toba_out *out,
                         struct toba_error *err)
{
    (void)instance;
    toba_put_double(out, OUT, RATIO, NAN * (double)sum_rows(in));
    return toba_end_row(out, OUT, err);
}

static int do_row_not_ended(void *instance, struct toba_in *in, struct toba_out *out,
                            struct toba_error *err)
{
    struct instance *self = instance;
    const int code = put_row(self, in, out, 1, err);

    toba_put_int(out, OUT, TOTAL, 1);
    return code;
}

static int do_covers(void *instance, struct toba_in *in, struct toba_out *out,
                     struct toba_error *err)
{
    (void)instance;
    toba_put_key(out, OUT, KEY, in);
    return toba_cover(out, OUT, err);
}

static int do_marks(void *instance, struct toba_in *in, struct toba_out *out,
                    struct toba_error *err)
{
    struct instance *self = instance;
    const int code = put_row(self, in, out, 1, err);

    return code ? code : toba_mark(out, 1, err);
}

static int do_no_message(void *instance, struct toba_in *in, struct toba_out *out,
                         struct toba_error *err)
{
    (void)instance;
    (void)in;
    (void)out;
    (void)err;
    return TOBA_E_PLUGIN;
}

static int do_no_code(void *instance, struct toba_in *in, struct toba_out *out,
                      struct toba_error *err)
{
    struct instance *self = instance;

    put_row(self, in, out, 1, err);
    return 99;
}

static void crash_no_rows(struct parts *p)
{
    p->component.group = do_crash_no_rows;
}

static void crash_on_null(struct parts *p)
{
    p->component.group = do_crash_on_null;
}

static void fails_on_null(struct parts *p)
{
    p->component.group = do_fails_on_null;
}

static void crash_on_extreme(struct parts *p)
{
    p->component.group = do_crash_on_extreme;
}

static void exits(struct parts *p)
{
    p->component.group = do_exits;
}

static void point_not_planned(struct parts *p)
{
    p->component.group = do_point_not_planned;
}

static void reads_no_port(struct parts *p)
{
    p->component.group = do_reads_no_port;
}

static void reads_no_field(struct parts *p)
{
    p->component.group = do_reads_no_field;
}

static void reads_wrong_type(struct parts *p)
{
    p->component.group = do_reads_wrong_type;
}

static void asks_fresh(struct parts *p)
{
    p->component.group = do_asks_fresh;
}

static void finds(struct parts *p)
{
    p->component.group = do_finds;
}

static void writes_no_port(struct parts *p)
{
    p->component.group = do_writes_no_port;
}

static void writes_no_field(struct parts *p)
{
    p->component.group = do_writes_no_field;
}

static void writes_wrong_type(struct parts *p)
{
    p->component.group = do_writes_wrong_type;
}

static void writes_no_utf8(struct parts *p)
{
    p->component.group = do_writes_no_utf8;
}

static void writes_nan(struct parts *p)
{
    p->component.group = do_writes_nan;
}

static void row_not_ended(struct parts *p)
{
    p->component.group = do_row_not_ended;
}

static void covers(struct parts *p)
{
    p->component.group = do_covers;
}

static void marks(struct parts *p)
{
    p->component.group = do_marks;
}

static void no_message(struct parts *p)
{
    p->component.group = do_no_message;
}

static void no_code(struct parts *p)
{
    p->component.group = do_no_code;
}

const struct fault faults[] = {
    {"crash_no_rows", crash_no_rows},
    {"crash_on_null", crash_on_null},
    {"fails_on_null", fails_on_null},
    {"crash_on_extreme", crash_on_extreme},
    {"exits", exits},
    {"point_not_planned", point_not_planned},
    {"reads_no_port", reads_no_port},
    {"reads_no_field", reads_no_field},
    {"reads_wrong_type", reads_wrong_type},
    {"asks_fresh", asks_fresh},
    {"finds", finds},
    {"writes_no_port", writes_no_port},
    {"writes_no_field", writes_no_field},
    {"writes_wrong_type", writes_wrong_type},
    {"writes_no_utf8", writes_no_utf8},
    {"writes_nan", writes_nan},
    {"row_not_ended", row_not_ended},
    {"covers", covers},
    {"marks", marks},
    {"no_message", no_message},
    {"no_code", no_code},
    {NULL, NULL},
};
