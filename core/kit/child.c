/* child.c - see child.h. */
#include "kit/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void *tb_kit_shared_new(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

void tb_kit_shared_free(void *memory, size_t size)
{
    if (memory)
        munmap(memory, size);
}

static void be_quiet(void)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (nowhere < 0)
        return;
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
}

/* A crash is to be seen as the signal that it is, and leaves no file behind. */
static void expect_crashes(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    const struct rlimit none = {0, 0};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    setrlimit(RLIMIT_CORE, &none);
}

static void be_child(const struct tb_kit_child *child, struct tb_kit_result *result)
{
    setpgid(0, 0);
    if (child->quiet) {
        be_quiet();
        expect_crashes();
    }
    child->work(child->context, result);
    tb_kit_end(result, TB_KIT_OK, "%s", "");
    fflush(stdout); /* no other stream: the parent's positions in its files are shared */
    fflush(stderr);
    _exit(0);
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The child holds the other end of the pipe: it closes when the child ends. False: it is late.
 */
static bool wait_for_end(int pipe_end, int seconds)
{
    struct pollfd end = {.fd = pipe_end, .events = POLLIN};
    int64_t until = now_ms() + (int64_t)seconds * 1000, left;

    while ((left = until - now_ms()) > 0) {
        int n = poll(&end, 1, (int)left);

        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
    }
    return false;
}

static void judge(int status, bool in_time, const struct tb_kit_child *child,
                  struct tb_kit_result *result)
{
    const char *at = result->at[0] ? result->at : "the check";

    if (!in_time) {
        result->status = 0;
        tb_kit_end(result, TB_KIT_FAILED, "%s did not end within %d s", at, child->seconds);
    } else if (WIFSIGNALED(status)) {
        result->status = 0;
        tb_kit_end(result, TB_KIT_FAILED, "%s crashed: %s", at, strsignal(WTERMSIG(status)));
        tb_kit_hint(result, "--verbose shows what the process said; a debugger shows where");
    } else if (!result->status) {
        tb_kit_end(result, TB_KIT_FAILED, "%s ended the process with exit code %d", at,
                   WEXITSTATUS(status));
        tb_kit_hint(result, "a plugin never calls exit(); --verbose shows what the process "
                            "said");
    }
}

void tb_kit_child_run(const struct tb_kit_child *child, struct tb_kit_result *result)
{
    int ends[2], status = 0;
    bool in_time;
    pid_t pid;

    memset(result, 0, sizeof *result);
    fflush(stdout);
    fflush(stderr);
    if (pipe2(ends, O_CLOEXEC)) {
        tb_kit_end(result, TB_KIT_FAILED, "no pipe for a child process: %s", strerror(errno));
        return;
    }
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_child(child, result);
    }
    close(ends[1]);
    if (pid < 0) {
        tb_kit_end(result, TB_KIT_FAILED, "no child process: %s", strerror(errno));
    } else {
        in_time = wait_for_end(ends[0], child->seconds);
        if (!in_time) {
            kill(-pid, SIGKILL);
            kill(pid, SIGKILL);
        }
        waitpid(pid, &status, 0);
        judge(status, in_time, child, result);
    }
    close(ends[0]);
}
