/* front.h - the front half that `check`, `plan` and `run` share: plugins, pipeline, plan. What
 * passes it also starts. */
#ifndef TB_CLI_FRONT_H
#define TB_CLI_FRONT_H

#include "graph/plan.h"

/* What the command line says. */
struct tb_front_options {
    const char *file;
    const char *environment; /* NULL: the default */
    int32_t day;             /* D */
    /* Told the environments that the pipeline offers; may be NULL. */
    void (*offered)(void *context, const char *environment);
    void *context;
};

/* All zero is empty. */
struct tb_front {
    struct tb_registry *registry;
    struct tb_pipeline pipeline;
    struct tb_plan plan;
    struct tb_problems problems;
};

/* Fills `path` with a file or folder of the installation, named as seen from its top: what lies
 * beside the program's bin/. False: it does not fit. Whether it is there, nobody asked yet. */
bool tb_front_installed(const char *name, char *path, size_t size);
/* Loads the plugins of TOBA_PLUGIN_PATH and of the installation. */
int tb_front_plugins(struct tb_front *front, struct toba_error *err);
/* Does all of it, and shows every mistake on stderr. Returns 0 or the code of the first. */
int tb_front_open(struct tb_front *front, const struct tb_front_options *options);
void tb_front_close(struct tb_front *front);

#endif
