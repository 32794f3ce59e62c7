/* server.c - see server.h. */
#include "server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { MOST_HELD = 64 };

struct server {
    struct MHD_Daemon *daemon;
    char url[256];
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int requests;
    int64_t at[2];   /* when the first two came, in milliseconds */
    int faults_done; /* failures given so far; one fault path a test */
    struct MHD_Connection *held[MOST_HELD];
    int n_held;
    bool open; /* nobody is held any more */
};

/* One request; its body grows over several calls of the handler. */
struct request {
    char body[256];
    size_t size;
    bool held;
};

/* 100 000 zero bytes. */
static const unsigned char zipped[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x31, 0x01, 0x00,
    0x00, 0x00, 0xc2, 0xa0, 0xf5, 0x4f, 0x6d, 0x0d, 0x0f, 0xa0, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x80, 0x57, 0x03, 0x7d, 0x95, 0x11, 0xd4, 0xa0, 0x86, 0x01, 0x00,
};

static int64_t now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static const char *parameter(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
}

static int number(struct MHD_Connection *connection, const char *name)
{
    const char *value = parameter(connection, name);

    return value ? atoi(value) : 0;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

    return value ? value : "-";
}

static struct MHD_Response *copy_of(const char *text)
{
    return MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text,
                                           MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result send_response(struct MHD_Connection *connection, int status,
                                     struct MHD_Response *response)
{
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, response);

    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_text(struct MHD_Connection *connection, int status,
                                 const char *text)
{
    return send_response(connection, status, copy_of(text));
}

/* Whether this request is one of the first n to be failed. */
static bool fault_due(struct server *server, struct MHD_Connection *connection)
{
    bool due;

    pthread_mutex_lock(&server->lock);
    due = server->faults_done < number(connection, "n");
    server->faults_done += due;
    pthread_mutex_unlock(&server->lock);
    return due;
}

static enum MHD_Result echo(struct MHD_Connection *connection, const char *method,
                            const struct request *request)
{
    char text[1024];
    const char *a = parameter(connection, "a"), *b = parameter(connection, "b");

    snprintf(text, sizeof text, "%s a=%s b=%s agent=%s auth=%s body=%.*s", method, a ? a : "-",
             b ? b : "-", header(connection, "User-Agent"), header(connection, "Authorization"),
             (int)request->size, request->body);
    return send_text(connection, 200, text);
}

static enum MHD_Result fail(struct server *server, struct MHD_Connection *connection)
{
    const char *after = parameter(connection, "after");
    struct MHD_Response *response;

    if (!fault_due(server, connection))
        return send_text(connection, 200, "good");
    response = copy_of("bad");
    if (after)
        MHD_add_response_header(response, "Retry-After", after);
    return send_response(connection, number(connection, "status"), response);
}

/* Gives half of what was promised, then hangs up. */
static ssize_t half(void *unused, uint64_t at, char *out, size_t room)
{
    size_t size = 500;

    (void)unused;
    if (at >= 500)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size = size < room ? size : room;
    memset(out, 'x', size);
    return (ssize_t)size;
}

static enum MHD_Result cut(struct server *server, struct MHD_Connection *connection)
{
    if (!fault_due(server, connection))
        return send_text(connection, 200, "good");
    return send_response(connection, 200,
                         MHD_create_response_from_callback(1000, 512, half, NULL, NULL));
}

static enum MHD_Result reset(struct server *server, struct MHD_Connection *connection)
{
    const struct linger at_once = {1, 0};
    const union MHD_ConnectionInfo *info;

    if (!fault_due(server, connection))
        return send_text(connection, 200, "good");
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    return MHD_NO;
}

static void release_held(struct server *server)
{
    while (server->n_held)
        MHD_resume_connection(server->held[--server->n_held]);
    server->open = true;
}

static enum MHD_Result hold(struct server *server, struct MHD_Connection *connection,
                            struct request *request)
{
    int n = number(connection, "n");

    pthread_mutex_lock(&server->lock);
    if (!request->held && !server->open) {
        request->held = true;
        MHD_suspend_connection(connection);
        server->held[server->n_held++] = connection;
        if (n && server->n_held == n)
            release_held(server);
        pthread_cond_broadcast(&server->changed);
        pthread_mutex_unlock(&server->lock);
        return MHD_YES;
    }
    pthread_mutex_unlock(&server->lock);
    return send_text(connection, 200, "good");
}

static enum MHD_Result bytes(struct MHD_Connection *connection)
{
    size_t n = (size_t)number(connection, "n");
    char *text = malloc(n + 1);

    memset(text, 'x', n);
    return send_response(connection, 200,
                         MHD_create_response_from_buffer(n, text, MHD_RESPMEM_MUST_FREE));
}

static enum MHD_Result long_header(struct MHD_Connection *connection)
{
    size_t n = (size_t)number(connection, "n");
    struct MHD_Response *response = copy_of("good");
    char *text = malloc(n + 1);

    memset(text, 'x', n);
    text[n] = '\0';
    MHD_add_response_header(response, "X-Long", text);
    free(text);
    return send_response(connection, 200, response);
}

static enum MHD_Result zip(struct MHD_Connection *connection)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        sizeof zipped, (void *)(uintptr_t)zipped, MHD_RESPMEM_PERSISTENT);

    MHD_add_response_header(response, "Content-Encoding", "gzip");
    return send_response(connection, 200, response);
}

static enum MHD_Result move(struct MHD_Connection *connection)
{
    struct MHD_Response *response = copy_of("gone");

    MHD_add_response_header(response, "Location", "/echo");
    return send_response(connection, 302, response);
}

static enum MHD_Result json(struct MHD_Connection *connection)
{
    const char *token = parameter(connection, "access_token");
    char text[512];

    snprintf(text, sizeof text,
             "{\"next\":\"http://h/p?access_token=%s\\u0026after=q\",\"echo\":\"%s\"}", token,
             token);
    return send_text(connection, 200, text);
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection,
                              const char *path, const char *method, struct request *request)
{
    if (strcmp(path, "/echo") == 0)
        return echo(connection, method, request);
    if (strcmp(path, "/fail") == 0)
        return fail(server, connection);
    if (strcmp(path, "/cut") == 0)
        return cut(server, connection);
    if (strcmp(path, "/reset") == 0)
        return reset(server, connection);
    if (strcmp(path, "/gather") == 0 || strcmp(path, "/hold") == 0)
        return hold(server, connection, request);
    if (strcmp(path, "/bytes") == 0)
        return bytes(connection);
    if (strcmp(path, "/header") == 0)
        return long_header(connection);
    if (strcmp(path, "/zip") == 0)
        return zip(connection);
    if (strcmp(path, "/move") == 0)
        return move(connection);
    if (strcmp(path, "/json") == 0)
        return json(connection);
    return send_text(connection, 404, "no such path");
}

static void count_request(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    if (server->requests < 2)
        server->at[server->requests] = now();
    server->requests++;
    pthread_mutex_unlock(&server->lock);
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *size, void **state)
{
    struct server *server = user;
    struct request *request = *state;

    (void)version;
    if (!request) {
        *state = calloc(1, sizeof *request);
        count_request(server);
        return MHD_YES;
    }
    if (*size) {
        size_t room = sizeof request->body - request->size, n = *size < room ? *size : room;

        memcpy(request->body + request->size, data, n);
        request->size += n;
        *size = 0;
        return MHD_YES;
    }
    return answer(server, connection, path, method, request);
}

static void on_end(void *user, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode why)
{
    (void)user;
    (void)connection;
    (void)why;
    free(*state);
    *state = NULL;
}

struct server *server_start(void)
{
    struct server *server = calloc(1, sizeof *server);

    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    server->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request,
        server, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
    if (!server->daemon)
        abort();
    return server;
}

void server_stop(struct server *server)
{
    pthread_mutex_lock(&server->lock);
    release_held(server);
    pthread_mutex_unlock(&server->lock);
    MHD_stop_daemon(server->daemon);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

const char *server_url(struct server *server, const char *path)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);

    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%u%s", (unsigned)info->port,
             path);
    return server->url;
}

int server_requests(struct server *server)
{
    int n;

    pthread_mutex_lock(&server->lock);
    n = server->requests;
    pthread_mutex_unlock(&server->lock);
    return n;
}

void server_await_held(struct server *server, int n)
{
    pthread_mutex_lock(&server->lock);
    while (server->n_held < n)
        pthread_cond_wait(&server->changed, &server->lock);
    pthread_mutex_unlock(&server->lock);
}

int64_t server_gap(struct server *server)
{
    int64_t gap;

    pthread_mutex_lock(&server->lock);
    gap = server->at[1] - server->at[0];
    pthread_mutex_unlock(&server->lock);
    return gap;
}
