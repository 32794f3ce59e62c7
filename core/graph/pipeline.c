/* pipeline.c - see pipeline.h. */
#include "graph/pipeline.h"

#include <string.h>

void tb_pipeline_free(struct tb_pipeline *pipeline)
{
    tb_arena_free(&pipeline->arena);
    memset(pipeline, 0, sizeof *pipeline);
}
