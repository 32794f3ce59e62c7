/*
 * The table of errors. `message` is what the API says when nothing about the request is part of
 * it.
 */
#include "errors.h"

#include "dice.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

#define OAUTH "OAuthException"
#define METHOD "GraphMethodException"
#define GONE_MESSAGE                                                                           \
    "Unsupported get request. Object with ID does not exist, cannot be loaded due to missing " \
    "permissions, or does not support this operation. Please read the Graph API "              \
    "documentation "                                                                           \
    "at https://developers.facebook.com/docs/graph-api"

/* clang-format off */
static const struct graph_error errors[] = {
    {-1,    0,       500, true,  OAUTH,  "Fatal", NULL, NULL},
    {1,     0,       500, true,  OAUTH,  "An unknown error occurred", NULL, NULL},
    {1,     99,      400, false, OAUTH,  "An unknown error has occurred.", NULL, NULL},
    {2,     0,       500, true,  OAUTH,  "Service temporarily unavailable", NULL, NULL},
    {3,     0,       400, false, OAUTH,  "(#3) Application does not have the capability to make this API call.", NULL, NULL},
    {4,     0,       403, true,  OAUTH,  "(#4) Application request limit reached", NULL, NULL},
    {10,    0,       403, false, OAUTH,  "(#10) Application does not have permission for this action", NULL, NULL},
    {17,    0,       400, true,  OAUTH,  "(#17) User request limit reached", NULL, NULL},
    {17,    2446079, 400, true,  OAUTH,  "(#17) User request limit reached", NULL, NULL},
    {24,    2207006, 400, false, OAUTH,  "The requested resource does not exist", "Media not found", "The media with this id cannot be found."},
    {25,    2207050, 400, false, OAUTH,  "The Instagram account is restricted.", "Instagram account restricted", "This Instagram professional account is inactive, checkpointed, or restricted. Sign in to the Instagram app and complete the steps it asks for."},
    {32,    0,       403, true,  OAUTH,  "(#32) Page request limit reached", NULL, NULL},
    {100,   0,       400, false, OAUTH,  "Invalid parameter", NULL, NULL},
    {100,   33,      400, false, METHOD, GONE_MESSAGE, NULL, NULL},
    {100,   2108006, 400, false, OAUTH,  "Invalid parameter", "Media posted before business account conversion", "The media was posted before the most recent time that the user's account was converted to a business account from a personal account."},
    {101,   0,       400, false, OAUTH,  "Error validating application.", NULL, NULL},
    {102,   0,       400, false, OAUTH,  "Session key invalid or no longer valid", NULL, NULL},
    {104,   0,       400, false, OAUTH,  "An access token is required to request this resource.", NULL, NULL},
    {110,   2207013, 400, false, OAUTH,  "Invalid user id", "Cannot find User", "The user with this username cannot be found."},
    {190,   0,       400, false, OAUTH,  "Invalid OAuth access token - Cannot parse access token", NULL, NULL},
    {190,   458,     400, false, OAUTH,  "Error validating access token: The user has not authorized application.", NULL, NULL},
    {190,   459,     400, false, OAUTH,  "Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given.", NULL, NULL},
    {190,   460,     400, false, OAUTH,  "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.", NULL, NULL},
    {190,   463,     400, false, OAUTH,  "Error validating access token: Session has expired.", NULL, NULL},
    {190,   464,     400, false, OAUTH,  "Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.", NULL, NULL},
    {190,   467,     400, false, OAUTH,  "Error validating access token: The session is invalid because the user logged out.", NULL, NULL},
    {190,   492,     400, false, OAUTH,  "Error validating access token: The user does not have a role on the Page.", NULL, NULL},
    {200,   0,       403, false, OAUTH,  "(#200) Permissions error", NULL, NULL},
    {341,   0,       400, true,  OAUTH,  "(#341) Feed action request limit reached", NULL, NULL},
    {368,   0,       403, false, OAUTH,  "The action attempted has been deemed abusive or is otherwise disallowed", NULL, NULL},
    {368,   1390008, 403, false, OAUTH,  "You're going too fast, so you can't use this feature right now.", NULL, NULL},
    {613,   0,       403, true,  OAUTH,  "(#613) Calls to this api have exceeded the rate limit.", NULL, NULL},
    {613,   1996,    403, true,  OAUTH,  "(#613) Calls to this api have exceeded the rate limit.", NULL, NULL},
    {803,   0,       404, false, OAUTH,  "(#803) Some of the aliases you requested do not exist", NULL, NULL},
    {2500,  0,       400, false, OAUTH,  "Syntax error", NULL, NULL},
    {9005,  1452042, 400, false, OAUTH,  "(#9005) This field is only available for videos", NULL, NULL},
    {36104, 0,       400, false, OAUTH,  "(#36104) This field can only be requested through business discovery", NULL, NULL},
    {80001, 0,       400, true,  OAUTH,  "(#80001) There have been too many calls to this Page account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.", NULL, NULL},
    {80002, 0,       400, true,  OAUTH,  "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.", NULL, NULL},
};
/* clang-format on */

void graph_error_find(int code, int subcode, struct graph_error *error)
{
    struct graph_error found = {code, subcode, 400, false, OAUTH, "Unknown error", NULL, NULL};

    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (errors[i].code == code && (errors[i].subcode == subcode || errors[i].subcode == 0))
            found = errors[i];
        if (errors[i].code == code && errors[i].subcode == subcode)
            break;
    }
    found.subcode = subcode;
    *error = found;
}

static void write_trace(uint64_t trace, char out[24])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    out[0] = 'A';
    for (unsigned i = 1; i < 23; i++)
        out[i] = letters[dice_mix(trace, i) & 63];
    out[23] = '\0';
}

void answer_graph_error(struct answer *answer, const struct graph_error *error)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *envelope = cJSON_AddObjectToObject(json, "error");
    char trace[24];

    cJSON_AddStringToObject(envelope, "message", error->message);
    cJSON_AddStringToObject(envelope, "type", error->type);
    cJSON_AddNumberToObject(envelope, "code", error->code);
    if (error->subcode)
        cJSON_AddNumberToObject(envelope, "error_subcode", error->subcode);
    if (error->transient || error->user_title)
        cJSON_AddBoolToObject(envelope, "is_transient", error->transient);
    if (error->user_title) {
        cJSON_AddStringToObject(envelope, "error_user_title", error->user_title);
        cJSON_AddStringToObject(envelope, "error_user_msg", error->user_message);
    }
    write_trace(answer->trace, trace);
    cJSON_AddStringToObject(envelope, "fbtrace_id", trace);
    answer_json(answer, json);
    answer->status = error->status;
}

void answer_error(struct answer *answer, int code, int subcode)
{
    struct graph_error error;

    graph_error_find(code, subcode, &error);
    answer_graph_error(answer, &error);
}

void answer_error_saying(struct answer *answer, int code, int subcode, const char *format, ...)
{
    struct graph_error error;
    struct text message = {0};
    va_list arguments;

    va_start(arguments, format);
    text_addv(&message, format, arguments);
    va_end(arguments);
    graph_error_find(code, subcode, &error);
    error.message = text_peek(&message);
    answer_graph_error(answer, &error);
    text_free(&message);
}

void answer_unsupported(struct answer *answer, const char *method, const char *id)
{
    char verb[16];
    size_t i;

    for (i = 0; method[i] && i < sizeof verb - 1; i++)
        verb[i] = (char)tolower((unsigned char)method[i]);
    verb[i] = '\0';
    answer_error_saying(
        answer, 100, 33,
        "Unsupported %s request. Object with ID '%s' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. "
        "Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        verb, id);
}
