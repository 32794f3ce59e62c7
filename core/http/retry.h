/* retry.h - which answers are worth another try, and when.
 *
 * Pure functions: the wait of try n of request r is the same for the same seed, however the
 * requests overlapped. */
#ifndef TB_HTTP_RETRY_H
#define TB_HTTP_RETRY_H

#include <toba/http.h>

/* A wait between 0 and min(backoff_max_ms, backoff_ms * 2^(tries - 1)), spread evenly: "full
 * jitter", so that requests that failed together do not come back together. */
int64_t tb_http_backoff(const struct toba_http_config *config, int64_t request, int32_t tries);

/* The milliseconds that a Retry-After value (seconds, or a date) asks for, seen at `now`
 * seconds since 1970; 0 when it is NULL, malformed or past. */
int64_t tb_http_retry_after(const char *value, int64_t now);

/* What the status of a complete answer suggests. */
void tb_http_default_verdict(const struct toba_http_answer *answer, int64_t now,
                             struct toba_http_verdict *verdict);

#endif
