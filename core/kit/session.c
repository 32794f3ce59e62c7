/* session.c - see session.h. */
#include "kit/session.h"

#include <string.h>

#include "base/day.h"

/* What a callback came to. A code that is none, and a failure without a message, break rules.
 */
static int judge(struct tb_kit_session *s, const char *callback, int code,
                 struct toba_error *err)
{
    tb_kit_host_settle(&s->host, callback);
    if (code < 0 || code > TOBA_E_RETRY) {
        tb_kit_broken(&s->host, "return 0 or a code of toba/error.h",
                      "%s returned %d, which is no code", callback, code);
        return toba_fail(err, TOBA_E_PLUGIN, "no code");
    }
    if (code && !err->message[0])
        tb_kit_broken(&s->host, "fail with toba_fail(), which takes the message",
                      "%s returned %d without a message", callback, code);
    for (int i = 0; i < s->host.spec->n_outputs && !code; i++)
        if (s->host.outputs[i].failed)
            tb_kit_broken(&s->host, "return the code of toba_end_row()",
                          "%s returned 0 although toba_end_row() had failed", callback);
    if (code)
        err->code = code;
    return code;
}

static void at(const struct tb_kit_session *s, const char *callback)
{
    if (s->setup.result)
        tb_kit_at(s->setup.result, "%s", callback);
}

/* Some rows for toba_find(): each key has the same. */
static const struct tb_kit_row *find_rows(void *context, struct tb_kit_input *input,
                                          const char *key, int *n)
{
    struct tb_kit_session *s = context;
    struct toba_error err;

    (void)key;
    if (!input->rows && tb_kit_rows_give(&s->host, &s->found, TB_KIT_MANY, 5, &err))
        return NULL;
    *n = 0;
    return input->rows;
}

int tb_kit_session_plan(struct tb_kit_session *s, const struct tb_kit_setup *setup,
                        struct toba_error *err)
{
    const struct toba_component *spec = setup->spec;
    const char *missing = NULL;
    int code;

    memset(s, 0, sizeof *s);
    s->setup = *setup;
    code = tb_kit_host_init(&s->host, spec, err);
    if (code)
        return code;
    s->host.day = TB_KIT_DAY;
    s->host.instant = TB_KIT_DAY * TB_DAY_MICROS + 6 * INT64_C(3600000000);
    s->host.loud = setup->loud;
    s->host.fill = setup->fill ? setup->fill : 'A';
    s->host.find = find_rows;
    s->host.find_context = s;
    for (int i = 0; i < spec->n_inputs; i++)
        s->host.inputs[i].wired = !(setup->unwired_inputs >> i & 1);
    for (int i = 0; i < spec->n_outputs; i++)
        s->host.outputs[i].wired = !(setup->unwired_outputs >> i & 1);
    if (spec->flags & TOBA_OPEN) {
        toba_fail(err, TOBA_E_CONFIG, "its ports are those that a pipeline declares");
        return toba_hint(err, "test it by a pipeline that uses it");
    }
    if (!tb_kit_settings(spec, setup->given, &s->plan.arena, &s->step, &missing)) {
        toba_fail(err, TOBA_E_CONFIG, "it needs a value for option '%s'", missing);
        return toba_hint(err, "give one with --option %s=VALUE", missing);
    }
    if (setup->option)
        tb_kit_setting_add(&s->step, &s->plan.arena, setup->option->name, setup->value);
    s->self = tb_kit_instance(&s->plan, spec, &s->step, err);
    if (!s->self)
        return err->code ? err->code : TOBA_E_CONFIG;
    if (!spec->plan)
        return TOBA_OK;
    at(s, "`plan`");
    memset(err, 0, sizeof *err);
    return judge(s, "`plan`", spec->plan(s->self, &s->host.plan, err), err);
}

int tb_kit_session_open(struct tb_kit_session *s, struct toba_error *err)
{
    const struct toba_component *spec = s->setup.spec;
    int code = TOBA_OK;

    memset(err, 0, sizeof *err);
    at(s, "`open`");
    if (spec->open)
        code = judge(s, "`open`", spec->open(s->self, &s->host.in, err), err);
    s->opened = !code;
    return code;
}

int tb_kit_session_group(struct tb_kit_session *s, enum tb_kit_shape shape, uint32_t seed,
                         struct toba_error *err)
{
    int code;

    memset(err, 0, sizeof *err);
    tb_arena_free(&s->rows);
    code = tb_kit_rows_give(&s->host, &s->rows, shape, seed, err);
    if (code)
        return code;
    s->host.finite = shape != TB_KIT_EXTREME;
    s->host.key = tb_arena_print(&s->host.arena, "key %u", seed);
    tb_kit_host_rewind(&s->host);
    at(s, "`group`");
    code =
        judge(s, "`group`", s->setup.spec->group(s->self, &s->host.in, &s->host.out, err), err);
    s->host.key = NULL;
    return code;
}

int tb_kit_session_batch(struct tb_kit_session *s, enum tb_kit_shape shape, uint32_t seed,
                         int of, int first, int n, struct toba_error *err)
{
    int code;

    memset(err, 0, sizeof *err);
    tb_arena_free(&s->rows);
    code = tb_kit_rows_batch(&s->host, &s->rows, shape, seed, of, err);
    if (code)
        return code;
    if (n)
        s->host.inputs[0].rows += first;
    s->host.inputs[0].n_rows = n;
    s->host.finite = shape != TB_KIT_EXTREME;
    tb_kit_host_rewind(&s->host);
    at(s, "`process`");
    code = judge(s, "`process`",
                 s->setup.spec->process(s->self, &s->host.in, &s->host.out, err), err);
    if (!code && s->host.inputs[0].at < n)
        tb_kit_broken(&s->host, "call toba_next() until it says false",
                      "`process` returned before the end of its batch");
    return code;
}

int tb_kit_session_next(struct tb_kit_session *s, struct toba_error *err)
{
    const struct toba_component *spec = s->setup.spec;
    int64_t mark = s->host.mark;
    int code;

    memset(err, 0, sizeof *err);
    s->calls++;
    at(s, "`next`");
    code = spec->next(s->self, &s->host.in, &s->host.out, err);
    s->ended = code == TOBA_END;
    code = judge(s, "`next`", s->ended ? 0 : code, err);
    if (!code && spec->committed && s->host.mark != mark) {
        at(s, "`committed`");
        spec->committed(s->self, s->host.mark);
    }
    return code;
}

void tb_kit_session_close(struct tb_kit_session *s)
{
    if (s->opened && s->setup.spec->close) {
        at(s, "`close`");
        s->setup.spec->close(s->self);
    }
    s->opened = false;
    if (s->host.spec)
        tb_kit_host_fini(&s->host);
    tb_arena_free(&s->rows);
    tb_arena_free(&s->found);
    tb_plan_free(&s->plan);
}
