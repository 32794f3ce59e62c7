/*
 * IG Media: a post as its owner reads it.
 */
#include "captions.h"
#include "dates.h"
#include "endpoints.h"
#include "node.h"
#include "urls.h"

FIELD(id)
{
    const struct media *media = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "id", media->post.id);
}

FIELD(caption)
{
    const struct media *media = subject;
    struct text text = {0};

    (void)call, (void)field;
    if (caption_write(media->account, &media->post, &text))
        cJSON_AddStringToObject(json, "caption", text_peek(&text));
    text_free(&text);
}

FIELD(comments_count)
{
    const struct media *media = subject;

    (void)field;
    cJSON_AddNumberToObject(json, "comments_count",
                            (double)post_comments(&media->post, call->now));
}

FIELD(like_count)
{
    const struct media *media = subject;

    (void)field;
    cJSON_AddNumberToObject(json, "like_count", (double)post_likes(&media->post, call->now));
}

FIELD(ig_id)
{
    const struct media *media = subject;
    char id[ID_ROOM];

    (void)call, (void)field;
    id_write_media(media->account->seed + 1, media->post.account, media->post.slot, id);
    cJSON_AddStringToObject(json, "ig_id", id);
}

FIELD(is_comment_enabled)
{
    const struct media *media = subject;

    (void)call, (void)field;
    cJSON_AddBoolToObject(json, "is_comment_enabled", !media->post.closed_to_comments);
}

FIELD(is_shared_to_feed)
{
    const struct media *media = subject;

    (void)call, (void)field;
    if (media->post.kind == POST_REEL)
        cJSON_AddTrueToObject(json, "is_shared_to_feed");
}

FIELD(media_product_type)
{
    const struct media *media = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "media_product_type", post_product_type(&media->post));
}

FIELD(media_type)
{
    const struct media *media = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "media_type", post_media_type(&media->post));
}

FIELD(media_url)
{
    const struct media *media = subject;
    char url[URL_ROOM];

    (void)field;
    if (!url_write_media(&media->post, url))
        return;
    url_sign(url, call->now);
    cJSON_AddStringToObject(json, "media_url", url);
}

FIELD(thumbnail_url)
{
    const struct media *media = subject;
    char url[URL_ROOM];

    (void)field;
    if (!url_write_thumbnail(&media->post, url))
        return;
    url_sign(url, call->now);
    cJSON_AddStringToObject(json, "thumbnail_url", url);
}

FIELD(owner)
{
    const struct media *media = subject;
    cJSON *owner = cJSON_AddObjectToObject(json, "owner");

    (void)call, (void)field;
    cJSON_AddStringToObject(owner, "id", media->account->id);
}

FIELD(permalink)
{
    const struct media *media = subject;
    char url[URL_ROOM];

    (void)call, (void)field;
    url_write_permalink(&media->post, url);
    cJSON_AddStringToObject(json, "permalink", url);
}

FIELD(shortcode)
{
    const struct media *media = subject;
    char shortcode[SHORTCODE_ROOM];

    (void)call, (void)field;
    url_write_shortcode(&media->post, shortcode);
    cJSON_AddStringToObject(json, "shortcode", shortcode);
}

FIELD(timestamp)
{
    const struct media *media = subject;
    char date[DATE_ROOM];

    (void)call, (void)field;
    date_write_graph(media->post.published, date);
    cJSON_AddStringToObject(json, "timestamp", date);
}

FIELD(username)
{
    const struct media *media = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "username", media->account->username);
}

FIELD(copyright_check_information)
{
    cJSON *check = cJSON_AddObjectToObject(json, "copyright_check_information");
    cJSON *status = cJSON_AddObjectToObject(check, "status");

    (void)call, (void)subject, (void)field;
    cJSON_AddStringToObject(status, "status", "completed");
    cJSON_AddFalseToObject(status, "matches_found");
}

static cJSON *slides_json(const struct call *call, const struct media *media,
                          const struct field *fields)
{
    cJSON *data = cJSON_CreateArray();

    for (unsigned i = 0; i < post_slides(&media->post); i++) {
        struct slide slide = {.media = media, .number = i};

        cJSON_AddItemToArray(data, node_json(call, &slide_type, fields, &slide));
    }
    return data;
}

FIELD(children)
{
    const struct media *media = subject;
    cJSON *children;

    if (!post_slides(&media->post))
        return;
    children = cJSON_AddObjectToObject(json, "children");
    cJSON_AddItemToObject(children, "data", slides_json(call, media, field->inner));
}

static bool is_video(const void *subject)
{
    const struct media *media = subject;

    return media->post.kind == POST_VIDEO || media->post.kind == POST_REEL;
}

/* clang-format off */
static const struct node_field media_fields[] = {
    {.name = "id",                 .write = write_id},
    {.name = "caption",            .write = write_caption},
    {.name = "children",           .write = write_children, .inner = &slide_type},
    {.name = "comments_count",     .write = write_comments_count},
    {.name = "ig_id",              .write = write_ig_id},
    {.name = "is_comment_enabled", .write = write_is_comment_enabled},
    {.name = "is_shared_to_feed",  .write = write_is_shared_to_feed},
    {.name = "like_count",         .write = write_like_count},
    {.name = "media_product_type", .write = write_media_product_type},
    {.name = "media_type",         .write = write_media_type},
    {.name = "media_url",          .write = write_media_url},
    {.name = "owner",              .write = write_owner, .inner = &user_type},
    {.name = "permalink",          .write = write_permalink},
    {.name = "shortcode",          .write = write_shortcode},
    {.name = "thumbnail_url",      .write = write_thumbnail_url},
    {.name = "timestamp",          .write = write_timestamp},
    {.name = "username",           .write = write_username},
    {.name = "video_title",        .refusal = 100, .refused_from = 14},
    {.name = "view_count",         .refusal = 36104},
    {.name = "copyright_check_information", .write = write_copyright_check_information,
     .suits = is_video},
};
/* clang-format on */

const struct node_type media_type = {
    .name = "IGMedia",
    .fields = media_fields,
    .count = sizeof media_fields / sizeof *media_fields,
    .defaults = "id",
};

void endpoint_media(const struct call *call, struct answer *answer)
{
    struct account account;
    struct media media = {.account = &account, .post = call->node.post};

    world_account(call->world, call->node.account, &account);
    node_answer(call, &media_type, &media, answer);
}

void endpoint_media_children(const struct call *call, struct answer *answer)
{
    struct account account;
    struct media media = {.account = &account, .post = call->node.post};
    struct field *fields = NULL;
    cJSON *json;

    world_account(call->world, call->node.account, &account);
    if (!node_fields(call, &slide_type, &fields, answer))
        return;
    json = cJSON_CreateObject();
    cJSON_AddItemToObject(json, "data", slides_json(call, &media, fields));
    answer_json(answer, json);
    fields_free(fields);
}
