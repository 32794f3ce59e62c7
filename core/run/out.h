/* out.h - what a step writes: the core's side of struct toba_out.
 *
 * Rows gather in a builder a port and go on as batches: fitted to each table the port is wired
 * to, and to the steps that it feeds, which run at once on the same thread. */
#ifndef TB_RUN_OUT_H
#define TB_RUN_OUT_H

#include "graph/plan.h"
#include "run/fit.h"

struct tb_target;
struct tb_worker;

/* A port's way into one table. */
struct tb_outlet {
    const struct tb_write *write;
    struct tb_target *target;
    struct tb_fit rows;
    struct tb_fit scopes;         /* a table in replace mode: its scope columns */
    struct toba_builder *covered; /* scopes that the core covers; NULL: it does not */
};

struct tb_out_port {
    const struct tb_node_output *spec;
    struct toba_builder *rows;  /* NULL: the port is not wired */
    int32_t *types;             /* by field */
    int64_t text_bytes;         /* in `rows`, about */
    int32_t misfit;             /* the field of the row under construction that cannot be … */
    const char *misfit_reason;  /* … and why; NULL: all can */
    struct tb_outlet *outlets;  /* by spec->writes */
    struct tb_worker **streams; /* by spec->streams; set by the feed */
};

struct tb_out {
    struct toba_out base; /* first: plugins hand it back */
    struct tb_worker *worker;
    struct tb_out_port *ports; /* by output port */
    int n;
    struct toba_error failure; /* the first; the callback's end shows it */
};

int tb_out_init(struct tb_out *out, struct tb_worker *worker, struct toba_error *err);
void tb_out_fini(struct tb_out *out);

/* Sends what has gathered, here and in the steps that the ports feed. */
int tb_out_flush(struct tb_out *out, struct toba_error *err);
/* Covers the current key in the tables whose scopes the core covers. */
int tb_out_cover_key(struct tb_out *out, struct toba_error *err);
/* Keeps a failure, so that it is seen also when the plugin ignores it. Returns `code`. */
int tb_out_remember(struct tb_out *out, int code, const struct toba_error *err);

/* The members of the host table that write. */
bool tb_out_wired(const struct toba_out *out, int32_t port);
void tb_out_null(struct toba_out *out, int32_t port, int32_t field);
void tb_out_int(struct toba_out *out, int32_t port, int32_t field, int64_t v);
void tb_out_double(struct toba_out *out, int32_t port, int32_t field, double v);
void tb_out_text(struct toba_out *out, int32_t port, int32_t field, const char *at,
                 int64_t size);
void tb_out_key(struct toba_out *out, int32_t port, int32_t field, struct toba_in *in);
void tb_out_pass(struct toba_out *out, int32_t port, struct toba_in *in);
int tb_out_end_row(struct toba_out *out, int32_t port, struct toba_error *err);
int tb_out_cover(struct toba_out *out, int32_t port, struct toba_error *err);

#endif
