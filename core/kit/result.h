/* result.h - what a check came to. It lies in memory that a child process shares with the kit,
 * so it holds texts by value. */
#ifndef TB_KIT_RESULT_H
#define TB_KIT_RESULT_H

#include <toba/error.h>

enum tb_kit_status { TB_KIT_OK = 1, TB_KIT_FAILED = 2, TB_KIT_SKIPPED = 3 };

struct tb_kit_result {
    int status;     /* 0: the check did not come to its end */
    char at[256];   /* what is under way, for the message of a crash */
    char what[512]; /* why it failed or was skipped */
    char detail[512];
    char hint[512];
};

/* Ends a check; the first call holds. */
TOBA_PRINTF(3, 4)
void tb_kit_end(struct tb_kit_result *result, int status, const char *format, ...);
/* The same, with the texts of an error behind `what`. */
void tb_kit_end_error(struct tb_kit_result *result, int status, const char *what,
                      const struct toba_error *err);
TOBA_PRINTF(2, 3)
void tb_kit_hint(struct tb_kit_result *result, const char *format, ...);
/* Says what is under way. */
TOBA_PRINTF(2, 3)
void tb_kit_at(struct tb_kit_result *result, const char *format, ...);

#endif
