/* embedded.h - runs without a process each: the core linked into the test, with the real
 * plugins, for tests that do many of them. */
#ifndef E2E_EMBEDDED_H
#define E2E_EMBEDDED_H

#include "plugin/registry.h"
#include "run/run.h"

struct embedded {
    struct tb_registry *registry;
    const char *pipeline;
    const char *database;          /* what TOBA_DB says */
    struct tb_run_options options; /* of every run */
};

void embedded_open(struct embedded *embedded, const char *pipeline);
void embedded_close(struct embedded *embedded);
/* Runs the pipeline in its environment `demo`; fails the test when it does not succeed. */
void embedded_run(struct embedded *embedded, int32_t day);

#endif
