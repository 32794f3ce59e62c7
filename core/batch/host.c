/* host.c - see host.h. */
#include "batch/host.h"

#include "base/alloc.h"
#include "batch/builder.h"

static void log_nothing(const struct toba_in *in, int32_t level, const char *text)
{
    (void)in;
    (void)level;
    (void)text;
}

static void count_nothing(const struct toba_in *in, const char *reason, int64_t n)
{
    (void)in;
    (void)reason;
    (void)n;
}

static const struct toba_host host = {
    TB_BATCH_HOST,
    .log = log_nothing,
    .count = count_nothing,
};

const struct toba_host *tb_batch_host(void)
{
    return &host;
}
