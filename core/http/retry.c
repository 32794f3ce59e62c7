/* retry.c - see retry.h. */
#include "http/retry.h"

#include <ctype.h>
#include <curl/curl.h>

/* splitmix64: a counter in, well mixed bits out. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

int64_t tb_http_backoff(const struct toba_http_config *config, int64_t request, int32_t tries)
{
    int64_t ceiling = config->backoff_ms;
    uint64_t dice = mix(mix(config->seed ^ mix((uint64_t)request)) ^ (uint64_t)tries);

    for (int32_t i = 1; i < tries && ceiling < config->backoff_max_ms; i++)
        ceiling *= 2;
    if (ceiling > config->backoff_max_ms)
        ceiling = config->backoff_max_ms;
    return (int64_t)(dice % (uint64_t)(ceiling + 1));
}

int64_t tb_http_retry_after(const char *value, int64_t now)
{
    int64_t seconds = 0;

    if (!value)
        return 0;
    if (!isdigit((unsigned char)*value)) {
        int64_t at = (int64_t)curl_getdate(value, NULL);

        return at > now && at - now < INT32_MAX ? (at - now) * 1000 : 0;
    }
    for (; isdigit((unsigned char)*value); value++) {
        if (seconds < INT32_MAX)
            seconds = seconds * 10 + (*value - '0');
    }
    return *value && *value != ' ' ? 0 : seconds * 1000;
}

void tb_http_default_verdict(const struct toba_http_answer *answer, int64_t now,
                             struct toba_http_verdict *verdict)
{
    int32_t status = answer->status;

    *verdict = (struct toba_http_verdict){.action = TOBA_HTTP_DONE};
    if (status == 429)
        verdict->action = TOBA_HTTP_PAUSE;
    else if (status == 408 || status >= 500)
        verdict->action = TOBA_HTTP_RETRY;
    if (verdict->action != TOBA_HTTP_DONE)
        verdict->wait_ms = tb_http_retry_after(toba_http_header(answer, "Retry-After"), now);
}
