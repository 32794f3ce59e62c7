/* What goes wrong in `plan`. */
#include <stdlib.h>

#include "broken.h"

static int take_memory(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    struct instance *self = instance;

    self->kept.at = toba_resize(plan->host, NULL, 10);
    return toba_plan_as_of(plan, POINTS, 7, 2, err);
}

static int crash_at_most(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    if (((struct instance *)instance)->size == 10)
        abort();
    return toba_plan_as_of(plan, POINTS, 7, 2, err);
}

static int plan_no_port(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    (void)instance;
    toba_plan_as_of(plan, 5, 7, 2, err);
    return 0;
}

static int plan_all_rows(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    (void)instance;
    return toba_plan_as_of(plan, ROWS, 7, 2, err);
}

static int plan_two_tolerances(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    (void)instance;
    toba_plan_as_of(plan, POINTS, 7, 2, err);
    return toba_plan_as_of(plan, POINTS, 7, 3, err);
}

static int fail_in_words_of_a_source(void *instance, struct toba_plan *plan,
                                     struct toba_error *err)
{
    if (((struct instance *)instance)->size == 10)
        return toba_fail(err, TOBA_E_SOURCE, "too much");
    return toba_plan_as_of(plan, POINTS, 7, 2, err);
}

static int add_field_twice(void *instance, struct toba_plan *plan, struct toba_error *err)
{
    (void)instance;
    toba_plan_field(plan, true, OUT, "total", TOBA_INT64, 0, err);
    return toba_plan_as_of(plan, POINTS, 7, 2, err);
}

static void plan_takes_memory(struct parts *p)
{
    p->component.plan = take_memory;
}

static void plan_crashes(struct parts *p)
{
    p->component.plan = crash_at_most;
}

static void plan_names_no_port(struct parts *p)
{
    p->component.plan = plan_no_port;
}

static void plan_points_of_all_rows(struct parts *p)
{
    p->component.plan = plan_all_rows;
}

static void plan_tolerances(struct parts *p)
{
    p->component.plan = plan_two_tolerances;
}

static void plan_wrong_code(struct parts *p)
{
    p->component.plan = fail_in_words_of_a_source;
}

static void plan_field_twice(struct parts *p)
{
    p->component.plan = add_field_twice;
}

const struct fault faults[] = {
    {"plan_takes_memory", plan_takes_memory},
    {"plan_crashes", plan_crashes},
    {"plan_names_no_port", plan_names_no_port},
    {"plan_points_of_all_rows", plan_points_of_all_rows},
    {"plan_tolerances", plan_tolerances},
    {"plan_wrong_code", plan_wrong_code},
    {"plan_field_twice", plan_field_twice},
    {NULL, NULL},
};
