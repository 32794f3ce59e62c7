/*
 * Counting calls. A call is in flight until its answer is ready, not until the client has read
 * it: the maximum must not count a call that a client sends on reading the answer to the one
 * before.
 */
#include "stats.h"

#include <stdio.h>
#include <string.h>

void stats_init(struct stats *stats)
{
    memset(stats, 0, sizeof *stats);
    pthread_mutex_init(&stats->lock, NULL);
}

void stats_fini(struct stats *stats)
{
    pthread_mutex_destroy(&stats->lock);
}

void stats_reset(struct stats *stats)
{
    pthread_mutex_lock(&stats->lock);
    stats->calls = 0;
    stats->faults = 0;
    stats->most_in_flight = stats->in_flight;
    stats->count = 0;
    pthread_mutex_unlock(&stats->lock);
}

uint64_t stats_enter(struct stats *stats)
{
    uint64_t number;

    pthread_mutex_lock(&stats->lock);
    number = ++stats->calls;
    if (++stats->in_flight > stats->most_in_flight)
        stats->most_in_flight = stats->in_flight;
    pthread_mutex_unlock(&stats->lock);
    return number;
}

static struct stats_row *find_row(struct stats *stats, const char *endpoint, unsigned status)
{
    for (unsigned i = 0; i < stats->count; i++)
        if (stats->rows[i].status == status && strcmp(stats->rows[i].endpoint, endpoint) == 0)
            return &stats->rows[i];
    if (stats->count == STATS_ROWS_MAX)
        return NULL;
    stats->rows[stats->count] = (struct stats_row){.endpoint = endpoint, .status = status};
    return &stats->rows[stats->count++];
}

void stats_leave(struct stats *stats, const char *endpoint, unsigned status)
{
    struct stats_row *row;

    pthread_mutex_lock(&stats->lock);
    stats->in_flight--;
    row = find_row(stats, endpoint, status);
    if (row)
        row->calls++;
    pthread_mutex_unlock(&stats->lock);
}

void stats_count_fault(struct stats *stats)
{
    pthread_mutex_lock(&stats->lock);
    stats->faults++;
    pthread_mutex_unlock(&stats->lock);
}

static void add_row(cJSON *endpoints, const struct stats_row *row)
{
    cJSON *endpoint = cJSON_GetObjectItemCaseSensitive(endpoints, row->endpoint);
    char status[16];

    if (!endpoint)
        endpoint = cJSON_AddObjectToObject(endpoints, row->endpoint);
    snprintf(status, sizeof status, "%u", row->status);
    cJSON_AddNumberToObject(endpoint, status, (double)row->calls);
}

cJSON *stats_json(struct stats *stats)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *endpoints;

    pthread_mutex_lock(&stats->lock);
    cJSON_AddNumberToObject(json, "requests", (double)stats->calls);
    cJSON_AddNumberToObject(json, "faults", (double)stats->faults);
    cJSON_AddNumberToObject(json, "in_flight", stats->in_flight);
    cJSON_AddNumberToObject(json, "most_in_flight", stats->most_in_flight);
    endpoints = cJSON_AddObjectToObject(json, "endpoints");
    for (unsigned i = 0; i < stats->count; i++)
        add_row(endpoints, &stats->rows[i]);
    pthread_mutex_unlock(&stats->lock);
    return json;
}
