/* Descriptors that can be used, but say too little or contradict themselves. */
#include "broken.h"

static void port_no_help(struct parts *p)
{
    p->outputs[0].help = NULL;
}

static void field_no_help(struct parts *p)
{
    p->in_fields[AMOUNT].help = "";
}

static void name_not_lua(struct parts *p)
{
    p->component.name = "two-words";
}

static void option_twice(struct parts *p)
{
    p->options[1].name = "size";
}

static void option_like_input(struct parts *p)
{
    p->options[1].name = "rows";
}

static void field_twice(struct parts *p)
{
    p->out_fields[RATIO].name = "total";
}

static void output_number(struct parts *p)
{
    p->out_fields[TOTAL].type = TOBA_NUMBER;
}

static void group_passes(struct parts *p)
{
    p->outputs[0].flags = TOBA_PASS;
}

static void driver_unknown(struct parts *p)
{
    p->component.driver = "nothing";
}

static void default_out_of_bounds(struct parts *p)
{
    p->options[0].fallback = "11";
}

static void default_no_number(struct parts *p)
{
    p->options[0].fallback = "four";
}

static void required_with_default(struct parts *p)
{
    p->options[0].flags = TOBA_REQUIRED;
}

static void members_shared(struct parts *p)
{
    p->options[1].offset = p->options[0].offset;
}

static void bounds_reversed(struct parts *p)
{
    p->options[0].fallback = NULL;
    p->options[0].min = 10;
    p->options[0].max = 1;
}

const struct fault faults[] = {
    {"port_no_help", port_no_help},
    {"field_no_help", field_no_help},
    {"name_not_lua", name_not_lua},
    {"option_twice", option_twice},
    {"option_like_input", option_like_input},
    {"field_twice", field_twice},
    {"output_number", output_number},
    {"group_passes", group_passes},
    {"driver_unknown", driver_unknown},
    {"default_out_of_bounds", default_out_of_bounds},
    {"default_no_number", default_no_number},
    {"required_with_default", required_with_default},
    {"members_shared", members_shared},
    {"bounds_reversed", bounds_reversed},
    {NULL, NULL},
};
