/* recording.h - answers kept in a folder and given again without network.
 *
 * One file a try, `<kind>-<turn>.http`: the kind is a hash of the method, the path and query
 * without secrets, the body sent and the first pacing group; the turn counts tries of one kind.
 * So a recording replays in whatever order its requests come, retries included, against any
 * host. README.md shows a file. Used by the client's own thread only. */
#ifndef TB_HTTP_RECORDING_H
#define TB_HTTP_RECORDING_H

#include "http/job.h"

struct tb_http_recording {
    char *folder;
    bool replays;
    void *turns; /* a tree: how many tries of each kind there were */
};

/* Opens what the config asks for; `folder` stays NULL when it asks for nothing. */
int tb_http_recording_open(const struct toba_http_config *config,
                           struct tb_http_recording *recording, struct toba_error *err);
void tb_http_recording_close(struct tb_http_recording *recording);

/* Numbers the try that begins. */
int tb_http_recording_turn(struct tb_http_recording *recording,
                           const struct tb_http_names *names, struct tb_http_job *job,
                           struct toba_error *err);
/* Writes the try that ended. */
int tb_http_recording_write(const struct tb_http_recording *recording,
                            const struct tb_http_names *names, const struct tb_http_job *job,
                            struct toba_error *err);
/* Fills the job with the recorded outcome of this try. */
int tb_http_recording_read(const struct tb_http_recording *recording,
                           const struct toba_http_config *config,
                           const struct tb_http_names *names, struct tb_http_job *job,
                           struct toba_error *err);

#endif
