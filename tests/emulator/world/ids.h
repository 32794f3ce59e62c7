/*
 * Ids and tokens, both ways: an id is not looked up but computed, and decoding it tells what it
 * stands for. Ids look like the API's (17 digits, 15 for pages) and do not depend on how many
 * accounts there are.
 */
#ifndef EMULATOR_WORLD_IDS_H
#define EMULATOR_WORLD_IDS_H

#include <stdbool.h>
#include <stdint.h>

#define ID_ROOM 24
#define TOKEN_ROOM 64
#define ACCOUNTS_MAX 1000000
#define SLOTS_MAX 10000000 /* posting slots an account may ever have, see posts.h */
#define SLIDES_MAX 10

void id_write_user(uint64_t seed, unsigned account, char out[ID_ROOM]);
void id_write_page(uint64_t seed, unsigned account, char out[ID_ROOM]);
void id_write_media(uint64_t seed, unsigned account, int64_t slot, char out[ID_ROOM]);
void id_write_slide(uint64_t seed, unsigned account, int64_t slot, unsigned slide,
                    char out[ID_ROOM]);

/* Each false when id is not of that kind; whether the thing exists is the world's question. */
bool id_read_user(uint64_t seed, const char *id, unsigned *account);
bool id_read_media(uint64_t seed, const char *id, unsigned *account, int64_t *slot);
bool id_read_slide(uint64_t seed, const char *id, unsigned *account, int64_t *slot,
                   unsigned *slide);

void token_write(uint64_t seed, unsigned account, char out[TOKEN_ROOM]);
bool token_read(uint64_t seed, const char *token, unsigned *account);

#endif
