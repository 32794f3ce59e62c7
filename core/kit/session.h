/* session.h - one instance of a component from `plan` to `close`, stepped by the kit. */
#ifndef TB_KIT_SESSION_H
#define TB_KIT_SESSION_H

#include "kit/host.h"
#include "kit/result.h"
#include "kit/rows.h"
#include "kit/setting.h"

enum { TB_KIT_DAY = 20000 }; /* D of every check */

/* What a session is made from. */
struct tb_kit_setup {
    const struct toba_component *spec;
    const struct tb_kit_given *given;
    /* A value that is not the given or the default one; `option` NULL: none. */
    const struct toba_option *option;
    const struct tb_value *value;
    uint64_t unwired_inputs, unwired_outputs; /* bits by port */
    char fill;                                /* 0: the usual one */
    bool loud;
    struct tb_kit_result *result; /* told what is under way; may be NULL */
};

struct tb_kit_session {
    struct tb_kit_setup setup;
    struct tb_plan plan; /* holds the instance */
    struct tb_step step;
    void *self;
    struct tb_kit_host host;
    struct tb_arena rows; /* of the current key or batch */
    struct tb_arena found;
    bool opened;
    bool ended; /* a source gave all */
    int calls;
};

/* Fills an instance and calls `plan`. On failure the session is to be closed too. */
int tb_kit_session_plan(struct tb_kit_session *session, const struct tb_kit_setup *setup,
                        struct toba_error *err);
int tb_kit_session_open(struct tb_kit_session *session, struct toba_error *err);
/* One key of a group with rows of a shape. */
int tb_kit_session_group(struct tb_kit_session *session, enum tb_kit_shape shape, uint32_t seed,
                         struct toba_error *err);
/* A batch of `n` rows of a process, or of rows [first, first + n) of a batch of `of`. */
int tb_kit_session_batch(struct tb_kit_session *session, enum tb_kit_shape shape, uint32_t seed,
                         int of, int first, int n, struct toba_error *err);
/* One call of a source's `next`. */
int tb_kit_session_next(struct tb_kit_session *session, struct toba_error *err);
/* Calls `close` where that is due, and frees. */
void tb_kit_session_close(struct tb_kit_session *session);

#endif
