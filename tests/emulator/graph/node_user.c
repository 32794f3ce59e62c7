/*
 * IG User and the Facebook Page behind it: profile and counters.
 */
#include "endpoints.h"
#include "node.h"
#include "urls.h"

/* A profile text that is empty is left out. */
static void add_unless_empty(cJSON *json, const char *name, const char *value)
{
    if (*value)
        cJSON_AddStringToObject(json, name, value);
}

FIELD(id)
{
    const struct account *account = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "id", account->id);
}

FIELD(username)
{
    const struct account *account = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "username", account->username);
}

FIELD(name)
{
    const struct account *account = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "name", account->name);
}

FIELD(biography)
{
    const struct account *account = subject;

    (void)call, (void)field;
    add_unless_empty(json, "biography", account->biography);
}

FIELD(website)
{
    const struct account *account = subject;

    (void)call, (void)field;
    add_unless_empty(json, "website", account->website);
}

FIELD(profile_picture_url)
{
    char url[URL_ROOM];

    (void)field;
    url_write_picture(subject, url);
    url_sign(url, call->now);
    cJSON_AddStringToObject(json, "profile_picture_url", url);
}

FIELD(followers_count)
{
    (void)field;
    cJSON_AddNumberToObject(json, "followers_count",
                            (double)account_followers(subject, call->now));
}

FIELD(follows_count)
{
    (void)field;
    cJSON_AddNumberToObject(json, "follows_count", (double)account_follows(subject, call->now));
}

FIELD(media_count)
{
    (void)field;
    cJSON_AddNumberToObject(json, "media_count", (double)posts_count(subject, call->now));
}

/* The one id that comes as a JSON number. */
FIELD(ig_id)
{
    const struct account *account = subject;

    (void)call, (void)field;
    cJSON_AddNumberToObject(json, "ig_id", 1000000000.0 + account->index);
}

FIELD(has_profile_pic)
{
    (void)call, (void)subject, (void)field;
    cJSON_AddTrueToObject(json, "has_profile_pic");
}

FIELD(is_published)
{
    (void)call, (void)subject, (void)field;
    cJSON_AddTrueToObject(json, "is_published");
}

FIELD(page_id)
{
    const struct account *account = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "id", account->page_id);
}

FIELD(page_token)
{
    const struct account *account = subject;

    (void)call, (void)field;
    cJSON_AddStringToObject(json, "access_token", account->token);
}

FIELD(page_category)
{
    (void)call, (void)subject, (void)field;
    cJSON_AddStringToObject(json, "category", "Brand");
}

FIELD(page_account)
{
    cJSON_AddItemToObject(json, "instagram_business_account",
                          node_json(call, &user_type, field->inner, subject));
}

/* clang-format off */
static const struct node_field user_fields[] = {
    {.name = "id",                  .write = write_id},
    {.name = "username",            .write = write_username},
    {.name = "name",                .write = write_name},
    {.name = "biography",           .write = write_biography},
    {.name = "website",             .write = write_website},
    {.name = "profile_picture_url", .write = write_profile_picture_url},
    {.name = "followers_count",     .write = write_followers_count},
    {.name = "follows_count",       .write = write_follows_count},
    {.name = "media_count",         .write = write_media_count},
    {.name = "ig_id",               .write = write_ig_id},
    {.name = "has_profile_pic",     .write = write_has_profile_pic},
    {.name = "is_published",        .write = write_is_published},
    {.name = "shopping_product_tag_eligibility", .refusal = 10},
};

static const struct node_field page_fields[] = {
    {.name = "id",                         .write = write_page_id},
    {.name = "name",                       .write = write_name},
    {.name = "access_token",               .write = write_page_token},
    {.name = "category",                   .write = write_page_category},
    {.name = "instagram_business_account", .write = write_page_account, .inner = &user_type},
};
/* clang-format on */

const struct node_type user_type = {
    .name = "IGUser",
    .fields = user_fields,
    .count = sizeof user_fields / sizeof *user_fields,
    .defaults = "id",
};

const struct node_type page_type = {
    .name = "Page",
    .fields = page_fields,
    .count = sizeof page_fields / sizeof *page_fields,
    .defaults = "access_token,category,name,id",
};

void endpoint_user(const struct call *call, struct answer *answer)
{
    struct account account;

    world_account(call->world, call->node.account, &account);
    node_answer(call, &user_type, &account, answer);
}
