/* What goes wrong while a plugin is loaded. */
#include <stdlib.h>
#include <unistd.h>

#include "broken.h"

static void load_crash(struct parts *p)
{
    (void)p;
    abort();
}

static void load_exit(struct parts *p)
{
    (void)p;
    _exit(3);
}

static void load_hang(struct parts *p)
{
    (void)p;
    for (;;)
        pause();
}

static void load_abi(struct parts *p)
{
    p->plugin.abi_major = 99;
}

static void load_empty(struct parts *p)
{
    p->plugin.n_components = 0;
}

const struct fault faults[] = {
    {"load_crash", load_crash}, {"load_exit", load_exit},   {"load_hang", load_hang},
    {"load_abi", load_abi},     {"load_empty", load_empty}, {NULL, NULL},
};
