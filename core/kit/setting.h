/* setting.h - values for a component's options: those given on the command line, made-up ones
 * for required options that are not. */
#ifndef TB_KIT_SETTING_H
#define TB_KIT_SETTING_H

#include "graph/plan.h"

struct tb_kit_given {
    const char *const *texts; /* "name=value" */
    int n;
    const char *folder; /* where made-up paths lie */
};

/* Fills step->settings for a component. False: an option that is required has no value and none
 * can be made up; `missing` names it. */
bool tb_kit_settings(const struct toba_component *spec, const struct tb_kit_given *given,
                     struct tb_arena *arena, struct tb_step *step, const char **missing);
/* One value from a text, as the option's type asks. False: it is none; *value is a text then.
 */
bool tb_kit_setting_read(const struct toba_option *option, const char *text,
                         struct tb_arena *arena, struct tb_value *value);
/* Adds a setting. */
void tb_kit_setting_add(struct tb_step *step, struct tb_arena *arena, const char *name,
                        const struct tb_value *value);

/* Checks settings and writes them into an instance, which the plan's arena holds. NULL: they
 * are wrong, `err` says how. */
void *tb_kit_instance(struct tb_plan *plan, const struct toba_component *spec,
                      struct tb_step *step, struct toba_error *err);

#endif
