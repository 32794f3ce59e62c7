/* plugin.h - the components that this folder builds into one plugin. */
#ifndef INSTAGRAM_PLUGIN_H
#define INSTAGRAM_PLUGIN_H

#include <toba/plugin.h>

extern const struct toba_component graph_component; /* graph.c */

#endif
