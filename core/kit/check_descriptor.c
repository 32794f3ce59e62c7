/* check_descriptor.c - whether a descriptor says all that people and planner need, and nothing
 * that contradicts itself. What makes a plugin unusable was found when it was loaded. */
#include <string.h>

#include "kit/check.h"
#include "plugin/descriptor.h"

static bool empty(const char *text)
{
    return !text || !text[0];
}

static bool is_name(const char *name)
{
    if (strspn(name, "0123456789") > 0)
        return false;
    return !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

/* ---- Help ---------------------------------------------------------------- */

static bool port_has_help(struct tb_kit_task *task, const struct toba_port *port)
{
    if (empty(port->help)) {
        tb_kit_end(task->result, TB_KIT_FAILED, "port '%s' has no help", port->name);
        return false;
    }
    for (int i = 0; i < port->n_fields; i++) {
        if (empty(port->fields[i].help)) {
            tb_kit_end(task->result, TB_KIT_FAILED, "field '%s' of port '%s' has no help",
                       port->fields[i].name, port->name);
            return false;
        }
    }
    return true;
}

static void check_help(struct tb_kit_task *task)
{
    const struct toba_component *spec = task->spec;

    if (empty(task->plugin->summary))
        tb_kit_end(task->result, TB_KIT_FAILED, "the plugin has no summary");
    for (int i = 0; i < spec->n_inputs; i++)
        port_has_help(task, &spec->inputs[i]);
    for (int i = 0; i < spec->n_outputs; i++)
        port_has_help(task, &spec->outputs[i]);
    tb_kit_hint(task->result, "the reference is made of these words: say in some of them what "
                              "it is for");
}

/* ---- Names --------------------------------------------------------------- */

static void name_twice(struct tb_kit_task *task, const char *what, const char *name)
{
    tb_kit_end(task->result, TB_KIT_FAILED, "two %s are called '%s'", what, name);
}

static void check_ports(struct tb_kit_task *task, const struct toba_port *ports, int n,
                        const char *what)
{
    for (int i = 0; i < n; i++) {
        if (!is_name(ports[i].name))
            tb_kit_end(task->result, TB_KIT_FAILED, "port '%s' cannot be written in Lua",
                       ports[i].name);
        for (int k = 0; k < i; k++)
            if (strcmp(ports[i].name, ports[k].name) == 0)
                name_twice(task, what, ports[i].name);
        for (int a = 0; a < ports[i].n_fields; a++)
            for (int b = 0; b < a; b++)
                if (strcmp(ports[i].fields[a].name, ports[i].fields[b].name) == 0)
                    name_twice(task, "fields of a port", ports[i].fields[a].name);
    }
}

/* Constructor arguments are options and inputs alike. */
static void check_names(struct tb_kit_task *task)
{
    const struct toba_component *spec = task->spec;

    if (!is_name(spec->name))
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "the component's name cannot be written in Lua");
    check_ports(task, spec->inputs, spec->n_inputs, "inputs");
    check_ports(task, spec->outputs, spec->n_outputs, "outputs");
    for (int i = 0; i < spec->n_options; i++) {
        if (!is_name(spec->options[i].name))
            tb_kit_end(task->result, TB_KIT_FAILED, "option '%s' cannot be written in Lua",
                       spec->options[i].name);
        for (int k = 0; k < i; k++)
            if (strcmp(spec->options[i].name, spec->options[k].name) == 0)
                name_twice(task, "options", spec->options[i].name);
        for (int k = 0; k < spec->n_inputs; k++)
            if (strcmp(spec->options[i].name, spec->inputs[k].name) == 0)
                tb_kit_end(task->result, TB_KIT_FAILED,
                           "an option and an input are called '%s'", spec->options[i].name);
    }
    tb_kit_hint(task->result, "names are of a-z, 0-9 and _, and each stands once");
}

/* ---- Ports --------------------------------------------------------------- */

static void check_input(struct tb_kit_task *task, const struct toba_port *port)
{
    const bool group = task->spec->kind == TOBA_GROUP;
    bool dated = port->rows != TOBA_ALL;

    if (port->flags & TOBA_PASS)
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "input '%s' has the flag TOBA_PASS, which is for "
                   "outputs of `process`",
                   port->name);
    if (!group && (dated || port->parent))
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "input '%s' asks for rows that only a `group` "
                   "can read",
                   port->name);
    if (port->table)
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "input '%s' names a table to serve, as only "
                   "outputs do",
                   port->name);
}

static void check_output(struct tb_kit_task *task, const struct toba_port *port)
{
    if (port->flags & TOBA_PASS && task->spec->kind != TOBA_PROCESS)
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "output '%s' has the flag TOBA_PASS, which is "
                   "for outputs of `process`",
                   port->name);
    if (port->key || port->sub_key || port->parent)
        tb_kit_end(task->result, TB_KIT_FAILED, "output '%s' names a key, which is for inputs",
                   port->name);
    for (int i = 0; i < port->n_fields; i++)
        if (port->fields[i].type == TOBA_NUMBER)
            tb_kit_end(task->result, TB_KIT_FAILED,
                       "output field '%s' has the type "
                       "TOBA_NUMBER, which is for inputs",
                       port->fields[i].name);
}

static void check_shape(struct tb_kit_task *task)
{
    const struct toba_component *spec = task->spec;
    bool found = !spec->driver, open = spec->flags & TOBA_OPEN;

    for (int i = 0; i < spec->n_inputs; i++) {
        check_input(task, &spec->inputs[i]);
        found = found || strcmp(spec->inputs[i].name, spec->driver) == 0;
    }
    for (int i = 0; i < spec->n_outputs; i++)
        check_output(task, &spec->outputs[i]);
    if (!found)
        tb_kit_end(task->result, TB_KIT_FAILED, "the driver '%s' is no input", spec->driver);
    if (spec->kind != TOBA_SINK && spec->n_outputs == 0 && !open)
        tb_kit_end(task->result, TB_KIT_FAILED, "it has no output: nothing can be wired to it");
    if (spec->kind == TOBA_GROUP && spec->n_inputs == 0 && !open)
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "a `group` without inputs has no keys to visit");
    if (spec->flags & TOBA_LIVE && spec->kind != TOBA_SOURCE)
        tb_kit_end(task->result, TB_KIT_FAILED, "the flag TOBA_LIVE is for sources");
}

const struct tb_kit_check tb_kit_checks_descriptor[] = {
    {"help", TB_KIT_ALL, check_help},
    {"names", TB_KIT_ALL, check_names},
    {"ports", TB_KIT_ALL, check_shape},
    {NULL, 0, NULL},
};
