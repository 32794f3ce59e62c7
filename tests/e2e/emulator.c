/* emulator.c - see emulator.h. */
#include "emulator.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>
#include <curl/curl.h>

#define GREETING "listening on "
#define SWITCHES_MAX 28
#define PATIENCE_SECONDS 60

/* ---- The program --------------------------------------------------------- */

/* The first line says where the program listens; it is there once the port is open. */
static bool find_url(struct emulator *emulator)
{
    char path[64], line[128] = "";
    FILE *output;
    bool found;

    snprintf(path, sizeof path, "/proc/self/fd/%d", emulator->process.output);
    output = fopen(path, "re");
    assert_non_null(output);
    found = fgets(line, sizeof line, output) && strchr(line, '\n') &&
            strncmp(line, GREETING, strlen(GREETING)) == 0;
    fclose(output);
    line[strcspn(line, "\n")] = '\0';
    if (found)
        snprintf(emulator->url, sizeof emulator->url, "%.60s", line + strlen(GREETING));
    return found;
}

void emulator_start(struct emulator *emulator, const char *const *switches)
{
    const char *words[SWITCHES_MAX + 4] = {GRAPH_EMULATOR, "--port", "0"};
    const struct program program = {.words = words};
    double deadline = seconds_now() + PATIENCE_SECONDS;

    for (int i = 0; switches[i]; i++) {
        assert_true(i < SWITCHES_MAX);
        words[3 + i] = switches[i];
    }
    process_start(&emulator->process, &program);
    while (!find_url(emulator)) {
        assert_true(seconds_now() < deadline);
        take_a_breath();
    }
}

void emulator_stop(struct emulator *emulator)
{
    struct outcome outcome;

    if (!emulator->process.pid)
        return;
    process_signal(&emulator->process, SIGTERM);
    process_await(&emulator->process, &outcome);
    if (outcome.code != 0)
        fail_msg("the emulator ended badly:\n%s", outcome.errors);
    outcome_free(&outcome);
}

/* ---- Control calls ------------------------------------------------------- */

static size_t gather(char *piece, size_t one, size_t size, void *context)
{
    return fwrite(piece, one, size, context) * one;
}

/* `body` NULL: a request without one. */
static char *ask(const struct emulator *emulator, const char *method, const char *path,
                 const char *body)
{
    CURL *curl = curl_easy_init();
    char url[512], *text = NULL;
    size_t size = 0;
    FILE *into = open_memstream(&text, &size);
    long status = 0;

    assert_non_null(curl);
    assert_non_null(into);
    snprintf(url, sizeof url, "%s/_emulator/%s", emulator->url, path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, gather);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, into);
    if (body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    fclose(into);
    if (status < 200 || status > 299)
        fail_msg("%s %s: %ld %s", method, url, status, text);
    return text;
}

char *emulator_get(const struct emulator *emulator, const char *path)
{
    return ask(emulator, "GET", path, NULL);
}

void emulator_set_clock(const struct emulator *emulator, const char *instant)
{
    char path[96];

    snprintf(path, sizeof path, "clock?at=%s", instant);
    free(ask(emulator, "POST", path, ""));
}

void emulator_set_faults(const struct emulator *emulator, const char *rules)
{
    free(ask(emulator, "POST", "faults", rules));
}

void emulator_set_limits(const struct emulator *emulator, const char *limits)
{
    free(ask(emulator, "POST", "limits", limits));
}

void emulator_forget_stats(const struct emulator *emulator)
{
    free(ask(emulator, "DELETE", "stats", NULL));
}

static int member(const cJSON *json, const char *name)
{
    const cJSON *number = cJSON_GetObjectItem(json, name);

    assert_non_null(number);
    return number->valueint;
}

struct emulator_stats emulator_stats(const struct emulator *emulator)
{
    char *text = emulator_get(emulator, "stats");
    cJSON *json = cJSON_Parse(text);
    const struct emulator_stats stats = {.requests = member(json, "requests"),
                                         .faults = member(json, "faults"),
                                         .in_flight = member(json, "in_flight"),
                                         .most_in_flight = member(json, "most_in_flight")};

    cJSON_Delete(json);
    free(text);
    return stats;
}

void emulator_await_requests(const struct emulator *emulator, int requests)
{
    double deadline = seconds_now() + PATIENCE_SECONDS;

    while (emulator_stats(emulator).requests < requests) {
        assert_true(seconds_now() < deadline);
        take_a_breath();
    }
}
