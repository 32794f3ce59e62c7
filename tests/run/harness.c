/* harness.c - see harness.h. */
#include "harness.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/alloc.h"
#include "lua/reader.h"

static void keep_line(void *context, int level, const char *step, const char *text)
{
    struct harness *h = context;
    size_t used;

    (void)level;
    pthread_mutex_lock(&h->log_lock); /* two stores may have something to say at once */
    used = strlen(h->log);
    snprintf(h->log + used, sizeof h->log - used, "%s: %s\n", step ? step : "run", text);
    pthread_mutex_unlock(&h->log_lock);
}

static void load(struct harness *h, const char *path)
{
    if (tb_registry_load(h->registry, path, &h->err))
        fail_msg("%s: %s", path, h->err.message);
}

int harness_open(void **state)
{
    struct harness *h = calloc(1, sizeof *h);

    pthread_mutex_init(&h->log_lock, NULL);
    strcpy(h->folder, "/tmp/toba-run-XXXXXX");
    assert_non_null(mkdtemp(h->folder));
    h->registry = tb_registry_new();
    load(h, TEST_SQLITE);
    load(h, TEST_DELTA);
    load(h, TEST_PLUGINS "/numbers.so");
    load(h, TEST_PLUGINS "/upper.so");
    load(h, TEST_PLUGINS "/sum.so");
    load(h, TEST_PLUGINS "/stumble.so");
    tb_run_options_init(&h->options);
    h->options.barrier = (struct tb_barrier_limits){1, 1, 1000000};
    h->options.log = keep_line;
    h->options.log_context = h;
    *state = h;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

int harness_close(void **state)
{
    struct harness *h = *state;

    if (nftw(h->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS))
        fail_msg("%s cannot be removed", h->folder);
    tb_run_report_free(&h->report);
    tb_registry_free(h->registry);
    free(h);
    return 0;
}

const char *harness_path(const struct harness *h, const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", h->folder, name);
    return path;
}

void harness_write(const struct harness *h, const char *name, const char *text)
{
    FILE *file = fopen(harness_path(h, name), "w");

    assert_non_null(file);
    for (; *text; text++) {
        if (*text == '@')
            fputs(h->folder, file);
        else
            fputc(*text, file);
    }
    fclose(file);
}

void harness_remove(const struct harness *h, const char *name)
{
    unlink(harness_path(h, name));
}

static void arm(const struct harness *h)
{
#ifdef TOBA_FAIL_ALLOC
    tb_alloc_fail_at(h->fail_at);
#else
    (void)h;
#endif
}

static void watch(struct harness *h, const struct tb_progress *progress)
{
    h->watched_steps = tb_progress_steps(progress);
    for (int i = 0; i < h->watched_steps && i < 8; i++)
        tb_progress_step(progress, i, &h->watched[i]);
    tb_progress_run(progress, &h->watched_run);
}

static int run_plan(struct harness *h, const struct tb_plan *plan)
{
    int code;

    h->options.progress = h->watch ? tb_progress_new(plan) : NULL;
    arm(h);
    code = tb_run(plan, &h->options, &h->report, &h->err);
    if (h->watch)
        watch(h, h->options.progress);
    tb_progress_free(h->options.progress);
    h->options.progress = NULL;
    return code;
}

int harness_run(struct harness *h, const char *text, int32_t day)
{
    struct tb_pipeline pipeline = {0};
    struct tb_problems problems = {0};
    struct tb_plan plan = {0};
    struct tb_lua_options reading = {.registry = h->registry};
    struct tb_plan_options planning = {.day = day};
    int code;

    harness_write(h, "test.lua", text);
    tb_run_report_free(&h->report);
    h->log[0] = '\0';
    code = tb_lua_read(&pipeline, harness_path(h, "test.lua"), &reading, &problems);
    if (!code)
        code = tb_plan_make(&plan, &pipeline, &planning, &problems);
    if (code) {
        tb_problems_print(&problems, stderr);
        if (code != TOBA_E_MEMORY)
            fail_msg("the pipeline cannot be planned");
        h->err.code = code;
    } else {
        code = run_plan(h, &plan);
    }
    tb_plan_free(&plan);
    tb_pipeline_free(&pipeline);
    tb_problems_free(&problems);
    return code;
}

int harness_run_apart(struct harness *h, const char *text, int32_t day)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(harness_run(h, text, day));
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

struct interruption {
    struct harness *harness;
    struct tb_cancel cancel;
    const char *word; /* in the log, that makes the user press the key */
    int level;
};

static void interrupt_on_word(void *context, int level, const char *step, const char *text)
{
    struct interruption *interruption = context;

    keep_line(interruption->harness, level, step, text);
    if (strstr(text, interruption->word))
        tb_cancel_request(&interruption->cancel, interruption->level);
}

int harness_run_interrupted(struct harness *h, const char *pipeline, int32_t day,
                            const char *word, int level)
{
    struct interruption interruption = {
        .harness = h, .cancel = TB_CANCEL_INIT, .word = word, .level = level};
    int code;

    h->options.cancel = &interruption.cancel;
    h->options.log = interrupt_on_word;
    h->options.log_context = &interruption;
    code = harness_run(h, pipeline, day);
    h->options.cancel = NULL;
    h->options.log = keep_line;
    h->options.log_context = h;
    return code;
}

char *harness_query(const struct harness *h, const char *file, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    char *result = NULL;
    size_t size;
    FILE *to = open_memstream(&result, &size);
    int rows = 0;

    if (sqlite3_open(harness_path(h, file), &db) ||
        sqlite3_prepare_v2(db, sql, -1, &statement, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        fputs(rows++ ? " " : "", to);
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            fprintf(to, "%s%s", i ? "|" : "",
                    sqlite3_column_type(statement, i) == SQLITE_NULL
                        ? "NULL"
                        : (const char *)sqlite3_column_text(statement, i));
    }
    fclose(to);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return result;
}

void harness_change(const struct harness *h, const char *file, const char *sql)
{
    sqlite3 *db = NULL;

    if (sqlite3_open(harness_path(h, file), &db) || sqlite3_exec(db, sql, NULL, NULL, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

void harness_expect(const struct harness *h, const char *file, const char *sql,
                    const char *expected)
{
    char *result = harness_query(h, file, sql);

    assert_string_equal(result, expected);
    free(result);
}
