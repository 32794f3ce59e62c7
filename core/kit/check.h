/* check.h - what the kit's checks share: what is checked, and whole runs of it. */
#ifndef TB_KIT_CHECK_H
#define TB_KIT_CHECK_H

#include "kit/session.h"

/* A check of one component, in a process of its own. */
struct tb_kit_task {
    const struct toba_plugin *plugin;
    const struct toba_component *spec;
    struct tb_kit_given given;
    bool loud;
    struct tb_kit_result *result;
};

struct tb_kit_check {
    const char *name;
    uint32_t kinds; /* bits by enum toba_kind */
    void (*run)(struct tb_kit_task *task);
};

#define TB_KIT_SOURCES (1u << TOBA_SOURCE)
#define TB_KIT_PROCESSES (1u << TOBA_PROCESS)
#define TB_KIT_GROUPS (1u << TOBA_GROUP)
#define TB_KIT_SINKS (1u << TOBA_SINK)
#define TB_KIT_ALL (TB_KIT_SOURCES | TB_KIT_PROCESSES | TB_KIT_GROUPS | TB_KIT_SINKS)

/* The checks, ended by one without a name. */
extern const struct tb_kit_check tb_kit_checks_descriptor[]; /* check_descriptor.c */
extern const struct tb_kit_check tb_kit_checks_options[];    /* check_options.c */
extern const struct tb_kit_check tb_kit_checks_columns[];    /* check_columns.c */
extern const struct tb_kit_check tb_kit_checks_rows[];       /* check_rows.c */
extern const struct tb_kit_check tb_kit_checks_run[];        /* check_run.c */
extern const struct tb_kit_check tb_kit_checks_source[];     /* check_source.c */
extern const struct tb_kit_check tb_kit_checks_store[];      /* check_store.c */

/* ---- Whole runs ---------------------------------------------------------- */

/* From `plan` to `close`. All zero: a run over rows of several shapes, everything wired. */
struct tb_kit_run {
    const enum tb_kit_shape *shapes; /* NULL: several */
    int n_shapes;
    uint32_t seed;
    int batch;    /* a process: rows a batch; 0: all of a shape at once */
    long fail_at; /* the request for memory that fails; 0: none */
    char fill;    /* what spoilt memory and texts hold */
    uint64_t unwired_inputs, unwired_outputs;
};

struct tb_kit_outcome {
    int code;
    struct toba_error err;
    struct tb_kit_text rows; /* all that came out */
    char broken[256], broken_hint[256];
    char memory[160];  /* broken in memory; empty: nothing */
    char planned[160]; /* what `plan` took and nobody gives back */
    char held[160];    /* not given back; empty: all was */
    long asked;        /* requests that memory might fail */
    bool starved;      /* one did */
};

void tb_kit_run_whole(struct tb_kit_task *task, const struct tb_kit_run *run,
                      struct tb_kit_outcome *outcome);
void tb_kit_outcome_free(struct tb_kit_outcome *outcome);
/* Ends the task's check where the run failed or broke a rule; a source that cannot run as it is
 * ends it as skipped. False: it ended. */
bool tb_kit_sound(struct tb_kit_task *task, const struct tb_kit_outcome *outcome);
bool tb_kit_same(const struct tb_kit_text *a, const struct tb_kit_text *b);
/* The same for what a component gave: the rows of a source may come in any order. */
bool tb_kit_same_rows(const struct toba_component *spec, struct tb_kit_text *a,
                      struct tb_kit_text *b);
/* Feeds a session rows of one shape: a key, or batches. */
int tb_kit_feed(struct tb_kit_session *session, enum tb_kit_shape shape, uint32_t seed,
                int batch, struct toba_error *err);
struct tb_kit_setup tb_kit_setup_of(struct tb_kit_task *task);

#endif
