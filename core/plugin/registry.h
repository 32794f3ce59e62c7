/* registry.h - the plugins found, and the components they offer.
 *
 * A registry is filled once, then only read; many threads may read it. Plugins stay loaded
 * until the process ends: their code may still be running, and leak reports need their names.
 */
#ifndef TB_PLUGIN_REGISTRY_H
#define TB_PLUGIN_REGISTRY_H

#include <toba/plugin.h>

struct tb_component {
    const struct toba_component *spec;
    const struct toba_plugin *plugin;
    const char *path; /* the file it came from */
};

/* A file that is no usable plugin, and why. */
struct tb_refusal {
    const char *path;
    struct toba_error error;
};

struct tb_registry;

/* An empty registry, NULL when memory is out. Freed by tb_registry_free(). */
struct tb_registry *tb_registry_new(void);
void tb_registry_free(struct tb_registry *registry);

/* Loads one file. A refused file is remembered and is the error returned. */
int tb_registry_load(struct tb_registry *registry, const char *path, struct toba_error *err);
/* Loads every *.so of a folder, in the order of their names. Refused files are remembered and
 * no error; a folder that cannot be read is one. */
int tb_registry_load_folder(struct tb_registry *registry, const char *folder,
                            struct toba_error *err);

/* NULL when no component has the name. */
const struct tb_component *tb_registry_find(const struct tb_registry *registry,
                                            const char *name);
/* The name that may have been meant, NULL: none. */
const char *tb_registry_suggest(const struct tb_registry *registry, const char *name);

int tb_registry_count(const struct tb_registry *registry);
const struct tb_component *tb_registry_at(const struct tb_registry *registry, int i);
int tb_registry_refusals(const struct tb_registry *registry);
const struct tb_refusal *tb_registry_refusal(const struct tb_registry *registry, int i);

#endif
