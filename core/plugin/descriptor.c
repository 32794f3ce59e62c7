/* descriptor.c - see descriptor.h. */
#include "plugin/descriptor.h"

#include <string.h>

#include <toba/store.h>

size_t tb_option_size(int32_t type)
{
    switch (type) {
    case TOBA_OPTION_BOOL:
        return sizeof(bool);
    case TOBA_OPTION_INT:
        return sizeof(int64_t);
    case TOBA_OPTION_DOUBLE:
        return sizeof(double);
    case TOBA_OPTION_TEXT:
    case TOBA_OPTION_SECRET:
    case TOBA_OPTION_PATH:
        return sizeof(const char *);
    case TOBA_OPTION_DAYS:
        return sizeof(struct toba_days);
    case TOBA_OPTION_LIST:
        return sizeof(struct toba_list);
    case TOBA_OPTION_FUNCTION:
        return sizeof(struct toba_function);
    default:
        return 0;
    }
}

static int wrong(struct toba_error *err, const char *path,
                 const struct toba_component *component, const char *what, const char *name)
{
    return toba_fail(err, TOBA_E_PLUGIN, "%s: component '%s': %s%s%s", path,
                     component->name ? component->name : "?", what, name ? " " : "",
                     name ? name : "");
}

static bool named(const char *name)
{
    return name && name[0];
}

static int check_options(const struct toba_component *c, const char *path,
                         struct toba_error *err)
{
    for (int32_t i = 0; i < c->n_options; i++) {
        const struct toba_option *option = &c->options[i];
        size_t size = tb_option_size(option->type);

        if (!named(option->name))
            return wrong(err, path, c, "an option has no name", NULL);
        if (!named(option->help))
            return wrong(err, path, c, "no help for option", option->name);
        if (size == 0)
            return wrong(err, path, c, "unknown type of option", option->name);
        if (option->offset > c->instance_size || size > c->instance_size - option->offset)
            return wrong(err, path, c, "outside the instance lies option", option->name);
    }
    return TOBA_OK;
}

static int check_fields(const struct toba_component *c, const struct toba_port *port,
                        const char *path, struct toba_error *err)
{
    if (port->n_fields < 0 || (port->n_fields && !port->fields))
        return wrong(err, path, c, "no fields in port", port->name);
    for (int32_t i = 0; i < port->n_fields; i++) {
        const struct toba_field *field = &port->fields[i];

        if (!named(field->name))
            return wrong(err, path, c, "a field without a name in port", port->name);
        if (field->type < TOBA_ANY || field->type > TOBA_NUMBER)
            return wrong(err, path, c, "unknown type of field", field->name);
    }
    return TOBA_OK;
}

static int check_ports(const struct toba_component *c, const struct toba_port *ports, int32_t n,
                       const char *path, struct toba_error *err)
{
    if (n < 0 || (n && !ports))
        return wrong(err, path, c, "a number of ports without ports", NULL);
    for (int32_t i = 0; i < n; i++) {
        if (!named(ports[i].name))
            return wrong(err, path, c, "a port has no name", NULL);
        if (ports[i].rows < TOBA_ALL || ports[i].rows > TOBA_CHANGED)
            return wrong(err, path, c, "unknown rows wanted by port", ports[i].name);
        if (check_fields(c, &ports[i], path, err))
            return err->code;
    }
    return TOBA_OK;
}

/* Every port of a `group` has a key, and names its parent, if any, before itself. */
static int check_group(const struct toba_component *c, const char *path, struct toba_error *err)
{
    for (int32_t i = 0; i < c->n_inputs; i++) {
        const struct toba_port *port = &c->inputs[i];
        bool found = !port->parent;

        if (!named(port->key))
            return wrong(err, path, c, "no key for port", port->name);
        for (int32_t p = 0; p < i; p++)
            found = found || strcmp(c->inputs[p].name, port->parent) == 0;
        if (!found)
            return wrong(err, path, c, "no earlier port is the parent of port", port->name);
    }
    return TOBA_OK;
}

static int check_store(const struct toba_component *c, const char *path, struct toba_error *err)
{
    const struct toba_store *s = c->store;

    if (!s || s->size != sizeof *s)
        return wrong(err, path, c, "a sink without its struct toba_store", NULL);
    if (!s->open || !s->close || !s->begin || !s->write || !s->cover || !s->apply ||
        !s->commit || !s->abort)
        return wrong(err, path, c, "a sink lacks one of open … abort", NULL);
    if (s->scan_open && (!s->scan_chunk || !s->scan_key || !s->scan_range || !s->scan_fetch ||
                         !s->scan_release || !s->scan_close))
        return wrong(err, path, c, "a store lacks one of scan_chunk … scan_close", NULL);
    return TOBA_OK;
}

/* What the ports of its steps will be, the pipeline says. */
static int check_open(const struct toba_component *c, const char *path, struct toba_error *err)
{
    if (c->kind != TOBA_GROUP)
        return wrong(err, path, c, "an open component is a group", NULL);
    if (c->n_inputs || c->n_outputs)
        return wrong(err, path, c, "an open component has no ports of its own", NULL);
    return c->group ? TOBA_OK : wrong(err, path, c, "it lacks", "group");
}

static int check_callbacks(const struct toba_component *c, const char *path,
                           struct toba_error *err)
{
    if (c->flags & TOBA_OPEN)
        return check_open(c, path, err);
    switch (c->kind) {
    case TOBA_SOURCE:
        return c->next ? TOBA_OK : wrong(err, path, c, "a source lacks", "next");
    case TOBA_PROCESS:
        if (c->n_inputs != 1)
            return wrong(err, path, c, "a process has one input port", NULL);
        return c->process ? TOBA_OK : wrong(err, path, c, "it lacks", "process");
    case TOBA_GROUP:
        if (!c->group)
            return wrong(err, path, c, "it lacks", "group");
        return check_group(c, path, err);
    case TOBA_SINK:
        return check_store(c, path, err);
    default:
        return wrong(err, path, c, "unknown kind", NULL);
    }
}

static int check_component(const struct toba_component *c, const char *path,
                           struct toba_error *err)
{
    if (!c)
        return toba_fail(err, TOBA_E_PLUGIN, "%s: a component is NULL", path);
    if (c->size != sizeof *c)
        return toba_fail(err, TOBA_E_PLUGIN, "%s: a component's size is %u, expected %zu", path,
                         c->size, sizeof *c);
    if (!named(c->name) || !named(c->summary))
        return wrong(err, path, c, "a component needs a name and a summary", NULL);
    if (c->n_options < 0 || (c->n_options && !c->options))
        return wrong(err, path, c, "a number of options without options", NULL);
    if (check_options(c, path, err) || check_ports(c, c->inputs, c->n_inputs, path, err) ||
        check_ports(c, c->outputs, c->n_outputs, path, err))
        return err->code;
    return check_callbacks(c, path, err);
}

int tb_descriptor_check(const struct toba_plugin *plugin, const char *path,
                        struct toba_error *err)
{
    if (!plugin)
        return toba_fail(err, TOBA_E_PLUGIN, "%s: toba_plugin_entry() returned NULL", path);
    if (plugin->abi_major != TOBA_ABI_MAJOR || plugin->abi_minor != TOBA_ABI_MINOR) {
        toba_fail(err, TOBA_E_PLUGIN, "%s was built for another plugin ABI", path);
        toba_detail(err, "expected %d.%d, found %d.%d", TOBA_ABI_MAJOR, TOBA_ABI_MINOR,
                    plugin->abi_major, plugin->abi_minor);
        return toba_hint(err, "build the plugin against this version's headers");
    }
    if (plugin->size != sizeof *plugin)
        return toba_fail(err, TOBA_E_PLUGIN, "%s: the descriptor's size is %u, expected %zu",
                         path, plugin->size, sizeof *plugin);
    if (!named(plugin->name) || !named(plugin->version) || !named(plugin->licence))
        return toba_fail(err, TOBA_E_PLUGIN, "%s: a plugin needs a name, version and licence",
                         path);
    if (plugin->n_components < 0 || (plugin->n_components && !plugin->components))
        return toba_fail(err, TOBA_E_PLUGIN, "%s: a number of components without components",
                         path);
    for (int32_t i = 0; i < plugin->n_components; i++) {
        const struct toba_component *c = plugin->components[i];

        if (check_component(c, path, err))
            return err->code;
        for (int32_t k = 0; k < i; k++)
            if (strcmp(plugin->components[k]->name, c->name) == 0)
                return wrong(err, path, c, "two components have this name", NULL);
    }
    return TOBA_OK;
}
