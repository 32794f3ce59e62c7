/* fuzz_graph_json.c - any bytes as an answer of the Graph API, or as a header that tells usage:
 * each value is read as each kind. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "input.h"
#include "json.h"
#include "paging.h"
#include "usage.h"

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void read_member(const cJSON *object, const char *name)
{
    char id[JSON_ID_ROOM];
    const char *text;
    int64_t value;

    if (json_int(object, name, -5, INT32_MAX, &value) == JSON_GOOD)
        check(value >= -5 && value <= INT32_MAX);
    json_int(object, name, INT64_MIN, INT64_MAX, &value);
    json_bool(object, name, &value);
    json_instant(object, name, &value);
    if (json_text(object, name, &text) == JSON_GOOD)
        check(text && strlen(text) < SIZE_MAX);
    if (json_id(object, name, id) == JSON_GOOD)
        check(*id && !id[strspn(id, "0123456789")]);
}

/* Nesting is bounded by json_parse(), and so is this. */
static void read_all(const cJSON *json)
{
    struct graph_error error;
    char *after = NULL;
    const cJSON *child;

    if (graph_error_read(json, &error))
        for (int scope = GRAPH_TOKEN; scope <= GRAPH_OBJECT; scope *= 2)
            check(graph_rule(&error, (enum graph_scope)scope) != NULL);
    if (paging_after(json, &after))
        free(after);
    cJSON_ArrayForEach(child, json)
    {
        if (child->string)
            read_member(json, child->string);
        read_all(child);
    }
}

static void advise(const struct usage *usage)
{
    struct usage_meter meter = {.begun = true};
    struct usage_advice advice = usage_advise(&meter, usage);

    check(isfinite(advice.pause_minutes) && advice.pause_minutes >= 0);
    check(isfinite(advice.interval_minutes) && advice.interval_minutes >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    cJSON *json = json_parse(text, size);
    struct usage usage;

    read_all(json);
    cJSON_Delete(json);
    if (usage_read_app(text, &usage))
        advise(&usage);
    if (usage_read_business(text, &usage))
        advise(&usage);
    free(text);
    return 0;
}
