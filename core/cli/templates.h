/* templates.h - the files that `toba plugin new` writes, embedded from the folder templates/.
 */
#ifndef TB_CLI_TEMPLATES_H
#define TB_CLI_TEMPLATES_H

struct tb_template {
    const char *kind; /* the folder: group, process, source or sink */
    const char
        *name; /* of the file; @NAME@ stands for the plugin's name, here and in the text */
    const char *text;
};

extern const struct tb_template tb_templates[];
extern const int tb_n_templates;

#endif
