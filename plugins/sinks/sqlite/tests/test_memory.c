/* test_memory.c - one session of a store, over and over, with the n-th allocation failing: of
 * SQLite in every build, of the host in builds with TOBA_FAIL_ALLOC. Each failure has to come
 * out as an error, and nothing may leak or stay half-written. */
#include "base/alloc.h"
#include "rig.h"
#include "tables.h"

static struct rig rig;

/* ---- SQLite's memory ----------------------------------------------------- */

static sqlite3_mem_methods methods; /* SQLite's own */
static long until_failure;          /* 0: none comes */
static bool failed;

static bool fails_now(void)
{
    if (until_failure == 0 || --until_failure > 0)
        return false;
    failed = true;
    return true;
}

static void *take(int size)
{
    return fails_now() ? NULL : methods.xMalloc(size);
}

static void *retake(void *memory, int size)
{
    return fails_now() ? NULL : methods.xRealloc(memory, size);
}

static int set_up_group(void **state)
{
    sqlite3_mem_methods mine;

    (void)state;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &methods), SQLITE_OK);
    mine = methods;
    mine.xMalloc = take;
    mine.xRealloc = retake;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
}

/* ---- A session ----------------------------------------------------------- */

static const int32_t user_columns[] = {USER_ID, USER_NAME};
static const int32_t day_columns[] = {DAY_USER, DAY_FOLLOWERS, DAY_DAY};
static const int32_t growth_columns[] = {DAY_USER, DAY_DAY, DAY_GROWTH};
static const int32_t lead_columns[] = {LEAD_USER, LEAD_SPAN, LEAD_POST};
static const struct toba_write writes[] = {
    {.table = &user_table, .columns = user_columns, .n_columns = 2},
    {.table = &day_table, .columns = day_columns, .n_columns = 3},
    {.table = &day_table,
     .columns = growth_columns,
     .n_columns = 3,
     .flags = TOBA_WRITE_UPDATE | TOBA_WRITE_LAST},
    {.table = &lead_table, .columns = lead_columns, .n_columns = 3, .day = 20000},
};
static const char *const rows[TOBA_COUNT(writes)][3] = {
    {"u1 | ann"},
    {"u1 | 5 | 2026-11-22", "u1 | 6 | 2026-11-23"},
    {"u1 | 2026-11-23 | 1"},
    {"u1 | 7 | p1"}};
static struct ArrowArray batches[TOBA_COUNT(writes)], scope;

static const struct toba_path cells[] = {{.column = DAY_FOLLOWERS},
                                         {DAY_USER, &user_table, USER_NAME}};
static const struct toba_point points[] = {{20780, INT32_MIN}};
static const struct toba_read reads[] = {
    {.table = &day_table,
     .rows = TOBA_AS_OF,
     .key.column = DAY_USER,
     .sub_key.column = -1,
     .date = DAY_DAY,
     .columns = cells,
     .n_columns = 2,
     .points = points,
     .n_points = 1,
     .from_day = INT32_MIN,
     .to_day = INT32_MAX},
    {.table = &day_table,
     .rows = TOBA_CHANGED,
     .key.column = DAY_USER,
     .sub_key.column = -1,
     .date = DAY_DAY,
     .columns = cells,
     .n_columns = 2,
     .from_day = INT32_MIN,
     .to_day = INT32_MAX,
     .since_instant = 1,
     .since_day = 20000},
};
static const struct toba_scan scan = {.reads = reads, .n_reads = 2, .driver_read = 1};

static void make_batches(void)
{
    const char *const scopes[] = {"u1", NULL};

    for (int32_t i = 0; i < TOBA_COUNT(writes); i++)
        rig_batch(writes[i].table, writes[i].columns, writes[i].n_columns, rows[i],
                  &batches[i]);
    rig_batch(&lead_table, lead_table.scope, 1, scopes, &scope);
}

static void free_batches(void)
{
    for (int32_t i = 0; i < TOBA_COUNT(writes); i++)
        batches[i].release(&batches[i]);
    scope.release(&scope);
}

static int write_everything(void)
{
    const struct toba_store *store = rig.store;
    int code = store->begin(rig.self, &rig.err);

    for (int32_t i = 0; !code && i < TOBA_COUNT(writes); i++)
        code = store->write(rig.self, &writes[i], &batches[i], &rig.written, &rig.err);
    if (!code)
        code = store->cover(rig.self, &writes[3], &scope, &rig.err);
    for (int32_t i = 0; !code && i < TOBA_COUNT(writes); i++)
        code = store->apply(rig.self, &writes[i], &rig.written, &rig.err);
    if (!code)
        code = store->commit(rig.self, &rig.err);
    if (code)
        store->abort(rig.self);
    return code;
}

static int read_everything(void)
{
    const struct toba_store *store = rig.store;
    struct ArrowArray batch = {0};
    void *handle = NULL;
    int code = store->scan_open(rig.self, &scan, &handle, &rig.err);

    if (code)
        return code;
    code = store->scan_chunk(handle, 10, &batch, &rig.err);
    if (batch.release)
        batch.release(&batch);
    if (!code)
        code = store->scan_range(handle, 0, 1, &rig.err);
    for (int32_t i = 0; !code && i < 2; i++) {
        code = store->scan_fetch(handle, i, &batch, &rig.err);
        if (batch.release)
            batch.release(&batch);
    }
    store->scan_close(handle);
    return code;
}

/* Opens, writes and reads; a code. Leaves the store closed. */
static int session(void)
{
    int code = rig_try_open(&rig, &user_table, &post_table, &day_table, &lead_table, NULL);

    if (!code)
        code = write_everything();
    if (!code)
        code = read_everything();
    rig_close(&rig);
    return code;
}

/* All of the transaction is there, or nothing of it. */
static void expect_whole(void)
{
    const char *there = rig_query(&rig, "SELECT name FROM sqlite_schema WHERE name = 'lead'");

    if (there[0] == '\0')
        return;
    there = rig_query(&rig, "SELECT (SELECT count(*) FROM user), (SELECT count(*) FROM user_day"
                            " WHERE day < '2026-11-23' OR growth = 1),"
                            " (SELECT count(*) FROM lead), (SELECT count(*) FROM toba_scope)");
    if (strcmp(there, "1|2|1|1\n") != 0)
        assert_string_equal(there, "0|0|0|0\n");
}

static bool once(long n, void (*arm)(long), bool (*fired)(void))
{
    int code;
    bool was;

    rig_init(&rig);
    arm(n);
    code = session();
    was = fired();
    arm(0);
    if (!was)
        rig_must(&rig, code);
    expect_whole();
    rig_must(&rig, session()); /* the next run goes through */
    expect_whole();
    rig_fini(&rig);
    return was;
}

static void every_allocation(void (*arm)(long), bool (*fired)(void), long step)
{
    long n = 1;

    make_batches();
    while (once(n, arm, fired))
        n += step;
    free_batches();
    assert_true(n > 10);
}

static void arm_sqlite(long n)
{
    until_failure = n;
    failed = false;
}

static bool sqlite_fired(void)
{
    return failed;
}

/* SQLite allocates some thousand times, and has its own tests for that: every 13th is enough to
 * meet all kinds of places here. */
static void allocations_of_sqlite_may_fail(void **state)
{
    (void)state;
    every_allocation(arm_sqlite, sqlite_fired, 13);
}

#ifdef TOBA_FAIL_ALLOC
static void arm_host(long n)
{
    tb_alloc_fail_at(n);
}

static bool host_fired(void)
{
    return tb_alloc_failed() != 0;
}

static void every_allocation_of_the_host_may_fail(void **state)
{
    (void)state;
    every_allocation(arm_host, host_fired, 1);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_of_sqlite_may_fail),
#ifdef TOBA_FAIL_ALLOC
        cmocka_unit_test(every_allocation_of_the_host_may_fail),
#endif
    };

    return cmocka_run_group_tests_name("sqlite memory", tests, set_up_group, NULL);
}
