/* kit.c - see kit.h. */
#include "kit/kit.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit/check.h"
#include "kit/child.h"
#include "plugin/registry.h"

enum { MOST_COMPONENTS = 64, NAME_SIZE = 64 };

/* What a plugin holds, told by the child that loaded it. */
struct listing {
    int n;
    struct {
        char name[NAME_SIZE];
        int kind;
    } at[MOST_COMPONENTS];
    char unknown[NAME_SIZE]; /* a given option that no component has */
};

struct kit {
    const struct tb_kit_options *options;
    FILE *to;
    struct tb_kit_counts *counts;
    struct tb_kit_result *result; /* shared */
    struct listing *listing;      /* shared */
};

/* What a child is to do. */
struct work {
    struct kit *kit;
    const char *component;
    const struct tb_kit_check *check;
    char folder[64];
};

static const char *kind_name(int kind)
{
    static const char *const names[] = {
        [TOBA_SOURCE] = "source",
        [TOBA_PROCESS] = "process",
        [TOBA_GROUP] = "group",
        [TOBA_SINK] = "sink",
    };

    return names[kind];
}

/* ---- In the child -------------------------------------------------------- */

static struct tb_registry *load(const struct work *work, struct tb_kit_result *result)
{
    struct tb_registry *registry = tb_registry_new();
    struct toba_error err = {0};

    tb_kit_at(result, "loading");
    if (!registry)
        tb_kit_end(result, TB_KIT_FAILED, "out of memory");
    else if (tb_registry_load(registry, work->kit->options->path, &err))
        tb_kit_end_error(result, TB_KIT_FAILED, "", &err);
    if (result->status) {
        tb_registry_free(registry);
        return NULL;
    }
    return registry;
}

static bool has_option(const struct tb_registry *registry, const char *setting)
{
    for (int i = 0; i < tb_registry_count(registry); i++) {
        const struct toba_component *spec = tb_registry_at(registry, i)->spec;

        for (int k = 0; k < spec->n_options; k++) {
            size_t size = strlen(spec->options[k].name);

            if (strncmp(setting, spec->options[k].name, size) == 0 && setting[size] == '=')
                return true;
        }
    }
    return false;
}

static void list_components(void *context, struct tb_kit_result *result)
{
    const struct work *work = context;
    struct listing *listing = work->kit->listing;
    const struct tb_kit_options *options = work->kit->options;
    struct tb_registry *registry = load(work, result);

    if (!registry)
        return;
    for (int i = 0; i < tb_registry_count(registry) && i < MOST_COMPONENTS; i++) {
        const struct toba_component *spec = tb_registry_at(registry, i)->spec;

        snprintf(listing->at[i].name, NAME_SIZE, "%s", spec->name);
        listing->at[i].kind = spec->kind;
        listing->n = i + 1;
    }
    for (int i = 0; i < options->n_settings; i++)
        if (!has_option(registry, options->settings[i]))
            snprintf(listing->unknown, NAME_SIZE, "%s", options->settings[i]);
    tb_registry_free(registry);
}

static void run_check(void *context, struct tb_kit_result *result)
{
    const struct work *work = context;
    const struct tb_kit_options *options = work->kit->options;
    struct tb_registry *registry = load(work, result);
    const struct tb_component *component =
        registry ? tb_registry_find(registry, work->component) : NULL;
    struct tb_kit_task task = {
        .given = {options->settings, options->n_settings, work->folder},
        .loud = options->verbose,
        .result = result,
    };

    if (!component) {
        tb_kit_end(result, TB_KIT_FAILED, "the component is gone when it is loaded again");
        return;
    }
    task.plugin = component->plugin;
    task.spec = component->spec;
    tb_kit_at(result, "the check");
    work->check->run(&task);
    tb_registry_free(registry);
}

/* ---- In the parent ------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static void show(const struct kit *kit, const char *name)
{
    const struct tb_kit_result *r = kit->result;
    const char *word = r->status == TB_KIT_OK       ? "ok"
                       : r->status == TB_KIT_FAILED ? "FAILED"
                                                    : "skipped";

    fprintf(kit->to, "  %-8s %s%s%s\n", word, name, r->what[0] ? ": " : "", r->what);
    if (r->detail[0])
        fprintf(kit->to, "           %s\n", r->detail);
    if (r->hint[0] && r->status != TB_KIT_OK)
        fprintf(kit->to, "           hint: %s\n", r->hint);
    kit->counts->ok += r->status == TB_KIT_OK;
    kit->counts->failed += r->status == TB_KIT_FAILED;
    kit->counts->skipped += r->status == TB_KIT_SKIPPED;
}

static void run_in_child(struct work *work, void (*what)(void *, struct tb_kit_result *))
{
    const struct tb_kit_child child = {.work = what,
                                       .context = work,
                                       .seconds = work->kit->options->seconds,
                                       .quiet = !work->kit->options->verbose};

    tb_kit_child_run(&child, work->kit->result);
}

static void check_one(struct kit *kit, const char *component, const struct tb_kit_check *check)
{
    struct work work = {kit, component, check, "/tmp/toba-kit-XXXXXX"};

    if (!mkdtemp(work.folder)) {
        memset(kit->result, 0, sizeof *kit->result);
        tb_kit_end(kit->result, TB_KIT_FAILED, "no folder to work in: %s", strerror(errno));
    } else {
        run_in_child(&work, run_check);
        nftw(work.folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    }
    show(kit, check->name);
}

static bool is_wanted(const struct kit *kit, const struct tb_kit_check *check)
{
    return !kit->options->check || strcmp(kit->options->check, check->name) == 0;
}

static void check_component(struct kit *kit, int i)
{
    static const struct tb_kit_check *const subjects[] = {
        tb_kit_checks_descriptor, tb_kit_checks_options, tb_kit_checks_columns,
        tb_kit_checks_rows,       tb_kit_checks_source,  tb_kit_checks_run,
        tb_kit_checks_store};
    const char *name = kit->listing->at[i].name;
    int kind = kit->listing->at[i].kind;

    fprintf(kit->to, "%s (%s)\n", name, kind_name(kind));
    kit->counts->components++;
    for (size_t s = 0; s < sizeof subjects / sizeof *subjects; s++)
        for (const struct tb_kit_check *check = subjects[s]; check->name; check++)
            if (check->kinds >> kind & 1 && is_wanted(kit, check))
                check_one(kit, name, check);
}

static int check_all(struct kit *kit, struct toba_error *err)
{
    struct work work = {.kit = kit};
    const char *only = kit->options->component;

    fprintf(kit->to, "%s\n", kit->options->path);
    run_in_child(&work, list_components);
    if (kit->result->status == TB_KIT_OK && kit->listing->unknown[0])
        return toba_fail(err, TOBA_E_CONFIG, "no component has the option of '%s'",
                         kit->listing->unknown);
    if (kit->result->status == TB_KIT_OK && kit->listing->n == 0) {
        kit->result->status = 0;
        tb_kit_end(kit->result, TB_KIT_FAILED, "it has no components");
    }
    bool load_failed = kit->result->status != TB_KIT_OK;

    show(kit, "loading");
    for (int i = 0; i < kit->listing->n && !load_failed; i++)
        if (!only || strcmp(only, kit->listing->at[i].name) == 0)
            check_component(kit, i);
    if (!load_failed && kit->options->check &&
        kit->counts->ok + kit->counts->failed + kit->counts->skipped == 1)
        return toba_fail(err, TOBA_E_CONFIG, "there is no check '%s' of these components",
                         kit->options->check);
    if (only && !kit->counts->components && !kit->counts->failed)
        return toba_fail(err, TOBA_E_CONFIG, "%s has no component '%s'", kit->options->path,
                         only);
    return TOBA_OK;
}

int tb_kit_check(const struct tb_kit_options *options, FILE *to, struct tb_kit_counts *counts,
                 struct toba_error *err)
{
    struct tb_kit_options resolved = *options;
    struct kit kit = {.options = &resolved, .to = to, .counts = counts};
    char *path = realpath(options->path, NULL); /* the loader looks elsewhere for a bare name */
    int code;

    memset(counts, 0, sizeof *counts);
    if (!path || access(path, R_OK)) {
        toba_fail(err, TOBA_E_CONFIG, "%s cannot be read: %s", options->path, strerror(errno));
        code = toba_hint(err, "name the plugin's *.so file");
        free(path);
        return code;
    }
    resolved.path = path;
    kit.result = tb_kit_shared_new(sizeof *kit.result);
    kit.listing = tb_kit_shared_new(sizeof *kit.listing);
    if (!kit.result || !kit.listing)
        code = toba_fail(err, TOBA_E_MEMORY, "out of memory for the kit");
    else
        code = check_all(&kit, err);
    tb_kit_shared_free(kit.result, sizeof *kit.result);
    tb_kit_shared_free(kit.listing, sizeof *kit.listing);
    free(path);
    return code;
}
