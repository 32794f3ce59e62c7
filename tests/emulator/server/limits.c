/*
 * Counting calls by windows.
 */
#include "limits.h"

#include "clock.h"
#include "errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR 3600

/* What a quiet account is allowed where no limit was set: usage stays near nothing. */
#define UNLIMITED_CALLS 48000

struct setting {
    unsigned account_calls;
    unsigned app_calls;
    unsigned seconds;
    bool real;
};

void limits_init(struct limits *limits, unsigned accounts)
{
    memset(limits, 0, sizeof *limits);
    pthread_mutex_init(&limits->lock, NULL);
    limits->seconds = HOUR;
    limits->count = accounts;
    limits->accounts = calloc(accounts, sizeof *limits->accounts);
    if (!limits->accounts)
        abort();
}

void limits_fini(struct limits *limits)
{
    free(limits->accounts);
    pthread_mutex_destroy(&limits->lock);
}

static bool read_part(const char *part, struct setting *setting)
{
    char rest;

    if (strcmp(part, "clock=real") == 0 || strcmp(part, "clock=emulator") == 0) {
        setting->real = strcmp(part, "clock=real") == 0;
        return true;
    }
    return sscanf(part, "account=%u%c", &setting->account_calls, &rest) == 1 ||
           sscanf(part, "app=%u%c", &setting->app_calls, &rest) == 1 ||
           (sscanf(part, "window=%u%c", &setting->seconds, &rest) == 1 && setting->seconds);
}

static bool read_setting(const char *string, struct setting *setting)
{
    char *copy = strdup(string);
    char *rest = NULL;
    bool right = true;

    if (!copy)
        abort();
    for (char *part = strtok_r(copy, ";& \r\n", &rest); part && right;
         part = strtok_r(NULL, ";& \r\n", &rest))
        right = read_part(part, setting);
    free(copy);
    return right;
}

bool limits_set(struct limits *limits, const char *string)
{
    struct setting setting = {.seconds = HOUR};

    if (!read_setting(string, &setting))
        return false;
    pthread_mutex_lock(&limits->lock);
    limits->account_calls = setting.account_calls;
    limits->app_calls = setting.app_calls;
    limits->seconds = setting.seconds;
    limits->real = setting.real;
    memset(&limits->app, 0, sizeof limits->app);
    memset(limits->accounts, 0, limits->count * sizeof *limits->accounts);
    pthread_mutex_unlock(&limits->lock);
    return true;
}

/* A clock set back begins a new window too. */
static void count_call(const struct limits *limits, struct window *window, int64_t now)
{
    if (!window->calls || now < window->began || now - window->began >= limits->seconds) {
        window->began = now;
        window->calls = 0;
    }
    window->calls++;
}

static unsigned percent(const struct window *window, unsigned allowed)
{
    return (unsigned)((uint64_t)window->calls * 100 / (allowed ? allowed : UNLIMITED_CALLS));
}

static bool is_over(const struct window *window, unsigned allowed)
{
    return allowed && window->calls > allowed;
}

static int64_t minutes_left(const struct limits *limits, const struct window *window,
                            int64_t now)
{
    return (window->began + limits->seconds - now + 59) / 60;
}

static void add_app_header(const struct limits *limits, struct answer *answer)
{
    unsigned used = percent(&limits->app, limits->app_calls);

    answer_add_header(answer, "X-App-Usage",
                      "{\"call_count\":%u,\"total_cputime\":%u,\"total_time\":%u}", used,
                      used / 5, used / 4);
}

static void add_account_header(const struct limits *limits, const struct call *call,
                               const struct window *window, int64_t now, struct answer *answer)
{
    unsigned used = percent(window, limits->account_calls);
    int64_t wait =
        is_over(window, limits->account_calls) ? minutes_left(limits, window, now) : 0;
    char id[ID_ROOM];

    id_write_user(call->world->seed, call->node.account, id);
    answer_add_header(answer, "X-Business-Use-Case-Usage",
                      "{\"%s\":[{\"type\":\"instagram\",\"call_count\":%u,\"total_cputime\":%u,"
                      "\"total_time\":%u,\"estimated_time_to_regain_access\":%lld}]}",
                      id, used, used / 5, used / 4, (long long)wait);
}

/* As a rule one header or the other comes: the account's, and the app's where that is limited.
 */
bool limits_charge(struct limits *limits, const struct call *call, enum budget budget,
                   struct answer *answer)
{
    struct window *account = &limits->accounts[budget == BUDGET_APP ? 0 : call->node.account];
    int64_t now;
    int code = 0;

    pthread_mutex_lock(&limits->lock);
    now = limits->real ? clock_real_seconds() : call->now;
    count_call(limits, &limits->app, now);
    if (budget == BUDGET_ACCOUNT) {
        count_call(limits, account, now);
        add_account_header(limits, call, account, now, answer);
        if (is_over(account, limits->account_calls))
            code = 80002;
    }
    if (budget == BUDGET_APP || limits->app_calls)
        add_app_header(limits, answer);
    if (is_over(&limits->app, limits->app_calls))
        code = 4;
    pthread_mutex_unlock(&limits->lock);
    if (code)
        answer_error(answer, code, 0);
    return !code;
}
