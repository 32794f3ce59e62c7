/* What can be wrong with a component's options. */
#include "sound.h"

static void options_missing(struct parts *p)
{
    p->components[0].options = NULL;
}

static void options_negative(struct parts *p)
{
    p->components[0].n_options = -2;
}

static void option_no_name(struct parts *p)
{
    p->options[0].name = "";
}

static void option_no_help(struct parts *p)
{
    p->options[1].help = NULL;
}

static void option_type_unknown(struct parts *p)
{
    p->options[0].type = 99;
}

static void option_outside(struct parts *p)
{
    p->options[0].offset = sizeof(struct instance);
}

static void option_reaches_outside(struct parts *p)
{
    p->options[1].offset += 8;
}

static void option_far_outside(struct parts *p)
{
    p->options[1].offset = SIZE_MAX - 7;
}

static void option_without_instance(struct parts *p)
{
    p->components[0].instance_size = 0;
}

const struct fault faults[] = {
    {"options_missing", options_missing},
    {"options_negative", options_negative},
    {"option_no_name", option_no_name},
    {"option_no_help", option_no_help},
    {"option_type_unknown", option_type_unknown},
    {"option_outside", option_outside},
    {"option_reaches_outside", option_reaches_outside},
    {"option_far_outside", option_far_outside},
    {"option_without_instance", option_without_instance},
    {NULL, NULL},
};
