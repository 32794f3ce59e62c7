/* test_troubles.c - accounts and tokens in trouble: what is flagged, and that others go on. */
#include "graph_fixture.h"
#include "ports.h"

/* The user id in the n-th row of an accounts file. */
static void user_of(const struct world *world, int n, char user[32])
{
    char *csv = emulator_control(&world->emulator, "accounts.csv", NULL), *at = csv;

    for (int i = 0; i <= n; i++)
        at = strchr(at, '\n') + 1;
    snprintf(user, 32, "%.*s", (int)strcspn(at, ","), at);
    free(csv);
}

static void expect_flags(const struct world *world, const char *user, const char *problems,
                         const char *valid)
{
    const struct harness_row *row = harness_find(&world->harness, OUT_USER_FLAGS, user);

    assert_non_null(row);
    assert_string_equal(row->fields[F_HAS_PROBLEMS], problems);
    assert_string_equal(row->fields[F_IS_VALID], valid);
}

static void each_trouble_sets_its_flags_and_others_go_on(void **state)
{
    static const char *const kinds[] = {"0=gone", "1=permission", "2=withdrawn", "3=restricted",
                                        "4=expired"};
    char user[32];

    (void)state;
    for (int i = 0; i < TOBA_COUNT(kinds); i++) {
        struct world world;

        world_start(&world, "6", (const char *const[]){"--trouble", kinds[i], NULL});
        assert_int_equal(world_run(&world, world_accounts(&world), NULL, 0), TOBA_END);
        user_of(&world, i, user);

        if (i == 0)
            expect_flags(&world, user, "1", "0");
        else
            assert_non_null(harness_find(&world.harness, OUT_USER_PROBLEM, user));
        assert_int_equal(harness_count(&world.harness, OUT_USER_PROBLEM), i > 0);
        assert_int_equal(harness_count(&world.harness, OUT_USER_FLAGS), i == 0 ? 6 : 5);
        assert_null(harness_find(&world.harness, OUT_USER, user));
        assert_int_equal(world.harness.n_state, 5);
        assert_non_null(strstr(world.harness.log, user));
        assert_non_null(strstr(world.harness.counts, "accounts that failed=1"));
        world_stop(&world);
    }
}

static void a_clean_fetch_clears_both_flags(void **state)
{
    struct world world;
    char user[32];

    (void)state;
    world_start(&world, "1", NULL);
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    user_of(&world, 0, user);
    expect_flags(&world, user, "0", "1");
    world_stop(&world);
}

static void a_token_that_ends_is_not_used_again_for_its_other_accounts(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "6", (const char *const[]){"--trouble", "0=expired", NULL});

    assert_int_equal(
        world_run(&world, NULL, (struct harness_option[]){{"in_flight", "1"}, {0}}, 0),
        TOBA_E_SOURCE);
    assert_int_equal(harness_count(&world.harness, OUT_USER_PROBLEM), 6);
    assert_non_null(strstr(world.err.message, "none of the 6 accounts"));
    assert_non_null(strstr(world.err.detail, "190/463"));
    assert_true(emulator_calls(&world.emulator) <= 6);
    world_stop(&world);
}

static void the_first_call_of_a_token_gets_a_second_chance(void **state)
{
    static const char *const early[] = {"error:190", "error:100/33"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct world world;
        char rule[64];

        world_start(&world, "1", NULL);
        snprintf(rule, sizeof rule, "nth=1;kind=%s\n", early[i]);
        world_fault(&world, rule);
        assert_int_equal(world_run(&world, world_accounts(&world), NULL, 0), TOBA_END);
        world_stop(&world);

        world_start(&world, "1", NULL);
        snprintf(rule, sizeof rule, "path=/media;nth=1;kind=%s\n", early[i]);
        world_fault(&world, rule);
        assert_int_equal(world_run(&world, world_accounts(&world), NULL, 0), TOBA_E_SOURCE);
        world_stop(&world);
    }
}

static void accounts_wait_for_the_first_call_of_their_token(void **state)
{
    struct world world;
    FILE *file;
    char users[3][32];

    (void)state;
    world_start(&world, "3", NULL);
    world_accounts(&world);
    for (int i = 0; i < 3; i++)
        user_of(&world, i, users[i]);
    file = fopen(world.accounts_file, "w");
    assert_non_null(file);
    fprintf(file, "user_id,token\n%s,DEAD\n%s,DEAD\n%s,DEAD\n", users[0], users[1], users[2]);
    fclose(file);

    assert_int_equal(world_run(&world, world.accounts_file, NULL, 0), TOBA_E_SOURCE);
    assert_int_equal(emulator_calls(&world.emulator), 2); /* one, and its second chance */
    assert_int_equal(harness_count(&world.harness, OUT_USER_PROBLEM), 3);
    world_stop(&world);
}

static void a_failure_that_needs_no_person_leaves_the_flags_alone(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "1", NULL);
    world_fault(&world, "path=/media;kind=error:2\n");

    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_E_SOURCE);
    assert_int_equal(harness_count(&world.harness, OUT_USER), 1);
    assert_int_equal(harness_count(&world.harness, OUT_USER_FLAGS), 0);
    assert_int_equal(harness_count(&world.harness, OUT_USER_PROBLEM), 0);
    assert_int_equal(world.harness.n_state, 0);
    world_stop(&world);
}

static void a_cursor_that_is_void_begins_the_list_anew(void **state)
{
    struct world world;
    int rows;

    (void)state;
    world_start(&world, "1", NULL);
    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_END);
    rows = harness_count(&world.harness, OUT_MEDIA);
    world_stop(&world);

    world_start(&world, "1", NULL);
    world_fault(&world, "path=/media;query=after=;nth=2;kind=error:100\n");
    assert_int_equal(
        world_run(&world, NULL, (struct harness_option[]){{"page_size", "20"}, {0}}, 0),
        TOBA_END);
    assert_int_equal(harness_count(&world.harness, OUT_MEDIA), rows + 40); /* two pages again */
    assert_non_null(strstr(world.harness.log, "from its start again"));
    world_stop(&world);
}

static void a_limit_is_waited_for_and_passes(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "2",
                (const char *const[]){"--limits", "account=3;window=1;clock=real", NULL});
    world_fault(&world, "path=/media;nth=1;kind=error:80002\n");

    assert_int_equal(world_run(&world, NULL,
                               (struct harness_option[]){{"page_size", "60"},
                                                         {"wait_minute_seconds", "0.6"},
                                                         {"max_tries", "20"},
                                                         {0}},
                               0),
                     TOBA_END);
    printf("%s\n%s %s\n", world.harness.log, world.err.message, world.err.detail);
    assert_int_equal(world.harness.n_state, 2);
    assert_non_null(strstr(world.harness.log, "the account's call limit is reached"));
    world_stop(&world);
}

static void a_wait_beyond_the_longest_fails_the_account_for_now(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "2",
                (const char *const[]){"--limits", "account=3;window=3600;clock=real", NULL});

    assert_int_equal(
        world_run(
            &world, NULL,
            (struct harness_option[]){{"page_size", "10"}, {"max_wait_minutes", "10"}, {0}}, 0),
        TOBA_E_SOURCE);
    assert_int_equal(harness_count(&world.harness, OUT_USER_PROBLEM), 0);
    world_stop(&world);
}

static void the_ceiling_of_calls_holds(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "3", NULL);

    assert_int_equal(
        world_run(&world, NULL, (struct harness_option[]){{"max_calls", "3"}, {0}}, 0),
        TOBA_E_SOURCE);
    assert_int_equal(emulator_calls(&world.emulator), 3);
    assert_non_null(strstr(world.err.detail, "ceiling of calls"));
    world_stop(&world);
}

static void an_api_that_is_not_there_is_told(void **state)
{
    struct world world;

    (void)state;
    world_start(&world, "1", NULL);
    snprintf(world.emulator.url, sizeof world.emulator.url, "http://127.0.0.1:1");

    assert_int_equal(world_run(&world, NULL, NULL, 0), TOBA_E_SOURCE);
    assert_non_null(strstr(world.err.message, "127.0.0.1:1"));
    assert_null(strstr(world.err.message, "EAAEmulator"));
    assert_null(strstr(world.harness.log, "EAAEmulator"));
    world_stop(&world);
}

static void expect_plan_error(const char *name, const char *value, const char *why)
{
    struct harness harness;
    struct toba_error err = {0};
    const struct harness_option options[] = {
        {name, value}, {strcmp(name, "token") ? "token" : "version", "v1.0"}, {0}};

    harness_init(&harness, &graph_component, OCTOBER_1);
    assert_int_equal(harness_run(&harness, options, 0, &err), TOBA_E_CONFIG);
    assert_non_null(strstr(err.message, why));
    harness_fini(&harness);
}

static void options_that_cannot_work_are_told_before_the_run(void **state)
{
    (void)state;
    expect_plan_error("base_url", "graph.facebook.com", "base_url");
    expect_plan_error("base_url", "http://h?x=1", "base_url");
    expect_plan_error("version", "25", "version");
    expect_plan_error("version", "v25", "version");
    expect_plan_error("version", "v25.0x", "version");
    expect_plan_error("token", NULL, "neither a token nor");
    expect_plan_error("accounts_file", "/nowhere.csv", "/nowhere.csv");
    expect_plan_error("replay", "/nowhere", "/nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trouble_sets_its_flags_and_others_go_on),
        cmocka_unit_test(a_clean_fetch_clears_both_flags),
        cmocka_unit_test(a_token_that_ends_is_not_used_again_for_its_other_accounts),
        cmocka_unit_test(the_first_call_of_a_token_gets_a_second_chance),
        cmocka_unit_test(accounts_wait_for_the_first_call_of_their_token),
        cmocka_unit_test(a_failure_that_needs_no_person_leaves_the_flags_alone),
        cmocka_unit_test(a_cursor_that_is_void_begins_the_list_anew),
        cmocka_unit_test(a_limit_is_waited_for_and_passes),
        cmocka_unit_test(a_wait_beyond_the_longest_fails_the_account_for_now),
        cmocka_unit_test(the_ceiling_of_calls_holds),
        cmocka_unit_test(an_api_that_is_not_there_is_told),
        cmocka_unit_test(options_that_cannot_work_are_told_before_the_run),
    };

    return cmocka_run_group_tests_name("graph troubles", tests, NULL, NULL);
}
