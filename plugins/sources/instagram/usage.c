/* usage.c - see usage.h. */
#include "usage.h"

#include "json.h"

#include <math.h>
#include <string.h>

static const double calm = 75, tight = 95, minutes_an_hour = 60, minutes_a_day = 1440;

static double share(const cJSON *entry, const char *name)
{
    const cJSON *member = json_member(entry, name);
    double value = cJSON_IsNumber(member) ? member->valuedouble : 0;

    return isfinite(value) && value > 0 ? value : 0;
}

static void take_worst(const cJSON *entry, struct usage *usage)
{
    static const char *const shares[] = {"call_count", "total_cputime", "total_time",
                                         "call_volume", "cpu_time"};
    double wait = share(entry, "estimated_time_to_regain_access");

    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++)
        usage->percent = fmax(usage->percent, share(entry, shares[i]));
    usage->minutes_to_wait = fmax(usage->minutes_to_wait, fmin(wait, minutes_a_day));
}

static cJSON *parse(const char *header)
{
    return header ? json_parse(header, strlen(header)) : NULL;
}

bool usage_read_app(const char *header, struct usage *usage)
{
    cJSON *json = parse(header);
    bool good = cJSON_IsObject(json);

    *usage = (struct usage){0};
    if (good)
        take_worst(json, usage);
    cJSON_Delete(json);
    return good;
}

bool usage_read_business(const char *header, struct usage *usage)
{
    cJSON *json = parse(header);
    bool good = cJSON_IsObject(json);
    const cJSON *list, *entry;

    *usage = (struct usage){0};
    cJSON_ArrayForEach(list, json) cJSON_ArrayForEach(entry, list) take_worst(entry, usage);
    cJSON_Delete(json);
    return good;
}

static double cost_of_a_call(struct usage_meter *meter, double percent)
{
    if (!meter->begun || percent < meter->first) {
        *meter = (struct usage_meter){.begun = true, .first = percent};
        return 0;
    }
    meter->calls++;
    return (percent - meter->first) / (double)meter->calls;
}

struct usage_advice usage_advise(struct usage_meter *meter, const struct usage *usage)
{
    struct usage_advice advice = {0};
    double cost = cost_of_a_call(meter, usage->percent);

    if (usage->minutes_to_wait > 0)
        advice.pause_minutes = usage->minutes_to_wait + 1;
    else if (usage->percent > tight)
        advice.pause_minutes = 1;
    else if (usage->percent > calm &&
             cost > 0) /* a call that costs more than is left: an hour */
        advice.interval_minutes = minutes_an_hour * cost / fmax(tight - usage->percent, cost);
    return advice;
}
