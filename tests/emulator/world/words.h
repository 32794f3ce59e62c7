/*
 * How the tables of words are written down.
 */
#ifndef EMULATOR_WORLD_WORDS_H
#define EMULATOR_WORLD_WORDS_H

/* An initialiser of struct words that counts for itself. */
#define WORDS(...)                                                                             \
    {                                                                                          \
        (const char *const[]){__VA_ARGS__},                                                    \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)                  \
    }

#endif
