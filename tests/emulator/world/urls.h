/*
 * The addresses of pictures, videos and posts. Picture and video addresses are signed: what
 * stands before the `?` stays, the query changes every day.
 */
#ifndef EMULATOR_WORLD_URLS_H
#define EMULATOR_WORLD_URLS_H

#include "posts.h"

#define URL_ROOM 320
#define SHORTCODE_ROOM 16

void url_write_shortcode(const struct post *post, char out[SHORTCODE_ROOM]);
void url_write_permalink(const struct post *post, char out[URL_ROOM]);

/* False, and out "", where the API leaves the field out. */
bool url_write_media(const struct post *post, char out[URL_ROOM]);
bool url_write_thumbnail(const struct post *post, char out[URL_ROOM]);

void url_write_slide(const struct post *post, unsigned slide, char out[URL_ROOM]);
bool url_write_slide_thumbnail(const struct post *post, unsigned slide, char out[URL_ROOM]);
void url_write_picture(const struct account *account, char out[URL_ROOM]);

/* Adds the signature of the instant's day; a URL that is "" stays so. */
void url_sign(char url[URL_ROOM], int64_t at);

#endif
