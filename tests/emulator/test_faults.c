/*
 * Fault rules: what they match, when they fire, and that nonsense is refused.
 */
#include "faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void set(struct faults *faults, const char *rules)
{
    struct text complaint = {0};

    faults_init(faults);
    assert_true(faults_set(faults, rules, &complaint));
    text_free(&complaint);
}

static struct fault pick(struct faults *faults, const char *path, const char *query)
{
    struct fault fault;

    faults_pick(faults, path, query, &fault);
    return fault;
}

static bool fires(struct faults *faults)
{
    return pick(faults, "/v25.0/1/media", "fields=id&after=X").kind != FAULT_NONE;
}

static void nth_fires_once(void **state)
{
    struct faults faults;

    (void)state;
    set(&faults, "path=/media;nth=2;kind=reset");
    assert_false(fires(&faults));
    assert_int_equal(pick(&faults, "/v25.0/1", "").kind, FAULT_NONE);
    assert_true(fires(&faults));
    assert_false(fires(&faults));
    faults_fini(&faults);
}

static void every_fires_again_until_its_times_are_up(void **state)
{
    struct faults faults;
    char seen[9] = "";

    (void)state;
    set(&faults, "every=2;times=2;kind=cut");
    for (unsigned i = 0; i < 8; i++)
        strcat(seen, fires(&faults) ? "x" : "-");
    assert_string_equal(seen, "-x-x----");
    faults_fini(&faults);
}

static void chance_is_the_same_for_the_same_seed(void **state)
{
    struct faults one;
    struct faults two;
    unsigned count = 0;

    (void)state;
    set(&one, "p=0.25;seed=5;kind=stall");
    set(&two, "p=0.25;seed=5;kind=stall");
    for (unsigned i = 0; i < 1000; i++) {
        bool fired = fires(&one);

        assert_int_equal(fired, fires(&two));
        count += fired;
    }
    assert_in_range(count, 200, 300);
    faults_fini(&one);
    faults_fini(&two);
}

static void path_is_a_part_or_a_pattern(void **state)
{
    struct faults faults;

    (void)state;
    set(&faults, "path=/*/1784*;kind=garbage");
    assert_int_equal(pick(&faults, "/v25.0/17841", "").kind, FAULT_GARBAGE);
    assert_int_equal(pick(&faults, "/v25.0/17841/media", "").kind, FAULT_NONE);
    faults_fini(&faults);
    set(&faults, "query=after=;kind=garbage");
    assert_int_equal(pick(&faults, "/v25.0/1/media", "limit=5").kind, FAULT_NONE);
    assert_int_equal(pick(&faults, "/v25.0/1/media", "limit=5&after=X").kind, FAULT_GARBAGE);
    faults_fini(&faults);
}

static void first_rule_wins_and_all_count(void **state)
{
    struct faults faults;

    (void)state;
    set(&faults, "# two rules\n\nnth=1;kind=error:2\nnth=2;kind=error:190/463@401\n");
    assert_int_equal(pick(&faults, "/", "").code, 2);
    assert_int_equal(pick(&faults, "/", "").subcode, 463);
    assert_int_equal(pick(&faults, "/", "").kind, FAULT_NONE);
    faults_fini(&faults);
}

static void kinds_carry_their_numbers(void **state)
{
    struct faults faults;
    struct fault fault;

    (void)state;
    set(&faults, "nth=1;kind=error:-1/2207086@503\nnth=2;kind=429:30\nnth=3;kind=slow:250\n"
                 "nth=4;kind=status:502\nnth=5;kind=error200:4");
    fault = pick(&faults, "/", "");
    assert_int_equal(fault.code, -1);
    assert_int_equal(fault.subcode, 2207086);
    assert_int_equal(fault.status, 503);
    assert_int_equal(pick(&faults, "/", "").number, 30);
    assert_int_equal(pick(&faults, "/", "").number, 250);
    assert_int_equal(pick(&faults, "/", "").status, 502);
    assert_int_equal(pick(&faults, "/", "").code, 4);
    faults_fini(&faults);
}

static void nonsense_is_refused_and_changes_nothing(void **state)
{
    static const char *const wrong[] = {
        "kind=explode",    "path=/media",         "nth=0;kind=cut", "nth=x;kind=cut",
        "kind=error",      "kind=error:two",      "kind=cut:5",     "p=2;kind=cut",
        "when=1;kind=cut", "kind=error:1/2@9999", "kind=status:99", "kind",
        "kind=slow",       "nth=-1;kind=cut",     "kind=error:1/x",
    };
    struct faults faults;

    (void)state;
    set(&faults, "kind=reset");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct text complaint = {0};

        assert_false(faults_set(&faults, wrong[i], &complaint));
        assert_non_null(strstr(text_peek(&complaint), "rule 1"));
        text_free(&complaint);
        assert_true(fires(&faults));
    }
    faults_fini(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nth_fires_once),
        cmocka_unit_test(every_fires_again_until_its_times_are_up),
        cmocka_unit_test(chance_is_the_same_for_the_same_seed),
        cmocka_unit_test(path_is_a_part_or_a_pattern),
        cmocka_unit_test(first_rule_wins_and_all_count),
        cmocka_unit_test(kinds_carry_their_numbers),
        cmocka_unit_test(nonsense_is_refused_and_changes_nothing),
    };

    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
