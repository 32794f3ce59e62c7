/* describe_markdown.c - a component as a page of the reference; see describe.h. */
#include "cli/describe.h"
#include "cli/describe_words.h"

/* A cell of a table: a bar would end it. */
static void put_cell(const char *text, FILE *to)
{
    for (; text && *text; text++) {
        if (*text == '|' || *text == '<' || *text == '*')
            fputc('\\', to);
        fputc(*text == '\n' ? ' ' : *text, to);
    }
}

static void put_options(const struct toba_component *c, FILE *to)
{
    char words[TB_WORDS];

    if (c->n_options == 0)
        return;
    fprintf(to, "\n## Options\n\n| option | type | default | limits | meaning |\n"
                "|---|---|---|---|---|\n");
    for (int32_t i = 0; i < c->n_options; i++) {
        const struct toba_option *o = &c->options[i];

        fprintf(to, "| `%s` | %s | ", o->name, tb_option_type_word(o->type));
        if (tb_option_default(o, words)[0])
            fprintf(to, "`%s`", words);
        fputs(" | ", to);
        put_cell(tb_option_limits(o, words), to);
        fputs(" | ", to);
        put_cell(o->help, to);
        fputs(" |\n", to);
    }
}

static void put_fields(const struct toba_port *port, FILE *to)
{
    char words[TB_WORDS];

    if (port->n_fields == 0)
        return;
    fprintf(to, "\n| field | type | | meaning |\n|---|---|---|---|\n");
    for (int32_t i = 0; i < port->n_fields; i++) {
        const struct toba_field *f = &port->fields[i];

        fprintf(to, "| `%s` | %s | %s | ", f->name, tb_field_type_word(f->type),
                tb_field_flags(f, words));
        put_cell(f->help, to);
        fputs(" |\n", to);
    }
}

static void put_ports(const struct toba_component *c, const char *title,
                      const struct toba_port *ports, int32_t n, bool input, FILE *to)
{
    char words[TB_WORDS];

    if (n)
        fprintf(to, "\n## %s\n", title);
    for (int32_t i = 0; i < n; i++) {
        fprintf(to, "\n### `%s`\n\n", ports[i].name);
        put_cell(ports[i].help, to);
        fputc('\n', to);
        if (tb_port_rows(c, &ports[i], input, words)[0]) {
            fputs("\n(", to);
            put_cell(words, to);
            fputs(")\n", to);
        }
        put_fields(&ports[i], to);
    }
}

void tb_describe_markdown(const struct tb_component *component, FILE *to)
{
    const struct toba_component *c = component->spec;
    const struct toba_plugin *plugin = component->plugin;
    char words[TB_WORDS];

    fprintf(to, "# %s\n\n", c->name);
    put_cell(c->summary, to);
    fprintf(to, "\n\nA %s of the plugin `%s` %s (%s).", tb_describe_kind(c->kind), plugin->name,
            plugin->version, plugin->licence);
    fprintf(to, "%s%s\n", tb_component_notes(c, words)[0] ? " " : "", words);
    put_options(c, to);
    put_ports(c, "Inputs", c->inputs, c->n_inputs, true, to);
    put_ports(c, "Outputs", c->outputs, c->n_outputs, false, to);
}
