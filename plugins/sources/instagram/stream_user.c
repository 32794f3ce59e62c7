/* stream_user.c - an account's own node: its profile and the day's counters. */
#include "ports.h"
#include "stream.h"

static const char *const fields[] = {
    "id",      "username",        "name",          "biography",   "profile_picture_url",
    "website", "followers_count", "follows_count", "media_count",
};

static bool wanted(const struct toba_out *out)
{
    return toba_wired(out, OUT_USER) || toba_wired(out, OUT_USER_DATA) ||
           toba_wired(out, OUT_USER_FLAGS) || toba_wired(out, OUT_USER_PROBLEM);
}

static int put_profile(const struct flow *flow, const struct account *account,
                       const cJSON *answer)
{
    put_own(flow, OUT_USER, U_ID, account->id);
    put_text(flow, OUT_USER, U_USERNAME, answer, "username");
    put_text(flow, OUT_USER, U_NAME, answer, "name");
    put_text(flow, OUT_USER, U_BIOGRAPHY, answer, "biography");
    put_text(flow, OUT_USER, U_PICTURE, answer, "profile_picture_url");
    put_text(flow, OUT_USER, U_WEBSITE, answer, "website");
    if (account->page_id)
        toba_put_int(flow->out, OUT_USER, U_PAGE, account->page_id);
    return toba_end_row(flow->out, OUT_USER, flow->err);
}

static int put_counters(const struct flow *flow, const struct account *account,
                        const cJSON *answer)
{
    put_own(flow, OUT_USER_DATA, D_USER, account->id);
    put_count(flow, OUT_USER_DATA, D_FOLLOWERS, answer, "followers_count");
    put_count(flow, OUT_USER_DATA, D_FOLLOWS, answer, "follows_count");
    put_count(flow, OUT_USER_DATA, D_MEDIA, answer, "media_count");
    toba_put_int(flow->out, OUT_USER_DATA, D_DAY, flow->run->api_day);
    return toba_end_row(flow->out, OUT_USER_DATA, flow->err);
}

static int take(const struct flow *flow, struct fetch *fetch, const cJSON *answer)
{
    int code = put_profile(flow, fetch->account, answer);

    return code ? code : put_counters(flow, fetch->account, answer);
}

const struct stream user_stream = {
    .name = "user",
    .edge = "",
    .fields = fields,
    .n_fields = TOBA_COUNT(fields),
    .wanted = wanted,
    .take = take,
};
