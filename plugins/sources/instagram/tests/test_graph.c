/* test_graph.c - the source `graph` against the emulator: what it reads is what there is. */
#include "csv.h"
#include "dates.h"
#include "graph_fixture.h"
#include "ports.h"

#include <ftw.h>
#include <inttypes.h>

/* ---- Against the truth --------------------------------------------------- */

/* How a column of the truth is written, by column: t text, u URL without its query, n number,
 * b boolean, i instant, d date. */
struct truth {
    const char *path;
    int port;
    const char *kinds;
};

static const struct truth truths[] = {
    {"truth/user.csv?from=2026-10-01", OUT_USER, "ttttutn"},
    {"truth/user_data.csv?from=2026-10-01", OUT_USER_DATA, "tnnnd"},
    {"truth/media.csv?from=2026-10-01", OUT_MEDIA, "ttttittbnnuuttbd"},
    {"truth/media_like_comment.csv?from=2026-10-01", OUT_MEDIA_LIKE_COMMENT, "ttnnd"},
};

/* A value as the truth writes it. */
static void print_value(char kind, const char *value, char *text, size_t room)
{
    int64_t number = value && strchr("bid", kind) ? strtoll(value, NULL, 10) : 0;
    char day[DATE_ROOM];

    snprintf(text, room, "%s", value ? value : "");
    if (!value)
        return;
    if (kind == 'u')
        text[strcspn(text, "?")] = '\0';
    if (kind == 'b')
        snprintf(text, room, "%s", number ? "true" : "false");
    if (kind == 'd')
        date_print((int32_t)number, text);
    if (kind == 'i') {
        int64_t seconds = number / 1000000, of_day = seconds % 86400;

        date_print((int32_t)(seconds / 86400), day);
        snprintf(text, room, "%sT%02" PRId64 ":%02" PRId64 ":%02" PRId64 "Z", day,
                 of_day / 3600, of_day / 60 % 60, of_day % 60);
    }
}

static void expect_row(const struct truth *truth, char *const *wanted,
                       const struct harness_row *row)
{
    char text[8192];

    if (!row)
        fail_msg("%s has %s, and the source does not", truth->path, wanted[0]);
    for (int i = 0; truth->kinds[i]; i++) {
        print_value(truth->kinds[i], row->fields[i], text, sizeof text);
        if (strcmp(text, wanted[i]) != 0)
            fail_msg("%s, %s, column %d: \"%s\" is not \"%s\"", truth->path, wanted[0], i, text,
                     wanted[i]);
    }
}

static void expect_truth(const struct world *world, const struct truth *truth)
{
    char *text = emulator_control(&world->emulator, truth->path, NULL);
    struct csv csv;
    int n = 0;

    csv_begin(&csv, text);
    assert_true(csv_next(&csv));
    for (; csv_next(&csv); n++)
        expect_row(truth, csv.fields,
                   harness_find(&world->harness, truth->port, csv.fields[0]));
    assert_null(csv.problem);
    assert_true(n > 0);
    assert_int_equal(harness_count(&world->harness, truth->port), n);
    free(text);
}

static void expect_all(const struct world *world)
{
    for (int i = 0; i < TOBA_COUNT(truths); i++)
        expect_truth(world, &truths[i]);
}

static void all_accounts_of_a_token_are_read_as_they_are(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "3", NULL);

    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    expect_all(&world);
    assert_int_equal(world.harness.n_marks, 3);
    assert_int_equal(harness_count(&world.harness, OUT_USER_FLAGS), 3);
    assert_int_equal(harness_count(&world.harness, OUT_USER_PROBLEM), 0);
    assert_int_equal(harness_count(&world.harness, OUT_MEDIA_ARCHIVED), 0);
    assert_string_equal(world.harness.counts, "");
    world_stop(&world);
}

static void accounts_of_a_file_are_read_with_their_own_tokens(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "3", (const char *const[]){"--utf8", NULL});

    assert_int_equal(world_run(&world, world_accounts(&world), NULL, 0), TOBA_END);
    expect_all(&world);
    world_stop(&world);
}

static void small_pages_make_the_same_rows(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "2", NULL);

    assert_int_equal(
        world_run(&world, NULL, (struct harness_option[]){{"page_size", "7"}, {0}}, 0),
        TOBA_END);
    expect_all(&world);
    world_stop(&world);
}

static void faults_that_pass_change_no_row(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "3", NULL);
    world_fault(&world, "path=/media;every=5;kind=cut\n"
                        "path=/media;every=7;kind=error:2\n"
                        "path=/media;every=9;kind=garbage\n"
                        "every=12;kind=reset\n"
                        "path=/me/;nth=1;kind=status:503\n"
                        "every=11;kind=error200:1\n"
                        "every=13;kind=429\n"
                        "path=/media;nth=2;kind=error:80002\n");

    assert_int_equal(
        world_run(&world, NULL,
                  (struct harness_option[]){{"page_size", "20"}, {"max_tries", "20"}, {0}}, 0),
        TOBA_END);
    expect_all(&world);
    world_stop(&world);
}

/* ---- Ends and beginnings ------------------------------------------------- */

static void rows_are_final_only_with_the_mark_of_their_account(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "2", NULL);

    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    for (int i = 0; i < world.harness.n_rows; i++)
        assert_true(world.harness.rows[i].mark > 0);
    assert_int_equal(world.harness.n_state, 2);
    world_stop(&world);
}

static void a_resumed_run_skips_the_accounts_that_are_done(void **state)
{
    struct world world;
    int steps = 1;

    (void)state;
    world_start(&world, "4", NULL);
    do { /* cut off once one account is done, and not all are */
        harness_forget(&world.harness);
        assert_int_equal(world_run(&world, NULL,
                                   (struct harness_option[]){{"in_flight", "1"}, {0}}, ++steps),
                         TOBA_MORE);
    } while (!world.harness.n_state);
    assert_in_range(world.harness.n_state, 1, 3);

    harness_forget(&world.harness);
    steps = world.harness.n_state;
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    assert_int_equal(harness_count(&world.harness, OUT_USER), 4 - steps);
    assert_int_equal(world.harness.n_state, 4);
    world_stop(&world);
}

static void ports_that_nobody_reads_cost_no_call(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "2", NULL);
    world.harness.unwired =
        1u << OUT_MEDIA | 1u << OUT_MEDIA_LIKE_COMMENT | 1u << OUT_MEDIA_ARCHIVED;

    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    assert_int_equal(emulator_calls(&world.emulator), 3); /* me/accounts and two profiles */
    world_stop(&world);
}

static void a_cancel_ends_the_run(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "2", NULL);
    world.harness.cancelled = true;

    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_E_CANCELLED);
    world_stop(&world);
}

/* ---- The clock ----------------------------------------------------------- */

static void another_date_than_the_apis_stops_before_anything_is_written(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "2", NULL);
    for (world.harness.day = OCTOBER_1 - 1; world.harness.day <= OCTOBER_1 + 1;
         world.harness.day += 2) {
        assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_E_SOURCE);
        assert_non_null(strstr(world.err.message, "2026-10-01"));
        assert_non_null(strstr(world.err.message,
                               world.harness.day < OCTOBER_1 ? "2026-09-30" : "2026-10-02"));
        assert_non_null(strstr(world.err.hint, "--as-of 2026-10-01"));
        assert_int_equal(world.harness.n_rows, 0);
        assert_int_equal(world.harness.n_marks, 0);
    }
    world_stop(&world);
}

static void just_after_midnight_yesterday_is_served_under_the_apis_date(void **state)
{
    struct world world;
    const struct harness_row *row;

    (void)state;
    world_start(&world, "1", NULL);
    free(emulator_control(&world.emulator, "clock?at=2026-10-01T00:09:59Z", ""));
    world.harness.day = OCTOBER_1 - 1;
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    row = &world.harness.rows[1];
    assert_int_equal(row->port, OUT_USER_DATA);
    assert_string_equal(row->fields[D_DAY], "20727");

    free(emulator_control(&world.emulator, "clock?at=2026-10-01T00:10:00Z", ""));
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_E_SOURCE);
    world_stop(&world);
}

/* ---- Archiving ----------------------------------------------------------- */

static void known_posts_that_are_not_listed_are_archived(void **state)
{
    struct world world;
    const struct harness_row *post;
    char user[32], listed[32];

    (void)state;
    world_start(&world, "1", NULL);
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    post = NULL;
    for (int i = 0; i < world.harness.n_rows && !post; i++)
        if (world.harness.rows[i].port == OUT_MEDIA)
            post = &world.harness.rows[i];
    assert_non_null(post);
    snprintf(user, sizeof user, "%s", post->fields[M_USER]);
    snprintf(listed, sizeof listed, "%s", post->fields[M_ID]);
    harness_forget(&world.harness);
    while (world.harness.n_state)
        free(world.harness.state[--world.harness.n_state]);

    world.harness.known = (const struct harness_known[]){
        {user, listed, false, 1}, {user, "555", false, 1},    {user, "666", true, 1},
        {user, "777", false, 0},  {"other", "888", false, 1}, {0}};
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    assert_int_equal(harness_count(&world.harness, OUT_MEDIA_ARCHIVED), 2);
    assert_non_null(harness_find(&world.harness, OUT_MEDIA_ARCHIVED, "555"));
    assert_non_null(harness_find(&world.harness, OUT_MEDIA_ARCHIVED, "777"));
    world_stop(&world);
}

static void a_list_that_failed_archives_nothing(void **state)
{
    struct world world;
    char user[32];

    (void)state;
    world_start(&world, "1", NULL);
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    snprintf(user, sizeof user, "%s", world.harness.rows[0].fields[0]);
    harness_forget(&world.harness);
    while (world.harness.n_state)
        free(world.harness.state[--world.harness.n_state]);

    world.harness.known = (const struct harness_known[]){{user, "555", false, 1}, {0}};
    world_fault(&world, "path=/media;nth=2;kind=error:10\n");
    assert_int_equal(
        world_run(&world, NULL, (struct harness_option[]){{"page_size", "20"}, {0}}, 0),
        TOBA_E_SOURCE);
    assert_true(harness_count(&world.harness, OUT_MEDIA) > 0);
    assert_int_equal(harness_count(&world.harness, OUT_MEDIA_ARCHIVED), 0);
    assert_int_equal(world.harness.n_state, 0);
    world_stop(&world);
}

/* The API lists the newest 10,000 only: what is older than the list says nothing. */
static void a_list_at_its_limit_archives_only_inside_its_span(void **state)
{
    struct world world;
    char *csv;
    char user[32];

    (void)state;
    world_start(&world, "1", (const char *const[]){"--huge", "10500", NULL});
    csv = emulator_control(&world.emulator, "accounts.csv", NULL);
    snprintf(user, sizeof user, "%.17s", strchr(csv, '\n') + 1);
    world.harness.known =
        (const struct harness_known[]){{user, "555", false, 1}, /* 1970 */
                                       {user, "666", false, INT64_C(1790000000000000)},
                                       {user, "777", false, 0},
                                       {0}};

    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    assert_int_equal(harness_count(&world.harness, OUT_MEDIA), 10000);
    assert_int_equal(harness_count(&world.harness, OUT_MEDIA_ARCHIVED), 1);
    assert_non_null(harness_find(&world.harness, OUT_MEDIA_ARCHIVED, "666"));
    free(csv);
    world_stop(&world);
}

/* ---- Recordings ---------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

static void a_recording_makes_the_same_rows_without_the_api(void **state)
{
    char folder[] = "/tmp/toba-graph-XXXXXX";
    struct world world;
    int rows;

    (void)state;
    assert_non_null(mkdtemp(folder));
    world_start(&world, "2", NULL);
    assert_int_equal(
        world_run(&world, NULL, (struct harness_option[]){{"record", folder}, {0}}, 0),
        TOBA_END);
    rows = world.harness.n_rows;
    harness_forget(&world.harness);
    while (world.harness.n_state)
        free(world.harness.state[--world.harness.n_state]);
    world_fault(&world, "kind=status:500\n");

    assert_int_equal(
        world_run(&world, NULL, (struct harness_option[]){{"replay", folder}, {0}}, 0),
        TOBA_END);
    assert_int_equal(world.harness.n_rows, rows);
    world_fault(&world, "");
    expect_all(&world);
    assert_int_equal(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_accounts_of_a_token_are_read_as_they_are),
        cmocka_unit_test(accounts_of_a_file_are_read_with_their_own_tokens),
        cmocka_unit_test(small_pages_make_the_same_rows),
        cmocka_unit_test(faults_that_pass_change_no_row),
        cmocka_unit_test(rows_are_final_only_with_the_mark_of_their_account),
        cmocka_unit_test(a_resumed_run_skips_the_accounts_that_are_done),
        cmocka_unit_test(ports_that_nobody_reads_cost_no_call),
        cmocka_unit_test(a_cancel_ends_the_run),
        cmocka_unit_test(another_date_than_the_apis_stops_before_anything_is_written),
        cmocka_unit_test(just_after_midnight_yesterday_is_served_under_the_apis_date),
        cmocka_unit_test(known_posts_that_are_not_listed_are_archived),
        cmocka_unit_test(a_list_that_failed_archives_nothing),
        cmocka_unit_test(a_list_at_its_limit_archives_only_inside_its_span),
        cmocka_unit_test(a_recording_makes_the_same_rows_without_the_api),
    };

    return cmocka_run_group_tests_name("graph source", tests, NULL, NULL);
}
