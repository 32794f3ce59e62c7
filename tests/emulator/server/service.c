/*
 * The way of a call: route, wait, fault, limit, endpoint. Faults come before limits: a call
 * that never reached the API does not count.
 */
#include "service.h"

#include "control.h"
#include "errors.h"
#include "router.h"

#include <poll.h>
#include <string.h>

static void wait_milliseconds(const struct emulator *emulator, unsigned milliseconds)
{
    struct pollfd stop = {.fd = emulator->stopping, .events = POLLIN};

    if (milliseconds)
        poll(&stop, 1, (int)milliseconds);
}

/* `name=value&…`, decoded, without the token: what fault rules look into. */
static void write_query(const struct request *request, struct text *query)
{
    for (size_t i = 0; i < request->parameter_count; i++) {
        const struct parameter *one = &request->parameters[i];

        if (strcmp(one->name, "access_token") != 0)
            text_addf(query, "%s%s=%s", query->size ? "&" : "", one->name, one->value);
    }
}

static void pick_fault(struct emulator *emulator, const struct request *request,
                       struct fault *fault)
{
    struct text query = {0};

    write_query(request, &query);
    faults_pick(&emulator->faults, request->path, text_peek(&query), fault);
    text_free(&query);
    if (fault->kind != FAULT_NONE)
        stats_count_fault(&emulator->stats);
}

static void answer_error_fault(const struct fault *fault, struct answer *answer)
{
    answer_error(answer, fault->code, fault->subcode);
    if (fault->kind == FAULT_ERROR_200)
        answer->status = 200;
    else if (fault->status)
        answer->status = fault->status;
}

static void answer_status_fault(const struct fault *fault, struct answer *answer)
{
    answer_plain(answer, fault->status, "text/html; charset=utf-8",
                 "<!DOCTYPE html><html lang=\"en\"><head><title>Error</title></head>"
                 "<body><h1>Sorry, something went wrong.</h1>"
                 "<p>We're working on it and we'll get it fixed as soon as we can.</p>"
                 "</body></html>");
}

static void answer_too_many(const struct fault *fault, struct answer *answer)
{
    answer_plain(answer, 429, NULL, "");
    if (fault->number)
        answer_add_header(answer, "Retry-After", "%u", fault->number);
}

/* True when the fault is the whole answer. */
static bool replaces_answer(const struct fault *fault, struct answer *answer)
{
    switch (fault->kind) {
    case FAULT_ERROR:
    case FAULT_ERROR_200:
        answer_error_fault(fault, answer);
        return true;
    case FAULT_STATUS:
        answer_status_fault(fault, answer);
        return true;
    case FAULT_TOO_MANY:
        answer_too_many(fault, answer);
        return true;
    case FAULT_RESET:
        answer->ending = ENDING_RESET;
        return true;
    case FAULT_STALL:
        answer->ending = ENDING_STALL;
        return true;
    default:
        return false;
    }
}

/* What some faults make of a good answer. */
static void spoil(const struct fault *fault, struct answer *answer)
{
    if (fault->kind == FAULT_CUT)
        answer->ending = ENDING_CUT;
    if (fault->kind == FAULT_GARBAGE) {
        answer->body.size /= 2;
        answer->body.data[answer->body.size] = '\0';
    }
}

static void answer_call(struct emulator *emulator, struct call *call, const struct fault *fault,
                        const char **name, struct answer *answer)
{
    const struct endpoint *endpoint;
    bool found = route(call, &endpoint, answer);

    if (endpoint)
        *name = endpoint->name;
    if (replaces_answer(fault, answer))
        return;
    if (found && limits_charge(&emulator->limits, call, endpoint->budget, answer))
        endpoint->answer(call, answer);
    spoil(fault, answer);
}

static void add_common_headers(const struct call *call, struct answer *answer)
{
    answer_add_header(answer, "facebook-api-version", "v%u.0",
                      call->version ? call->version : 25);
    answer_add_header(answer, "Cache-Control", "private, no-cache, no-store, must-revalidate");
}

static void answer_api(struct emulator *emulator, const struct request *request,
                       struct answer *answer)
{
    struct call call = {
        .world = &emulator->world,
        .access = &emulator->access,
        .request = request,
        .page_cap = emulator->options.page_cap,
    };
    const char *name = "unknown";
    struct fault fault;

    answer->trace = stats_enter(&emulator->stats);
    pick_fault(emulator, request, &fault);
    wait_milliseconds(emulator, emulator->options.latency);
    if (fault.kind == FAULT_SLOW)
        wait_milliseconds(emulator, fault.number);
    call.now = clock_now(&emulator->clock);
    answer_call(emulator, &call, &fault, &name, answer);
    add_common_headers(&call, answer);
    stats_leave(&emulator->stats, name, answer->ending < ENDING_RESET ? answer->status : 0);
}

void service_answer(struct emulator *emulator, const struct request *request,
                    struct answer *answer)
{
    memset(answer, 0, sizeof *answer);
    answer->raw_utf8 = emulator->options.raw_utf8;
    if (strncmp(request->path, CONTROL_PREFIX, strlen(CONTROL_PREFIX)) == 0)
        control_answer(emulator, request, answer);
    else
        answer_api(emulator, request, answer);
}
