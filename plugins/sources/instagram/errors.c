/* errors.c - see errors.h. */
#include "errors.h"

#include <stdio.h>
#include <string.h>

#define ALL (GRAPH_TOKEN | GRAPH_ACCOUNT | GRAPH_OBJECT)
#define OWN (GRAPH_TOKEN | GRAPH_ACCOUNT)
#define OBJECT GRAPH_OBJECT
#define ANY GRAPH_ANY_SUBCODE

/* The first row that suits wins: subcodes and words stand before the code alone. */
/* clang-format off */
static const struct graph_rule rules[] = {
    {-1,    0,   ANY,     ALL,    NULL, .action = GRAPH_RETRY_ONCE, .meaning = "the API failed"},
    {1,     0,   ANY,     ALL,    "reduce the amount of data", .action = GRAPH_ADAPT, .how = GRAPH_SMALLER, .meaning = "the page was too large"},
    {1,     0,   ANY,     ALL,    NULL, .action = GRAPH_RETRY, .meaning = "the API failed for an unknown reason"},
    {2,     0,   ANY,     ALL,    NULL, .action = GRAPH_RETRY, .meaning = "the API is down"},
    {3,     0,   ANY,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .meaning = "the app lacks a capability"},
    {4,     0,   ANY,     ALL,    NULL, .action = GRAPH_WAIT, .group = GRAPH_OF_APP, .meaning = "the app's call limit is reached"},
    {10,    0,   ANY,     OBJECT, "Not enough viewers", .action = GRAPH_SKIP, .meaning = "a story with too few viewers"},
    {10,    0,   ANY,     OBJECT, NULL, .action = GRAPH_SKIP, .meaning = "no permission for this post"},
    {10,    0,   ANY,     OWN,    NULL, .action = GRAPH_FLAG, .needs_person = true, .meaning = "a permission is missing"},
    {17,    0,   ANY,     ALL,    NULL, .action = GRAPH_WAIT, .group = GRAPH_OF_TOKEN, .meaning = "the person's call limit is reached"},
    {24,    0,   ANY,     OBJECT, NULL, .action = GRAPH_SKIP, .meaning = "the post was not found"},
    {24,    0,   ANY,     OWN,    NULL, .action = GRAPH_FLAG, .meaning = "the account's list was not found"},
    {25,    0,   ANY,     ALL,    NULL, .action = GRAPH_FLAG, .needs_person = true, .meaning = "the account is restricted or inactive"},
    {32,    0,   ANY,     ALL,    NULL, .action = GRAPH_WAIT, .meaning = "the Page's call limit is reached"},
    {100,   0,   33,      OBJECT, NULL, .action = GRAPH_RETRY_ONCE, .meaning = "the post is gone or not permitted"},
    {100,   0,   33,      OWN,    NULL, .action = GRAPH_FLAG, .needs_person = true, .gone = true, .passes_early = true, .meaning = "the account does not exist or is not permitted"},
    {100,   0,   2108006, ALL,    NULL, .action = GRAPH_SKIP, .meaning = "a post older than the switch to a business account"},
    {100,   0,   ANY,     ALL,    "appsecret_proof", .action = GRAPH_STOP, .needs_person = true, .meaning = "the app asks for a proof of its secret"},
    {100,   0,   ANY,     ALL,    NULL, .action = GRAPH_ADAPT, .how = GRAPH_ANOTHER, .meaning = "a parameter is not valid"},
    {101,   102, ANY,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .meaning = "the app's key or the session is not valid"},
    {104,   0,   ANY,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .meaning = "the proof of the app's secret or the token is missing"},
    {110,   0,   ANY,     ALL,    NULL, .action = GRAPH_SKIP, .gone = true, .meaning = "no professional account of that name"},
    {190,   0,   458,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .passes_early = true, .meaning = "the person removed the app"},
    {190,   0,   459,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .passes_early = true, .meaning = "the person must log in at facebook.com"},
    {190,   0,   460,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .passes_early = true, .meaning = "the person changed the password"},
    {190,   0,   464,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .passes_early = true, .meaning = "the person is not confirmed"},
    {190,   0,   467,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .passes_early = true, .meaning = "the person logged out"},
    {190,   0,   492,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .passes_early = true, .meaning = "the person has no role on the Page any more"},
    {190,   0,   ANY,     ALL,    NULL, .action = GRAPH_STOP, .needs_person = true, .passes_early = true, .meaning = "the token has expired or is not valid"},
    {200,   299, ANY,     OBJECT, NULL, .action = GRAPH_SKIP, .meaning = "no permission for this post"},
    {200,   299, ANY,     OWN,    NULL, .action = GRAPH_FLAG, .needs_person = true, .meaning = "a permission is missing or was withdrawn"},
    {341,   0,   ANY,     ALL,    NULL, .action = GRAPH_WAIT, .group = GRAPH_OF_APP, .meaning = "the app's call limit is reached"},
    {368,   0,   ANY,     ALL,    NULL, .action = GRAPH_FLAG, .needs_person = true, .meaning = "blocked for a while"},
    {613,   0,   ANY,     ALL,    NULL, .action = GRAPH_WAIT, .minutes = 15, .meaning = "a custom call limit is reached"},
    {803,   0,   ANY,     OBJECT, NULL, .action = GRAPH_SKIP, .meaning = "the id does not exist"},
    {803,   0,   ANY,     OWN,    NULL, .action = GRAPH_FLAG, .needs_person = true, .gone = true, .meaning = "the account's id does not exist"},
    {2500,  0,   ANY,     ALL,    NULL, .action = GRAPH_FLAG, .meaning = "the request was not understood"},
    {9005,  0,   ANY,     ALL,    NULL, .action = GRAPH_ADAPT, .how = GRAPH_DROP_ONLY, .meaning = "a field does not suit a post"},
    {36104, 0,   ANY,     ALL,    NULL, .action = GRAPH_ADAPT, .how = GRAPH_DROP_ONLY, .meaning = "a field cannot be asked here"},
    {80000, 80014, ANY,   ALL,    NULL, .action = GRAPH_WAIT, .meaning = "the account's call limit is reached"},
};

static const struct graph_rule unknown_transient =
    {0,     0,   ANY,     ALL,    NULL, .action = GRAPH_RETRY, .meaning = "the API failed"};
static const struct graph_rule unknown =
    {0,     0,   ANY,     ALL,    NULL, .action = GRAPH_FLAG, .meaning = "an error that is not known"};
/* clang-format on */

static bool suits(const struct graph_rule *rule, const struct graph_error *error,
                  enum graph_scope scope)
{
    int32_t last = rule->last ? rule->last : rule->code;

    return error->code >= rule->code && error->code <= last && (rule->scopes & scope) &&
           (rule->subcode == ANY || rule->subcode == error->subcode) &&
           (!rule->says || strcasestr(error->message, rule->says));
}

bool graph_error_read(const cJSON *answer, struct graph_error *error)
{
    const cJSON *object = json_member(answer, "error");
    int64_t code = 0, subcode = 0, transient = 0;
    const char *message = "";

    *error = (struct graph_error){0};
    if (!object)
        return false;
    json_int(object, "code", INT32_MIN, INT32_MAX, &code);
    if (json_int(object, "error_subcode", 0, INT32_MAX, &subcode) != JSON_GOOD)
        subcode = 0;
    if (json_bool(object, "is_transient", &transient) != JSON_GOOD)
        transient = 0;
    if (json_text(object, "message", &message) != JSON_GOOD)
        message = "";
    error->code = (int32_t)code;
    error->subcode = (int32_t)subcode;
    error->transient = transient;
    snprintf(error->message, sizeof error->message, "%s", message);
    return true;
}

const struct graph_rule *graph_rule(const struct graph_error *error, enum graph_scope scope)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (suits(&rules[i], error, scope))
            return &rules[i];
    return error->transient ? &unknown_transient : &unknown;
}
