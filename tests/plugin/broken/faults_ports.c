/* What can be wrong with a component's ports and fields. */
#include "sound.h"

static void inputs_missing(struct parts *p)
{
    p->components[0].inputs = NULL;
}

static void outputs_negative(struct parts *p)
{
    p->components[0].n_outputs = -1;
}

static void port_no_name(struct parts *p)
{
    p->outputs[0].name = NULL;
}

static void port_rows_unknown(struct parts *p)
{
    p->inputs[0].rows = 42;
}

static void port_fields_missing(struct parts *p)
{
    p->inputs[0].fields = NULL;
}

static void port_fields_negative(struct parts *p)
{
    p->outputs[0].n_fields = -1;
}

static void field_no_name(struct parts *p)
{
    p->field.name = NULL;
}

static void field_type_unknown(struct parts *p)
{
    p->field.type = 12;
}

static void group_without_key(struct parts *p)
{
    p->inputs[1].key = NULL;
}

static void parent_unknown(struct parts *p)
{
    p->inputs[1].parent = "nobody";
}

static void parent_later(struct parts *p)
{
    p->inputs[0].parent = "children";
}

static void parent_of_itself(struct parts *p)
{
    p->inputs[1].parent = "children";
}

const struct fault faults[] = {
    {"inputs_missing", inputs_missing},
    {"outputs_negative", outputs_negative},
    {"port_no_name", port_no_name},
    {"port_rows_unknown", port_rows_unknown},
    {"port_fields_missing", port_fields_missing},
    {"port_fields_negative", port_fields_negative},
    {"field_no_name", field_no_name},
    {"field_type_unknown", field_type_unknown},
    {"group_without_key", group_without_key},
    {"parent_unknown", parent_unknown},
    {"parent_later", parent_later},
    {"parent_of_itself", parent_of_itself},
    {NULL, NULL},
};
