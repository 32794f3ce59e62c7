/* client_fixture.h - a server and a client of it, as the tests of the HTTP library need them.
 */
#ifndef TB_TEST_CLIENT_FIXTURE_H
#define TB_TEST_CLIENT_FIXTURE_H

#include "server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <toba/http.h>

enum { LONG_ENOUGH = 20000 };

/* Short backoffs, no proxy: what every test starts from. */
static inline struct toba_http_config quick(void)
{
    return (struct toba_http_config){
        .size = sizeof(struct toba_http_config),
        .backoff_ms = 1,
        .backoff_max_ms = 2,
        .proxy = "",
    };
}

static inline struct toba_http *open_client(const struct toba_http_config *config)
{
    struct toba_http *http;
    struct toba_error err = {0};

    if (toba_http_open(config, &http, &err))
        fail_msg("%s", err.message);
    return http;
}

static inline void submit(struct toba_http *http, const struct toba_http_request *request)
{
    struct toba_error err = {0};

    if (toba_http_submit(http, request, &err))
        fail_msg("%s", err.message);
}

static inline void submit_url(struct toba_http *http, const char *url, void *user)
{
    submit(http, &(struct toba_http_request){
                     .size = sizeof(struct toba_http_request), .url = url, .user = user});
}

static inline struct toba_http_answer *take(struct toba_http *http)
{
    struct toba_http_answer *answer;
    struct toba_error err = {0};

    if (toba_http_next(http, LONG_ENOUGH, &answer, &err))
        fail_msg("%s", err.message);
    assert_non_null(answer);
    return answer;
}

static inline struct toba_http_answer *fetch(struct toba_http *http, const char *url)
{
    submit_url(http, url, NULL);
    return take(http);
}

#endif
