/* emulator.c - see emulator.h. */
#include "emulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cjson/cJSON.h>
#include <cmocka.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <toba/http.h>
#include <unistd.h>

extern char **environ;

/* Emulators that a failed test has left running must not outlive the program. */
static pid_t running[64];
static int n_running;

static void kill_running(void)
{
    while (n_running)
        kill(running[--n_running], SIGKILL);
}

static void remember(pid_t process)
{
    if (!n_running)
        atexit(kill_running);
    assert_in_range(n_running, 0, 63);
    running[n_running++] = process;
}

static void forget(pid_t process)
{
    for (int i = 0; i < n_running; i++)
        if (running[i] == process)
            running[i] = running[--n_running];
}

static void read_url(int from, char *url, size_t room)
{
    static const char greeting[] = "listening on ";
    FILE *output = fdopen(from, "r");
    char line[128] = "";

    assert_non_null(fgets(line, sizeof line, output));
    fclose(output);
    assert_memory_equal(line, greeting, strlen(greeting));
    line[strcspn(line, "\n")] = '\0';
    snprintf(url, room, "%.60s", line + strlen(greeting));
}

void emulator_start(struct emulator *emulator, const char *const *switches)
{
    char *words[16] = {(char *)(uintptr_t)GRAPH_EMULATOR, (char *)(uintptr_t) "--port",
                       (char *)(uintptr_t) "0"};
    posix_spawn_file_actions_t actions;
    int ends[2];

    for (int i = 0; switches[i]; i++)
        words[3 + i] = (char *)(uintptr_t)switches[i];
    assert_int_equal(pipe(ends), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    assert_int_equal(posix_spawn(&emulator->process, words[0], &actions, NULL, words, environ),
                     0);
    remember(emulator->process);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    read_url(ends[0], emulator->url, sizeof emulator->url);
}

void emulator_stop(struct emulator *emulator)
{
    int status;

    kill(emulator->process, SIGTERM);
    assert_int_equal(waitpid(emulator->process, &status, 0), emulator->process);
    forget(emulator->process);
}

char *emulator_control(const struct emulator *emulator, const char *path, const char *body)
{
    const struct toba_http_config config = {.size = sizeof config, .proxy = ""};
    struct toba_http_request request = {.size = sizeof request, .body = body};
    struct toba_http_answer *answer = NULL;
    struct toba_error err = {0};
    struct toba_http *http;
    char url[256], *copy;

    snprintf(url, sizeof url, "%s/_emulator/%s", emulator->url, path);
    request.url = url;
    request.body_size = body ? (int64_t)strlen(body) : 0;
    assert_int_equal(toba_http_open(&config, &http, &err), 0);
    assert_int_equal(toba_http_submit(http, &request, &err), 0);
    assert_int_equal(toba_http_next(http, 60000, &answer, &err), 0);
    assert_non_null(answer);
    assert_in_range(answer->status, 200, 299);
    copy = strdup(answer->body);
    toba_http_answer_free(answer);
    toba_http_close(http);
    return copy;
}

int emulator_calls(const struct emulator *emulator)
{
    char *text = emulator_control(emulator, "stats", NULL);
    cJSON *json = cJSON_Parse(text);
    int calls = cJSON_GetObjectItem(json, "requests")->valueint;

    cJSON_Delete(json);
    free(text);
    return calls;
}
