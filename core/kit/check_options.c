/* check_options.c - whether the defaults are values that the options take, wrong values are
 * refused, and `plan` copes with every value that is allowed. */
#include <string.h>

#include "kit/check.h"
#include "kit/memory.h"
#include "plugin/descriptor.h"

/* ---- The table ----------------------------------------------------------- */

static bool is_number(int32_t type)
{
    return type == TOBA_OPTION_INT || type == TOBA_OPTION_DOUBLE || type == TOBA_OPTION_DAYS;
}

static bool overlap(const struct toba_option *a, const struct toba_option *b)
{
    return a->offset < b->offset + tb_option_size(b->type) &&
           b->offset < a->offset + tb_option_size(a->type);
}

static void check_option(struct tb_kit_task *task, int i)
{
    const struct toba_option *o = &task->spec->options[i];

    if (o->flags & TOBA_REQUIRED && o->fallback)
        tb_kit_end(task->result, TB_KIT_FAILED, "option '%s' is required and has a default",
                   o->name);
    if ((o->min != 0 || o->max != 0) && (!is_number(o->type) || o->min > o->max))
        tb_kit_end(task->result, TB_KIT_FAILED, "option '%s' has bounds that no value meets",
                   o->name);
    if (o->choices && o->type != TOBA_OPTION_TEXT)
        tb_kit_end(task->result, TB_KIT_FAILED, "option '%s' has choices, which are for texts",
                   o->name);
    for (int k = 0; k < i; k++)
        if (overlap(o, &task->spec->options[k]))
            tb_kit_end(task->result, TB_KIT_FAILED,
                       "options '%s' and '%s' share a member of the instance", o->name,
                       task->spec->options[k].name);
}

static void check_default(struct tb_kit_task *task, const struct toba_option *option)
{
    struct tb_plan plan = {0};
    struct tb_step step = {0};
    struct tb_value value;
    struct toba_error err = {0};
    const char *missing;

    if (!option->fallback)
        return;
    tb_kit_settings(task->spec, &task->given, &plan.arena, &step, &missing);
    if (!tb_kit_setting_read(option, option->fallback, &plan.arena, &value)) {
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "the default \"%s\" of option '%s' is no value "
                   "of its type",
                   option->fallback, option->name);
    } else {
        tb_kit_setting_add(&step, &plan.arena, option->name, &value);
        if (!tb_kit_instance(&plan, task->spec, &step, &err) &&
            strstr(err.message, option->name))
            tb_kit_end_error(task->result, TB_KIT_FAILED, "the default is refused: ", &err);
    }
    tb_plan_free(&plan);
}

static void check_table(struct tb_kit_task *task)
{
    for (int i = 0; i < task->spec->n_options; i++) {
        check_option(task, i);
        check_default(task, &task->spec->options[i]);
    }
}

/* ---- Values that are wrong ----------------------------------------------- */

static bool is_refused(struct tb_kit_task *task, const struct toba_option *option,
                       const struct tb_value *value)
{
    struct tb_plan plan = {0};
    struct tb_step step = {0};
    struct toba_error err = {0};
    const char *missing;
    bool refused;

    tb_kit_settings(task->spec, &task->given, &plan.arena, &step, &missing);
    tb_kit_setting_add(&step, &plan.arena, option->name, value);
    refused = !tb_kit_instance(&plan, task->spec, &step, &err);
    tb_plan_free(&plan);
    return refused;
}

static void check_wrong(struct tb_kit_task *task)
{
    const struct tb_value item = {.kind = TB_VALUE_BOOL};
    const struct tb_value list = {.kind = TB_VALUE_LIST, .items = &item, .n_items = 1};

    for (int i = 0; i < task->spec->n_options; i++) {
        const struct toba_option *o = &task->spec->options[i];
        const struct tb_value above = {.kind = TB_VALUE_DOUBLE, .d = o->max + 1};
        const struct tb_value other = {.kind = TB_VALUE_TEXT, .text = "no such choice"};
        bool bounded = is_number(o->type) && (o->min != 0 || o->max != 0);

        if (!is_refused(task, o, &list) || (bounded && !is_refused(task, o, &above)) ||
            (o->choices && !is_refused(task, o, &other)))
            tb_kit_end(task->result, TB_KIT_FAILED, "a wrong value of option '%s' is taken",
                       o->name);
    }
}

/* ---- Values that are allowed --------------------------------------------- */

/* Plans with one value. It may be refused, in words. */
static void plan_with(struct tb_kit_task *task, const struct toba_option *option,
                      const struct tb_value *value, const char *as_text)
{
    struct tb_kit_setup setup = tb_kit_setup_of(task);
    struct tb_kit_session session;
    struct toba_error err = {0};
    int code;

    setup.option = option;
    setup.value = value;
    tb_kit_memory_begin(0, 0xA5);
    code = tb_kit_session_plan(&session, &setup, &err);
    if (session.host.broken[0]) {
        tb_kit_end(task->result, TB_KIT_FAILED, "with %s = %s: %s", option->name, as_text,
                   session.host.broken);
        tb_kit_hint(task->result, "%s", session.host.broken_hint);
    } else if (code && code != TOBA_E_CONFIG && code != TOBA_E_MEMORY) {
        tb_kit_end(task->result, TB_KIT_FAILED,
                   "with %s = %s `plan` fails with code %d: %.200s", option->name, as_text,
                   code, err.message);
        tb_kit_hint(task->result, "a value that does not suit is a TOBA_E_CONFIG error");
    }
    tb_kit_session_close(&session);
}

static void plan_with_text(struct tb_kit_task *task, const struct toba_option *option,
                           const char *text)
{
    struct tb_arena arena = {0};
    struct tb_value value;

    if (tb_kit_setting_read(option, text, &arena, &value))
        plan_with(task, option, &value, text[0] ? text : "an empty value");
    tb_arena_free(&arena);
}

static void plan_with_number(struct tb_kit_task *task, const struct toba_option *option,
                             double v)
{
    char text[40];

    snprintf(text, sizeof text, "%.17g", v);
    plan_with_text(task, option, text);
}

static void plan_with_long(struct tb_kit_task *task, const struct toba_option *option)
{
    char text[2000];
    struct tb_value item = {.kind = TB_VALUE_TEXT, .text = text};
    struct tb_value value = item;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    if (option->type == TOBA_OPTION_SECRET)
        value.kind = TB_VALUE_SECRET;
    if (option->type == TOBA_OPTION_LIST)
        value = (struct tb_value){.kind = TB_VALUE_LIST, .items = &item, .n_items = 1};
    plan_with(task, option, &value, "a long text");
}

static void plan_with_each(struct tb_kit_task *task, const struct toba_option *o)
{
    const char *choice = o->choices;

    while (choice && *choice) {
        struct tb_arena arena = {0};
        size_t size = strcspn(choice, " ");

        plan_with_text(task, o, tb_arena_copy_n(&arena, choice, size));
        tb_arena_free(&arena);
        choice += size + strspn(choice + size, " ");
    }
    if (is_number(o->type)) {
        bool bounded = o->min != 0 || o->max != 0;

        plan_with_number(task, o, bounded ? o->min : 0);
        plan_with_number(task, o, bounded ? o->max : 36500);
    } else if (o->type == TOBA_OPTION_BOOL) {
        plan_with_text(task, o, "true");
        plan_with_text(task, o, "false");
    } else if (!o->choices) {
        plan_with_text(task, o, "");
        plan_with_long(task, o);
    }
}

static void check_plan(struct tb_kit_task *task)
{
    struct tb_kit_setup setup = tb_kit_setup_of(task);
    struct tb_kit_session session;
    struct toba_error err = {0};

    tb_kit_memory_begin(0, 0xA5);
    if (!tb_kit_session_plan(&session, &setup, &err) && tb_kit_memory_held()) {
        tb_kit_end(task->result, TB_KIT_FAILED, "`plan` takes memory, and %s",
                   tb_kit_memory_held());
        tb_kit_hint(task->result, "take it in `open`, which `close` answers; `plan` has no "
                                  "counterpart");
    }
    tb_kit_session_close(&session);
    for (int i = 0; i < task->spec->n_options && !task->result->status; i++)
        plan_with_each(task, &task->spec->options[i]);
}

const struct tb_kit_check tb_kit_checks_options[] = {
    {"options", TB_KIT_ALL, check_table},
    {"wrong options", TB_KIT_ALL, check_wrong},
    {"planning", TB_KIT_ALL, check_plan},
    {NULL, 0, NULL},
};
