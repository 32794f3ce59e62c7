/* scan.h - reads delivered in step, chunk by chunk of keys, each chunk on one snapshot. */
#ifndef SQ_SCAN_H
#define SQ_SCAN_H

#include "instance.h"

struct sq_scan;

/* The callbacks of toba/store.h. */
int sq_scan_open(struct sq_store *store, const struct toba_scan *spec, struct sq_scan **scan,
                 struct toba_error *err);
int sq_scan_chunk(struct sq_scan *scan, int64_t most, struct ArrowArray *keys,
                  struct toba_error *err);
int sq_scan_key(struct sq_scan *scan, const char *key, struct toba_error *err);
int sq_scan_range(struct sq_scan *scan, int64_t first, int64_t n, struct toba_error *err);
int sq_scan_fetch(struct sq_scan *scan, int32_t read, struct ArrowArray *rows,
                  struct toba_error *err);
void sq_scan_release(struct sq_scan *scan);
void sq_scan_close(struct sq_scan *scan);

#endif
