/* describe_text.c - a component on a terminal; see describe.h. */
#include "cli/describe.h"
#include "cli/describe_words.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void show_option(const struct toba_option *o, FILE *to)
{
    char words[TB_WORDS];

    fprintf(to, "  %-20s %s", o->name, tb_option_type_word(o->type));
    if (tb_option_limits(o, words)[0])
        fprintf(to, ", %s", words);
    if (o->fallback)
        fprintf(to, ", default %s", tb_option_default(o, words));
    fprintf(to, "\n  %-20s   %s\n", "", o->help);
}

static void show_port(const struct toba_component *c, const struct toba_port *port, bool input,
                      FILE *to)
{
    char words[TB_WORDS];

    fprintf(to, "  %s", port->name);
    if (tb_port_rows(c, port, input, words)[0])
        fprintf(to, ": %s", words);
    fprintf(to, "\n      %s\n", or_empty(port->help));
    for (int32_t i = 0; i < port->n_fields; i++) {
        const struct toba_field *f = &port->fields[i];

        fprintf(to, "      %-20s %s%s%s\n", f->name, tb_field_type_word(f->type),
                tb_field_flags(f, words)[0] ? ", " : "", words);
        fprintf(to, "      %-20s   %s\n", "", or_empty(f->help));
    }
}

static void show_ports(const struct toba_component *c, const char *title,
                       const struct toba_port *ports, int32_t n, bool input, FILE *to)
{
    if (n)
        fprintf(to, "\n%s\n", title);
    for (int32_t i = 0; i < n; i++)
        show_port(c, &ports[i], input, to);
}

void tb_describe_text(const struct tb_component *component, FILE *to)
{
    const struct toba_component *c = component->spec;
    const struct toba_plugin *plugin = component->plugin;
    char words[TB_WORDS];

    fprintf(to, "%s - %s\n\n", c->name, c->summary);
    fprintf(to, "a %s of plugin %s %s (%s, ABI %d.%d): %s\n", tb_describe_kind(c->kind),
            plugin->name, plugin->version, plugin->licence, plugin->abi_major,
            plugin->abi_minor, or_empty(plugin->summary));
    fprintf(to, "found as %s\n", component->path);
    if (tb_component_notes(c, words)[0])
        fprintf(to, "%s\n", words);
    if (c->n_options)
        fprintf(to, "\noptions\n");
    for (int32_t i = 0; i < c->n_options; i++)
        show_option(&c->options[i], to);
    show_ports(c, "inputs", c->inputs, c->n_inputs, true, to);
    show_ports(c, "outputs", c->outputs, c->n_outputs, false, to);
}
