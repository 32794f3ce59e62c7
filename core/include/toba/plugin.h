/* plugin.h - all that the author of a source or a transform reads. (A store adds toba/store.h.)
 *
 * A plugin is a shared object that exports one function, toba_plugin_entry(), which returns a
 * constant descriptor: names, options, ports and callbacks. The core reads it to list, check,
 * plan and document the plugin without running it.
 *
 * Threads: the callbacks of one instance never run concurrently, but may move between threads;
 * a plugin has no global variables and owns no loop or queue.
 * Memory: an instance is `instance_size` bytes, zeroed, filled with its options and freed by
 * the core. Text that a call returns is borrowed: valid until the port's next row, unless said
 * otherwise. Text that a call takes is copied.
 * Errors: a callback returns 0 or a code of toba/error.h and fills `err` with toba_fail().
 *
 * Days are counted from 1970-01-01, instants are microseconds since 1970-01-01T00:00:00Z; both
 * are UTC. D is the run's date. */
#ifndef TOBA_PLUGIN_H
#define TOBA_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toba/arrow.h>
#include <toba/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the structs below. Within a major version they only grow at the end; while the
 * major version is 0 any of them may change, and host and plugin must agree on the minor too.
 */
#define TOBA_ABI_MAJOR 0
#define TOBA_ABI_MINOR 2 /* see above */

/* ---- Values -------------------------------------------------------------- */

/* The types of fields and columns. */
enum toba_type {
    TOBA_ANY = 0, /* a field only: the type of the column that it is bound to */
    TOBA_BOOL = 1,
    TOBA_INT32 = 2,
    TOBA_INT64 = 3,
    TOBA_DOUBLE = 4,
    TOBA_TEXT = 5, /* UTF-8 */
    TOBA_DATE = 6,
    TOBA_TIMESTAMP = 7,
    TOBA_NUMBER = 8 /* an input field only: any of int32, int64 and double */
};

/* A value that may be NULL: an integer, a boolean, a day or an instant. */
struct toba_int {
    int64_t v; /* 0 where `null` */
    bool null;
};
/* A number that may be NULL. */
struct toba_double {
    double v; /* 0 where `null` */
    bool null;
};
/* A text that may be NULL. */
struct toba_text {
    const char *at; /* `size` bytes, not terminated; never NULL */
    int64_t size;   /* bytes; 0 where `null` */
    bool null;
};

/* ---- Options ------------------------------------------------------------- */

/* The type of an option, and the C type of the member of the instance that receives it. */
enum toba_option_type {
    TOBA_OPTION_BOOL = 1,   /* bool */
    TOBA_OPTION_INT = 2,    /* int64_t */
    TOBA_OPTION_DOUBLE = 3, /* double */
    TOBA_OPTION_TEXT = 4,   /* const char *, NULL when absent */
    TOBA_OPTION_SECRET =
        5,                /* const char *, never printed; a pipeline gives it as toba.secret */
    TOBA_OPTION_PATH = 6, /* const char *, a file; relative to the working folder */
    TOBA_OPTION_DAYS = 7, /* struct toba_days */
    TOBA_OPTION_LIST = 8, /* struct toba_list of texts */
    TOBA_OPTION_FUNCTION = 9 /* struct toba_function */
};

/* The most spans of a TOBA_OPTION_DAYS. */
#define TOBA_DAYS_MAX 16

/* The value of a TOBA_OPTION_DAYS. */
struct toba_days {
    int32_t n;
    int32_t at[TOBA_DAYS_MAX]; /* days, none twice, as the pipeline orders them */
};
/* The value of a TOBA_OPTION_LIST. */
struct toba_list {
    int32_t n;
    const char *const *at; /* terminated texts, valid as long as the instance */
};
/* A function that the pipeline's author wrote, in the form of toba/function.h. */
struct toba_function {
    const void *at; /* valid as long as the instance; NULL when absent */
    int64_t size;   /* bytes */
};

enum {
    TOBA_REQUIRED = 1 /* the pipeline must give it */
};

/* What a pipeline can set in the braces of a constructor. */
struct toba_option {
    const char *name;     /* unique among options and inputs of the component */
    int32_t type;         /* enum toba_option_type */
    uint32_t flags;       /* TOBA_REQUIRED */
    size_t offset;        /* of the member in the instance */
    const char *fallback; /* the default, as text ("7,28", "true"); NULL: zero or absent */
    double min;           /* of numbers and days; with `max` 0 too: no bound */
    double max;           /* … both ends are allowed */
    const char *choices;  /* "auto legacy current"; NULL: any */
    const char *help;     /* a line that says what it does, units included */
};

/* ---- Ports --------------------------------------------------------------- */

/* Which rows of a key an input port reads from its table. */
enum toba_rows {
    TOBA_ALL = 0,
    TOBA_WINDOW = 1, /* dated in the last days up to D: toba_plan_window() */
    TOBA_AS_OF = 2,  /* the newest at or before points in time: toba_plan_as_of() */
    TOBA_CHANGED = 3 /* written or dated since the step's last ended run, and their neighbours
                        by date; toba_fresh() tells them apart */
};

enum {
    TOBA_OPTIONAL = 1,  /* a port that need not be wired; a field that its table may lack */
    TOBA_DATE_ROLE = 2, /* a field bound to the table's declared date column */
    TOBA_PASS = 4       /* an output port of `process`: carries the input's columns along */
};

/* A column as a port knows it. */
struct toba_field {
    const char *name; /* the column of that name, unless the pipeline renames it */
    int32_t type;     /* enum toba_type; an INT64 field also reads int32 columns, a DOUBLE field
                         any number; written values are checked against the column */
    uint32_t flags;   /* TOBA_OPTIONAL, TOBA_DATE_ROLE */
    const char *help; /* a line that says what it holds, units included */
};

/* What a component reads or gives. */
struct toba_port {
    const char *name; /* unique among the inputs, or outputs, of the component */
    const char *help; /* a line that says which rows they are */
    uint32_t flags;   /* TOBA_OPTIONAL, TOBA_PASS */
    int32_t rows;     /* an input: enum toba_rows */
    /* Roles of a `group` component's inputs. A role is bound to the column of that name, else
     * to the key that columns of that name reference (media_id: media.id), else through a
     * reference of the table (user_id: media_id.user_id). */
    const char *key; /* what groups rows: "user_id"; "*": the table's own key but its date */
    const char *sub_key; /* what parts a group: "media_id"; NULL: nothing does */
    const char *parent;  /* the port whose current sub-key this port follows; NULL: none */
    const char *table;   /* an output: the table it serves in `source >> schema` */
    const struct toba_field *fields; /* known by their places; `plan` may add more */
    int32_t n_fields;
};

/* ---- The host's contexts ------------------------------------------------- */

struct toba_host;
struct toba_builder;

/* What a callback reads from. Opaque but for the host table; the functions below are the whole
 * interface. Valid only during the callback that received it, but in a sink until `close`. */
struct toba_in {
    const struct toba_host *host;
};
/* What a callback writes to; the same holds for it. */
struct toba_out {
    const struct toba_host *host;
};
/* What `plan` plans with; the same holds for it. */
struct toba_plan {
    const struct toba_host *host;
};

#define TOBA_OLDEST INT32_MAX /* a point in time: the key's oldest row up to D */
#define TOBA_ANY_AGE (-1)     /* a tolerance: the newest row however old */

/* How much a line of the log matters. */
enum toba_log_level {
    TOBA_LOG_ERROR = 0,
    TOBA_LOG_WARNING = 1,
    TOBA_LOG_INFO = 2,
    TOBA_LOG_DEBUG = 3
};

/* How long a source's state is kept. */
enum toba_state_scope {
    TOBA_STATE_RUN = 0, /* forgotten when the run ends: which accounts are done */
    TOBA_STATE_KEPT = 1 /* kept from run to run: how far a list was read */
};

struct toba_host {
    uint32_t size;
    int32_t abi_major, abi_minor;

    void *(*resize)(void *memory, size_t size);
    void (*log)(const struct toba_in *in, int32_t level, const char *text);
    void (*count)(const struct toba_in *in, const char *reason, int64_t n);
    bool (*cancelled)(const struct toba_in *in);
    int32_t (*day)(const struct toba_in *in);
    int64_t (*instant)(const struct toba_in *in);

    bool (*next)(struct toba_in *in, int32_t port);
    bool (*as_of)(struct toba_in *in, int32_t port, int32_t days);
    bool (*fresh)(struct toba_in *in, int32_t port);
    int (*find)(struct toba_in *in, int32_t port, const char *key, struct toba_error *err);
    struct toba_text (*key)(struct toba_in *in);
    struct toba_int (*get_int)(struct toba_in *in, int32_t port, int32_t field);
    struct toba_double (*get_double)(struct toba_in *in, int32_t port, int32_t field);
    struct toba_text (*get_text)(struct toba_in *in, int32_t port, int32_t field);
    struct toba_int (*get_day)(struct toba_in *in, int32_t port, int32_t field);
    int (*status)(struct toba_in *in, struct toba_error *err);

    bool (*wired)(const struct toba_out *out, int32_t port);
    void (*put_null)(struct toba_out *out, int32_t port, int32_t field);
    void (*put_int)(struct toba_out *out, int32_t port, int32_t field, int64_t v);
    void (*put_double)(struct toba_out *out, int32_t port, int32_t field, double v);
    void (*put_text)(struct toba_out *out, int32_t port, int32_t field, const char *at,
                     int64_t size);
    void (*put_key)(struct toba_out *out, int32_t port, int32_t field, struct toba_in *in);
    void (*pass)(struct toba_out *out, int32_t port, struct toba_in *in);
    int (*end_row)(struct toba_out *out, int32_t port, struct toba_error *err);
    int (*cover)(struct toba_out *out, int32_t port, struct toba_error *err);

    int (*state_get)(struct toba_in *in, int32_t scope, const char *key,
                     struct toba_text *value, struct toba_error *err);
    int (*state_put)(struct toba_out *out, int32_t scope, const char *key, const char *value,
                     struct toba_error *err);
    int (*mark)(struct toba_out *out, int64_t id, struct toba_error *err);

    bool (*plan_wired)(const struct toba_plan *plan, bool output, int32_t port);
    int (*plan_field)(struct toba_plan *plan, bool output, int32_t port, const char *name,
                      int32_t type, uint32_t flags, struct toba_error *err);
    int (*plan_as_of)(struct toba_plan *plan, int32_t port, int32_t days, int32_t tolerance,
                      struct toba_error *err);
    int (*plan_window)(struct toba_plan *plan, int32_t port, int32_t days,
                       struct toba_error *err);
    int (*plan_sub_key)(struct toba_plan *plan, int32_t port, const char *column,
                        struct toba_error *err);

    /* toba/batch.h */
    struct toba_builder *(*builder_new)(const int32_t *types, int32_t n);
    void (*builder_free)(struct toba_builder *builder);
    void (*builder_int)(struct toba_builder *builder, int32_t column, int64_t v);
    void (*builder_double)(struct toba_builder *builder, int32_t column, double v);
    void (*builder_text)(struct toba_builder *builder, int32_t column, const char *at,
                         int64_t size);
    int (*builder_end_row)(struct toba_builder *builder, struct toba_error *err);
    int64_t (*builder_rows)(const struct toba_builder *builder);
    int64_t (*builder_bytes)(const struct toba_builder *builder);
    int (*builder_finish)(struct toba_builder *builder, struct ArrowArray *batch,
                          struct toba_error *err);

    const struct toba_component *(*component)(const struct toba_in *in);
    int32_t (*type)(const struct toba_in *in, bool output, int32_t port, int32_t field);
    const struct toba_component *(*plan_component)(const struct toba_plan *plan);
};

/* ---- The descriptor ------------------------------------------------------ */

/* What a component is, and the callbacks that it must have. */
enum toba_kind {
    TOBA_SOURCE = 1,  /* open, next, close */
    TOBA_PROCESS = 2, /* process: a stream of batches, row by row */
    TOBA_GROUP = 3,   /* group: one key's rows of all input ports at a time */
    TOBA_SINK = 4     /* a store or another sink: toba/store.h */
};

enum {
    TOBA_LIVE = 1, /* a source that serves today's D only */
    /* A TOBA_GROUP whose ports the pipeline declares, each step its own: the descriptor has
     * none, toba_component_of() tells a step's. With a `process` too, a step whose pipeline
     * names no key is a TOBA_PROCESS. */
    TOBA_OPEN = 2
};

enum { TOBA_MORE = 0, TOBA_END = -1 }; /* what a source's `next` returns beside the codes */

struct toba_store;

/* What a pipeline constructs: options, ports and callbacks. `self` is the instance. */
struct toba_component {
    uint32_t size;                     /* sizeof(struct toba_component) */
    int32_t kind;                      /* enum toba_kind */
    uint32_t flags;                    /* TOBA_LIVE, TOBA_OPEN */
    const char *name;                  /* the constructor: toba.NAME { … } */
    const char *summary;               /* what it does, in a line */
    const struct toba_option *options; /* NULL: none */
    int32_t n_options;
    const struct toba_port *inputs; /* known by their places; NULL: none */
    int32_t n_inputs;
    const struct toba_port *outputs; /* known by their places; NULL: none */
    int32_t n_outputs;
    const char *driver; /* `group`: the input port whose keys are visited; NULL: the rows of the
                           table that the key references */
    size_t instance_size; /* 0: no options and no state */

    /* Once, before any I/O: checks options against each other, adds fields, points and windows.
     * May be NULL. */
    int (*plan)(void *self, struct toba_plan *plan, struct toba_error *err);
    /* Once, before the first row; what it took is given back by `close`. May be NULL. A source
     * checks its credentials here and may read state. */
    int (*open)(void *self, struct toba_in *in, struct toba_error *err);
    /* Once, after a successful `open`. May be NULL. */
    void (*close)(void *self);

    /* TOBA_SOURCE: emits some rows or a mark and returns TOBA_MORE, TOBA_END when all was
     * given, or a code. Returns within a second where it can, so that a cancel is heard. */
    int (*next)(void *self, struct toba_in *in, struct toba_out *out, struct toba_error *err);
    /* TOBA_SOURCE, may be NULL: all up to mark `id` is durable in every store. */
    void (*committed)(void *self, int64_t id);
    /* TOBA_PROCESS: reads port 0 with toba_next() to its end. */
    int (*process)(void *self, struct toba_in *in, struct toba_out *out,
                   struct toba_error *err);
    /* TOBA_GROUP: one key. */
    int (*group)(void *self, struct toba_in *in, struct toba_out *out, struct toba_error *err);
    /* TOBA_SINK */
    const struct toba_store *store;
};

/* A plugin: constant, as all that it points at. TOBA_PLUGIN() makes one. */
struct toba_plugin {
    uint32_t size;
    int32_t abi_major;   /* TOBA_ABI_MAJOR … */
    int32_t abi_minor;   /* … and TOBA_ABI_MINOR of the headers it was built with */
    const char *name;    /* usually the file's, without .so */
    const char *version; /* of the plugin */
    const char *licence; /* an SPDX identifier */
    const char *summary; /* what it is for, in a line */
    const struct toba_component *const *components; /* those that it offers */
    int32_t n_components;
};

/* The first members of a plugin's descriptor. */
#define TOBA_PLUGIN_HEADER                                                                     \
    .size = sizeof(struct toba_plugin), .abi_major = TOBA_ABI_MAJOR, .abi_minor = TOBA_ABI_MINOR
/* … and of a component's. */
#define TOBA_COMPONENT_HEADER .size = sizeof(struct toba_component)
/* How many items an array has. */
#define TOBA_COUNT(array) ((int32_t)(sizeof(array) / sizeof(array)[0]))

/* The members `fields` and `n_fields` of a port, from an array. */
#define TOBA_FIELDS(array) .fields = (array), .n_fields = TOBA_COUNT(array)
/* The members `options` and `n_options` of a component. */
#define TOBA_OPTIONS(array) .options = (array), .n_options = TOBA_COUNT(array)
/* The members `inputs` and `n_inputs` of a component. */
#define TOBA_INPUTS(array) .inputs = (array), .n_inputs = TOBA_COUNT(array)
/* The members `outputs` and `n_outputs` of a component. */
#define TOBA_OUTPUTS(array) .outputs = (array), .n_outputs = TOBA_COUNT(array)

/* Lets a function be seen from outside the shared object. */
#if defined(__GNUC__)
#define TOBA_EXPORT __attribute__((visibility("default")))
#else
#define TOBA_EXPORT
#endif

/* The one symbol of a plugin. Called once, before anything else, on any thread. */
TOBA_EXPORT const struct toba_plugin *toba_plugin_entry(void);

/* Defines it: a plugin's four texts, then the addresses of its components. */
#define TOBA_PLUGIN(name_, version_, licence_, summary_, ...)                                  \
    const struct toba_plugin *toba_plugin_entry(void)                                          \
    {                                                                                          \
        static const struct toba_component *const all[] = {__VA_ARGS__};                       \
        static const struct toba_plugin plugin = {TOBA_PLUGIN_HEADER,                          \
                                                  .name = (name_),                             \
                                                  .version = (version_),                       \
                                                  .licence = (licence_),                       \
                                                  .summary = (summary_),                       \
                                                  .components = all,                           \
                                                  .n_components = TOBA_COUNT(all)};            \
        return &plugin;                                                                        \
    }

/* ---- Reading ------------------------------------------------------------- */

/* Steps to the port's next row (for TOBA_AS_OF ports to the next sub-key) of the current key,
 * or of the parent's current sub-key. False at the end, and after a failure: the core sees it
 * when the callback returns, whatever that returns. A `process` steps through its batch with
 * port 0. */
static inline bool toba_next(struct toba_in *in, int port)
{
    return in->host->next(in, port);
}

/* Makes the newest row at or before D - days (or the oldest, TOBA_OLDEST) the port's current
 * row. The point must have been planned. False when there is none. */
static inline bool toba_as_of(struct toba_in *in, int port, int32_t days)
{
    return in->host->as_of(in, port, days);
}

/* TOBA_CHANGED ports: whether the current row is to be computed anew. False for an earlier row
 * that is there only as a neighbour. */
static inline bool toba_fresh(struct toba_in *in, int port)
{
    return in->host->fresh(in, port);
}

/* The key of the current group. Valid during the callback. */
static inline struct toba_text toba_key(struct toba_in *in)
{
    return in->host->key(in);
}

/* The current row's integer, boolean (0, 1), day or instant; as all values NULL when it is
 * NULL, when no row is current, or when the optional field is not bound. */
static inline struct toba_int toba_get_int(struct toba_in *in, int port, int field)
{
    return in->host->get_int(in, port, field);
}
/* The current row's number, of any type. */
static inline struct toba_double toba_get_double(struct toba_in *in, int port, int field)
{
    return in->host->get_double(in, port, field);
}
/* The current row's text, borrowed until the port's next row. */
static inline struct toba_text toba_get_text(struct toba_in *in, int port, int field)
{
    return in->host->get_text(in, port, field);
}
/* The UTC date of the current row's date or instant, in days. */
static inline struct toba_int toba_get_day(struct toba_in *in, int port, int field)
{
    return in->host->get_day(in, port, field);
}

/* A source's input port: begins the committed rows of `key`; toba_next() steps through them. An
 * unwired port has none. `key` is the key as text. Errors: those of the store. */
static inline int toba_find(struct toba_in *in, int port, const char *key,
                            struct toba_error *err)
{
    return in->host->find(in, port, key, err);
}
/* After toba_next() or toba_as_of() said false: 0, or the failure that made them. */
static inline int toba_status(struct toba_in *in, struct toba_error *err)
{
    return in->host->status(in, err);
}

/* D, in days. */
static inline int32_t toba_day(const struct toba_in *in)
{
    return in->host->day(in);
}
/* The start of the run by the wall clock, in microseconds; never before a row already stored.
 */
static inline int64_t toba_instant(const struct toba_in *in)
{
    return in->host->instant(in);
}
/* Whether the run was asked to stop at once. A source that waits asks this often. */
static inline bool toba_cancelled(const struct toba_in *in)
{
    return in->host->cancelled(in);
}

/* Logs a line under the step's name. Never pass a secret. Any thread. */
TOBA_PRINTF(3, 4)
static inline void toba_log(const struct toba_in *in, int32_t level, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    in->host->log(in, level, text);
}
/* Counts something that was left out or mended, by reason; the sums are shown at the end. */
static inline void toba_count(const struct toba_in *in, const char *reason, int64_t n)
{
    in->host->count(in, reason, n);
}

/* The step's component: its descriptor or, where it is TOBA_OPEN, that with the ports which the
 * pipeline declares. Valid as long as the instance. */
static inline const struct toba_component *toba_component_of(const struct toba_in *in)
{
    return in->host->component(in);
}
/* The type of a field as it is bound, TOBA_BOOL … TOBA_TIMESTAMP; TOBA_ANY: it is not bound, or
 * does not exist. From `open` on. */
static inline int32_t toba_field_type(const struct toba_in *in, bool output, int port,
                                      int field)
{
    return in->host->type(in, output, port, field);
}

/* Memory of the host, for what outlives a callback: as realloc; size 0 frees and returns NULL.
 * NULL when there is none left. */
static inline void *toba_resize(const struct toba_host *host, void *memory, size_t size)
{
    return host->resize(memory, size);
}

/* ---- Writing ------------------------------------------------------------- */

/* Whether anything reads the port: what is not wired need not be computed. */
static inline bool toba_wired(const struct toba_out *out, int port)
{
    return out->host->wired(out, port);
}

/* Sets one field of the row under construction to NULL, which it is unless set. A put that
 * fails is remembered, and comes out of toba_end_row(); a value that no table could take leaves
 * the row out, counted and with its reason. So no put returns anything. */
static inline void toba_put_null(struct toba_out *out, int port, int field)
{
    out->host->put_null(out, port, field);
}
/* Sets an integer, boolean (0, 1), day or instant. */
static inline void toba_put_int(struct toba_out *out, int port, int field, int64_t v)
{
    out->host->put_int(out, port, field, v);
}
/* Sets a number; it must be finite. */
static inline void toba_put_double(struct toba_out *out, int port, int field, double v)
{
    out->host->put_double(out, port, field, v);
}
/* Sets a text to `size` bytes of UTF-8, which are copied. */
static inline void toba_put_text(struct toba_out *out, int port, int field, const char *at,
                                 int64_t size)
{
    out->host->put_text(out, port, field, at, size);
}
/* Sets a field to the key of the current group, of whatever type it is. */
static inline void toba_put_key(struct toba_out *out, int port, int field, struct toba_in *in)
{
    out->host->put_key(out, port, field, in);
}
/* TOBA_PASS ports: sets the passed columns to those of the input's current row. */
static inline void toba_pass(struct toba_out *out, int port, struct toba_in *in)
{
    out->host->pass(out, port, in);
}

/* Ends the row. A row of an unwired port is dropped. May wait for the store. Errors: those of
 * the puts, TOBA_E_MEMORY, TOBA_E_CANCELLED, those of the stores; the callback returns them. */
static inline int toba_end_row(struct toba_out *out, int port, struct toba_error *err)
{
    return out->host->end_row(out, port, err);
}
/* A source's port of a table in replace mode: instead of ending the row, says that the scope
 * whose columns were put has been given completely, so that its other rows may go. */
static inline int toba_cover(struct toba_out *out, int port, struct toba_error *err)
{
    return out->host->cover(out, port, err);
}

/* ---- State of a source --------------------------------------------------- */

/* Reads what was committed last under `key`; a null text when nothing was. The text is valid
 * until the next call on `in`. */
static inline int toba_state_get(struct toba_in *in, int32_t scope, const char *key,
                                 struct toba_text *value, struct toba_error *err)
{
    return in->host->state_get(in, scope, key, value, err);
}
/* Stores `value` (UTF-8) under `key` together with the rows before the next mark. */
static inline int toba_state_put(struct toba_out *out, int32_t scope, const char *key,
                                 const char *value, struct toba_error *err)
{
    return out->host->state_put(out, scope, key, value, err);
}
/* Offers a mark: rows and state so far belong together and may be committed. `id` is the
 * source's own, each higher than the one before; `committed` gets it back. */
static inline int toba_mark(struct toba_out *out, int64_t id, struct toba_error *err)
{
    return out->host->mark(out, id, err);
}

/* ---- Planning ------------------------------------------------------------ */

/* As toba_component_of(), before `open`. */
static inline const struct toba_component *toba_plan_component(const struct toba_plan *plan)
{
    return plan->host->plan_component(plan);
}
/* Whether the pipeline wires an input or output port. */
static inline bool toba_plan_wired(const struct toba_plan *plan, bool output, int port)
{
    return plan->host->plan_wired(plan, output, port);
}
/* Adds a field after those of the descriptor and the ones added before, whose places it
 * continues. The name is copied. */
static inline int toba_plan_field(struct toba_plan *plan, bool output, int port,
                                  const char *name, int32_t type, uint32_t flags,
                                  struct toba_error *err)
{
    return plan->host->plan_field(plan, output, port, name, type, flags, err);
}
/* A point of a TOBA_AS_OF port: the newest row dated at or before D - days and after
 * D - days - tolerance - 1 (TOBA_ANY_AGE: however old); days may be TOBA_OLDEST. Asking a point
 * again is no error; asking it with another tolerance is. */
static inline int toba_plan_as_of(struct toba_plan *plan, int port, int32_t days,
                                  int32_t tolerance, struct toba_error *err)
{
    return plan->host->plan_as_of(plan, port, days, tolerance, err);
}
/* The span of a TOBA_WINDOW port: rows dated after D - days, up to D. The longest asked holds.
 */
static inline int toba_plan_window(struct toba_plan *plan, int port, int32_t days,
                                   struct toba_error *err)
{
    return plan->host->plan_window(plan, port, days, err);
}
/* Parts the port's groups by a column that an option names. The name is copied. */
static inline int toba_plan_sub_key(struct toba_plan *plan, int port, const char *column,
                                    struct toba_error *err)
{
    return plan->host->plan_sub_key(plan, port, column, err);
}

#ifdef __cplusplus
}
#endif

#endif
