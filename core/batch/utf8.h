/* utf8.h - whether bytes are UTF-8. */
#ifndef TB_BATCH_UTF8_H
#define TB_BATCH_UTF8_H

#include <stdbool.h>
#include <stdint.h>

/* Well-formed UTF-8 as of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
bool tb_utf8_valid(const char *at, int64_t size);

#endif
