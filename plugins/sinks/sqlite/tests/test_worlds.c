/* test_worlds.c - all reads against plain loops over the same rows, in random worlds.
 *
 * TOBA_WORLDS says how many worlds (default 200), TOBA_SEED repeats from one seed. A failure
 * prints the seed of its world. */
#include <stdlib.h>

#include "world.h"

static struct rig rig;
static struct world world;
static uint64_t world_now; /* the seed; 0: all went well */

/* What a scan asks for, and the arrays that it points to. */
struct question {
    struct toba_scan scan;
    struct toba_read reads[2];
    struct toba_path columns[2][5];
    struct toba_equal filters[2][2];
    struct toba_point points[2][5];
    char after[24];
};

static int32_t some_day(uint64_t *seed)
{
    return (int32_t)rig_day("2024-01-25") + world_dice(seed, 20);
}

static void pick_columns(struct question *q, int i, uint64_t *seed)
{
    static const int32_t own[] = {FACT_VALUE, FACT_DATE, FACT_SERIES, FACT_PARENT};
    struct toba_path *columns = q->columns[i];
    int n = 0;

    for (int c = 0; c < 4; c++)
        if (world_dice(seed, 3))
            columns[n++] = (struct toba_path){.column = own[c]};
    if (world_dice(seed, 2))
        columns[n++] = (struct toba_path){FACT_PARENT, &world.parent, PARENT_NOTE};
    q->reads[i].columns = columns;
    q->reads[i].n_columns = n;
}

static void pick_filters(struct question *q, int i, uint64_t *seed)
{
    struct toba_equal *filters = q->filters[i];
    int n = 0;

    if (!world_dice(seed, 3))
        filters[n++] = (struct toba_equal){FACT_SERIES, world_dice(seed, 3) ? "week" : "none"};
    if (!world_dice(seed, 6))
        filters[n++] = (struct toba_equal){FACT_EXTRA, "3"};
    q->reads[i].filters = filters;
    q->reads[i].n_filters = n;
}

static void pick_rows(struct question *q, int i, uint64_t *seed)
{
    struct toba_read *read = &q->reads[i];
    struct toba_point *points = q->points[i];

    read->rows = world_dice(seed, 4);
    read->date = read->rows == TOBA_ALL && world_dice(seed, 2) ? -1 : FACT_DATE;
    read->from_day = world_dice(seed, 2) ? INT32_MIN : some_day(seed);
    read->to_day = world_dice(seed, 3) ? some_day(seed) : INT32_MAX;
    read->points = points;
    read->n_points = read->rows == TOBA_AS_OF ? world_dice(seed, 5) : 0;
    for (int p = 0; p < read->n_points; p++) {
        points[p].day = world_dice(seed, 4) ? some_day(seed) : TOBA_OLDEST;
        points[p].after_day = world_dice(seed, 2) ? INT32_MIN : some_day(seed) - 3;
    }
    read->since_instant = world_dice(seed, 4) ? rig_instant("2024-03-02T00:00:00Z") : INT64_MIN;
    read->since_day = some_day(seed);
}

static void pick_question(struct question *q, uint64_t *seed)
{
    bool through = world_dice(seed, 2);

    memset(q, 0, sizeof *q);
    for (int i = 0; i < 2; i++) {
        struct toba_read *read = &q->reads[i];

        *read = (struct toba_read){.size = sizeof *read, .table = &world.fact};
        read->key =
            (struct toba_path){FACT_PARENT, through ? &world.parent : NULL, PARENT_OWNER};
        read->sub_key = (struct toba_path){.column = world_dice(seed, 3) ? FACT_SERIES : -1};
        if (through && world_dice(seed, 2))
            read->sub_key = (struct toba_path){.column = FACT_PARENT};
        if (!world_dice(seed, 6))
            read->sub_key = (struct toba_path){FACT_PARENT, &world.parent, PARENT_NOTE};
        pick_columns(q, i, seed);
        pick_filters(q, i, seed);
        pick_rows(q, i, seed);
    }
    q->scan = (struct toba_scan){.size = sizeof q->scan, .reads = q->reads, .n_reads = 2};
    q->scan.driver_read = world_dice(seed, 3) ? -1 : world_dice(seed, 2);
    q->scan.driver = through ? &world.owner : &world.parent;
    if (q->scan.driver_read < 0 && world.key_type == TOBA_TEXT && !world_dice(seed, 4))
        q->scan.after = strcpy(q->after, world_dice(seed, 2) ? "b" : "");
}

static void expect_range(void *scan, const struct question *q, const struct cell *keys,
                         int64_t first, int64_t n)
{
    rig_must(&rig, rig.store->scan_range(scan, first, n, &rig.err));
    for (int i = 0; i < q->scan.n_reads; i++) {
        char *got = rig_fetch(&rig, scan, &q->reads[i], i);
        char *expected = world_rows(&world, &q->reads[i], keys + first, n);

        if (strcmp(got, expected) != 0)
            print_message("read %d of kind %d, keys %lld+%lld\n", i, q->reads[i].rows,
                          (long long)first, (long long)n);
        assert_string_equal(got, expected);
        sqlite3_free(got);
        sqlite3_free(expected);
    }
}

static void expect_chunk(void *scan, const struct question *q, const struct cell *keys,
                         int64_t n, uint64_t *seed)
{
    int64_t first = 0, size;

    for (; first < n; first += size) {
        size = 1 + world_dice(seed, (int)(n - first));
        expect_range(scan, q, keys, first, size);
        if (!world_dice(seed, 3))
            expect_range(scan, q, keys, 0, n);
    }
}

static void expect_scan(const struct question *q, uint64_t *seed)
{
    static struct cell keys[400];
    int n = world_keys(&world, &q->scan, keys), most = 1 + world_dice(seed, 6);
    const int32_t type = world.key_type;
    void *scan = NULL;
    int64_t length, at = 0;

    rig_must(&rig, rig.store->scan_open(rig.self, &q->scan, &scan, &rig.err));
    do {
        struct ArrowArray batch = {0};
        char *got;

        rig_must(&rig, rig.store->scan_chunk(scan, most, &batch, &rig.err));
        length = batch.length;
        assert_int_equal(length, n - at < most ? n - at : most);
        got = rig_text(&batch, &type, 1);
        for (int64_t i = 0, used = 0; i < length; i++) {
            assert_memory_equal(got + used, keys[at + i].text, strlen(keys[at + i].text));
            used += (int64_t)strlen(keys[at + i].text) + 1;
        }
        sqlite3_free(got);
        batch.release(&batch);
        expect_chunk(scan, q, keys + at, length, seed);
        at += length;
        if (world_dice(seed, 2))
            rig.store->scan_release(scan);
    } while (length > 0);
    if (n > 0 && keys[n / 2].text[0]) {
        rig_must(&rig, rig.store->scan_key(scan, keys[n / 2].text, &rig.err));
        expect_range(scan, q, keys + n / 2, 0, 1);
    }
    rig.store->scan_close(scan);
}

static void one_world(uint64_t seed)
{
    static struct question question;

    rig_init(&rig);
    world_make(&world, &seed);
    rig_open(&rig, &world.owner, &world.parent, &world.fact);
    world_fill(&world, &rig);
    for (int i = 0; i < 6; i++) {
        pick_question(&question, &seed);
        expect_scan(&question, &seed);
    }
    rig_fini(&rig);
}

static void reads_return_what_plain_loops_return(void **state)
{
    const char *worlds = getenv("TOBA_WORLDS"), *seed = getenv("TOBA_SEED");
    long n = worlds ? atol(worlds) : 200;
    uint64_t first = seed ? strtoull(seed, NULL, 10) : 1;

    (void)state;
    for (long i = 0; i < n; i++) {
        world_now = first + (uint64_t)i;
        one_world(world_now);
    }
    world_now = 0;
}

static int print_seed(void **state)
{
    (void)state;
    if (world_now)
        print_message("repeat it with TOBA_SEED=%llu TOBA_WORLDS=1\n",
                      (unsigned long long)world_now);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(reads_return_what_plain_loops_return, print_seed),
    };

    return cmocka_run_group_tests_name("sqlite worlds", tests, NULL, NULL);
}
