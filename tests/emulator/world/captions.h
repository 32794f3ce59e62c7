/*
 * Captions in Indonesian and English, put together from the phrases of trades.h.
 */
#ifndef EMULATOR_WORLD_CAPTIONS_H
#define EMULATOR_WORLD_CAPTIONS_H

#include "posts.h"
#include "text.h"

#define CAPTION_MAX 2200 /* characters */

/* Adds the post's caption to text. False, and nothing added: the post has no caption. */
bool caption_write(const struct account *account, const struct post *post, struct text *text);

/* Adds a phrase with its placeholders filled, as dice will have it. */
void caption_expand(const struct trade *trade, const char *phrase, uint64_t dice,
                    struct text *text);

#endif
