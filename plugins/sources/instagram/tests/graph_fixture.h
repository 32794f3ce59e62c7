/* graph_fixture.h - the source `graph` against a running emulator, whose clock stands at 06:00
 * on 2026-10-01 unless a test says otherwise. */
#ifndef INSTAGRAM_TEST_GRAPH_FIXTURE_H
#define INSTAGRAM_TEST_GRAPH_FIXTURE_H

#include "emulator.h"
#include "harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OCTOBER_1 = 20727 };

extern const struct toba_component graph_component;

struct world {
    struct emulator emulator;
    struct harness harness;
    struct toba_error err;
    char accounts_file[64]; /* "" until world_accounts() */
};

static inline void world_start(struct world *world, const char *accounts,
                               const char *const *more)
{
    const char *switches[12] = {"--date", "2026-10-01T06:00:00Z", "--accounts",
                                accounts, "--history-days",       "30"};

    for (int i = 0; more && more[i]; i++)
        switches[6 + i] = more[i];
    *world = (struct world){0};
    emulator_start(&world->emulator, switches);
    harness_init(&world->harness, &graph_component, OCTOBER_1);
}

static inline void world_stop(struct world *world)
{
    harness_fini(&world->harness);
    emulator_stop(&world->emulator);
    if (world->accounts_file[0])
        unlink(world->accounts_file);
}

/* Writes the emulator's accounts file, each account with its own token. */
static inline const char *world_accounts(struct world *world)
{
    char *csv = emulator_control(&world->emulator, "accounts.csv", NULL);
    FILE *file;

    strcpy(world->accounts_file, "/tmp/toba-accounts-XXXXXX");
    file = fdopen(mkstemp(world->accounts_file), "w");
    assert_non_null(file);
    fputs(csv, file);
    fclose(file);
    free(csv);
    return world->accounts_file;
}

static inline void world_fault(struct world *world, const char *rules)
{
    free(emulator_control(&world->emulator, "faults", rules));
}

/* Runs the source with a token that sees all accounts, or with an accounts file; waits are
 * short. `more` are further options, up to 4, ended by a NULL name. */
static inline int world_run(struct world *world, const char *accounts_file,
                            const struct harness_option *more, int steps)
{
    struct harness_option options[12] = {
        {"base_url", world->emulator.url}, {"backoff_seconds", "0.001"},
        {"first_retry_seconds", "0.01"},   {"wait_minute_seconds", "0.01"},
        {"token", "EAAEmulator"},
    };
    int n = 5;

    if (accounts_file)
        options[4] = (struct harness_option){"accounts_file", accounts_file};
    for (; more && more->name; more++)
        options[n++] = *more;
    return harness_run(&world->harness, options, steps, &world->err);
}

#endif
