/* utf8.c - see utf8.h. */
#include "batch/utf8.h"

static bool tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* The length of the sequence at `s`, of which `left` bytes are there; 0: malformed. */
static int sequence(const unsigned char *s, int64_t left)
{
    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        return left >= 2 && tail(s[1]) ? 2 : 0;
    if (s[0] >= 0xE0 && s[0] <= 0xEF) {
        unsigned char low = s[0] == 0xE0 ? 0xA0 : 0x80, high = s[0] == 0xED ? 0x9F : 0xBF;

        return left >= 3 && s[1] >= low && s[1] <= high && tail(s[2]) ? 3 : 0;
    }
    if (s[0] >= 0xF0 && s[0] <= 0xF4) {
        unsigned char low = s[0] == 0xF0 ? 0x90 : 0x80, high = s[0] == 0xF4 ? 0x8F : 0xBF;

        return left >= 4 && s[1] >= low && s[1] <= high && tail(s[2]) && tail(s[3]) ? 4 : 0;
    }
    return 0;
}

bool tb_utf8_valid(const char *at, int64_t size)
{
    const unsigned char *s = (const unsigned char *)at;

    for (int64_t i = 0; i < size;) {
        int n = sequence(s + i, size - i);

        if (n == 0)
            return false;
        i += n;
    }
    return true;
}
