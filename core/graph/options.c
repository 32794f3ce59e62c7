/* options.c - from the settings of a pipeline to the members of an instance.
 *
 * The component's option table says names, types, bounds and defaults; nothing here knows any
 * component. A secret's value is read here, and only for the steps of the chosen environment.
 */
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "graph/planner.h"

struct slot {
    struct tb_planner *p;
    struct tb_node *node;
    const struct toba_option *option;
    const char *file;
    int line;
    void *member;
};

static const char *type_name(int32_t type)
{
    static const char *const names[] = {
        [TOBA_OPTION_BOOL] = "true or false",   [TOBA_OPTION_INT] = "a whole number",
        [TOBA_OPTION_DOUBLE] = "a number",      [TOBA_OPTION_TEXT] = "a text",
        [TOBA_OPTION_SECRET] = "a toba.secret", [TOBA_OPTION_PATH] = "a file's path",
        [TOBA_OPTION_DAYS] = "a list of days",  [TOBA_OPTION_LIST] = "a list of texts",
        [TOBA_OPTION_FUNCTION] = "a function",
    };

    return names[type];
}

static const char *value_name(const struct tb_value *value)
{
    static const char *const names[] = {
        [TB_VALUE_BOOL] = "a boolean",      [TB_VALUE_INT] = "a whole number",
        [TB_VALUE_DOUBLE] = "a number",     [TB_VALUE_TEXT] = "a text",
        [TB_VALUE_SECRET] = "a secret",     [TB_VALUE_LIST] = "a list",
        [TB_VALUE_FUNCTION] = "a function",
    };

    return names[value->kind];
}

static struct toba_error *mistake(const struct slot *s, const char *what)
{
    return tb_problem(s->p->problems, s->file, s->line, "%s: option '%s' %s", s->node->name,
                      s->option->name, what);
}

static bool wrong_type(const struct slot *s, const struct tb_value *value)
{
    struct toba_error *err = mistake(s, "has the wrong type");

    toba_detail(err, "it takes %s, this is %s", type_name(s->option->type), value_name(value));
    if (s->option->type == TOBA_OPTION_SECRET)
        toba_hint(err, "write toba.secret \"NAME\" and set the environment variable NAME");
    else if (value->kind == TB_VALUE_SECRET)
        toba_hint(err, "a secret may only go to an option made for secrets");
    else
        toba_hint(err, "%s", s->option->help);
    return false;
}

static bool in_bounds(const struct slot *s, double v)
{
    const struct toba_option *o = s->option;

    if ((o->min == 0 && o->max == 0) || (v >= o->min && v <= o->max))
        return true;
    toba_detail(mistake(s, "is out of bounds"), "%g is not between %g and %g", v, o->min,
                o->max);
    return false;
}

static bool has_word(const char *words, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = words; size && (at = strstr(at, word)); at += size)
        if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

static bool set_bool(const struct slot *s, const struct tb_value *value)
{
    if (value->kind != TB_VALUE_BOOL)
        return wrong_type(s, value);
    *(bool *)s->member = value->b;
    return true;
}

/* A float that is whole passes for an int: Lua's `/` gives floats. */
static bool whole(const struct tb_value *value, int64_t *v)
{
    if (value->kind == TB_VALUE_INT) {
        *v = value->i;
        return true;
    }
    if (value->kind != TB_VALUE_DOUBLE || !(value->d > -9e15 && value->d < 9e15))
        return false;
    *v = (int64_t)value->d;
    return (double)*v == value->d;
}

static bool set_int(const struct slot *s, const struct tb_value *value)
{
    int64_t v;

    if (!whole(value, &v))
        return wrong_type(s, value);
    *(int64_t *)s->member = v;
    return in_bounds(s, (double)v);
}

static bool set_double(const struct slot *s, const struct tb_value *value)
{
    if (value->kind != TB_VALUE_INT && value->kind != TB_VALUE_DOUBLE)
        return wrong_type(s, value);
    *(double *)s->member = value->kind == TB_VALUE_INT ? (double)value->i : value->d;
    return in_bounds(s, *(double *)s->member);
}

static bool set_text(const struct slot *s, const struct tb_value *value)
{
    const char *choices = s->option->choices;

    if (value->kind != TB_VALUE_TEXT)
        return wrong_type(s, value);
    if (choices && !has_word(choices, value->text)) {
        struct toba_error *err = mistake(s, "is none of its choices");

        toba_detail(err, "'%s' is not one of: %s", value->text, choices);
        return false;
    }
    *(const char **)s->member = tb_arena_copy(&s->p->plan->arena, value->text);
    return true;
}

static bool set_secret(const struct slot *s, const struct tb_value *value)
{
    const struct tb_plan_options *o = s->p->options;
    const char *text;
    char **kept;

    if (value->kind != TB_VALUE_SECRET)
        return wrong_type(s, value);
    text = o->secret ? o->secret(o->secret_context, value->text, &s->p->plan->arena) : NULL;
    if (!text) {
        struct toba_error *err = mistake(s, "needs a secret that is not set");

        toba_hint(err, "set the environment variable %s, or %s_FILE to the path of a file",
                  value->text, value->text);
        return false;
    }
    kept = TB_PLAN_APPEND(s->p, &s->p->plan->secrets, &s->p->plan->n_secrets);
    if (kept)
        *kept = (char *)(uintptr_t)text;
    *(const char **)s->member = text;
    return true;
}

/* One value passes for a list of one. */
static const struct tb_value *items_of(const struct tb_value *value, int *n)
{
    *n = value->kind == TB_VALUE_LIST ? value->n_items : 1;
    return value->kind == TB_VALUE_LIST ? value->items : value;
}

static bool set_days(const struct slot *s, const struct tb_value *value)
{
    struct toba_days *days = s->member;
    int n;
    const struct tb_value *items = items_of(value, &n);

    if (n > TOBA_DAYS_MAX) {
        toba_detail(mistake(s, "is too long"), "it takes at most %d days", TOBA_DAYS_MAX);
        return false;
    }
    days->n = 0;
    for (int i = 0; i < n; i++) {
        int64_t v;

        if (!whole(&items[i], &v))
            return wrong_type(s, &items[i]);
        if (v < 0 || v > 36500) {
            toba_detail(mistake(s, "is no span of days"), "%lld days", (long long)v);
            return false;
        }
        if (!in_bounds(s, (double)v))
            return false;
        for (int k = 0; k < days->n; k++) {
            if (days->at[k] == v) {
                toba_detail(mistake(s, "names a day twice"), "%lld", (long long)v);
                return false;
            }
        }
        days->at[days->n++] = (int32_t)v;
    }
    return true;
}

static bool set_list(const struct slot *s, const struct tb_value *value)
{
    struct toba_list *list = s->member;
    int n;
    const struct tb_value *items = items_of(value, &n);
    const char **texts = TB_PLAN_NEW(s->p, n, const char *);

    for (int i = 0; texts && i < n; i++) {
        if (items[i].kind != TB_VALUE_TEXT)
            return wrong_type(s, &items[i]);
        texts[i] = tb_arena_copy(&s->p->plan->arena, items[i].text);
    }
    list->n = texts ? n : 0;
    list->at = texts;
    return true;
}

/* The bytes are the pipeline's, which outlives the plan. */
static bool set_function(const struct slot *s, const struct tb_value *value)
{
    if (value->kind != TB_VALUE_FUNCTION)
        return wrong_type(s, value);
    *(struct toba_function *)s->member = value->function;
    return true;
}

static bool set(const struct slot *s, const struct tb_value *value)
{
    switch (s->option->type) {
    case TOBA_OPTION_BOOL:
        return set_bool(s, value);
    case TOBA_OPTION_INT:
        return set_int(s, value);
    case TOBA_OPTION_DOUBLE:
        return set_double(s, value);
    case TOBA_OPTION_SECRET:
        return set_secret(s, value);
    case TOBA_OPTION_DAYS:
        return set_days(s, value);
    case TOBA_OPTION_LIST:
        return set_list(s, value);
    case TOBA_OPTION_FUNCTION:
        return set_function(s, value);
    default:
        return set_text(s, value);
    }
}

/* Reads one piece of a default, as an author would have written it in a pipeline. */
static struct tb_value piece(struct tb_planner *p, int32_t type, const char *text, size_t size)
{
    char *copy = tb_arena_copy_n(&p->plan->arena, text, size);
    struct tb_value value = {.kind = TB_VALUE_TEXT, .text = copy ? copy : ""};

    if (type == TOBA_OPTION_BOOL) {
        value.kind = TB_VALUE_BOOL;
        value.b = strcmp(value.text, "true") == 0;
    } else if (type == TOBA_OPTION_INT || type == TOBA_OPTION_DAYS) {
        value.kind = TB_VALUE_INT;
        value.i = strtoll(value.text, NULL, 10);
    } else if (type == TOBA_OPTION_DOUBLE) {
        value.kind = TB_VALUE_DOUBLE;
        value.d = strtod(value.text, NULL);
    }
    return value;
}

static bool set_fallback(const struct slot *s)
{
    const char *at = s->option->fallback;
    bool many = s->option->type == TOBA_OPTION_DAYS || s->option->type == TOBA_OPTION_LIST;
    struct tb_value list = {.kind = TB_VALUE_LIST};
    struct tb_value *items = NULL;

    if (!many) {
        struct tb_value value = piece(s->p, s->option->type, at, strlen(at));

        return set(s, &value);
    }
    while (*at) {
        size_t size = strcspn(at, ",");
        struct tb_value *item = TB_PLAN_APPEND(s->p, &items, &list.n_items);

        if (!item)
            return false;
        *item = piece(s->p, s->option->type, at, size);
        at += size + (at[size] == ',');
    }
    list.items = items;
    return set(s, &list);
}

static bool option_named(const struct toba_component *spec, const char *name)
{
    for (int32_t i = 0; i < spec->n_options; i++)
        if (strcmp(spec->options[i].name, name) == 0)
            return true;
    return false;
}

static bool unknown(struct tb_planner *p, struct tb_node *node,
                    const struct tb_setting *setting)
{
    const struct toba_component *spec = node->spec;
    const char *best = NULL;
    struct toba_error *err;

    for (int32_t i = 0; i < spec->n_inputs; i++) {
        if (strcmp(spec->inputs[i].name, setting->name) == 0) {
            err = tb_problem(p->problems, setting->place.file, setting->place.line,
                             "%s: input '%s' takes a table", node->name, setting->name);
            toba_hint(err, "give it a table of a schema, such as %s = raw.%s", setting->name,
                      setting->name);
            return false;
        }
        best = tb_suggest(setting->name, best, spec->inputs[i].name);
    }
    for (int32_t i = 0; i < spec->n_options; i++)
        best = tb_suggest(setting->name, best, spec->options[i].name);
    err = tb_problem(p->problems, setting->place.file, setting->place.line,
                     "%s: there is no option '%s'", node->name, setting->name);
    if (best)
        toba_hint(err, "did you mean '%s'?", best);
    else
        toba_hint(err, "`toba plugins show %s` lists its options", spec->name);
    return false;
}

static const struct tb_setting *setting_of(const struct tb_step *step, const char *name)
{
    for (int i = 0; i < step->n_settings; i++)
        if (strcmp(step->settings[i].name, name) == 0)
            return &step->settings[i];
    return NULL;
}

static bool fill(struct tb_planner *p, struct tb_node *node, const struct toba_option *option)
{
    const struct tb_setting *setting = setting_of(node->step, option->name);
    const struct tb_place *place = setting ? &setting->place : &node->step->place;
    struct slot s = {p,           node,        option,
                     place->file, place->line, (char *)node->options + option->offset};

    if (setting)
        return set(&s, &setting->value);
    if (option->flags & TOBA_REQUIRED) {
        toba_hint(mistake(&s, "is missing"), "%s", option->help);
        return false;
    }
    return !option->fallback || set_fallback(&s);
}

bool tb_planner_options(struct tb_planner *p, struct tb_node *node)
{
    const struct tb_step *step = node->step;
    bool good = true;

    node->options = tb_arena_new(&p->plan->arena, node->spec->instance_size);
    if (!node->options)
        return false;
    for (int i = 0; i < step->n_settings; i++)
        if (!option_named(node->spec, step->settings[i].name))
            good = unknown(p, node, &step->settings[i]);
    for (int32_t i = 0; i < node->spec->n_options; i++)
        good = fill(p, node, &node->spec->options[i]) && good;
    return good;
}
