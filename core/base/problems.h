/* problems.h - all the mistakes of a pipeline, collected to be shown at once. One thread. */
#ifndef TB_BASE_PROBLEMS_H
#define TB_BASE_PROBLEMS_H

#include <stdio.h>

#include "base/arena.h"

/* All zero is empty. */
struct tb_problems {
    struct tb_arena arena;
    struct toba_error *items;
    int n;
    bool lost; /* a mistake could not be kept: memory is out */
};

/* Adds a mistake at a place of the pipeline; a place with line 0 is left out when shown.
 * Returns the entry, to which toba_detail() and toba_hint() may add; never NULL. */
TOBA_PRINTF(4, 5)
struct toba_error *tb_problem(struct tb_problems *problems, const char *file, int line,
                              const char *format, ...);
/* Adds a copy of an error. */
void tb_problem_add(struct tb_problems *problems, const struct toba_error *err);
/* Fills `err` with the first mistake and returns its code; 0 when there are none. */
int tb_problems_first(const struct tb_problems *problems, struct toba_error *err);
/* Writes an error as "file:line: message", detail and hint on lines of their own. */
void tb_error_print(const struct toba_error *err, FILE *to);
void tb_problems_print(const struct tb_problems *problems, FILE *to);
void tb_problems_free(struct tb_problems *problems);

#endif
