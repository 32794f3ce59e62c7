/* No fault: what the others differ from. */
#include "broken.h"

static void leave(struct parts *p)
{
    (void)p;
}

const struct fault faults[] = {
    {"sound_group", leave},
    {"sound_process", make_process},
    {"sound_source", make_source},
    {NULL, NULL},
};
