/* embedded.c - see embedded.h. */
#include "embedded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lua/reader.h"

void embedded_open(struct embedded *embedded, const char *pipeline)
{
    struct toba_error err = {0};

    memset(embedded, 0, sizeof *embedded);
    embedded->pipeline = pipeline;
    embedded->registry = tb_registry_new();
    assert_non_null(embedded->registry);
    if (tb_registry_load_folder(embedded->registry, PLUGIN_FOLDER, &err))
        fail_msg("%s", err.message);
    tb_run_options_init(&embedded->options);
}

void embedded_close(struct embedded *embedded)
{
    tb_registry_free(embedded->registry);
}

static const char *variable(void *context, const char *name)
{
    const struct embedded *embedded = context;

    return strcmp(name, "TOBA_DB") == 0 ? embedded->database : NULL;
}

static int plan_and_run(struct embedded *embedded, int32_t day, struct tb_problems *problems)
{
    const struct tb_lua_options reading = {.registry = embedded->registry,
                                           .environment = "demo",
                                           .variable = variable,
                                           .context = embedded};
    const struct tb_plan_options planning = {.day = day};
    struct tb_pipeline pipeline = {0};
    struct tb_plan plan = {0};
    struct tb_run_report report = {0};
    struct toba_error err = {0};
    int code = tb_lua_read(&pipeline, embedded->pipeline, &reading, problems);

    if (!code)
        code = tb_plan_make(&plan, &pipeline, &planning, problems);
    if (!code) {
        code = tb_run(&plan, &embedded->options, &report, &err);
        if (code)
            tb_problem_add(problems, &err);
    }
    tb_run_report_free(&report);
    tb_plan_free(&plan);
    tb_pipeline_free(&pipeline);
    return code;
}

void embedded_run(struct embedded *embedded, int32_t day)
{
    struct tb_problems problems = {0};
    int code = plan_and_run(embedded, day, &problems);

    tb_problems_print(&problems, stderr);
    tb_problems_free(&problems);
    assert_int_equal(code, 0);
}
