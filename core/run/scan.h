/* scan.h - one scan of the plan at work: its reads with what only the run knows, its pages. */
#ifndef TB_RUN_SCAN_H
#define TB_RUN_SCAN_H

#include "graph/plan.h"
#include "run/page.h"

struct tb_runner;

struct tb_scan_run {
    struct tb_runner *runner;
    const struct tb_scan *plan;
    const struct toba_store *store;
    void *handle; /* NULL: not open */
    struct toba_scan spec;
    struct toba_read *reads;
    struct tb_pages *pages; /* by read */
    int32_t n;
    int32_t key_type;
};

/* Prepares a scan of the plan, opened later. TOBA_CHANGED reads get the date and instant of
 * their step's last ended run. */
int tb_scan_init(struct tb_scan_run *scan, struct tb_runner *runner, const struct tb_scan *plan,
                 struct toba_error *err);
/* Opens it, for keys behind `after` (borrowed; NULL: all). */
int tb_scan_open(struct tb_scan_run *scan, const char *after, struct toba_error *err);
/* All zero is allowed. */
void tb_scan_fini(struct tb_scan_run *scan);
void tb_scan_clear(struct tb_scan_run *scan);

/* Whether what a step reads depends on when it ended last. */
bool tb_scan_reads_changed(const struct tb_node *node);
/* Notes that it ends with this run. */
int tb_scan_put_ended(const struct tb_runner *runner, const struct tb_node *node,
                      struct toba_builder *builder, struct toba_error *err);

#endif
