/* group_host_state.h - what a group_host is made of; for its own files only. */
#ifndef GROUP_HOST_STATE_H
#define GROUP_HOST_STATE_H

#include "group_host.h"

enum { PORTS_MAX = 4, FIELDS_MAX = 48, POINTS_MAX = 64, ROWS_MAX = 2048, NAME_MAX_SIZE = 300 };

struct host_field {
    char name[NAME_MAX_SIZE];
    int32_t type;
    uint32_t flags;
};

struct host_row {
    const char *sub_key;
    int32_t day;
    bool fresh;
    struct cell cells[FIELDS_MAX];
};

struct host_point {
    int32_t days, tolerance;
};

struct host_port {
    const struct toba_port *spec;
    bool wired;
    struct host_field fields[FIELDS_MAX];
    int n_fields;
    /* Inputs. */
    const char *sub_key;
    char sub_key_added[NAME_MAX_SIZE];
    struct host_point points[POINTS_MAX];
    int n_points;
    int at;                      /* the row or sub-key stepped to; -1: before the first */
    const char *current_sub_key; /* TOBA_AS_OF: the one stepped to; NULL: none yet */
    const struct host_row *current;
    /* Given rows of an input; ended rows of an output, and the one under construction. */
    struct host_row *rows;
    int n_rows;
    struct host_row building;
};

struct group_host {
    struct toba_host table;
    struct toba_in in;
    struct toba_out out;
    struct toba_plan plan;
    const struct toba_component *component;
    void *instance;
    int32_t day;
    struct host_port inputs[PORTS_MAX], outputs[PORTS_MAX];
    struct toba_list lists[PORTS_MAX];
    char *list_texts[PORTS_MAX];
    const char **list_items[PORTS_MAX];
    int n_lists;
    bool planned;
    int fail_next;
    int64_t counted;
};

/* The port of that name, NULL: there is none. */
struct host_port *find_port(struct host_port *ports, int32_t n, const char *name);
/* Fills the callbacks of host->table. */
void fill_host_table(struct toba_host *table);
/* Fails the running test. */
#define broken(...) broken_at(__FILE__, __LINE__, __VA_ARGS__)
TOBA_PRINTF(3, 4) void broken_at(const char *file, int line, const char *format, ...);

#endif
