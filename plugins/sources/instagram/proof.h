/* proof.h - appsecret_proof: that a call comes from whoever knows the app's secret. */
#ifndef INSTAGRAM_PROOF_H
#define INSTAGRAM_PROOF_H

#include <stdbool.h>

#define PROOF_ROOM 65

/* The lower-case hexadecimal HMAC-SHA256 of the token, keyed by the secret. False when the
 * cryptographic library fails. */
bool proof_make(const char *app_secret, const char *token, char proof[PROOF_ROOM]);

#endif
