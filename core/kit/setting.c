/* setting.c - see setting.h. */
#include "kit/setting.h"

#include <stdlib.h>
#include <string.h>

#include "graph/planner.h"

static struct tb_value text_value(const char *text)
{
    return (struct tb_value){.kind = TB_VALUE_TEXT, .text = text};
}

static bool read_number(int32_t type, const char *text, struct tb_value *value)
{
    char *end;

    if (type == TOBA_OPTION_DOUBLE) {
        value->kind = TB_VALUE_DOUBLE;
        value->d = strtod(text, &end);
    } else {
        value->kind = TB_VALUE_INT;
        value->i = strtoll(text, &end, 10);
    }
    if (end != text && !*end)
        return true;
    *value = text_value(text);
    return false;
}

static bool read_item(int32_t type, const char *text, struct tb_value *value)
{
    *value = text_value(text);
    switch (type) {
    case TOBA_OPTION_BOOL:
        if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
            return false;
        *value = (struct tb_value){.kind = TB_VALUE_BOOL, .b = text[0] == 't'};
        return true;
    case TOBA_OPTION_INT:
    case TOBA_OPTION_DOUBLE:
    case TOBA_OPTION_DAYS:
        return read_number(type, text, value);
    case TOBA_OPTION_SECRET:
        value->kind = TB_VALUE_SECRET;
        return true;
    default:
        return true;
    }
}

bool tb_kit_setting_read(const struct toba_option *option, const char *text,
                         struct tb_arena *arena, struct tb_value *value)
{
    struct tb_value *items = NULL;
    bool good = true;

    if (option->type != TOBA_OPTION_DAYS && option->type != TOBA_OPTION_LIST)
        return read_item(option->type, text, value);
    *value = (struct tb_value){.kind = TB_VALUE_LIST};
    while (*text) {
        size_t size = strcspn(text, ",");
        const char *piece = tb_arena_copy_n(arena, text, size);
        struct tb_value *item =
            tb_arena_append(arena, (void **)&items, &value->n_items, sizeof *item);

        if (!item || !piece)
            return false;
        good = read_item(option->type, piece, item) && good;
        text += size + (text[size] == ',');
    }
    value->items = items;
    return good;
}

void tb_kit_setting_add(struct tb_step *step, struct tb_arena *arena, const char *name,
                        const struct tb_value *value)
{
    struct tb_setting **settings = (struct tb_setting **)(uintptr_t)&step->settings;
    struct tb_setting *setting;

    for (int i = 0; i < step->n_settings; i++) {
        if (strcmp(step->settings[i].name, name) == 0) {
            (*settings)[i].value = *value;
            return;
        }
    }
    setting = tb_arena_append(arena, (void **)settings, &step->n_settings, sizeof *setting);
    if (setting)
        *setting = (struct tb_setting){.name = name, .value = *value};
}

static const char *given_text(const struct tb_kit_given *given, const char *name)
{
    size_t size = strlen(name);

    for (int i = given->n - 1; i >= 0; i--)
        if (strncmp(given->texts[i], name, size) == 0 && given->texts[i][size] == '=')
            return given->texts[i] + size + 1;
    return NULL;
}

/* What a required option may hold; NULL: nobody can say. A source's options mean something
 * outside, so they are not guessed. */
static const char *made_up(const struct toba_component *spec, const struct toba_option *option,
                           const struct tb_kit_given *given, struct tb_arena *arena)
{
    double least = option->min > 1 || option->max < 1 ? option->min : 1;

    if (spec->kind == TOBA_SOURCE)
        return NULL;
    if (option->choices)
        return tb_arena_copy_n(arena, option->choices, strcspn(option->choices, " "));
    switch (option->type) {
    case TOBA_OPTION_BOOL:
        return "true";
    case TOBA_OPTION_INT:
    case TOBA_OPTION_DOUBLE:
    case TOBA_OPTION_DAYS:
        if (option->min == 0 && option->max == 0)
            least = 1;
        return tb_arena_print(arena, "%.15g", least);
    case TOBA_OPTION_FUNCTION:
        return NULL;
    case TOBA_OPTION_PATH:
        return tb_arena_print(arena, "%s/%s", given->folder, option->name);
    default:
        return "value";
    }
}

bool tb_kit_settings(const struct toba_component *spec, const struct tb_kit_given *given,
                     struct tb_arena *arena, struct tb_step *step, const char **missing)
{
    for (int32_t i = 0; i < spec->n_options; i++) {
        const struct toba_option *option = &spec->options[i];
        const char *text = given_text(given, option->name);
        struct tb_value value;

        if (!text && option->flags & TOBA_REQUIRED) {
            text = made_up(spec, option, given, arena);
            if (!text) {
                *missing = option->name;
                return false;
            }
        }
        if (!text)
            continue;
        tb_kit_setting_read(option, text, arena, &value);
        tb_kit_setting_add(step, arena, option->name, &value);
    }
    return true;
}

/* The value given on the command line stands for itself. */
static const char *secret(void *context, const char *name, struct tb_arena *arena)
{
    (void)context;
    return tb_arena_copy(arena, name);
}

void *tb_kit_instance(struct tb_plan *plan, const struct toba_component *spec,
                      struct tb_step *step, struct toba_error *err)
{
    struct tb_problems problems = {0};
    struct tb_plan_options options = {.secret = secret};
    struct tb_planner planner = {plan, NULL, &options, &problems};
    struct tb_node node = {.step = step, .spec = spec, .name = spec->name};
    bool good;

    step->name = spec->name;
    step->spec = spec;
    good = tb_planner_options(&planner, &node);
    if (!good && !tb_problems_first(&problems, err))
        toba_fail(err, TOBA_E_MEMORY, "out of memory for an instance");
    tb_problems_free(&problems);
    return good ? node.options : NULL;
}
