/* test_csv.c - whole runs from CSV files into SQLite files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"

#define PIPELINE(columns)                                                                      \
    "local toba = require 'toba'\n"                                                            \
    "local store = toba.sqlite { path = '@/a.db' }\n"                                          \
    "local t = store:schema('s', { thing = { comment = 't', key = { 'id' },\n"                 \
    "  { 'id', 'text not null', '' }, { 'n', 'bigint', '' }, { 'x', 'double', '' },\n"         \
    "  { 'yes', 'boolean', '' }, { 'day', 'date', '' }, { 'at', 'timestamp', '' } } })\n"      \
    "return toba.pipeline 'p' {\n"                                                             \
    "  toba.csv { path = '@/rows.csv', columns = { " columns " } } >> t.thing }"

#define TWO "'id text', 'n bigint'"
#define ALL "'id text', 'n bigint', 'x double', 'yes boolean', 'day date', 'at timestamp'"

static int setup(void **state)
{
    struct harness *h;

    harness_open(state);
    h = *state;
    assert_int_equal(tb_registry_load(h->registry, TEST_CSV, &h->err), 0);
    return 0;
}

static void rows_arrive_by_the_names_of_the_header(void **state)
{
    struct harness *h = *state;

    harness_write(h, "rows.csv",
                  "at,extra,id,n,x,yes,day\r\n"
                  "2024-02-29T12:00:00Z,?,a,1,1.5,true,2024-02-29\r\n"
                  ",?,\"\",,,,\r\n");
    assert_int_equal(harness_run(h, PIPELINE(ALL), HARNESS_DAY), 0);

    harness_expect(h, "a.db", "SELECT id, n, x, yes, day, length(at) FROM thing ORDER BY id",
                   "|NULL|NULL|NULL|NULL|NULL a|1|1.5|1|2024-02-29|20");
}

static void bad_input_stops_the_run_and_is_told(void **state)
{
    struct harness *h = *state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"id,n\na,1\nb,one\n", "rows.csv:3: column 'n': 'one' is no bigint"},
        {"id,n\na,1,2\n", "rows.csv:2: 3 cells, the header has 2"},
        {"id\na\n", "rows.csv:1: there is no column 'n'"},
        {"id,n,n\n", "rows.csv:1: two columns 'n'"},
        {"", "rows.csv: the file has no header line"},
        {"id,n\n\"a,1\n", "rows.csv:2: a quote is not closed"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        harness_write(h, "rows.csv", cases[i].text);
        assert_int_equal(harness_run(h, PIPELINE(TWO), HARNESS_DAY), TOBA_E_SOURCE);
        assert_non_null(strstr(h->err.message, cases[i].message));
    }
}

static void missing_file_is_told(void **state)
{
    struct harness *h = *state;

    assert_int_equal(harness_run(h, PIPELINE("'id text'"), HARNESS_DAY), TOBA_E_CONFIG);
    assert_non_null(strstr(h->err.message, "rows.csv cannot be opened: No such file"));
}

/* More than the lane to the store holds, so that marks are committed on the way. */
#define MANY 50500

/* `good` rows, then one more line. */
static void write_rows(const struct harness *h, int good, const char *last)
{
    FILE *file = fopen(harness_path(h, "rows.csv"), "w");

    fputs("id,n\n", file);
    for (int i = 0; i < good; i++)
        fprintf(file, "%05d,%d\n", i, i);
    fputs(last, file);
    fclose(file);
}

static void run_goes_on_after_the_last_mark(void **state)
{
    struct harness *h = *state;

    h->options.memory = 1;
    write_rows(h, MANY, "bad,x\n");
    assert_int_equal(harness_run(h, PIPELINE(TWO), HARNESS_DAY), TOBA_E_SOURCE);
    harness_expect(h, "a.db", "SELECT count(*) >= 1000, count(*) % 1000 FROM thing", "1|0");
    harness_change(h, "a.db", "DELETE FROM thing WHERE n < 10");
    assert_int_equal(harness_run(h, PIPELINE(TWO), HARNESS_DAY), TOBA_E_SOURCE);

    assert_true(h->report.resumed);
    assert_non_null(strstr(h->err.message, "rows.csv:50502: column 'n'"));
    harness_expect(h, "a.db", "SELECT min(n) FROM thing", "10");
}

static void changed_file_is_read_from_its_start(void **state)
{
    struct harness *h = *state;

    h->options.memory = 1;
    write_rows(h, MANY, "bad,x\n");
    assert_int_equal(harness_run(h, PIPELINE(TWO), HARNESS_DAY), TOBA_E_SOURCE);
    harness_change(h, "a.db", "DELETE FROM thing WHERE n < 10");
    write_rows(h, MANY, "good,1\n");
    assert_int_equal(harness_run(h, PIPELINE(TWO), HARNESS_DAY), 0);

    assert_true(h->report.resumed);
    assert_non_null(strstr(h->log, "has changed: it is read from its start"));
    harness_expect(h, "a.db", "SELECT count(*), min(n) FROM thing", "50501|0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_arrive_by_the_names_of_the_header, setup,
                                        harness_close),
        cmocka_unit_test_setup_teardown(bad_input_stops_the_run_and_is_told, setup,
                                        harness_close),
        cmocka_unit_test_setup_teardown(missing_file_is_told, setup, harness_close),
        cmocka_unit_test_setup_teardown(run_goes_on_after_the_last_mark, setup, harness_close),
        cmocka_unit_test_setup_teardown(changed_file_is_read_from_its_start, setup,
                                        harness_close),
    };

    return cmocka_run_group_tests_name("CSV source", tests, NULL, NULL);
}
