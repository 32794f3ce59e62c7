/*
 * A slide of an album: IG Media with less to it. It has no caption, likes or comments of its
 * own, and asking for them is an error.
 */
#include "dates.h"
#include "endpoints.h"
#include "node.h"
#include "urls.h"

FIELD(id)
{
    const struct slide *slide = subject;
    char id[ID_ROOM];

    (void)call, (void)field;
    id_write_slide(slide->media->account->seed, slide->media->post.account,
                   slide->media->post.slot, slide->number, id);
    cJSON_AddStringToObject(json, "id", id);
}

FIELD(media_type)
{
    const struct slide *slide = subject;
    bool video = post_slide_is_video(&slide->media->post, slide->number);

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "media_type", video ? "VIDEO" : "IMAGE");
}

FIELD(media_url)
{
    const struct slide *slide = subject;
    char url[URL_ROOM];

    (void)field;
    url_write_slide(&slide->media->post, slide->number, url);
    url_sign(url, call->now);
    cJSON_AddStringToObject(json, "media_url", url);
}

FIELD(thumbnail_url)
{
    const struct slide *slide = subject;
    char url[URL_ROOM];

    (void)field;
    if (!url_write_slide_thumbnail(&slide->media->post, slide->number, url))
        return;
    url_sign(url, call->now);
    cJSON_AddStringToObject(json, "thumbnail_url", url);
}

FIELD(owner)
{
    const struct slide *slide = subject;
    cJSON *owner = cJSON_AddObjectToObject(json, "owner");

    (void)call, (void)field;
    cJSON_AddStringToObject(owner, "id", slide->media->account->id);
}

FIELD(permalink)
{
    const struct slide *slide = subject;
    char url[URL_ROOM];

    (void)call, (void)field;
    url_write_permalink(&slide->media->post, url);
    cJSON_AddStringToObject(json, "permalink", url);
}

FIELD(shortcode)
{
    const struct slide *slide = subject;
    char shortcode[SHORTCODE_ROOM];

    (void)call, (void)field;
    url_write_shortcode(&slide->media->post, shortcode);
    cJSON_AddStringToObject(json, "shortcode", shortcode);
}

FIELD(timestamp)
{
    const struct slide *slide = subject;
    char date[DATE_ROOM];

    (void)call, (void)field;
    date_write_graph(slide->media->post.published, date);
    cJSON_AddStringToObject(json, "timestamp", date);
}

FIELD(username)
{
    const struct slide *slide = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "username", slide->media->account->username);
}

/* clang-format off */
static const struct node_field slide_fields[] = {
    {.name = "id",            .write = write_id},
    {.name = "media_type",    .write = write_media_type},
    {.name = "media_url",     .write = write_media_url},
    {.name = "owner",         .write = write_owner, .inner = &user_type},
    {.name = "permalink",     .write = write_permalink},
    {.name = "shortcode",     .write = write_shortcode},
    {.name = "thumbnail_url", .write = write_thumbnail_url},
    {.name = "timestamp",     .write = write_timestamp},
    {.name = "username",      .write = write_username},
};
/* clang-format on */

const struct node_type slide_type = {
    .name = "IGMedia",
    .fields = slide_fields,
    .count = sizeof slide_fields / sizeof *slide_fields,
    .defaults = "id",
};

void endpoint_slide(const struct call *call, struct answer *answer)
{
    struct account account;
    struct media media = {.account = &account, .post = call->node.post};
    struct slide slide = {.media = &media, .number = call->node.slide};

    world_account(call->world, call->node.account, &account);
    node_answer(call, &slide_type, &slide, answer);
}
