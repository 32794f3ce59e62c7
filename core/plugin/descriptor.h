/* descriptor.h - checking what a plugin says of itself. */
#ifndef TB_PLUGIN_DESCRIPTOR_H
#define TB_PLUGIN_DESCRIPTOR_H

#include <toba/plugin.h>

/* Whether a descriptor may be used: its ABI, names, ports, options and callbacks. The error
 * names the file, the member, and the expected and found values. */
int tb_descriptor_check(const struct toba_plugin *plugin, const char *path,
                        struct toba_error *err);
/* The size of the instance member that receives an option of this type; 0: no such type. */
size_t tb_option_size(int32_t type);

#endif
