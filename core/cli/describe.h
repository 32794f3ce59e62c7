/* describe.h - all that a component's descriptor says, for people: on a terminal, and as a page
 * of the reference. */
#ifndef TB_CLI_DESCRIBE_H
#define TB_CLI_DESCRIBE_H

#include <stdio.h>

#include "plugin/registry.h"

void tb_describe_text(const struct tb_component *component, FILE *to);
/* Paths are left out: the page is the same on every machine. */
void tb_describe_markdown(const struct tb_component *component, FILE *to);

const char *tb_describe_kind(int32_t kind);

#endif
