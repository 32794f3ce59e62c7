/*
 * An id is a prefix that tells its kind and an affine permutation of what it stands for:
 * (value * factor + shift(seed)) modulo a power of ten. Factor and modulus have no common
 * divisor, so that the permutation has an inverse and two things never share an id.
 */
#include "ids.h"

#include "dice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct id_kind {
    const char *prefix;
    unsigned digits; /* after the prefix */
    uint64_t modulus;
    uint64_t factor;
    uint64_t inverse; /* factor * inverse = 1 modulo modulus */
};

/* clang-format off */
static const struct id_kind user_kind  = {"1784140", 10, UINT64_C(10000000000),     618033, UINT64_C(5371007697)};
static const struct id_kind page_kind  = {"10",      13, UINT64_C(10000000000000),  618033, UINT64_C(6385371007697)};
static const struct id_kind media_kind = {"1790",    13, UINT64_C(10000000000000),  161803, UINT64_C(1387860546467)};
static const struct id_kind slide_kind = {"180",     14, UINT64_C(100000000000000), 161803, UINT64_C(81387860546467)};
/* clang-format on */

static uint64_t shift_of(const struct id_kind *kind, uint64_t seed)
{
    return dice_mix_string(seed, kind->prefix) % kind->modulus;
}

/* a * b modulo m by doubling: the product itself needs more than 64 bits. */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t modulus)
{
    uint64_t sum = 0;

    for (a %= modulus; b; b >>= 1) {
        if (b & 1)
            sum = (sum + a) % modulus;
        a = (a + a) % modulus;
    }
    return sum;
}

static void write_id(const struct id_kind *kind, uint64_t seed, uint64_t value, char *out)
{
    uint64_t number = (value * kind->factor + shift_of(kind, seed)) % kind->modulus;

    snprintf(out, ID_ROOM, "%s%0*" PRIu64, kind->prefix, (int)kind->digits, number);
}

static bool read_id(const struct id_kind *kind, uint64_t seed, const char *id, uint64_t *value)
{
    size_t prefix = strlen(kind->prefix);
    uint64_t number;

    if (strncmp(id, kind->prefix, prefix) != 0 || strlen(id) != prefix + kind->digits ||
        strspn(id, "0123456789") != strlen(id))
        return false;
    number = strtoull(id + prefix, NULL, 10);
    number = (number + kind->modulus - shift_of(kind, seed)) % kind->modulus;
    *value = multiply(number, kind->inverse, kind->modulus);
    return true;
}

static uint64_t post_value(unsigned account, int64_t slot)
{
    return (uint64_t)account * SLOTS_MAX + (uint64_t)slot;
}

void id_write_user(uint64_t seed, unsigned account, char out[ID_ROOM])
{
    write_id(&user_kind, seed, account, out);
}

void id_write_page(uint64_t seed, unsigned account, char out[ID_ROOM])
{
    write_id(&page_kind, seed, account, out);
}

void id_write_media(uint64_t seed, unsigned account, int64_t slot, char out[ID_ROOM])
{
    write_id(&media_kind, seed, post_value(account, slot), out);
}

void id_write_slide(uint64_t seed, unsigned account, int64_t slot, unsigned slide,
                    char out[ID_ROOM])
{
    write_id(&slide_kind, seed, post_value(account, slot) * SLIDES_MAX + slide, out);
}

bool id_read_user(uint64_t seed, const char *id, unsigned *account)
{
    uint64_t value;

    if (!read_id(&user_kind, seed, id, &value) || value >= ACCOUNTS_MAX)
        return false;
    *account = (unsigned)value;
    return true;
}

bool id_read_media(uint64_t seed, const char *id, unsigned *account, int64_t *slot)
{
    uint64_t value;

    if (!read_id(&media_kind, seed, id, &value))
        return false;
    *account = (unsigned)(value / SLOTS_MAX);
    *slot = (int64_t)(value % SLOTS_MAX);
    return true;
}

bool id_read_slide(uint64_t seed, const char *id, unsigned *account, int64_t *slot,
                   unsigned *slide)
{
    uint64_t value;

    if (!read_id(&slide_kind, seed, id, &value))
        return false;
    *slide = (unsigned)(value % SLIDES_MAX);
    value /= SLIDES_MAX;
    *account = (unsigned)(value / SLOTS_MAX);
    *slot = (int64_t)(value % SLOTS_MAX);
    return true;
}

/* `EAAE`, the account's number, and 40 characters that nobody guesses. */
void token_write(uint64_t seed, unsigned account, char out[TOKEN_ROOM])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    uint64_t key = dice_mix(dice_mix_string(seed, "token"), account);
    int size = snprintf(out, TOKEN_ROOM, "EAAE%06uZC", account);

    for (unsigned i = 0; i < 40; i++)
        out[size++] = letters[dice_pick(dice_mix(key, i), sizeof letters - 1)];
    out[size] = '\0';
}

bool token_read(uint64_t seed, const char *token, unsigned *account)
{
    char right[TOKEN_ROOM];
    unsigned number;

    if (sscanf(token, "EAAE%6uZC", &number) != 1)
        return false;
    token_write(seed, number, right);
    if (strcmp(token, right) != 0)
        return false;
    *account = number;
    return true;
}
