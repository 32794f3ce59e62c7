/* in.h - what a step reads: the core's side of struct toba_in. */
#ifndef TB_RUN_IN_H
#define TB_RUN_IN_H

#include "run/cursor.h"

struct tb_runner;
struct tb_worker;

#define TB_KEY_NUMBER 24 /* room for a 64-bit number as text */

struct tb_in {
    struct toba_in base; /* first: plugins hand it back */
    struct tb_runner *runner;
    struct tb_worker *worker; /* NULL: a store, which only logs */
    const char *name;
    struct tb_cursor *cursors; /* by input port */
    int n;
    struct tb_key key;
    char key_text[TB_KEY_NUMBER];
    struct toba_error failure; /* the first; the callback's end shows it */
};

/* Makes cell `row` of an array the current key; the array is borrowed. */
void tb_in_set_key(struct tb_in *in, const struct ArrowArray *keys, int32_t type, int64_t row);

/* The members of the host table that read. */
bool tb_in_next(struct toba_in *in, int32_t port);
bool tb_in_as_of(struct toba_in *in, int32_t port, int32_t days);
bool tb_in_fresh(struct toba_in *in, int32_t port);
struct toba_text tb_in_key(struct toba_in *in);
struct toba_int tb_in_int(struct toba_in *in, int32_t port, int32_t field);
struct toba_double tb_in_double(struct toba_in *in, int32_t port, int32_t field);
struct toba_text tb_in_text(struct toba_in *in, int32_t port, int32_t field);
struct toba_int tb_in_day_of(struct toba_in *in, int32_t port, int32_t field);
int tb_in_status(struct toba_in *in, struct toba_error *err);

#endif
