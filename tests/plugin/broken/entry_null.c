/* A plugin that has nothing to say of itself. */
#include <toba/plugin.h>

const struct toba_plugin *toba_plugin_entry(void)
{
    return NULL;
}
