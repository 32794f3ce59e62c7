/*
 * Addresses. A path is a hash of what it shows; a signature is a hash of the path and the day.
 */
#include "urls.h"

#include "dates.h"
#include "dice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HOST "https://scontent.cdninstagram.example"

void url_write_shortcode(const struct post *post, char out[SHORTCODE_ROOM])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint64_t bits = dice_mix(post->key, 'S');

    out[0] = 'D';
    for (unsigned i = 1; i <= 10; i++, bits >>= 6)
        out[i] = letters[bits & 63];
    out[11] = '\0';
}

void url_write_permalink(const struct post *post, char out[URL_ROOM])
{
    char shortcode[SHORTCODE_ROOM];

    url_write_shortcode(post, shortcode);
    snprintf(out, URL_ROOM, "https://www.instagram.com/%s/%s/",
             post->kind == POST_REEL ? "reel" : "p", shortcode);
}

static void write_image(uint64_t key, char *out)
{
    snprintf(out, URL_ROOM, HOST "/v/t51.82787-15/%09u_%015" PRIu64 "_n.jpg",
             dice_pick(dice_mix(key, 1), 999999999),
             dice_mix(key, 2) % UINT64_C(999999999999999));
}

static void write_video(uint64_t key, char *out)
{
    snprintf(out, URL_ROOM, HOST "/o1/v/t16/f2/m86/AQ%016" PRIX64 "%016" PRIX64 ".mp4",
             dice_mix(key, 3), dice_mix(key, 4));
}

static bool is_video(const struct post *post)
{
    return post->kind == POST_REEL || post->kind == POST_VIDEO;
}

bool url_write_media(const struct post *post, char out[URL_ROOM])
{
    out[0] = '\0';
    if (post->withheld)
        return false;
    if (is_video(post))
        write_video(post->key, out);
    else
        write_image(post->key, out);
    return true;
}

bool url_write_thumbnail(const struct post *post, char out[URL_ROOM])
{
    out[0] = '\0';
    if (!is_video(post))
        return false;
    write_image(dice_mix(post->key, 'T'), out);
    return true;
}

void url_write_slide(const struct post *post, unsigned slide, char out[URL_ROOM])
{
    uint64_t key = dice_mix(post->key, slide);

    if (post_slide_is_video(post, slide))
        write_video(key, out);
    else
        write_image(key, out);
}

bool url_write_slide_thumbnail(const struct post *post, unsigned slide, char out[URL_ROOM])
{
    out[0] = '\0';
    if (!post_slide_is_video(post, slide))
        return false;
    write_image(dice_mix(dice_mix(post->key, slide), 'T'), out);
    return true;
}

void url_write_picture(const struct account *account, char out[URL_ROOM])
{
    write_image(dice_mix(account->key, 'P'), out);
}

void url_sign(char url[URL_ROOM], int64_t at)
{
    uint64_t key = dice_mix(dice_mix_string(0, url), (uint64_t)date_day(at));
    size_t size = strlen(url);

    if (!size)
        return;
    snprintf(url + size, URL_ROOM - size,
             "?_nc_cat=%u&ccb=1-7&_nc_ohc=%012" PRIx64 "&_nc_rid=%010" PRIx64
             "&oh=00_Af%016" PRIX64 "&oe=%08" PRIX64,
             100 + dice_pick(key, 11), dice_mix(key, 1) >> 16, dice_mix(key, 2) >> 24,
             dice_mix(key, 3), (uint64_t)(date_day(at) + 4) * SECONDS_A_DAY);
}
