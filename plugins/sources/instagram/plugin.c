/* plugin.c - the descriptor of the Instagram plugin. */
#include "plugin.h"

static const struct toba_component *const components[] = {&graph_component};

static const struct toba_plugin plugin = {
    TOBA_PLUGIN_HEADER,
    .name = "instagram",
    .version = "0.1.0",
    .licence = "Apache-2.0",
    .summary = "Instagram accounts through Meta's Graph API",
    .components = components,
    .n_components = TOBA_COUNT(components),
};

const struct toba_plugin *toba_plugin_entry(void)
{
    return &plugin;
}
