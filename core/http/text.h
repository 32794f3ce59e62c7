/* text.h - a growable run of bytes, always followed by a zero byte.
 *
 * Sticky: once memory is out, or the limit is passed, `failed` is set and adds do nothing, so
 * a caller checks once at the end. A zeroed struct is an empty text. */
#ifndef TB_HTTP_TEXT_H
#define TB_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct tb_http_text {
    char *at; /* NULL while nothing was added */
    size_t size, room;
    bool failed;
};

void tb_http_text_add(struct tb_http_text *text, const char *at, size_t size);
void tb_http_text_print(struct tb_http_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Empties it and keeps its memory. */
void tb_http_text_clear(struct tb_http_text *text);
void tb_http_text_free(struct tb_http_text *text);

/* The text, "" while it is empty. */
const char *tb_http_text_peek(const struct tb_http_text *text);

#endif
