/* stream.c - see stream.h. */
#include "stream.h"

#include <string.h>

void count_wrong(const struct flow *flow, const char *name)
{
    char reason[96];

    snprintf(reason, sizeof reason, "%.60s of the wrong type", name);
    toba_count(flow->in, reason, 1);
}

void put_own(const struct flow *flow, int port, int field, const char *text)
{
    toba_put_text(flow->out, port, field, text, (int64_t)strlen(text));
}

void put_text(const struct flow *flow, int port, int field, const cJSON *object,
              const char *name)
{
    const char *value;
    enum json_found found = json_text(object, name, &value);

    if (found == JSON_GOOD)
        put_own(flow, port, field, value);
    else if (found == JSON_WRONG)
        count_wrong(flow, name);
}

void put_count(const struct flow *flow, int port, int field, const cJSON *object,
               const char *name)
{
    int64_t value;
    enum json_found found = json_int(object, name, INT32_MIN, INT32_MAX, &value);

    if (found == JSON_GOOD)
        toba_put_int(flow->out, port, field, value);
    else if (found == JSON_WRONG)
        count_wrong(flow, name);
}

void put_bool(const struct flow *flow, int port, int field, const cJSON *object,
              const char *name)
{
    int64_t value;
    enum json_found found = json_bool(object, name, &value);

    if (found == JSON_GOOD)
        toba_put_int(flow->out, port, field, value);
    else if (found == JSON_WRONG)
        count_wrong(flow, name);
}

const struct stream *const graph_streams[] = {&user_stream, &media_stream};
const int32_t n_graph_streams = TOBA_COUNT(graph_streams);

_Static_assert(TOBA_COUNT(graph_streams) <= STREAMS_MAX, "struct run has a place for each");
