/* transfer.h - one try of a request with curl: its set-up, its bounds and its outcome. */
#ifndef TB_HTTP_TRANSFER_H
#define TB_HTTP_TRANSFER_H

#include "http/job.h"

/* Sets up `easy`, which is fresh or reset, for a try of the job. The private pointer of the
 * handle is the job. */
int tb_http_transfer_begin(const struct toba_http_config *config, struct tb_http_job *job,
                           CURL *easy, struct toba_error *err);

/* The try ended with `result`: takes the status and lets go of the handle, which the caller
 * keeps. */
void tb_http_transfer_end(struct tb_http_job *job, CURLcode result);

/* What the failed try is, for the answer's error. False when the try brought a whole answer. */
bool tb_http_transfer_failed(const struct tb_http_job *job, bool *worth_retrying,
                             const char **what);

#endif
