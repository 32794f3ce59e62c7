/* process.c - see process.h. */
#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_SECONDS 300

extern char **environ;

double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void take_a_breath(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
}

/* ---- The child ----------------------------------------------------------- */

/* The settings of whoever started the tests must not reach the programs under test. */
static void clear_own_variables(void)
{
    for (char **at = environ; *at;) {
        char name[256];

        if (strncmp(*at, "TOBA_", 5) != 0 && strncmp(*at, "GRAPH_", 6) != 0) {
            at++;
            continue;
        }
        snprintf(name, sizeof name, "%.*s", (int)strcspn(*at, "="), *at);
        unsetenv(name);
        at = environ;
    }
}

/* GCC 12's leak check now and then stumbles over blocks of thread-local variables that it was
 * told of through this interception, and ends the program with an error of its own. */
static void steady_sanitizers(void)
{
    if (SANITIZED)
        setenv("ASAN_OPTIONS", "intercept_tls_get_addr=0", 0);
}

static void limit_files(int64_t largest)
{
    const struct rlimit limit = {(rlim_t)largest, (rlim_t)largest};

    if (!largest)
        return;
    signal(SIGXFSZ, SIG_IGN); /* a write fails, as on a full disk */
    setrlimit(RLIMIT_FSIZE, &limit);
}

static void become(const struct program *program, const struct process *process)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(process->output, STDOUT_FILENO);
    dup2(process->errors, STDERR_FILENO);
    clear_own_variables();
    steady_sanitizers();
    for (int i = 0; program->variables && program->variables[i]; i++)
        putenv((char *)(uintptr_t)program->variables[i]);
    limit_files(program->largest_file);
    execv(program->words[0], (char **)(uintptr_t)program->words);
    _exit(127);
}

void process_start(struct process *process, const struct program *program)
{
    process->output = memfd_create("output", MFD_CLOEXEC);
    process->errors = memfd_create("errors", MFD_CLOEXEC);
    assert_true(process->output >= 0 && process->errors >= 0);
    process->began = seconds_now();
    process->pid = fork();
    assert_true(process->pid >= 0);
    if (process->pid == 0)
        become(program, process);
}

/* ---- Output -------------------------------------------------------------- */

static char *read_all(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char *text = calloc(1, (size_t)size + 1);

    assert_non_null(text);
    assert_int_equal(pread(fd, text, (size_t)size, 0), size);
    return text;
}

/* By a file position of its own: the child writes at the one that it shares with the test. */
char *process_errors(const struct process *process)
{
    char path[64], *text;
    int fd;

    snprintf(path, sizeof path, "/proc/self/fd/%d", process->errors);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    text = read_all(fd);
    close(fd);
    return text;
}

/* ---- The end ------------------------------------------------------------- */

void process_signal(const struct process *process, int signal)
{
    assert_int_equal(kill(process->pid, signal), 0);
}

static void take_outcome(struct process *process, struct outcome *outcome)
{
    struct rusage usage;
    int status;

    assert_int_equal(wait4(process->pid, &status, 0, &usage), process->pid);
    *outcome = (struct outcome){.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                                .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                                .output = read_all(process->output),
                                .errors = read_all(process->errors),
                                .seconds = seconds_now() - process->began,
                                .peak_kb = usage.ru_maxrss};
    close(process->output);
    close(process->errors);
    process->pid = 0;
}

bool process_wait(struct process *process, double seconds, struct outcome *outcome)
{
    struct pollfd end = {.fd = pidfd_open(process->pid, 0), .events = POLLIN};
    int ended;

    assert_true(end.fd >= 0);
    ended = poll(&end, 1, (int)(seconds * 1000));
    close(end.fd);
    if (ended > 0)
        take_outcome(process, outcome);
    return ended > 0;
}

void process_await(struct process *process, struct outcome *outcome)
{
    char *errors;

    if (process_wait(process, PATIENCE_SECONDS, outcome))
        return;
    errors = process_errors(process);
    process_kill(process);
    fputs(errors, stderr);
    free(errors);
    fail_msg("the program did not end");
}

void process_kill(struct process *process)
{
    struct outcome outcome;

    process_signal(process, SIGKILL);
    take_outcome(process, &outcome);
    outcome_free(&outcome);
}

void outcome_free(struct outcome *outcome)
{
    free(outcome->output);
    free(outcome->errors);
    outcome->output = outcome->errors = NULL;
}
