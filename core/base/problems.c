/* problems.c - see problems.h. */
#include "base/problems.h"

#include <string.h>

/* Where a mistake goes that memory has no room for: the caller may fill it, nobody reads it. It
 * is per thread because planning may go on in several at once. */
static _Thread_local struct toba_error nowhere;

static struct toba_error *append(struct tb_problems *problems)
{
    struct toba_error *err =
        tb_arena_append(&problems->arena, (void **)&problems->items, &problems->n, sizeof *err);

    if (err)
        return err;
    problems->lost = true;
    return &nowhere;
}

struct toba_error *tb_problem(struct tb_problems *problems, const char *file, int line,
                              const char *format, ...)
{
    struct toba_error *err = append(problems);
    va_list args;

    memset(err, 0, sizeof *err);
    err->code = TOBA_E_CONFIG;
    err->line = line;
    snprintf(err->file, sizeof err->file, "%s", file ? file : "");
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return err;
}

void tb_problem_add(struct tb_problems *problems, const struct toba_error *err)
{
    *append(problems) = *err;
}

int tb_problems_first(const struct tb_problems *problems, struct toba_error *err)
{
    if (problems->n) {
        *err = problems->items[0];
        return err->code;
    }
    if (problems->lost)
        return toba_fail(err, TOBA_E_MEMORY, "out of memory");
    return TOBA_OK;
}

void tb_error_print(const struct toba_error *err, FILE *to)
{
    if (err->file[0] && err->line > 0)
        fprintf(to, "%s:%d: ", err->file, err->line);
    else if (err->file[0])
        fprintf(to, "%s: ", err->file);
    fprintf(to, "%s\n", err->message);
    if (err->detail[0])
        fprintf(to, "    %s\n", err->detail);
    if (err->hint[0])
        fprintf(to, "    hint: %s\n", err->hint);
}

void tb_problems_print(const struct tb_problems *problems, FILE *to)
{
    for (int i = 0; i < problems->n; i++)
        tb_error_print(&problems->items[i], to);
    if (problems->lost)
        fprintf(to, "out of memory: more mistakes could not be kept\n");
}

void tb_problems_free(struct tb_problems *problems)
{
    tb_arena_free(&problems->arena);
    memset(problems, 0, sizeof *problems);
}
