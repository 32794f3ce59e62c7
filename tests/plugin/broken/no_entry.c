/* A shared object that is no plugin. */
#include <toba/plugin.h>

TOBA_EXPORT int something_else(void);

int something_else(void)
{
    return 1;
}
