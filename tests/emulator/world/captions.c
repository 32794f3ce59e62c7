/*
 * A caption is an opening, some sentences, a call to answer and hashtags. The shapes in which
 * real captions come are all here, because a reader of captions must stand them: emoji with
 * joiners, lines of single dots, hashtags side by side, in full width, in camel case, of digits
 * only, in the middle of a sentence, before punctuation, things that look like hashtags and are
 * none, quotes, captions of the greatest length, and posts without any.
 */
#include "captions.h"

#include "dice.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A source of rolls for one caption: each draw is another one. */
struct writer {
    const struct trade *trade;
    uint64_t dice;
    unsigned drawn;
    struct text *text;
};

static unsigned draw(struct writer *writer, unsigned choices)
{
    return dice_pick(dice_mix(writer->dice, writer->drawn++), choices);
}

static const char *draw_word(struct writer *writer, const struct words *words)
{
    return words->word[draw(writer, words->count)];
}

/* One of two lists, the trade's own three times as often. */
static const char *draw_phrase(struct writer *writer, const struct words *own,
                               const struct words *common)
{
    return draw_word(writer, draw(writer, 4) ? own : common);
}

static void add_price(struct writer *writer)
{
    unsigned thousands = 5 * (3 + draw(writer, 60));

    switch (draw(writer, 3)) {
    case 0:
        text_addf(writer->text, "Rp%u.000", thousands);
        return;
    case 1:
        text_addf(writer->text, "%urb", thousands);
        return;
    default:
        text_addf(writer->text, "%uK", thousands);
    }
}

static void add_placeholder(struct writer *writer, char letter)
{
    const struct trade *trade = writer->trade;

    switch (letter) {
    case 'p':
        text_add(writer->text, draw_word(writer, &trade->products));
        return;
    case 'q':
        text_add(writer->text, draw_word(writer, &trade->places));
        return;
    case 'a':
        text_add(writer->text, draw_word(writer, &trade->adjectives));
        return;
    case 'e':
        text_add(writer->text, draw_phrase(writer, &trade->emoji, &common_emoji));
        return;
    case 'd':
        text_add(writer->text, draw_word(writer, &weekdays));
        return;
    case 'D':
        text_add(writer->text, draw_word(writer, &english_weekdays));
        return;
    case 't':
        text_add(writer->text, draw_word(writer, &day_times));
        return;
    case 'm':
        text_addf(writer->text, "@%s%s", draw_word(writer, &trade->brand_first),
                  draw_word(writer, &trade->brand_second));
        return;
    case 'n':
        text_addf(writer->text, "%u", 2 + draw(writer, 9));
        return;
    case 'h':
        text_addf(writer->text, "%u%%", 5 * (1 + draw(writer, 14)));
        return;
    case 'r':
        add_price(writer);
        return;
    default: /* a hashtag inside the sentence */
        text_addf(writer->text, "#%s", draw_word(writer, &trade->tags));
    }
}

static void add_phrase(struct writer *writer, const char *phrase)
{
    for (; *phrase; phrase++) {
        if (phrase[0] == '{' && phrase[1] && phrase[2] == '}') {
            add_placeholder(writer, phrase[1]);
            phrase += 2;
        } else {
            text_add_bytes(writer->text, phrase, 1);
        }
    }
}

void caption_expand(const struct trade *trade, const char *phrase, uint64_t dice,
                    struct text *text)
{
    struct writer writer = {.trade = trade, .dice = dice, .text = text};

    add_phrase(&writer, phrase);
}

/* kopisusu, KopiSusu and KOPISUSU are one hashtag to Instagram. */
static void add_cased(struct writer *writer, const char *tag)
{
    unsigned style = draw(writer, 8);

    for (const char *letter = tag; *letter; letter++) {
        char out = *letter;

        if (style == 0 || (style == 1 && letter == tag))
            out = (char)toupper((unsigned char)out);
        text_add_bytes(writer->text, &out, 1);
    }
}

static void add_odd_tag(struct writer *writer)
{
    static const char *const odd[] = {
        "#2026",
        "#100persenlokal",
        "#17an",
        "#ootd_",
        "##diskon",
        "#promo!",
        "#FYP,",
        "(#giveaway)",
        "#m²",
        "#café",
        "#día",
        "No#1",
        "#テスト",
        "#쿠폰",
        "&#39;",
        "#1️⃣",
        "#",
        "#lokal.indonesia",
        "#nasi❤️",
        "＃ＰＲＯＭＯ",
        "#İstanbul",
        "#straße",
        "#2️⃣tahun",
        "#ngopi?#yuk",
    };

    text_add(writer->text, odd[draw(writer, sizeof odd / sizeof *odd)]);
}

static void add_tags(struct writer *writer)
{
    unsigned count = draw(writer, 9);
    bool side_by_side = draw(writer, 9) == 0;
    const char *sign = draw(writer, 15) == 0 ? "＃" : "#";

    if (!count)
        return;
    text_add(writer->text, draw(writer, 4) ? "\n\n" : "\n.\n.\n");
    for (unsigned i = 0; i < count; i++) {
        if (i && !side_by_side)
            text_add(writer->text, " ");
        text_add(writer->text, sign);
        add_cased(writer, draw_phrase(writer, &writer->trade->tags, &common_tags));
    }
    if (draw(writer, 6) == 0) {
        text_add(writer->text, " ");
        add_odd_tag(writer);
    }
}

static void add_gap(struct writer *writer)
{
    static const char *const gaps[] = {" ", " ", " ", "\n", "\n", "\n\n"};

    text_add(writer->text, gaps[draw(writer, 6)]);
}

static void add_indonesian(struct writer *writer)
{
    unsigned sentences = draw(writer, 4);

    add_phrase(writer, draw_phrase(writer, &writer->trade->openings, &common_openings));
    for (unsigned i = 0; i < sentences; i++) {
        add_gap(writer);
        add_phrase(writer, draw_phrase(writer, &writer->trade->bodies, &common_bodies));
    }
    if (draw(writer, 3)) {
        add_gap(writer);
        add_phrase(writer, draw_word(writer, &common_closings));
    }
}

static void add_english(struct writer *writer)
{
    add_phrase(writer, draw_phrase(writer, &writer->trade->english, &common_english));
    if (draw(writer, 2)) {
        add_gap(writer);
        add_phrase(writer, draw_phrase(writer, &writer->trade->english, &common_english));
    }
    if (draw(writer, 2)) {
        add_gap(writer);
        add_phrase(writer, draw_word(writer, &common_english_closings));
    }
}

static bool starts_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

/* Cuts text to CAPTION_MAX characters, counted from `from`. */
static bool cut_at_maximum(struct text *text, size_t from)
{
    size_t characters = 0;

    for (size_t i = from; i < text->size; i++) {
        if (starts_character(text->data[i]) && ++characters > CAPTION_MAX) {
            text->size = i;
            text->data[i] = '\0';
            return true;
        }
    }
    return false;
}

/* A story told to the last character that Instagram allows. */
static void add_longest(struct writer *writer)
{
    size_t from = writer->text->size;

    add_indonesian(writer);
    while (!cut_at_maximum(writer->text, from)) {
        text_add(writer->text, draw(writer, 4) ? " " : "\n\n");
        add_phrase(writer, draw_phrase(writer, &writer->trade->bodies, &common_bodies));
    }
}

bool caption_write(const struct account *account, const struct post *post, struct text *text)
{
    struct writer writer = {
        .trade = account->trade,
        .dice = dice_mix(post->key, 'C'),
        .text = text,
    };
    unsigned style = draw(&writer, 120);

    if (style < 4)
        return false;
    if (style == 4) {
        add_longest(&writer);
        return true;
    }
    if (style == 5)
        text_add(text, "\u200f");
    if (style < 9)
        add_phrase(&writer, "{e}{e}{e}");
    else if (style < 30)
        add_english(&writer);
    else
        add_indonesian(&writer);
    add_tags(&writer);
    return true;
}
