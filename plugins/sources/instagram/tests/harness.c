/* harness.c - see harness.h. */
#include "harness.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct harness *of_in(const struct toba_in *in)
{
    return (struct harness *)((char *)(uintptr_t)in - offsetof(struct harness, in));
}

static struct harness *of_out(const struct toba_out *out)
{
    return (struct harness *)((char *)(uintptr_t)out - offsetof(struct harness, out));
}

static void append(char **all, const char *line)
{
    size_t size = *all ? strlen(*all) : 0, more = strlen(line);

    *all = realloc(*all, size + more + 2);
    memcpy(*all + size, line, more);
    memcpy(*all + size + more, "\n", 2);
}

/* ---- What the component calls -------------------------------------------- */

static void on_log(const struct toba_in *in, int32_t level, const char *text)
{
    (void)level;
    append(&of_in(in)->log, text);
}

static void on_count(const struct toba_in *in, const char *reason, int64_t n)
{
    char line[200];

    snprintf(line, sizeof line, "%s=%" PRId64, reason, n);
    append(&of_in(in)->counts, line);
}

static bool on_cancelled(const struct toba_in *in)
{
    return of_in(in)->cancelled;
}

static int32_t on_day(const struct toba_in *in)
{
    return of_in(in)->day;
}

static int64_t on_instant(const struct toba_in *in)
{
    (void)in;
    return 7;
}

static int on_find(struct toba_in *in, int32_t port, const char *key, struct toba_error *err)
{
    (void)port;
    (void)err;
    of_in(in)->at = NULL;
    of_in(in)->finding = key;
    return 0;
}

static bool on_next(struct toba_in *in, int32_t port)
{
    struct harness *harness = of_in(in);

    (void)port;
    if (!harness->known)
        return false;
    harness->at = harness->at ? harness->at + 1 : harness->known;
    while (harness->at->id && strcmp(harness->at->user_id, harness->finding) != 0)
        harness->at++;
    return harness->at->id;
}

static struct toba_int on_get_int(struct toba_in *in, int32_t port, int32_t field)
{
    const struct harness_known *at = of_in(in)->at;

    (void)port;
    if (field == 1)
        return (struct toba_int){at->archived, false};
    return (struct toba_int){at->published, at->published == 0};
}

static struct toba_text on_get_text(struct toba_in *in, int32_t port, int32_t field)
{
    const struct harness_known *at = of_in(in)->at;

    (void)port;
    (void)field;
    return (struct toba_text){at->id, (int64_t)strlen(at->id), false};
}

static int on_status(struct toba_in *in, struct toba_error *err)
{
    (void)in;
    (void)err;
    return 0;
}

static bool on_wired(const struct toba_out *out, int32_t port)
{
    return !(of_out(out)->unwired >> port & 1);
}

static void on_put_text(struct toba_out *out, int32_t port, int32_t field, const char *at,
                        int64_t size)
{
    char **place = &of_out(out)->building[port].fields[field];

    free(*place);
    *place = strndup(at, (size_t)size);
}

static void on_put_int(struct toba_out *out, int32_t port, int32_t field, int64_t v)
{
    char text[32];
    int size = snprintf(text, sizeof text, "%" PRId64, v);

    on_put_text(out, port, field, text, size);
}

static void free_row(struct harness_row *row)
{
    for (int i = 0; i < HARNESS_FIELDS; i++)
        free(row->fields[i]);
    *row = (struct harness_row){0};
}

static int on_end_row(struct toba_out *out, int32_t port, struct toba_error *err)
{
    struct harness *harness = of_out(out);
    struct harness_row *row = &harness->building[port];

    (void)err;
    if (!on_wired(out, port)) {
        free_row(row);
        return 0;
    }
    row->port = port;
    if ((harness->n_rows & (harness->n_rows - 1)) == 0) /* a power of two: double the room */
        harness->rows =
            realloc(harness->rows, 2 * (size_t)(harness->n_rows + 1) * sizeof *harness->rows);
    harness->rows[harness->n_rows++] = *row;
    *row = (struct harness_row){0};
    return 0;
}

static int on_state_get(struct toba_in *in, int32_t scope, const char *key,
                        struct toba_text *value, struct toba_error *err)
{
    const struct harness *harness = of_in(in);
    size_t size = strlen(key);

    (void)scope;
    (void)err;
    *value = (struct toba_text){"", 0, true};
    for (int i = 0; i < harness->n_state; i++) {
        const char *pair = harness->state[i];

        if (strncmp(pair, key, size) == 0 && pair[size] == '=')
            *value =
                (struct toba_text){pair + size + 1, (int64_t)strlen(pair + size + 1), false};
    }
    return 0;
}

static int on_state_put(struct toba_out *out, int32_t scope, const char *key, const char *value,
                        struct toba_error *err)
{
    struct harness *harness = of_out(out);
    char pair[200];

    (void)scope;
    (void)err;
    snprintf(pair, sizeof pair, "%s=%s", key, value);
    harness->state[harness->n_state++] = strdup(pair);
    return 0;
}

static int on_mark(struct toba_out *out, int64_t id, struct toba_error *err)
{
    struct harness *harness = of_out(out);

    (void)err;
    for (int i = 0; i < harness->n_rows; i++)
        if (!harness->rows[i].mark)
            harness->rows[i].mark = id;
    harness->n_marks++;
    return 0;
}

/* ---- Options ------------------------------------------------------------- */

static const char *option_text(const struct toba_option *option,
                               const struct harness_option *given)
{
    const char *text = option->fallback;

    for (; given->name; given++) /* a later one wins */
        if (strcmp(given->name, option->name) == 0)
            text = given->value;
    return text;
}

static void fill_options(const struct toba_component *component,
                         const struct harness_option *given, char *instance)
{
    for (int32_t i = 0; i < component->n_options; i++) {
        const struct toba_option *option = &component->options[i];
        const char *text = option_text(option, given);
        char *member = instance + option->offset;

        if (option->type == TOBA_OPTION_INT && text)
            *(int64_t *)(void *)member = strtoll(text, NULL, 10);
        else if (option->type == TOBA_OPTION_DOUBLE && text)
            *(double *)(void *)member = strtod(text, NULL);
        else if (option->type != TOBA_OPTION_INT && option->type != TOBA_OPTION_DOUBLE)
            *(const char **)(void *)member = text;
    }
}

/* ---- Public -------------------------------------------------------------- */

void harness_init(struct harness *harness, const struct toba_component *component, int32_t day)
{
    *harness = (struct harness){.component = component, .day = day};
    harness->table = (struct toba_host){
        .size = sizeof harness->table,
        .log = on_log,
        .count = on_count,
        .cancelled = on_cancelled,
        .day = on_day,
        .instant = on_instant,
        .next = on_next,
        .find = on_find,
        .get_int = on_get_int,
        .get_text = on_get_text,
        .status = on_status,
        .wired = on_wired,
        .put_int = on_put_int,
        .put_text = on_put_text,
        .end_row = on_end_row,
        .state_get = on_state_get,
        .state_put = on_state_put,
        .mark = on_mark,
    };
    harness->in.host = &harness->table;
    harness->out.host = &harness->table;
    harness_forget(harness);
}

void harness_forget(struct harness *harness)
{
    for (int i = 0; i < harness->n_rows; i++)
        free_row(&harness->rows[i]);
    for (int i = 0; i < 8; i++)
        free_row(&harness->building[i]);
    free(harness->rows);
    free(harness->log);
    free(harness->counts);
    harness->rows = NULL;
    harness->n_rows = 0;
    harness->n_marks = 0;
    harness->log = strdup("");
    harness->counts = strdup("");
}

void harness_fini(struct harness *harness)
{
    harness_forget(harness);
    for (int i = 0; i < harness->n_state; i++)
        free(harness->state[i]);
    free(harness->log);
    free(harness->counts);
}

int harness_run(struct harness *harness, const struct harness_option *options, int steps,
                struct toba_error *err)
{
    const struct toba_component *component = harness->component;
    char *instance = calloc(1, component->instance_size);
    int code;

    fill_options(component, options, instance);
    code = component->plan(instance, NULL, err);
    if (!code)
        code = component->open(instance, &harness->in, err);
    if (!code) {
        int n = 0;

        do
            code = component->next(instance, &harness->in, &harness->out, err);
        while (code == TOBA_MORE && ++n != steps);
        component->close(instance);
    }
    free(instance);
    return code;
}

int harness_count(const struct harness *harness, int port)
{
    int n = 0;

    for (int i = 0; i < harness->n_rows; i++)
        n += harness->rows[i].port == port;
    return n;
}

const struct harness_row *harness_find(const struct harness *harness, int port, const char *key)
{
    for (int i = 0; i < harness->n_rows; i++)
        if (harness->rows[i].port == port && strcmp(harness->rows[i].fields[0], key) == 0)
            return &harness->rows[i];
    return NULL;
}
