/* front.c - see front.h. */
#include "cli/front.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/secret.h"
#include "lua/reader.h"

bool tb_front_installed(const char *name, char *path, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", path, size - 1);
    size_t room;

    for (int up = 0; n > 0 && up < 2; up++) {
        path[n] = '\0';
        n = strrchr(path, '/') ? strrchr(path, '/') - path : 0;
    }
    if (n <= 0)
        return false;
    room = size - (size_t)n;
    return (size_t)snprintf(path + n, room, "/%s", name) < room;
}

static int load_path(struct tb_registry *registry, const char *path, struct toba_error *err)
{
    char folder[4096];

    while (*path) {
        size_t size = strcspn(path, ":");

        if (size >= sizeof folder)
            return toba_fail(err, TOBA_E_CONFIG, "a folder in TOBA_PLUGIN_PATH is too long");
        memcpy(folder, path, size);
        folder[size] = '\0';
        if (size && tb_registry_load_folder(registry, folder, err))
            return err->code;
        path += size + (path[size] == ':');
    }
    return TOBA_OK;
}

int tb_front_plugins(struct tb_front *front, struct toba_error *err)
{
    const char *path = getenv("TOBA_PLUGIN_PATH");
    char folder[4096];

    front->registry = tb_registry_new();
    if (!front->registry)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory for the list of plugins");
    if (path && load_path(front->registry, path, err))
        return err->code;
    if (tb_front_installed("lib/toba", folder, sizeof folder) && access(folder, R_OK) == 0)
        return tb_registry_load_folder(front->registry, folder, err);
    return TOBA_OK;
}

static const char *variable(void *context, const char *name)
{
    (void)context;
    return getenv(name);
}

/* A refused plugin may be the very one that a misspelt-looking name stands for. */
static void show_refusals(const struct tb_registry *registry)
{
    for (int i = 0; i < tb_registry_refusals(registry); i++)
        tb_error_print(&tb_registry_refusal(registry, i)->error, stderr);
}

static int make_plan(struct tb_front *front, const struct tb_front_options *options)
{
    struct tb_lua_options lua = {.registry = front->registry,
                                 .environment = options->environment,
                                 .variable = variable,
                                 .offered = options->offered,
                                 .context = options->context};
    struct tb_plan_options plan = {.day = options->day, .secret = tb_secret_read};
    int code = tb_lua_read(&front->pipeline, options->file, &lua, &front->problems);

    return code ? code : tb_plan_make(&front->plan, &front->pipeline, &plan, &front->problems);
}

int tb_front_open(struct tb_front *front, const struct tb_front_options *options)
{
    struct toba_error err = {0};
    int code = tb_front_plugins(front, &err);

    if (code) {
        tb_error_print(&err, stderr);
        return code;
    }
    code = make_plan(front, options);
    if (code) {
        show_refusals(front->registry);
        tb_problems_print(&front->problems, stderr);
    }
    return code;
}

void tb_front_close(struct tb_front *front)
{
    tb_plan_free(&front->plan);
    tb_pipeline_free(&front->pipeline);
    tb_problems_free(&front->problems);
    tb_registry_free(front->registry);
    memset(front, 0, sizeof *front);
}
