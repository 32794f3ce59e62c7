/*
 * Cursors hold the place itself, scrambled, with a check that no other list's cursor passes:
 * there is nothing to remember between two pages. Only the last item's slot is in it, so a
 * cursor is void when that item is deleted, as the API's are.
 */
#include "paging.h"

#include "dates.h"
#include "dice.h"
#include "errors.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CURSOR_ROOM 24
#define CURSOR_PREFIX "QVFIU"
#define RANK_BITS 14 /* LISTED_MAX fits */
#define ITEM_BITS 24 /* SLOTS_MAX fits */
#define CHECK_BITS 22

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static uint64_t key_of(const struct call *call)
{
    return dice_mix_string(dice_mix_string(call->world->seed, "cursor"), call->node.id);
}

static uint64_t check_of(uint64_t key, uint64_t place)
{
    return dice_mix(key, place) & ((UINT64_C(1) << CHECK_BITS) - 1);
}

/* 60 bits: ten letters of six. The mask makes cursors of neighbours look unlike. */
static void write_cursor(const struct call *call, const struct place *place,
                         char out[CURSOR_ROOM])
{
    uint64_t key = key_of(call);
    uint64_t value = (uint64_t)place->item << RANK_BITS | (uint64_t)place->rank;
    uint64_t check = check_of(key, value);
    uint64_t bits = check << (RANK_BITS + ITEM_BITS) |
                    (value ^ (dice_mix(key, check) >> (64 - RANK_BITS - ITEM_BITS)));
    size_t size = strlen(CURSOR_PREFIX);

    memcpy(out, CURSOR_PREFIX, size);
    for (unsigned i = 0; i < 10; i++, bits >>= 6)
        out[size++] = letters[bits & 63];
    memcpy(out + size, "ZD", 3);
}

static bool read_bits(const char *cursor, uint64_t *bits)
{
    size_t size = strlen(CURSOR_PREFIX);

    if (strlen(cursor) != size + 12 || strncmp(cursor, CURSOR_PREFIX, size) != 0 ||
        strcmp(cursor + size + 10, "ZD") != 0)
        return false;
    *bits = 0;
    for (unsigned i = 10; i-- > 0;) {
        const char *letter = strchr(letters, cursor[size + i]);

        if (!letter)
            return false;
        *bits = *bits << 6 | (uint64_t)(letter - letters);
    }
    return true;
}

static bool read_cursor(const struct call *call, const char *cursor, struct place *place)
{
    uint64_t key = key_of(call);
    uint64_t bits;
    uint64_t check;
    uint64_t value;

    if (!read_bits(cursor, &bits))
        return false;
    check = bits >> (RANK_BITS + ITEM_BITS);
    value = (bits & ((UINT64_C(1) << (RANK_BITS + ITEM_BITS)) - 1)) ^
            (dice_mix(key, check) >> (64 - RANK_BITS - ITEM_BITS));
    place->item = (int64_t)(value >> RANK_BITS);
    place->rank = (int64_t)(value & ((1 << RANK_BITS) - 1));
    return check_of(key, value) == check;
}

static bool read_time(const struct call *call, const char *name, int64_t absent,
                      int64_t *instant, struct answer *answer)
{
    const char *given = request_parameter(call->request, name);

    *instant = absent;
    if (!given || !*given || date_parse(given, instant))
        return true;
    answer_error_saying(answer, 100, 0, "(#100) %s param is not valid.", name);
    return false;
}

/* Too long a page is cut, not refused. */
static unsigned read_limit(const struct call *call)
{
    const char *given = request_parameter(call->request, "limit");
    long limit = given ? strtol(given, NULL, 10) : LIMIT_DEFAULT;

    if (limit < 1)
        limit = LIMIT_DEFAULT;
    if (limit > LIMIT_MAX)
        limit = LIMIT_MAX;
    return limit > call->page_cap ? call->page_cap : (unsigned)limit;
}

void answer_bad_cursor(struct answer *answer)
{
    answer_error_saying(answer, 100, 0, "(#100) The after cursor is not valid or has expired");
}

bool page_read(const struct call *call, struct page *page, struct answer *answer)
{
    const char *after = request_parameter(call->request, "after");

    page->limit = read_limit(call);
    page->continues = after && *after;
    if (page->continues && !read_cursor(call, after, &page->after)) {
        answer_bad_cursor(answer);
        return false;
    }
    return read_time(call, "since", INT64_MIN, &page->since, answer) &&
           read_time(call, "until", INT64_MAX, &page->until, answer);
}

static void add_encoded(struct text *url, const char *value)
{
    for (; *value; value++) {
        unsigned char byte = (unsigned char)*value;

        if (isalnum(byte) || strchr("-_.~", byte))
            text_add_bytes(url, value, 1);
        else
            text_addf(url, "%%%02X", byte);
    }
}

static void add_parameter(struct text *url, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_addf(url, "%s%s=", strchr(text_peek(url), '?') ? "&" : "?", name);
    add_encoded(url, value);
}

/* The token goes into the address however it was sent: clients must beware of it. */
static void write_next(const struct call *call, const struct page *page, const char *after,
                       struct text *url)
{
    static const char *const kept[] = {"since", "until"};
    char limit[16];

    snprintf(limit, sizeof limit, "%u", page->limit);
    text_addf(url, "http://%s%s", call->request->host, call->request->path);
    add_parameter(url, "access_token", request_token(call->request));
    add_parameter(url, "fields", request_parameter(call->request, "fields"));
    add_parameter(url, "limit", limit);
    for (unsigned i = 0; i < 2; i++)
        add_parameter(url, kept[i], request_parameter(call->request, kept[i]));
    add_parameter(url, "after", after);
}

void page_write(const struct call *call, const struct page *page, const struct place *first,
                const struct place *last, bool more, cJSON *json)
{
    cJSON *paging = cJSON_AddObjectToObject(json, "paging");
    cJSON *cursors = cJSON_AddObjectToObject(paging, "cursors");
    char cursor[CURSOR_ROOM];
    struct text url = {0};

    write_cursor(call, first, cursor);
    cJSON_AddStringToObject(cursors, "before", cursor);
    write_cursor(call, last, cursor);
    cJSON_AddStringToObject(cursors, "after", cursor);
    if (more) {
        write_next(call, page, cursor, &url);
        cJSON_AddStringToObject(paging, "next", text_peek(&url));
    }
    text_free(&url);
}
