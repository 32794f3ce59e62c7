/* What can be wrong with a plugin as a whole. */
#include "sound.h"

static void abi_major(struct parts *p)
{
    p->plugin.abi_major = TOBA_ABI_MAJOR + 1;
}

static void abi_minor(struct parts *p)
{
    p->plugin.abi_minor = TOBA_ABI_MINOR + 1;
}

static void plugin_size(struct parts *p)
{
    p->plugin.size -= 8;
}

static void plugin_no_name(struct parts *p)
{
    p->plugin.name = NULL;
}

static void plugin_no_version(struct parts *p)
{
    p->plugin.version = "";
}

static void plugin_no_licence(struct parts *p)
{
    p->plugin.licence = NULL;
}

static void components_missing(struct parts *p)
{
    p->plugin.components = NULL;
}

static void components_negative(struct parts *p)
{
    p->plugin.n_components = -1;
}

static void component_missing(struct parts *p)
{
    p->list[1] = NULL;
}

static void component_size(struct parts *p)
{
    p->components[0].size += 8;
}

static void component_no_name(struct parts *p)
{
    p->components[0].name = NULL;
}

static void component_no_summary(struct parts *p)
{
    p->components[0].summary = "";
}

static void component_twice(struct parts *p)
{
    p->components[1].name = p->components[0].name;
}

static void kind_unknown(struct parts *p)
{
    p->components[1].kind = 77;
}

static void name_taken(struct parts *p)
{
    p->components[1].name = "good";
}

const struct fault faults[] = {
    {"abi_major", abi_major},
    {"abi_minor", abi_minor},
    {"plugin_size", plugin_size},
    {"plugin_no_name", plugin_no_name},
    {"plugin_no_version", plugin_no_version},
    {"plugin_no_licence", plugin_no_licence},
    {"components_missing", components_missing},
    {"components_negative", components_negative},
    {"component_missing", component_missing},
    {"component_size", component_size},
    {"component_no_name", component_no_name},
    {"component_no_summary", component_no_summary},
    {"component_twice", component_twice},
    {"kind_unknown", kind_unknown},
    {"name_taken", name_taken},
    {NULL, NULL},
};
