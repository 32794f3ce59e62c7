/* stream_media.c - an account's posts: the whole list, newest first, and which known posts it
 * no longer shows. */
#include "dates.h"
#include "ports.h"
#include "stream.h"

#include <string.h>

/* The API lists no more than so many of the newest posts. */
enum { LIST_MOST = 10000 };

static const char *const fields[] = {
    "id",         "caption",    "comments_count", "is_comment_enabled",
    "like_count", "media_type", "media_url",      "permalink",
    "shortcode",  "timestamp",  "thumbnail_url",  "username",
};

static bool wanted(const struct toba_out *out)
{
    return toba_wired(out, OUT_MEDIA) || toba_wired(out, OUT_MEDIA_LIKE_COMMENT) ||
           toba_wired(out, OUT_MEDIA_ARCHIVED);
}

static void put_published(const struct flow *flow, struct fetch *fetch, const cJSON *post)
{
    int64_t published;
    enum json_found found = json_instant(post, "timestamp", &published);

    if (found == JSON_WRONG)
        count_wrong(flow, "timestamp");
    if (found != JSON_GOOD)
        return;
    toba_put_int(flow->out, OUT_MEDIA, M_PUBLISHED, published);
    if (published < fetch->oldest)
        fetch->oldest = published;
}

static int put_post(const struct flow *flow, struct fetch *fetch, const char *id,
                    const cJSON *post)
{
    put_own(flow, OUT_MEDIA, M_ID, id);
    put_own(flow, OUT_MEDIA, M_USER, fetch->account->id);
    put_own(flow, OUT_MEDIA, M_OWNER, fetch->account->id);
    put_text(flow, OUT_MEDIA, M_PERMALINK, post, "permalink");
    put_text(flow, OUT_MEDIA, M_TYPE, post, "media_type");
    put_published(flow, fetch, post);
    put_text(flow, OUT_MEDIA, M_USERNAME, post, "username");
    put_text(flow, OUT_MEDIA, M_CAPTION, post, "caption");
    put_bool(flow, OUT_MEDIA, M_COMMENTS_ON, post, "is_comment_enabled");
    put_count(flow, OUT_MEDIA, M_COMMENTS, post, "comments_count");
    put_count(flow, OUT_MEDIA, M_LIKES, post, "like_count");
    put_text(flow, OUT_MEDIA, M_URL, post, "media_url");
    put_text(flow, OUT_MEDIA, M_THUMBNAIL, post, "thumbnail_url");
    put_text(flow, OUT_MEDIA, M_SHORTCODE, post, "shortcode");
    toba_put_int(flow->out, OUT_MEDIA, M_ARCHIVED, false);
    toba_put_int(flow->out, OUT_MEDIA, M_DAY, toba_day(flow->in));
    return toba_end_row(flow->out, OUT_MEDIA, flow->err);
}

static int64_t count_or_null(const cJSON *post, const char *name, bool *null)
{
    int64_t value = 0;

    *null = json_int(post, name, INT32_MIN, INT32_MAX, &value) != JSON_GOOD;
    return value;
}

static int put_counters(const struct flow *flow, const char *id, const cJSON *post)
{
    char day[DATE_ROOM], row[JSON_ID_ROOM + DATE_ROOM];
    bool no_likes, no_comments;
    int64_t likes = count_or_null(post, "like_count", &no_likes);
    int64_t comments = count_or_null(post, "comments_count", &no_comments);

    date_print_compact(flow->run->api_day, day);
    snprintf(row, sizeof row, "%s_%s", id, day);
    put_own(flow, OUT_MEDIA_LIKE_COMMENT, H_ID, row);
    put_own(flow, OUT_MEDIA_LIKE_COMMENT, H_MEDIA, id);
    if (!no_likes)
        toba_put_int(flow->out, OUT_MEDIA_LIKE_COMMENT, H_LIKES, likes);
    if (!no_comments)
        toba_put_int(flow->out, OUT_MEDIA_LIKE_COMMENT, H_COMMENTS, comments);
    toba_put_int(flow->out, OUT_MEDIA_LIKE_COMMENT, H_DAY, flow->run->api_day);
    return toba_end_row(flow->out, OUT_MEDIA_LIKE_COMMENT, flow->err);
}

static int take_post(const struct flow *flow, struct fetch *fetch, const cJSON *post)
{
    char id[JSON_ID_ROOM];
    bool added;
    int code;

    if (json_id(post, "id", id) != JSON_GOOD) {
        toba_count(flow->in, "posts without a usable id", 1);
        return 0;
    }
    if (!id_set_add(&fetch->listed, id, &added))
        return toba_fail(flow->err, TOBA_E_MEMORY, "no memory for a list of posts");
    if (!added)
        return 0; /* it moved between two pages */
    code = put_post(flow, fetch, id, post);
    return code ? code : put_counters(flow, id, post);
}

static int take(const struct flow *flow, struct fetch *fetch, const cJSON *answer)
{
    const cJSON *post;
    int code = 0;

    cJSON_ArrayForEach(post, json_member(answer, "data"))
    {
        code = take_post(flow, fetch, post);
        if (code)
            break;
    }
    return code;
}

/* Whether a known post that was not listed is gone. A list that ended at the API's own end
 * tells only of the span of time that it shows. */
static bool is_gone(const struct flow *flow, const struct fetch *fetch)
{
    struct toba_text id = toba_get_text(flow->in, IN_KNOWN, K_ID);
    struct toba_int archived = toba_get_int(flow->in, IN_KNOWN, K_ARCHIVED);
    struct toba_int published = toba_get_int(flow->in, IN_KNOWN, K_PUBLISHED);

    if (id.null || archived.v || id_set_has(&fetch->listed, id.at, (size_t)id.size))
        return false;
    if (fetch->listed.n < LIST_MOST)
        return true;
    return !published.null && published.v >= fetch->oldest;
}

static int put_gone(const struct flow *flow)
{
    struct toba_text id = toba_get_text(flow->in, IN_KNOWN, K_ID);

    toba_put_text(flow->out, OUT_MEDIA_ARCHIVED, A_ID, id.at, id.size);
    toba_put_int(flow->out, OUT_MEDIA_ARCHIVED, A_ARCHIVED, true);
    return toba_end_row(flow->out, OUT_MEDIA_ARCHIVED, flow->err);
}

static int archive(const struct flow *flow, struct fetch *fetch)
{
    int code = toba_find(flow->in, IN_KNOWN, fetch->account->id, flow->err);

    while (!code && toba_next(flow->in, IN_KNOWN))
        if (is_gone(flow, fetch))
            code = put_gone(flow);
    return code ? code : toba_status(flow->in, flow->err);
}

static int end(const struct flow *flow, struct fetch *fetch)
{
    return toba_wired(flow->out, OUT_MEDIA_ARCHIVED) ? archive(flow, fetch) : 0;
}

static void forget(struct fetch *fetch)
{
    id_set_clear(&fetch->listed);
    fetch->oldest = INT64_MAX;
}

const struct stream media_stream = {
    .name = "media",
    .edge = "/media",
    .paged = true,
    .fields = fields,
    .n_fields = TOBA_COUNT(fields),
    .wanted = wanted,
    .take = take,
    .end = end,
    .forget = forget,
};
