/* check_rows.c - whether a transform copes with rows of every shape. */
#include "kit/check.h"

#define TRANSFORMS (TB_KIT_GROUPS | TB_KIT_PROCESSES)

/* Twice: a field that takes any number gets integers, then doubles. */
static void feed(struct tb_kit_task *task, enum tb_kit_shape shape)
{
    for (uint32_t seed = 2; seed <= 3 && !task->result->status; seed++) {
        const struct tb_kit_run run = {.shapes = &shape, .n_shapes = 1, .seed = seed};
        struct tb_kit_outcome outcome;

        tb_kit_run_whole(task, &run, &outcome);
        tb_kit_sound(task, &outcome);
        tb_kit_outcome_free(&outcome);
    }
}

static void check_no_rows(struct tb_kit_task *task)
{
    feed(task, TB_KIT_NO_ROWS);
}

static void check_one_row(struct tb_kit_task *task)
{
    feed(task, TB_KIT_ONE_ROW);
}

static void check_all_null(struct tb_kit_task *task)
{
    feed(task, TB_KIT_ALL_NULL);
}

static void check_long_ago(struct tb_kit_task *task)
{
    feed(task, TB_KIT_LONG_AGO);
}

static void check_many(struct tb_kit_task *task)
{
    feed(task, TB_KIT_MANY);
}

static void check_holes(struct tb_kit_task *task)
{
    feed(task, TB_KIT_HOLES);
}

/* It may refuse them, in words. */
static void check_extreme(struct tb_kit_task *task)
{
    const enum tb_kit_shape shape = TB_KIT_EXTREME;

    for (uint32_t seed = 2; seed <= 5 && !task->result->status; seed++) {
        const struct tb_kit_run run = {.shapes = &shape, .n_shapes = 1, .seed = seed};
        struct tb_kit_outcome outcome;

        tb_kit_run_whole(task, &run, &outcome);
        if (outcome.code != TOBA_E_PLUGIN && outcome.code != TOBA_E_SOURCE)
            tb_kit_sound(task, &outcome);
        tb_kit_outcome_free(&outcome);
    }
}

/* How rows are cut into batches says nothing about them. */
static void check_small(struct tb_kit_task *task)
{
    static const int sizes[] = {1, 7};
    struct tb_kit_outcome whole, parts;

    tb_kit_run_whole(task, &(struct tb_kit_run){.seed = 4}, &whole);
    tb_kit_sound(task, &whole);
    for (int i = 0; i < 2 && !task->result->status; i++) {
        const struct tb_kit_run run = {.seed = 4, .batch = sizes[i]};

        tb_kit_run_whole(task, &run, &parts);
        if (tb_kit_sound(task, &parts) && !tb_kit_same(&whole.rows, &parts.rows)) {
            tb_kit_end(task->result, TB_KIT_FAILED,
                       "batches of %d rows give other rows than one batch of all", sizes[i]);
            tb_kit_hint(task->result, "batches are cut anywhere: carry what must last in the "
                                      "instance");
        }
        tb_kit_outcome_free(&parts);
    }
    tb_kit_outcome_free(&whole);
}

/* ---- Wiring -------------------------------------------------------------- */

static uint64_t optional_ports(const struct toba_port *ports, int n)
{
    uint64_t bits = 0;

    for (int i = 0; i < n && i < 64; i++)
        if (ports[i].flags & TOBA_OPTIONAL)
            bits |= UINT64_C(1) << i;
    return bits;
}

static bool run_wired(struct tb_kit_task *task, uint64_t inputs, uint64_t outputs)
{
    const struct tb_kit_run run = {
        .seed = 6, .unwired_inputs = inputs, .unwired_outputs = outputs};
    struct tb_kit_outcome outcome;
    bool sound;

    tb_kit_run_whole(task, &run, &outcome);
    sound = outcome.code == TOBA_E_CONFIG || tb_kit_sound(task, &outcome);
    tb_kit_outcome_free(&outcome);
    return sound;
}

/* Without the optional ports, and with each output alone. */
static void check_wiring(struct tb_kit_task *task)
{
    const struct toba_component *spec = task->spec;
    uint64_t inputs = optional_ports(spec->inputs, spec->n_inputs);
    uint64_t outputs = optional_ports(spec->outputs, spec->n_outputs);

    feed(task, TB_KIT_ONE_ROW); /* whether it can be run at all */
    if (!task->result->status)
        run_wired(task, inputs, outputs);
    for (int i = 0; i < spec->n_outputs && i < 64 && !task->result->status; i++)
        run_wired(task, inputs, ~(UINT64_C(1) << i));
}

const struct tb_kit_check tb_kit_checks_rows[] = {
    {"no rows", TRANSFORMS, check_no_rows},
    {"one row", TRANSFORMS, check_one_row},
    {"all NULL", TRANSFORMS, check_all_null},
    {"rows long ago", TRANSFORMS, check_long_ago},
    {"many rows", TRANSFORMS, check_many},
    {"missing rows", TRANSFORMS, check_holes},
    {"extreme values", TRANSFORMS, check_extreme},
    {"small batches", TB_KIT_PROCESSES, check_small},
    {"wiring", TRANSFORMS, check_wiring},
    {NULL, 0, NULL},
};
