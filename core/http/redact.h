/* redact.h - keeping secrets out of everything that is printed or recorded.
 *
 * Two nets: the values that follow a secret name (in a query, in JSON, in a header), and the
 * values that requests were given under such a name, wherever they turn up. */
#ifndef TB_HTTP_REDACT_H
#define TB_HTTP_REDACT_H

#include "http/text.h"

#include <stdint.h>

struct tb_http_names {
    const char *const *at; /* beside the built-in ones */
    int32_t n;
};

/* Whether a parameter or header of that name is secret; case does not matter. */
bool tb_http_secret_name(const struct tb_http_names *names, const char *name, size_t size);

/* Appends `in` to `out`, the values of secret names and all occurrences of `values`
 * replaced by ***. Values shorter than 6 bytes are found by their name only: replacing them
 * everywhere would spoil the text. */
void tb_http_redact(const struct tb_http_names *names, const char *const *values,
                    int32_t n_values, const char *in, size_t size, struct tb_http_text *out);

#endif
