/*
 * Tokens and troubled accounts.
 */
#include "access.h"

#include "dates.h"
#include "errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const trouble_names[] = {
    [TROUBLE_NONE] = "none",
    [TROUBLE_GONE] = "gone",
    [TROUBLE_PERMISSION] = "permission",
    [TROUBLE_WITHDRAWN] = "withdrawn",
    [TROUBLE_RESTRICTED] = "restricted",
    [TROUBLE_EXPIRED] = "expired",
};

static bool find_kind(const char *name, size_t size, enum trouble_kind *kind)
{
    for (unsigned i = TROUBLE_GONE; i <= TROUBLE_EXPIRED; i++) {
        if (strlen(trouble_names[i]) == size && strncmp(trouble_names[i], name, size) == 0) {
            *kind = (enum trouble_kind)i;
            return true;
        }
    }
    return false;
}

bool trouble_parse(const char *string, struct trouble *trouble)
{
    char *name;
    const char *since;
    unsigned long account = strtoul(string, &name, 10);

    if (name == string || *name++ != '=' || account >= ACCOUNTS_MAX)
        return false;
    trouble->account = (unsigned)account;
    trouble->since = INT64_MIN;
    since = strchr(name, '@');
    if (since && !date_parse(since + 1, &trouble->since))
        return false;
    return find_kind(name, since ? (size_t)(since - name) : strlen(name), &trouble->kind);
}

enum trouble_kind access_trouble(const struct access *access, unsigned account, int64_t at)
{
    for (unsigned i = 0; i < access->trouble_count; i++)
        if (access->troubles[i].account == account && at >= access->troubles[i].since)
            return access->troubles[i].kind;
    return TROUBLE_NONE;
}

bool access_admit(const struct access *access, const struct world *world, const char *token,
                  struct reader *reader, struct answer *answer)
{
    if (!token || !*token) {
        answer_error(answer, 104, 0);
        return false;
    }
    reader->sees_all = strcmp(token, access->master_token) == 0;
    if (reader->sees_all)
        return true;
    if (token_read(world->seed, token, &reader->account) && reader->account < world->accounts)
        return true;
    answer_error(answer, 190, 0);
    return false;
}

/* An expired session is named with the hour it ended: midnight of the trouble's first day. */
static void answer_expired(const struct access *access, unsigned account, int64_t at,
                           struct answer *answer)
{
    int64_t ended = (date_day(at) - 1) * SECONDS_A_DAY;
    char then[DATE_ROOM];
    char now[DATE_ROOM];

    for (unsigned i = 0; i < access->trouble_count; i++)
        if (access->troubles[i].account == account && access->troubles[i].since != INT64_MIN)
            ended = access->troubles[i].since;
    date_write_http(ended, then);
    date_write_http(at, now);
    answer_error_saying(answer, 190, 463,
                        "Error validating access token: Session has expired on %s. The current "
                        "time is %s.",
                        then, now);
}

static void answer_trouble(const struct access *access, enum trouble_kind kind,
                           unsigned account, int64_t at, struct answer *answer)
{
    switch (kind) {
    case TROUBLE_PERMISSION:
        answer_error(answer, 10, 0);
        return;
    case TROUBLE_WITHDRAWN:
        answer_error(answer, 200, 0);
        return;
    case TROUBLE_RESTRICTED:
        answer_error(answer, 25, 2207050);
        return;
    default:
        answer_expired(access, account, at, answer);
    }
}

bool access_allow(const struct access *access, const struct reader *reader, unsigned account,
                  int64_t at, const char *method, const char *id, struct answer *answer)
{
    enum trouble_kind kind = access_trouble(access, account, at);

    if ((!reader->sees_all && reader->account != account) || kind == TROUBLE_GONE) {
        answer_unsupported(answer, method, id);
        return false;
    }
    if (kind == TROUBLE_NONE)
        return true;
    answer_trouble(access, kind, account, at, answer);
    return false;
}
