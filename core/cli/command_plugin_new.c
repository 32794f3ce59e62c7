/* command_plugin_new.c - `toba plugin new`: writes the folder of a plugin that builds, tests
 * and runs as it is. Nothing that exists is ever written to: the folder must be new. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cli/command.h"
#include "cli/command_plugin.h"
#include "cli/front.h"

static const char usage[] =
    "usage: toba plugin new transform|source|sink NAME [--group|--process] [--dir FOLDER]\n\n"
    "Writes the folder NAME with a plugin that builds, tests and runs as it is: one C file, "
    "its\n"
    "CMakeLists.txt, a test, a pipeline with sample data, and a README that says what to do "
    "next.\n"
    "Nothing that exists is overwritten.\n\n"
    "  --group       a transform that sees all rows of a key at a time, such as a metric "
    "(default)\n"
    "  --process     a transform that sees a stream of rows, one after the other\n"
    "  --dir FOLDER  where the folder NAME is made (default: here)\n";

#define LONGEST_NAME 40
#define SUFFIX ".in"
#define LARGEST_TEMPLATE 65536

struct request {
    const char *kind; /* the folder of the templates */
    const char *name;
    const char *folder;
    int exit; /* >= 0: the command ends here */
};

static const struct option long_options[] = {
    {"group", no_argument, NULL, 'g'},
    {"process", no_argument, NULL, 'p'},
    {"dir", required_argument, NULL, 'd'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static int wrong(const char *what, const char *value, const char *hint)
{
    fprintf(stderr, "toba plugin new: %s%s%s\n    hint: %s\n", what, value ? ": " : "",
            value ? value : "", hint);
    return TB_EXIT_PIPELINE;
}

/* ---- The command line ---------------------------------------------------- */

static int choose_kind(struct request *r, const char *kind, const char *shape)
{
    if (strcmp(kind, "transform") == 0)
        r->kind = shape ? shape : "group";
    else if (strcmp(kind, "source") == 0 || strcmp(kind, "sink") == 0)
        r->kind = kind;
    else
        return wrong("there is no such kind of plugin", kind, "transform, source or sink");
    if (shape && r->kind == kind)
        return wrong("only a transform has a shape", shape, "leave out --group and --process");
    return -1;
}

static struct request read_arguments(int argc, char **argv)
{
    struct request r = {.folder = ".", .exit = -1};
    const char *shape = NULL;
    int option;

    opterr = 0;
    while (r.exit < 0 && (option = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
        switch (option) {
        case 'g':
            shape = "group";
            break;
        case 'p':
            shape = "process";
            break;
        case 'd':
            r.folder = optarg;
            break;
        case 'h':
            fputs(usage, stdout);
            r.exit = TB_EXIT_DONE;
            break;
        default:
            r.exit = wrong(option == ':' ? "a value is missing behind" : "there is no option",
                           argv[optind - 1], "toba plugin new --help");
        }
    }
    if (r.exit < 0 && optind + 2 != argc)
        r.exit = wrong("name a kind and a plugin", NULL,
                       "toba plugin new transform|source|sink NAME");
    if (r.exit < 0) {
        r.name = argv[optind + 1];
        r.exit = choose_kind(&r, argv[optind], shape);
    }
    return r;
}

/* ---- Names --------------------------------------------------------------- */

static bool is_identifier(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    const size_t size = strlen(name);

    return size > 0 && size <= LONGEST_NAME && strchr(letters, name[0]) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == size;
}

/* Words that Lua, toba's Lua module or CMake's targets have taken. */
static bool is_taken(const char *name)
{
    static const char *const words[] = {
        "all",      "and",        "break",         "clean",  "do",      "edit_cache",
        "else",     "elseif",     "end",           "env",    "false",   "for",
        "function", "goto",       "help",          "if",     "in",      "install",
        "local",    "nil",        "not",           "or",     "package", "pipeline",
        "plugins",  "preinstall", "rebuild_cache", "repeat", "return",  "secret",
        "test",     "then",       "true",          "until",  "var",     "while",
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

static int check_name(const char *name)
{
    struct tb_front front = {0};
    const struct tb_component *component;
    struct toba_error err = {0};
    int exit = -1;

    if (!is_identifier(name))
        return wrong("this is no name for a plugin", name,
                     "lower-case letters, digits and _, a letter first, at most 40");
    if (is_taken(name))
        return wrong("the name is a word of Lua, toba or CMake", name, "choose another name");
    if (tb_front_plugins(&front, &err)) {
        tb_error_print(&err, stderr);
        exit = tb_exit_code(err.code);
    } else {
        component = tb_registry_find(front.registry, name);
        if (component)
            exit = wrong("a component of this name exists already", component->path,
                         "choose another name, or take that one");
    }
    tb_front_close(&front);
    return exit;
}

/* ---- Writing ------------------------------------------------------------- */

/* Writes a text with each @NAME@ replaced. */
static void fill_in(FILE *to, const char *text, const char *name)
{
    static const char mark[] = "@NAME@";
    const char *next;

    while ((next = strstr(text, mark))) {
        fwrite(text, 1, (size_t)(next - text), to);
        fputs(name, to);
        text = next + sizeof mark - 1;
    }
    fputs(text, to);
}

/* The path of the file that a template becomes. */
static bool file_path(const char *folder, const char *template, const char *name,
                      char path[PATH_MAX])
{
    FILE *to = fmemopen(path, PATH_MAX, "w");
    char *plain = tb_copy(template);
    bool done = to && plain;

    if (done) {
        plain[strlen(plain) - strlen(SUFFIX)] = '\0';
        fprintf(to, "%s/", folder);
        fill_in(to, plain, name);
        done = !fflush(to);
    }
    tb_free(plain);
    return to && !fclose(to) && done;
}

static bool read_template(int folder, const char *name, char text[LARGEST_TEMPLATE])
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    FILE *from = fd < 0 ? NULL : fdopen(fd, "r");
    size_t n;
    bool done;

    if (!from)
        return false;
    n = fread(text, 1, LARGEST_TEMPLATE - 1, from);
    text[n] = '\0';
    done = !ferror(from) && n < LARGEST_TEMPLATE - 1;
    fclose(from);
    return done;
}

static bool write_file(const char *path, const char *text, const char *name)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
    bool done;

    if (!to)
        return false;
    fill_in(to, text, name);
    done = !ferror(to);
    return !fclose(to) && done;
}

static bool is_template(const char *name)
{
    const size_t size = strlen(name), suffix = strlen(SUFFIX);

    return size > suffix && strcmp(name + size - suffix, SUFFIX) == 0;
}

/* Writes every file of the kind; errno says why not. */
static bool write_files(DIR *templates, const char *folder, const char *name)
{
    char *text = tb_new(LARGEST_TEMPLATE);
    char path[PATH_MAX];
    const struct dirent *entry;
    bool done = text;

    while (done && (entry = readdir(templates)))
        if (is_template(entry->d_name))
            done = read_template(dirfd(templates), entry->d_name, text) &&
                   file_path(folder, entry->d_name, name, path) && write_file(path, text, name);
    tb_free(text);
    return done;
}

static DIR *open_templates(const char *kind)
{
    char name[64], path[PATH_MAX];
    DIR *templates;

    snprintf(name, sizeof name, "share/toba/templates/%s", kind);
    if (!tb_front_installed(name, path, sizeof path))
        return NULL;
    templates = opendir(path);
    if (!templates)
        fprintf(stderr,
                "toba plugin new: the templates cannot be read: %s: %s\n"
                "    hint: they are installed with toba\n",
                path, strerror(errno));
    return templates;
}

static int write_folder(const struct request *r, DIR *templates)
{
    char folder[PATH_MAX - 64];
    int size = snprintf(folder, sizeof folder, "%s/%s", r->folder, r->name);

    if (size >= (int)sizeof folder)
        return wrong("the folder's name is too long", r->folder, "choose another with --dir");
    if (mkdir(folder, 0777)) {
        fprintf(stderr, "toba plugin new: the folder %s cannot be made: %s\n", folder,
                strerror(errno));
        return TB_EXIT_PIPELINE;
    }
    if (write_files(templates, folder, r->name))
        return TB_EXIT_DONE;
    fprintf(stderr, "toba plugin new: a file of %s cannot be written: %s\n", folder,
            strerror(errno));
    return TB_EXIT_FAILED;
}

static void show_next(const struct request *r)
{
    const bool here = strcmp(r->folder, ".") == 0;

    printf("%s%s%s holds your plugin. Build it, test it, run it:\n\n"
           "    cd %s%s%s\n"
           "    cmake -B build\n"
           "    cmake --build build\n"
           "    ctest --test-dir build --output-on-failure\n"
           "    TOBA_PLUGIN_PATH=build/lib/toba toba run pipeline.lua --as-of 2026-10-31\n\n"
           "Then read its README.md.\n",
           here ? "" : r->folder, here ? "" : "/", r->name, here ? "" : r->folder,
           here ? "" : "/", r->name);
}

int tb_command_plugin_new(int argc, char **argv)
{
    struct request r = read_arguments(argc, argv);
    DIR *templates;

    if (r.exit < 0)
        r.exit = check_name(r.name);
    if (r.exit >= 0)
        return r.exit;
    templates = open_templates(r.kind);
    if (!templates)
        return TB_EXIT_FAILED;
    r.exit = write_folder(&r, templates);
    closedir(templates);
    if (r.exit == TB_EXIT_DONE)
        show_next(&r);
    return r.exit;
}
