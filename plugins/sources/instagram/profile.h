/* profile.h - which generation of the API a version speaks.
 *
 * v18.0 (12 September 2023) ended the metrics of the first generation; both generations fill
 * the same columns. */
#ifndef INSTAGRAM_PROFILE_H
#define INSTAGRAM_PROFILE_H

#include <toba/error.h>

enum profile { PROFILE_LEGACY, PROFILE_CURRENT };

/* Checks the options `version` ("v25.0") and `profile` ("auto": by the version, "legacy",
 * "current") against each other, and fills `profile`. */
int profile_choose(const char *version, const char *name, enum profile *profile,
                   struct toba_error *err);
const char *profile_name(enum profile profile);

#endif
