/* proof.c - see proof.h. */
#include "proof.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

bool proof_make(const char *app_secret, const char *token, char proof[PROOF_ROOM])
{
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    size_t key = strlen(app_secret);

    proof[0] = '\0';
    if (key > INT_MAX || !HMAC(EVP_sha256(), app_secret, (int)key, (const unsigned char *)token,
                               strlen(token), code, &size))
        return false;
    for (unsigned i = 0; i < size && 2 * i + 2 < PROOF_ROOM; i++)
        snprintf(proof + 2 * i, 3, "%02x", code[i]);
    return true;
}
