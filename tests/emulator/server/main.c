/*
 * graph-emulator: Instagram brands behind the Graph API, on any date, over real HTTP.
 */
#include "emulator.h"
#include "http.h"
#include "options.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* All threads inherit the mask, so that the signal comes to sigwait alone. */
static void block_signals(sigset_t *ending)
{
    sigset_t blocked;

    sigemptyset(ending);
    sigaddset(ending, SIGTERM);
    sigaddset(ending, SIGINT);
    blocked = *ending;
    sigaddset(&blocked, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
}

/* Written beside and renamed: who sees the file can read the whole of it. */
static bool write_ready_file(const char *path, const char *url)
{
    struct text beside = {0};
    FILE *file;
    bool good = false;

    text_addf(&beside, "%s.new", path);
    file = fopen(text_peek(&beside), "w");
    if (file) {
        good = fprintf(file, "%s\n", url) > 0;
        good = fclose(file) == 0 && good;
        good = good && rename(text_peek(&beside), path) == 0;
    }
    if (!good)
        perror(path);
    text_free(&beside);
    return good;
}

static bool announce(const struct options *options, unsigned port)
{
    char url[64];

    snprintf(url, sizeof url, "http://127.0.0.1:%u", port);
    printf("listening on %s\n", url);
    fflush(stdout);
    return !options->ready_file || write_ready_file(options->ready_file, url);
}

static int run(const struct options *options)
{
    struct emulator emulator;
    struct http *http = NULL;
    sigset_t ending;
    int signal_number;
    int status = EXIT_FAILURE;

    block_signals(&ending);
    if (!emulator_init(&emulator, options))
        goto out;
    http = http_open(&emulator);
    if (!http || !announce(options, http_port(http)))
        goto out;
    sigwait(&ending, &signal_number);
    status = EXIT_SUCCESS;
out:
    if (http)
        emulator_stop(&emulator);
    http_close(http);
    emulator_fini(&emulator);
    return status;
}

int main(int count, char **words)
{
    struct options options;
    int status = EXIT_SUCCESS;

    switch (options_read(&options, count, words)) {
    case OPTIONS_RUN:
        status = run(&options);
        break;
    case OPTIONS_HELP:
        options_print_help();
        break;
    default:
        status = EXIT_FAILURE;
    }
    options_fini(&options);
    return status;
}
