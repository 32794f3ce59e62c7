/* A plugin that needs a function that nobody has. */
#include <toba/plugin.h>

int part_that_is_missing(void);

const struct toba_plugin *toba_plugin_entry(void)
{
    static struct toba_plugin plugin = {TOBA_PLUGIN_HEADER};

    plugin.n_components = part_that_is_missing();
    return &plugin;
}
