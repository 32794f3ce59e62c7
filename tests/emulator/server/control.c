/*
 * The table of control calls.
 */
#include "control.h"

#include "dates.h"
#include "truth.h"

#include <string.h>

struct control_row {
    const char *method;
    const char *path; /* after the prefix; one that ends in / stands for all below it */
    void (*answer)(struct emulator *emulator, const struct request *request,
                   struct answer *answer);
};

static void answer_wrong(struct answer *answer, const char *what)
{
    answer_plain(answer, 400, "text/plain; charset=utf-8", what);
}

static void answer_csv(struct answer *answer, const struct text *csv)
{
    answer_plain(answer, 200, "text/csv; charset=utf-8", text_peek(csv));
}

static void get_clock(struct emulator *emulator, const struct request *request,
                      struct answer *answer)
{
    char now[DATE_ROOM + 1];

    (void)request;
    date_write_iso(clock_now(&emulator->clock), now);
    strcat(now, "\n");
    answer_plain(answer, 200, "text/plain; charset=utf-8", now);
}

static void post_clock(struct emulator *emulator, const struct request *request,
                       struct answer *answer)
{
    const char *at = request_parameter(request, "at");
    int64_t instant;

    if (!at || !date_parse(at, &instant)) {
        answer_wrong(answer, "at must be an instant such as 2026-10-02T06:00:00Z\n");
        return;
    }
    clock_set(&emulator->clock, instant);
    get_clock(emulator, request, answer);
}

static void post_faults(struct emulator *emulator, const struct request *request,
                        struct answer *answer)
{
    struct text complaint = {0};

    if (faults_set(&emulator->faults, text_peek(&request->body), &complaint))
        answer_plain(answer, 204, NULL, "");
    else
        answer_wrong(answer, text_peek(&complaint));
    text_free(&complaint);
}

static void post_limits(struct emulator *emulator, const struct request *request,
                        struct answer *answer)
{
    if (limits_set(&emulator->limits, text_peek(&request->body)))
        answer_plain(answer, 204, NULL, "");
    else
        answer_wrong(answer, "limits look like account=200;app=1000;window=3600;clock=real\n");
}

static void get_stats(struct emulator *emulator, const struct request *request,
                      struct answer *answer)
{
    (void)request;
    answer_json(answer, stats_json(&emulator->stats));
}

static void delete_stats(struct emulator *emulator, const struct request *request,
                         struct answer *answer)
{
    (void)request;
    stats_reset(&emulator->stats);
    answer_plain(answer, 204, NULL, "");
}

static void get_accounts(struct emulator *emulator, const struct request *request,
                         struct answer *answer)
{
    struct text csv = {0};

    (void)request;
    text_add(&csv, "user_id,username,token,page_id,competitors\n");
    for (unsigned i = 0; i < emulator->world.accounts; i++) {
        struct account account;

        world_account(&emulator->world, i, &account);
        text_addf(&csv, "%s,%s,%s,%s,\n", account.id, account.username, account.token,
                  account.page_id);
    }
    answer_csv(answer, &csv);
    text_free(&csv);
}

/* `truth/media.csv` asks for media. */
static bool read_table(const char *path, char *table, size_t room)
{
    const char *name = path + strlen(CONTROL_PREFIX "truth/");
    size_t size = strlen(name);

    if (size < 5 || size - 4 >= room || strcmp(name + size - 4, ".csv") != 0)
        return false;
    memcpy(table, name, size - 4);
    table[size - 4] = '\0';
    return true;
}

static void get_truth(struct emulator *emulator, const struct request *request,
                      struct answer *answer)
{
    struct truth truth = {.world = &emulator->world, .access = &emulator->access};
    const char *from = request_parameter(request, "from");
    const char *to = request_parameter(request, "to");
    char table[64];
    struct text csv = {0};

    if (!from || !date_parse(from, &truth.from) || !date_parse(to ? to : from, &truth.to))
        answer_wrong(answer, "from and to must be dates such as 2026-10-01\n");
    else if (!read_table(request->path, table, sizeof table) ||
             !truth_write(&truth, table, &csv))
        answer_wrong(answer,
                     "there is no such table, or to is before from or too far from it\n");
    else
        answer_csv(answer, &csv);
    text_free(&csv);
}

/* clang-format off */
static const struct control_row rows[] = {
    {"GET",    "clock",        get_clock},
    {"POST",   "clock",        post_clock},
    {"POST",   "faults",       post_faults},
    {"POST",   "limits",       post_limits},
    {"GET",    "stats",        get_stats},
    {"DELETE", "stats",        delete_stats},
    {"GET",    "accounts.csv", get_accounts},
    {"GET",    "truth/",       get_truth},
};
/* clang-format on */

static bool is_path(const struct control_row *row, const char *path)
{
    size_t size = strlen(row->path);

    if (row->path[size - 1] == '/')
        return strncmp(row->path, path, size) == 0;
    return strcmp(row->path, path) == 0;
}

void control_answer(struct emulator *emulator, const struct request *request,
                    struct answer *answer)
{
    const char *path = request->path + strlen(CONTROL_PREFIX);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].method, request->method) == 0 && is_path(&rows[i], path)) {
            rows[i].answer(emulator, request, answer);
            return;
        }
    }
    answer_plain(answer, 404, "text/plain; charset=utf-8", "no such control call\n");
}
