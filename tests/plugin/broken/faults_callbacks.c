/* What a component of each kind cannot do without. */
#include "sound.h"

static void source_without_next(struct parts *p)
{
    p->components[0].kind = TOBA_SOURCE;
    p->components[0].next = NULL;
}

static void process_without_process(struct parts *p)
{
    p->components[0].kind = TOBA_PROCESS;
    p->components[0].n_inputs = 1;
    p->components[0].process = NULL;
}

static void process_with_two_inputs(struct parts *p)
{
    p->components[0].kind = TOBA_PROCESS;
}

static void group_without_group(struct parts *p)
{
    p->components[0].group = NULL;
}

static void sink_without_store(struct parts *p)
{
    p->components[0].kind = TOBA_SINK;
    p->components[0].store = NULL;
}

static void store_size(struct parts *p)
{
    p->components[0].kind = TOBA_SINK;
    p->store.size -= 8;
}

static void sink_without_commit(struct parts *p)
{
    p->components[0].kind = TOBA_SINK;
    p->store.commit = NULL;
}

static void store_without_fetch(struct parts *p)
{
    p->components[0].kind = TOBA_SINK;
    p->store.scan_fetch = NULL;
}

const struct fault faults[] = {
    {"source_without_next", source_without_next},
    {"process_without_process", process_without_process},
    {"process_with_two_inputs", process_with_two_inputs},
    {"group_without_group", group_without_group},
    {"sink_without_store", sink_without_store},
    {"store_size", store_size},
    {"sink_without_commit", sink_without_commit},
    {"store_without_fetch", store_without_fetch},
    {NULL, NULL},
};
