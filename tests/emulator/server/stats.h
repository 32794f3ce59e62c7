/*
 * What the emulator was asked: calls by endpoint and status, and how many were under way at
 * once. Safe for threads.
 */
#ifndef EMULATOR_SERVER_STATS_H
#define EMULATOR_SERVER_STATS_H

#include <cjson/cJSON.h>
#include <pthread.h>
#include <stdint.h>

#define STATS_ROWS_MAX 512

struct stats_row {
    const char *endpoint; /* a constant of the router's table */
    unsigned status;      /* 0: the connection ended without a status */
    uint64_t calls;
};

struct stats {
    pthread_mutex_t lock;
    uint64_t calls;
    uint64_t faults;
    unsigned in_flight;
    unsigned most_in_flight;
    struct stats_row rows[STATS_ROWS_MAX];
    unsigned count;
};

void stats_init(struct stats *stats);
void stats_fini(struct stats *stats);
void stats_reset(struct stats *stats);

/* A call came in; returns its number, from 1. */
uint64_t stats_enter(struct stats *stats);

/* Its answer is ready to be sent. */
void stats_leave(struct stats *stats, const char *endpoint, unsigned status);

void stats_count_fault(struct stats *stats);

/* The caller releases the JSON. */
cJSON *stats_json(struct stats *stats);

#endif
