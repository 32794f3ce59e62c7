/* state.h - reads what steps noted in earlier transactions. (Notes are written as rows.)
 *
 * With several stores the keeper's note counts, for it commits last; a note that another store
 * lacks is none, so that a store that was lost and made anew is filled again. */
#ifndef TB_RUN_STATE_H
#define TB_RUN_STATE_H

#include <toba/store.h>

#include "run/page.h"

struct tb_runner;
struct tb_state_scan;

/* The notes of one step; one thread. */
struct tb_state {
    struct tb_runner *runner;
    const char *step;
    struct tb_state_scan *scans; /* by scope and store; opened when first used */
    char *value;                 /* the latest answer */
    size_t room;
};

void tb_state_init(struct tb_state *state, struct tb_runner *runner, const char *step);
/* All zero is allowed. */
void tb_state_fini(struct tb_state *state);
/* The value under `key`, a null text when there is none; valid until the next call. `scope` is
 * an enum toba_state_scope. */
int tb_state_get(struct tb_state *state, int32_t scope, const char *key,
                 struct toba_text *value, struct toba_error *err);

/* The step under which the core itself notes how far feeds are. */
#define TB_STATE_CORE "toba"

/* The row of toba_state or toba_run_state (by scope) that notes `value` under `key`. */
int tb_state_put(const struct tb_runner *runner, struct toba_builder *builder, int32_t scope,
                 const char *step, const char *key, const char *value, struct toba_error *err);

#endif
