/* test_log.c - the write-ahead log stays short while scans run, and nobody waits for ever. */
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "batch/host.h"
#include "rig.h"
#include "tables.h"

enum { ROWS = 3000, TEXT_SIZE = 400, COMMITS = 60, MEGABYTE = 1 << 20 };

static struct rig rig;

static int set_up(void **state)
{
    (void)state;
    rig_init(&rig);
    rig_open(&rig, &user_table);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    rig_fini(&rig);
    return 0;
}

static const int32_t columns[] = {USER_ID, USER_NAME};
static const struct toba_write write = {
    .size = sizeof write, .table = &user_table, .columns = columns, .n_columns = 2};
static const struct toba_path name[] = {{.column = USER_NAME}};
static const struct toba_read reads[] = {{.size = sizeof reads[0],
                                          .table = &user_table,
                                          .key = {.column = USER_ID},
                                          .sub_key = {.column = -1},
                                          .date = -1,
                                          .columns = name,
                                          .n_columns = 1,
                                          .from_day = INT32_MIN,
                                          .to_day = INT32_MAX}};
static const struct toba_scan spec = {.size = sizeof spec,
                                      .reads = reads,
                                      .n_reads = 1,
                                      .driver = &user_table,
                                      .driver_column = USER_ID,
                                      .driver_read = -1};

/* Changes all rows, about 1.5 MB of them, in one transaction. */
static void write_all(int round)
{
    static const int32_t types[] = {TOBA_TEXT, TOBA_TEXT};
    const struct toba_host *host = tb_batch_host();
    struct toba_builder *builder = toba_builder_new(host, types, 2);
    struct ArrowArray batch = {0};
    char id[16], text[TEXT_SIZE];

    memset(text, 'a' + round % 26, sizeof text);
    for (int i = 0; i < ROWS; i++) {
        snprintf(id, sizeof id, "u%06d", i);
        toba_builder_text(host, builder, 0, id, 7);
        toba_builder_text(host, builder, 1, text, sizeof text);
        rig_must(&rig, toba_builder_end_row(host, builder, &rig.err));
    }
    rig_must(&rig, toba_builder_finish(host, builder, &batch, &rig.err));
    toba_builder_free(host, builder);
    rig_begin(&rig);
    rig_must(&rig, rig.store->write(rig.self, &write, &batch, &rig.written, &rig.err));
    batch.release(&batch);
    rig_commit(&rig, &write, NULL);
}

static int64_t log_size(void)
{
    char path[256];
    struct stat file = {0};

    snprintf(path, sizeof path, "%s-wal", rig.path);
    return stat(path, &file) ? 0 : (int64_t)file.st_size;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- Scans beside the writer --------------------------------------------- */

struct reader {
    pthread_t thread;
    pthread_mutex_t lock;
    bool stop;
    int64_t chunks;
    const char *wrong; /* what it saw that may not be */
};

static bool stopped(struct reader *reader)
{
    bool stop;

    pthread_mutex_lock(&reader->lock);
    stop = reader->stop;
    pthread_mutex_unlock(&reader->lock);
    return stop;
}

/* Of one snapshot all rows have the same letter. */
static const char *check(const struct ArrowArray *rows, char *letter)
{
    for (int64_t r = 0; r < rows->length; r++) {
        char first = toba_cell_text(rows->children[1], r).at[0];

        *letter = *letter ? *letter : first;
        if (first != *letter)
            return "two states in one chunk";
    }
    return NULL;
}

static const char *read_chunk(void *scan, int64_t n)
{
    struct toba_error err = {0};
    const char *wrong = NULL;
    char letter = '\0';
    int64_t length = 1;

    if (rig.store->scan_range(scan, 0, n, &err))
        return "scan_range failed";
    while (!wrong && length > 0) {
        struct ArrowArray rows = {0};

        if (rig.store->scan_fetch(scan, 0, &rows, &err))
            return "scan_fetch failed";
        wrong = check(&rows, &letter);
        length = rows.length;
        rows.release(&rows);
    }
    return wrong;
}

static const char *read_once(struct reader *reader)
{
    const char *wrong = NULL;
    struct toba_error err = {0};
    void *scan = NULL;
    int64_t n = 1;

    if (rig.store->scan_open(rig.self, &spec, &scan, &err))
        return "scan_open failed";
    while (!wrong && n > 0 && !stopped(reader)) {
        struct ArrowArray keys = {0};

        if (rig.store->scan_chunk(scan, 100, &keys, &err)) {
            wrong = "scan_chunk failed";
            break;
        }
        n = keys.length;
        keys.release(&keys);
        wrong = read_chunk(scan, n);
        reader->chunks++;
    }
    rig.store->scan_close(scan);
    return wrong;
}

static void *read_on(void *context)
{
    struct reader *reader = context;

    while (!reader->wrong && !stopped(reader))
        reader->wrong = read_once(reader);
    return NULL;
}

static void the_log_stays_short_while_scans_overlap(void **state)
{
    struct reader readers[2] = {0};
    int64_t longest = 0;

    (void)state;
    write_all(0);
    for (int i = 0; i < 2; i++) {
        pthread_mutex_init(&readers[i].lock, NULL);
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_on, &readers[i]), 0);
    }
    for (int i = 1; i < COMMITS; i++) {
        write_all(i);
        longest = log_size() > longest ? log_size() : longest;
    }
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&readers[i].lock);
        readers[i].stop = true;
        pthread_mutex_unlock(&readers[i].lock);
        pthread_join(readers[i].thread, NULL);
        pthread_mutex_destroy(&readers[i].lock);
        assert_null(readers[i].wrong);
        assert_true(readers[i].chunks > 0);
    }

    /* All in all more than 80 MB went through it. */
    assert_true(longest < 16 * MEGABYTE);
}

static void a_snapshot_that_stays_open_holds_nobody_up(void **state)
{
    struct ArrowArray keys = {0};
    void *scan = NULL;
    double start;

    (void)state;
    write_all(0);
    rig_must(&rig, rig.store->scan_open(rig.self, &spec, &scan, &rig.err));
    rig_must(&rig, rig.store->scan_chunk(scan, 10, &keys, &rig.err));
    keys.release(&keys);
    start = seconds();
    for (int i = 1; i < 8; i++)
        write_all(i);

    assert_true(seconds() - start < 20);
    assert_true(log_size() > 4 * MEGABYTE);
    assert_null(read_chunk(scan, 10));
    rig.store->scan_release(scan);
    write_all(9);
    assert_int_equal(log_size(), 0);
    rig.store->scan_close(scan);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_log_stays_short_while_scans_overlap),
        CASE(a_snapshot_that_stays_open_holds_nobody_up),
    };

    return cmocka_run_group_tests_name("sqlite log", tests, NULL, NULL);
}
