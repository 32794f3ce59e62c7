/* registry.c - see registry.h.
 *
 * A descriptor is data from outside: it is checked here, once, so that all code behind may
 * trust it. While the ABI's major version is 0, host and plugin must agree on both numbers. */
#include "plugin/registry.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/suggest.h"
#include "plugin/descriptor.h"

struct tb_registry {
    struct tb_arena arena;
    struct tb_component *components;
    int n_components;
    struct tb_refusal *refusals;
    int n_refusals;
};

struct tb_registry *tb_registry_new(void)
{
    struct tb_arena arena = {0};
    struct tb_registry *registry = tb_arena_new(&arena, sizeof *registry);

    if (registry)
        registry->arena = arena;
    return registry;
}

void tb_registry_free(struct tb_registry *registry)
{
    struct tb_arena arena;

    if (!registry)
        return;
    arena = registry->arena; /* which holds the registry itself */
    tb_arena_free(&arena);
}

static int no_memory(struct toba_error *err)
{
    return toba_fail(err, TOBA_E_MEMORY, "out of memory for the list of plugins");
}

/* Finds the descriptor of a shared object. The handle is never closed. */
static int load(const char *path, const struct toba_plugin **plugin, struct toba_error *err)
{
    const struct toba_plugin *(*entry)(void);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol;

    if (!handle) {
        toba_fail(err, TOBA_E_PLUGIN, "%s cannot be loaded", path);
        return toba_detail(err, "%s", dlerror());
    }
    symbol = dlsym(handle, "toba_plugin_entry");
    if (!symbol) {
        toba_fail(err, TOBA_E_PLUGIN, "%s is no toba plugin", path);
        toba_detail(err, "it does not export toba_plugin_entry()");
        return toba_hint(err,
                         "define the function with TOBA_EXPORT, or move the file elsewhere");
    }
    memcpy(&entry, &symbol, sizeof entry); /* ISO C has no cast from object to function */
    *plugin = entry();
    return tb_descriptor_check(*plugin, path, err);
}

static int refuse_duplicates(const struct tb_registry *registry,
                             const struct toba_plugin *plugin, const char *path,
                             struct toba_error *err)
{
    for (int32_t i = 0; i < plugin->n_components; i++) {
        const char *name = plugin->components[i]->name;
        const struct tb_component *other = tb_registry_find(registry, name);

        if (!other)
            continue;
        toba_fail(err, TOBA_E_PLUGIN, "%s: the component '%s' exists already", path, name);
        toba_detail(err, "it was loaded from %s", other->path);
        return toba_hint(err, "rename one of the two, or remove one of the files");
    }
    return TOBA_OK;
}

static int add(struct tb_registry *registry, const struct toba_plugin *plugin, const char *path,
               struct toba_error *err)
{
    for (int32_t i = 0; i < plugin->n_components; i++) {
        struct tb_component *component =
            tb_arena_append(&registry->arena, (void **)&registry->components,
                            &registry->n_components, sizeof *component);

        if (!component)
            return no_memory(err);
        component->spec = plugin->components[i];
        component->plugin = plugin;
        component->path = path;
    }
    return TOBA_OK;
}

static int refuse(struct tb_registry *registry, const char *path, struct toba_error *err)
{
    struct tb_refusal *refusal = tb_arena_append(&registry->arena, (void **)&registry->refusals,
                                                 &registry->n_refusals, sizeof *refusal);

    if (!refusal)
        return no_memory(err);
    refusal->path = path;
    refusal->error = *err;
    return err->code;
}

int tb_registry_load(struct tb_registry *registry, const char *path, struct toba_error *err)
{
    const struct toba_plugin *plugin = NULL;
    const char *kept = tb_arena_copy(&registry->arena, path);

    if (!kept)
        return no_memory(err);
    if (load(kept, &plugin, err) || refuse_duplicates(registry, plugin, kept, err))
        return refuse(registry, kept, err);
    return add(registry, plugin, kept, err);
}

static int is_shared_object(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);

    return size > 3 && strcmp(entry->d_name + size - 3, ".so") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int tb_registry_load_folder(struct tb_registry *registry, const char *folder,
                            struct toba_error *err)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_shared_object, by_name);
    int code = TOBA_OK;

    if (n < 0) {
        toba_fail(err, TOBA_E_CONFIG, "the plugin folder %s cannot be read: %s", folder,
                  strerror(errno));
        return toba_hint(err, "name an existing folder in TOBA_PLUGIN_PATH");
    }
    for (int i = 0; i < n; i++) {
        const char *path =
            tb_arena_print(&registry->arena, "%s/%s", folder, entries[i]->d_name);
        struct toba_error refused;

        if (!path)
            code = no_memory(err);
        else if (tb_registry_load(registry, path, &refused) == TOBA_E_MEMORY)
            code = no_memory(err);
        free(entries[i]);
    }
    free(entries);
    return code;
}

const struct tb_component *tb_registry_find(const struct tb_registry *registry,
                                            const char *name)
{
    for (int i = 0; i < registry->n_components; i++)
        if (strcmp(registry->components[i].spec->name, name) == 0)
            return &registry->components[i];
    return NULL;
}

const char *tb_registry_suggest(const struct tb_registry *registry, const char *name)
{
    const char *best = NULL;

    for (int i = 0; i < registry->n_components; i++)
        best = tb_suggest(name, best, registry->components[i].spec->name);
    return best;
}

int tb_registry_count(const struct tb_registry *registry)
{
    return registry->n_components;
}

const struct tb_component *tb_registry_at(const struct tb_registry *registry, int i)
{
    return &registry->components[i];
}

int tb_registry_refusals(const struct tb_registry *registry)
{
    return registry->n_refusals;
}

const struct tb_refusal *tb_registry_refusal(const struct tb_registry *registry, int i)
{
    return &registry->refusals[i];
}
