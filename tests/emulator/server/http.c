/*
 * libmicrohttpd with a thread for each connection: an answer may then be late without holding
 * up others, simply by sleeping.
 */
#include "http.h"

#include "dates.h"
#include "service.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define CONNECTIONS_MAX 1024

struct http {
    struct emulator *emulator;
    struct MHD_Daemon *daemon;
};

static void *zeroed(size_t size)
{
    void *memory = calloc(1, size);

    if (!memory)
        abort();
    return memory;
}

static char *copy(const char *string)
{
    char *twin = strdup(string ? string : "");

    if (!twin)
        abort();
    return twin;
}

static enum MHD_Result add_parameter(void *context, enum MHD_ValueKind kind, const char *name,
                                     const char *value)
{
    (void)kind;
    request_add_parameter(context, name, value);
    return MHD_YES;
}

static struct request *read_request(struct MHD_Connection *connection, const char *method,
                                    const char *path)
{
    struct request *request = zeroed(sizeof *request);
    const char *authorization =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");

    request->method = copy(method);
    request->path = copy(path);
    request->host = copy(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host"));
    if (authorization && strncasecmp(authorization, "Bearer ", 7) == 0)
        request->bearer = copy(authorization + 7);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_parameter, request);
    return request;
}

static int socket_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

/* Closing then sends a reset instead of a polite end. */
static enum MHD_Result reset(struct MHD_Connection *connection)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(socket_of(connection), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    return MHD_NO;
}

static enum MHD_Result stall(const struct emulator *emulator, struct MHD_Connection *connection)
{
    struct pollfd ends[] = {
        {.fd = socket_of(connection), .events = POLLRDHUP},
        {.fd = emulator->stopping, .events = POLLIN},
    };

    poll(ends, 2, -1);
    return MHD_NO;
}

static void free_half(void *context)
{
    struct text *half = context;

    text_free(half);
    free(half);
}

static ssize_t send_half(void *context, uint64_t position, char *buffer, size_t room)
{
    const struct text *half = context;
    size_t left = half->size - (size_t)position;

    if (!left)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (left > room)
        left = room;
    memcpy(buffer, half->data + position, left);
    return (ssize_t)left;
}

/* Announces the whole body and sends half of it. */
static struct MHD_Response *cut_response(const struct text *body)
{
    struct text *half = zeroed(sizeof *half);

    text_add_bytes(half, text_peek(body), body->size / 2);
    return MHD_create_response_from_callback(body->size, 1024, send_half, half, free_half);
}

static struct MHD_Response *whole_response(const struct text *body)
{
    return MHD_create_response_from_buffer(body->size, (void *)text_peek(body),
                                           MHD_RESPMEM_MUST_COPY);
}

static void add_headers(struct emulator *emulator, const struct answer *answer,
                        struct MHD_Response *response)
{
    char date[DATE_ROOM];

    date_write_http(clock_now(&emulator->clock), date);
    MHD_add_response_header(response, "Date", date);
    if (answer->content_type)
        MHD_add_response_header(response, "Content-Type", answer->content_type);
    for (unsigned i = 0; i < answer->header_count; i++)
        MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
}

static enum MHD_Result send_answer(struct emulator *emulator, struct MHD_Connection *connection,
                                   const struct answer *answer)
{
    struct MHD_Response *response;
    enum MHD_Result result;

    if (answer->ending == ENDING_RESET)
        return reset(connection);
    if (answer->ending == ENDING_STALL)
        return stall(emulator, connection);
    if (answer->ending == ENDING_CUT)
        response = cut_response(&answer->body);
    else
        response = whole_response(&answer->body);
    if (!response)
        return MHD_NO;
    add_headers(emulator, answer, response);
    result = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* Called once with the head of a request, then for each piece of its body, then at its end. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *url, const char *method, const char *version,
                                  const char *piece, size_t *piece_size, void **state)
{
    struct http *http = context;
    struct request *request = *state;
    struct answer answer;
    enum MHD_Result result;

    (void)version;
    if (!request) {
        *state = read_request(connection, method, url);
        return MHD_YES;
    }
    if (*piece_size) {
        text_add_bytes(&request->body, piece, *piece_size);
        *piece_size = 0;
        return MHD_YES;
    }
    service_answer(http->emulator, request, &answer);
    result = send_answer(http->emulator, connection, &answer);
    answer_fini(&answer);
    return result;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    (void)context, (void)connection, (void)why;
    if (!*state)
        return;
    request_fini(*state);
    free(*state);
    *state = NULL;
}

struct http *http_open(struct emulator *emulator)
{
    struct http *http = zeroed(sizeof *http);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)emulator->options.port),
        .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)},
    };
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_SUPPRESS_DATE_NO_CLOCK;

    http->emulator = emulator;
    http->daemon = MHD_start_daemon(
        flags, (uint16_t)emulator->options.port, NULL, NULL, on_request, http,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_END);
    if (!http->daemon) {
        perror("graph-emulator: cannot listen on 127.0.0.1");
        free(http);
        return NULL;
    }
    return http;
}

unsigned http_port(const struct http *http)
{
    return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void http_close(struct http *http)
{
    if (!http)
        return;
    MHD_stop_daemon(http->daemon);
    free(http);
}
