/* What is UTF-8 and what only looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "batch/utf8.h"

struct sample {
    const char *bytes;
    int size;
};

/* clang-format off */
static const struct sample good[] = {
    {"", 0}, {"plain", 5}, {"\0", 1}, {"\x7F", 1},
    {"\xC2\x80", 2}, {"\xDF\xBF", 2},
    {"\xE0\xA0\x80", 3}, {"\xED\x9F\xBF", 3}, {"\xEE\x80\x80", 3}, {"\xEF\xBF\xBF", 3},
    {"\xF0\x90\x80\x80", 4}, {"\xF0\x9F\x8D\x9C", 4}, {"\xF4\x8F\xBF\xBF", 4},
    {"a\xC3\xA9z", 4},
};

static const struct sample bad[] = {
    {"\x80", 1}, {"\xBF", 1},                                /* a tail without a head */
    {"\xC0\x80", 2}, {"\xC1\xBF", 2}, {"\xE0\x9F\xBF", 3}, {"\xF0\x8F\xBF\xBF", 4}, /* overlong */
    {"\xED\xA0\x80", 3}, {"\xED\xBF\xBF", 3},                /* surrogates */
    {"\xF4\x90\x80\x80", 4}, {"\xF5\x80\x80\x80", 4}, {"\xFF", 1}, {"\xFE", 1}, /* too high */
    {"\xC3", 1}, {"\xE2\x82", 2}, {"\xF0\x9F\x8D", 3},       /* cut off */
    {"\xC3(", 2}, {"\xE2(\xA1", 3}, {"\xE2\x82(", 3},        /* not a tail */
    {"\xF0(\x8C\xBC", 4}, {"\xF0\x90(\xBC", 4}, {"\xF0\x90\x8C(", 4},
    {"ok\xFFok", 5}, {"caf\xE9", 4},
};
/* clang-format on */

static void well_formed_bytes_are_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!tb_utf8_valid(good[i].bytes, good[i].size))
            fail_msg("good sample %zu was refused", i);
}

static void malformed_bytes_are_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (tb_utf8_valid(bad[i].bytes, bad[i].size))
            fail_msg("bad sample %zu was taken for text", i);
}

/* Encodes by the definition, without a look at what is allowed. */
static int encode(unsigned long point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

static void every_code_point_but_surrogates_is_text(void **state)
{
    (void)state;
    for (unsigned long point = 0; point < 0x120000; point++) {
        char bytes[4];
        int expected = point < 0x110000 && (point < 0xD800 || point > 0xDFFF);

        if (tb_utf8_valid(bytes, encode(point, bytes)) != expected)
            fail_msg("U+%04lX was %s", point, expected ? "refused" : "taken");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_bytes_are_text),
        cmocka_unit_test(malformed_bytes_are_not),
        cmocka_unit_test(every_code_point_but_surrogates_is_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
