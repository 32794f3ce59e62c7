/* describe_words.h - the words of a descriptor's numbers and flags, for the two descriptions.
 */
#ifndef TB_CLI_DESCRIBE_WORDS_H
#define TB_CLI_DESCRIBE_WORDS_H

#include <stddef.h>

#include <toba/store.h>

enum { TB_WORDS = 512 }; /* room for each of the texts below */

const char *tb_option_type_word(int32_t type);
const char *tb_field_type_word(int32_t type);
/* What a default, bounds, choices and flags say: "required, 1 to 10". May be empty. */
char *tb_option_limits(const struct toba_option *option, char *words);
/* The default as it is written in a pipeline; empty: none. */
char *tb_option_default(const struct toba_option *option, char *words);
/* Which rows a port of a component reads or writes; may be empty. */
char *tb_port_rows(const struct toba_component *component, const struct toba_port *port,
                   bool input, char *words);
char *tb_field_flags(const struct toba_field *field, char *words);
/* What drives a component, whether it is live: a sentence or more; may be empty. */
char *tb_component_notes(const struct toba_component *component, char *words);

#endif
