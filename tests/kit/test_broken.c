/* Behaviour of the kit: what it says of plugins that break a rule, one each.
 *
 * messages.txt has a line a plugin: its name, the checks that fail, and what the first of them
 * says. With the argument --write the file is written anew instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/kit.h"

enum { LINE = 2048, MOST = 200 };

/* Only these checks of plugins that sleep. */
static const char *only_check(const char *name)
{
    return strcmp(name, "source_deaf") == 0 ? "cancel" : NULL;
}

/* "  FAILED   check: message" becomes the check and the message. */
static char *part_line(char *line, char **message)
{
    char *check = line + strlen("  FAILED   ");
    char *colon = strstr(check, ": ");

    *message = colon ? colon + 2 : check + strlen(check);
    if (colon)
        *colon = '\0';
    return check;
}

/* A plugin's path is another on every machine. */
static void hide_folder(char *text)
{
    char *at;

    while ((at = strstr(text, BROKEN_FOLDER "/")))
        memmove(at, at + strlen(BROKEN_FOLDER "/"), strlen(at + strlen(BROKEN_FOLDER "/")) + 1);
}

static void sum_up(const char *name, char *output, char *line)
{
    char checks[512] = "", first[512] = "";

    for (char *at = strtok(output, "\n"); at; at = strtok(NULL, "\n")) {
        char *check, *message;

        if (strncmp(at, "  FAILED", 8) != 0)
            continue;
        check = part_line(at, &message);
        if (!first[0])
            snprintf(first, sizeof first, "%s", message);
        snprintf(checks + strlen(checks), sizeof checks - strlen(checks), "%s%s",
                 checks[0] ? ", " : "", check);
    }
    snprintf(line, LINE, "%s | %s | %s", name, checks[0] ? checks : "nothing", first);
    hide_folder(line);
}

static void judge(const char *name, char *line)
{
    char path[512], *output = NULL;
    size_t size;
    FILE *to = open_memstream(&output, &size);
    struct tb_kit_options options = {.path = path, .check = only_check(name), .seconds = 10};
    struct tb_kit_counts counts;
    struct toba_error err;

    snprintf(path, sizeof path, "%s/%s.so", BROKEN_FOLDER, name);
    if (strcmp(name, "load_hang") == 0)
        options.seconds = 1;
    if (tb_kit_check(&options, to, &counts, &err))
        fail_msg("%s: %s", path, err.message);
    fclose(to);
    sum_up(name, output, line);
    free(output);
}

/* All lines at once: a child that calls exit() moves the position in an open file. */
static int read_lines(char lines[MOST][LINE])
{
    FILE *file = fopen(BROKEN_MESSAGES, "r");
    int n = 0;

    if (!file)
        return 0;
    for (; n < MOST && fgets(lines[n], LINE, file); n++)
        lines[n][strcspn(lines[n], "\n")] = '\0';
    fclose(file);
    return n;
}

static void name_of(const char *line, char name[128])
{
    snprintf(name, 128, "%.*s", (int)strcspn(line, " "), line);
}

static void a_broken_rule_is_named(void **state)
{
    static char lines[MOST][LINE];
    char found[LINE], name[128];
    int n = read_lines(lines), wrong = 0;

    (void)state;
    for (int i = 0; i < n; i++) {
        name_of(lines[i], name);
        judge(name, found);
        if (strcmp(lines[i], found) == 0)
            continue;
        print_error("expected %s\nfound    %s\n", lines[i], found);
        wrong++;
    }
    assert_true(n > 70);
    assert_int_equal(wrong, 0);
}

/* Rewrites the lines of the names that the file has. */
static int write_messages(void)
{
    static char lines[MOST][LINE];
    char name[128];
    int n = read_lines(lines);
    FILE *file;

    for (int i = 0; i < n; i++) {
        name_of(lines[i], name);
        judge(name, lines[i]);
    }
    file = fopen(BROKEN_MESSAGES, "w");
    if (!file)
        return 1;
    for (int i = 0; i < n; i++)
        fprintf(file, "%s\n", lines[i]);
    return fclose(file);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_broken_rule_is_named)};

    if (argc == 2 && strcmp(argv[1], "--write") == 0)
        return write_messages();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
