/* progress.c - see progress.h. */
#include "run/progress.h"

#include <pthread.h>
#include <string.h>

#include "base/alloc.h"

struct reason {
    const char *step;
    char *text;
    int64_t n;
    struct reason *next;
};

struct tb_progress {
    const struct tb_plan *plan;
    struct tb_run_counters totals;
    pthread_mutex_t lock; /* of the reasons */
    struct reason *reasons;
    struct tb_step_counters steps[];
};

struct tb_progress *tb_progress_new(const struct tb_plan *plan)
{
    struct tb_progress *p =
        tb_new(sizeof *p + (size_t)plan->n_nodes * sizeof(struct tb_step_counters));

    if (!p)
        return NULL;
    p->plan = plan;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

void tb_progress_free(struct tb_progress *p)
{
    struct reason *reason;

    if (!p)
        return;
    while ((reason = p->reasons)) {
        p->reasons = reason->next;
        tb_free(reason->text);
        tb_free(reason);
    }
    pthread_mutex_destroy(&p->lock);
    tb_free(p);
}

int tb_progress_steps(const struct tb_progress *p)
{
    return p->plan->n_nodes;
}

void tb_progress_step(const struct tb_progress *p, int i, struct tb_step_progress *step)
{
    const struct tb_step_counters *counters = &p->steps[i];

    step->step = p->plan->nodes[i]->name;
    step->rows_in = atomic_load(&counters->rows_in);
    step->rows_out = atomic_load(&counters->rows_out);
    step->keys = atomic_load(&counters->keys);
}

void tb_progress_run(const struct tb_progress *p, struct tb_run_progress *run)
{
    run->stage = atomic_load(&p->totals.stage);
    run->n_stages = p->plan->n_stages;
    run->barriers = atomic_load(&p->totals.barriers);
    run->bytes = atomic_load(&p->totals.bytes);
    run->rejected = atomic_load(&p->totals.rejected);
}

int tb_progress_reasons(struct tb_progress *p)
{
    int n = 0;

    pthread_mutex_lock(&p->lock);
    for (const struct reason *at = p->reasons; at; at = at->next)
        n++;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void tb_progress_reason(struct tb_progress *p, int i, struct tb_reason *reason)
{
    const struct reason *at;

    pthread_mutex_lock(&p->lock);
    for (at = p->reasons; i > 0; i--)
        at = at->next;
    *reason = (struct tb_reason){at->step, at->text, at->n};
    pthread_mutex_unlock(&p->lock);
}

struct tb_step_counters *tb_progress_counters(struct tb_progress *p, int i)
{
    return &p->steps[i];
}

struct tb_run_counters *tb_progress_totals(struct tb_progress *p)
{
    return &p->totals;
}

static struct reason *reason_new(const char *step, const char *text)
{
    struct reason *reason = tb_new(sizeof *reason);

    if (!reason)
        return NULL;
    reason->step = step;
    reason->text = tb_copy(text);
    if (reason->text)
        return reason;
    tb_free(reason);
    return NULL;
}

void tb_progress_count(struct tb_progress *p, const char *step, const char *text, int64_t n)
{
    struct reason **at;

    pthread_mutex_lock(&p->lock);
    for (at = &p->reasons; *at; at = &(*at)->next)
        if ((*at)->step == step && strcmp((*at)->text, text) == 0)
            break;
    if (!*at)
        *at = reason_new(step, text);
    if (*at)
        (*at)->n += n;
    pthread_mutex_unlock(&p->lock);
}
