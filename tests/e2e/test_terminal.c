/* test_terminal.c - on a terminal, a run shows its steps in place while it goes on. */
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "toba.h"

static const char *const slow_world[] = {"--accounts", "3", "--latency", "60", NULL};

static void become_toba(const struct workspace *w)
{
    setenv("TOBA_API", w->emulator.url, 1);
    setenv("TOBA_DB", workspace_path(w, "terminal.db"), 1);
    setenv("TOBA_ACCOUNTS", workspace_path(w, "accounts.csv"), 1);
    execl(TOBA, TOBA, "run", PIPELINE, "--env", "demo", "--as-of", FIRST_DAY, (char *)NULL);
    _exit(127);
}

/* Everything that the terminal was sent; its end is an error on Linux, not an end of file. */
static char *read_screen(int terminal)
{
    char bytes[4096], *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    ssize_t n;

    while ((n = read(terminal, bytes, sizeof bytes)) > 0)
        fwrite(bytes, 1, (size_t)n, to);
    fclose(to);
    close(terminal);
    return text;
}

/* Runs in a terminal of so many columns and returns what it showed. */
static char *run_in_terminal(const struct workspace *w, unsigned short columns)
{
    const struct winsize size = {.ws_row = 40, .ws_col = columns};
    char *screen;
    int terminal, status;
    pid_t pid = forkpty(&terminal, NULL, NULL, &size);

    assert_true(pid >= 0);
    if (pid == 0)
        become_toba(w);
    screen = read_screen(terminal);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return screen;
}

static void a_terminal_shows_each_step_in_place(void **state)
{
    struct workspace *w = *state;
    char *screen;

    workspace_start_emulator(w, slow_world);
    screen = run_in_terminal(w, 100);

    expect_says(screen, "\x1b[1A\x1b[2K"); /* it goes back up and draws anew */
    expect_says(screen, "running");
    expect_says(screen, "waiting");
    expect_says(screen, "engagement");
    expect_says(screen, "stage 1 of 2");
    expect_says(screen, "cekbrand done as of " FIRST_DAY);
    free(screen);
}

static size_t without_sequences(const char *line, size_t size)
{
    size_t columns = 0;

    for (size_t i = 0; i < size; i++) {
        if (line[i] == '\x1b')
            i += strcspn(line + i, "AK");
        else if (line[i] != '\r')
            columns++;
    }
    return columns;
}

/* Lines of the block that wrapped could not be taken back. */
static void a_narrow_terminal_gets_short_lines(void **state)
{
    struct workspace *w = *state;
    char *screen;

    workspace_start_emulator(w, slow_world);
    screen = run_in_terminal(w, 40);

    for (char *line = screen; *line; line += strcspn(line, "\n") + 1) {
        size_t size = strcspn(line, "\n");

        if (strstr(line, "rows in") && strstr(line, "rows in") < line + size)
            assert_true(without_sequences(line, size) < 40);
        if (!line[size])
            break;
    }
    expect_says(screen, "running");
    free(screen);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_open, workspace_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_terminal_shows_each_step_in_place),
        TEST(a_narrow_terminal_gets_short_lines),
    };

    return cmocka_run_group_tests_name("e2e.terminal", tests, NULL, NULL);
}
