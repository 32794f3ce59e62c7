/* kit.h - the conformance kit: whether a plugin keeps the rules of the SDK's headers.
 *
 * Everything that touches the plugin runs in child processes with a time limit. */
#ifndef TB_KIT_KIT_H
#define TB_KIT_KIT_H

#include <stdbool.h>
#include <stdio.h>

#include <toba/error.h>

struct tb_kit_options {
    const char *path;            /* the shared object */
    const char *component;       /* only this one; NULL: all */
    const char *check;           /* only the checks of this name; NULL: all */
    const char *const *settings; /* "name=value", for the components that have the option */
    int n_settings;
    int seconds;  /* the most that a check may take */
    bool verbose; /* shows what the plugin prints and logs, and lets sanitizers speak */
};

struct tb_kit_counts {
    int components, ok, failed, skipped;
};

/* Checks a plugin and writes a line a check to `to`. Returns 0 when all could be checked,
 * whatever came out, else a code: no such file or component, no memory. */
int tb_kit_check(const struct tb_kit_options *options, FILE *to, struct tb_kit_counts *counts,
                 struct toba_error *err);

#endif
