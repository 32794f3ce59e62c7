/* pace.h - pacing groups: when the next request of a token, an app or a host may start.
 *
 * Groups are found by name and live as long as the client. All calls under the client's lock.
 * Instants are milliseconds of the monotonic clock. */
#ifndef TB_HTTP_PACE_H
#define TB_HTTP_PACE_H

#include <stdint.h>

struct tb_http_group {
    char *name;
    int64_t paused_until;
    int64_t interval, next_start;
};

struct tb_http_groups {
    void *tree;
};

/* The group of that name, made when it is new; NULL when memory is out. Borrowed. */
struct tb_http_group *tb_http_groups_get(struct tb_http_groups *groups, const char *name);
void tb_http_groups_fini(struct tb_http_groups *groups);

/* When a request of all these groups may start. */
int64_t tb_http_groups_due(struct tb_http_group *const *groups, int32_t n);
/* A request of these groups starts now. */
void tb_http_groups_start(struct tb_http_group *const *groups, int32_t n, int64_t now);

#endif
