/* tokens.h - the access tokens of a run, each once, however many accounts share it. */
#ifndef INSTAGRAM_TOKENS_H
#define INSTAGRAM_TOKENS_H

#include "proof.h"

#include <toba/plugin.h>

enum token_state {
    TOKEN_NEW = 0, /* not used yet */
    TOKEN_TRYING,  /* its first call is under way: its other accounts wait */
    TOKEN_GOOD,
    TOKEN_DEAD /* no call of it can succeed */
};

struct token {
    char *value;
    char proof[PROOF_ROOM]; /* "" without an app secret */
    char name[32];          /* for messages and pacing: never the value */
    enum token_state state;
    char refusal[256]; /* why it is dead */
    struct token *next;
};

struct tokens {
    struct token *first;
    int32_t n;
    const char *app_secret; /* NULL: none; borrowed */
};

/* The token of that value, added when it is new. Borrowed until tokens_free(). */
int tokens_add(struct tokens *tokens, const char *value, struct token **token,
               struct toba_error *err);
void tokens_free(struct tokens *tokens);

/* What an accounts file says of a token: a value, env:NAME or file:PATH. Fills `value`, which
 * the caller frees; `*exposed` is the file's path when others may read it, else NULL. The error
 * names no value. */
int token_resolve(const char *text, char **value, const char **exposed, struct toba_error *err);

#endif
