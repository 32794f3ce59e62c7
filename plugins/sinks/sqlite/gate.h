/* gate.h - keeps snapshots and the emptying of the write-ahead log apart.
 *
 * SQLite can start its log from the front again only in a moment when nobody reads from it.
 * Scans that overlap would never leave such a moment, and the log would grow as long as the
 * scans last. So a scan stays inside the gate while its snapshot is open, and the writer, once
 * the log has grown, asks for the gate for itself: scans then wait before they open their next
 * snapshot. The writer's wait is bounded, so nobody waits for ever. */
#ifndef SQ_GATE_H
#define SQ_GATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct sq_gate {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int32_t inside; /* scans with an open snapshot */
    bool wanted;    /* the writer waits for them to leave */
    bool taken;     /* the writer has the gate for itself */
    bool ready;
};

/* False when the system refuses a lock. */
bool sq_gate_init(struct sq_gate *gate);
void sq_gate_fini(struct sq_gate *gate);

/* Before and after a snapshot. Any thread. */
void sq_gate_enter(struct sq_gate *gate);
void sq_gate_leave(struct sq_gate *gate);

/* Waits up to `milliseconds` until nobody is inside; true: the gate is the caller's until
 * sq_gate_give_back(). The writer's thread only. */
bool sq_gate_take(struct sq_gate *gate, int64_t milliseconds);
void sq_gate_give_back(struct sq_gate *gate);

#endif
