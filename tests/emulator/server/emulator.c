/*
 * Putting the emulator together.
 */
#include "emulator.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static bool set_up(struct emulator *emulator, const struct options *options)
{
    struct text complaint = {0};
    bool right = faults_set(&emulator->faults, text_peek(&options->faults), &complaint);

    if (!right)
        fprintf(stderr, "graph-emulator: --fault: %s", text_peek(&complaint));
    text_free(&complaint);
    if (!right)
        return false;
    if (!limits_set(&emulator->limits, options->limits)) {
        fprintf(stderr, "graph-emulator: --limits %s: not understood\n", options->limits);
        return false;
    }
    emulator->stopping = eventfd(0, EFD_CLOEXEC);
    if (emulator->stopping < 0)
        perror("graph-emulator: eventfd");
    return emulator->stopping >= 0;
}

bool emulator_init(struct emulator *emulator, const struct options *options)
{
    memset(emulator, 0, sizeof *emulator);
    emulator->options = *options;
    emulator->world = options->world;
    emulator->access = (struct access){
        .master_token = options->token,
        .troubles = options->troubles,
        .trouble_count = options->trouble_count,
    };
    emulator->stopping = -1;
    clock_init(&emulator->clock, options->date, options->ticks);
    faults_init(&emulator->faults);
    limits_init(&emulator->limits, options->world.accounts);
    stats_init(&emulator->stats);
    return set_up(emulator, options);
}

void emulator_stop(struct emulator *emulator)
{
    uint64_t one = 1;

    if (write(emulator->stopping, &one, sizeof one) < 0)
        perror("graph-emulator: stopping");
}

void emulator_fini(struct emulator *emulator)
{
    if (emulator->stopping >= 0)
        close(emulator->stopping);
    stats_fini(&emulator->stats);
    limits_fini(&emulator->limits);
    faults_fini(&emulator->faults);
    clock_fini(&emulator->clock);
}
