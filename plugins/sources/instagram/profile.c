/* profile.c - see profile.h. */
#include "profile.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CURRENT 18

static bool is_version(const char *text)
{
    const char *at = text + 1;

    if (*text != 'v' || !isdigit((unsigned char)*at))
        return false;
    at += strspn(at, "0123456789");
    return *at == '.' && at[1] && !at[1 + strspn(at + 1, "0123456789")];
}

int profile_choose(const char *version, const char *name, enum profile *profile,
                   struct toba_error *err)
{
    bool current;

    if (!is_version(version)) {
        toba_fail(err, TOBA_E_CONFIG, "version \"%.60s\" is not a version of the Graph API",
                  version);
        return toba_hint(err, "a version looks like v25.0");
    }
    current = strtol(version + 1, NULL, 10) >= FIRST_CURRENT;
    if (strcmp(name, "current") == 0 && !current) {
        toba_fail(err, TOBA_E_CONFIG, "profile \"current\" does not fit version %.60s",
                  version);
        return toba_hint(err, "it needs v%d.0 or later; \"auto\" goes by the version",
                         FIRST_CURRENT);
    }
    *profile = current && strcmp(name, "legacy") != 0 ? PROFILE_CURRENT : PROFILE_LEGACY;
    return TOBA_OK;
}

const char *profile_name(enum profile profile)
{
    return profile == PROFILE_LEGACY ? "legacy" : "current";
}
