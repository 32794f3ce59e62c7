/* fuzz_redact.c - any text with any secret in it: the secret is never in what comes out.
 *
 * An input is a line with the secret value, a line with the name of one more secret parameter,
 * and the text. */
#include <stdlib.h>
#include <string.h>

#include "http/redact.h"
#include "input.h"

enum { SHORTEST_VALUE = 6 };

/* Cuts a line off the front of a text. */
static char *cut_line(char **text)
{
    char *line = *text, *end = strchr(line, '\n');

    *text = end ? end + 1 : line + strlen(line);
    if (end)
        *end = '\0';
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *all = fuzz_text(data, size), *rest = all;
    const char *value = cut_line(&rest), *name = cut_line(&rest);
    const size_t left = size - (size_t)(rest - all), value_size = strlen(value);
    char *text = fuzz_text((const uint8_t *)rest, left);
    const struct tb_http_names names = {.at = &name, .n = 1};
    struct tb_http_text out = {0};

    tb_http_redact(&names, &value, 1, text, left, &out);
    /* One with a star may arise anew where a value became three of them. */
    if (value_size >= SHORTEST_VALUE && !strchr(value, '*') && out.at &&
        memmem(out.at, out.size, value, value_size))
        abort();
    tb_http_text_free(&out);
    free(text);
    free(all);
    return 0;
}
