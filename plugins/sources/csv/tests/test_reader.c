/* test_reader.c - CSV text, cut into records and cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "batch/host.h"
#include "reader.h"

struct rig {
    char path[64];
    struct csv_reader reader;
    struct toba_error err;
};

static int setup(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);

    strcpy(rig->path, "/tmp/toba-csv-XXXXXX");
    close(mkstemp(rig->path));
    *state = rig;
    return 0;
}

static int teardown(void **state)
{
    struct rig *rig = *state;

    csv_close(&rig->reader);
    unlink(rig->path);
    free(rig);
    return 0;
}

static void given(struct rig *rig, const char *text, size_t size)
{
    FILE *file = fopen(rig->path, "wb");

    fwrite(text, 1, size, file);
    fclose(file);
    csv_close(&rig->reader);
    assert_int_equal(csv_open(&rig->reader, tb_batch_host(), rig->path, &rig->err), 0);
}

/* The next record as "line: cell|cell", quoted cells in '…'; "end" or the error's message. */
static const char *next(struct rig *rig)
{
    static char text[512];
    const struct csv_reader *r = &rig->reader;
    size_t used;
    bool more;

    if (csv_next(&rig->reader, &more, &rig->err))
        return rig->err.message + strlen(rig->path);
    if (!more)
        return "end";
    used = (size_t)snprintf(text, sizeof text, "%d: ", (int)r->line);
    for (int32_t i = 0; i < r->n_cells; i++) {
        const char *mark = r->cells[i].quoted ? "'" : "";

        assert_int_equal(r->cells[i].size, strlen(r->cells[i].at));
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s%s%s", i ? "|" : "",
                                 mark, r->cells[i].at, mark);
    }
    return text;
}

static void records_are_cut_at_commas_and_line_ends(void **state)
{
    struct rig *rig = *state;
    const char text[] = "a,b,c\n1,,3\r\n,,\nlast,x,y";

    given(rig, text, strlen(text));

    assert_string_equal(next(rig), "1: a|b|c");
    assert_string_equal(next(rig), "2: 1||3");
    assert_string_equal(next(rig), "3: ||");
    assert_string_equal(next(rig), "4: last|x|y");
    assert_string_equal(next(rig), "end");
    assert_string_equal(next(rig), "end");
}

static void quotes_hold_commas_line_ends_and_quotes(void **state)
{
    struct rig *rig = *state;
    const char text[] = "\"a,b\",\"c\r\nd\",\"\"\"e\"\"\",\"\"\r\nf,\"g\"";

    given(rig, text, strlen(text));

    assert_string_equal(next(rig), "1: 'a,b'|'c\r\nd'|'\"e\"'|''");
    assert_string_equal(next(rig), "3: f|'g'");
    assert_string_equal(next(rig), "end");
}

static void mark_and_empty_lines_are_left_out(void **state)
{
    struct rig *rig = *state;
    const char text[] = "\xEF\xBB\xBF\n\r\na\n\n\nb\n\n";

    given(rig, text, strlen(text));

    assert_string_equal(next(rig), "3: a");
    assert_string_equal(next(rig), "6: b");
    assert_string_equal(next(rig), "end");
}

static void malformed_records_are_told_by_line(void **state)
{
    struct rig *rig = *state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a\n\"b\nc", ":2: a quote is not closed"},
        {"a\nb\"c\n", ":2: a quote in a cell that is not quoted"},
        {"a\n\"b\"c\n", ":2: text follows a closing quote"},
        {"a\n\"b\"\r,c\n", ":2: text follows a closing quote"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        given(rig, cases[i].text, strlen(cases[i].text));
        assert_string_equal(next(rig), "1: a");
        assert_string_equal(next(rig), cases[i].message);
        assert_int_equal(rig->err.code, TOBA_E_SOURCE);
    }
}

static void records_longer_than_the_buffer_are_whole(void **state)
{
    struct rig *rig = *state;
    const size_t size = 300000;
    char *text = malloc(size + 64);
    bool more;

    memset(text, 'x', size);
    text[0] = '"';
    text[70000] = '\n';
    strcpy(text + size, "\",b\nc,d\n");
    given(rig, text, strlen(text));

    assert_int_equal(csv_next(&rig->reader, &more, &rig->err), 0);
    assert_int_equal(rig->reader.n_cells, 2);
    assert_int_equal(rig->reader.cells[0].size, size - 1);
    assert_memory_equal(rig->reader.cells[0].at, text + 1, size - 1);
    assert_string_equal(next(rig), "3: c|d");
    free(text);
}

static void quote_never_closed_ends_before_memory_does(void **state)
{
    struct rig *rig = *state;
    const size_t size = 40 << 20;
    char *text = malloc(size);

    memset(text, 'x', size);
    text[0] = '"';
    given(rig, text, size);
    free(text);

    assert_string_equal(next(rig), ":1: the record is longer than 16 MiB");
    assert_true(rig->reader.room <= CSV_RECORD_MAX);
}

static void reading_goes_on_where_it_was_left(void **state)
{
    struct rig *rig = *state;
    const char text[] = "\xEF\xBB\xBF"
                        "a,b\n\"1\n\",2\n3,4\n5,6\n";
    int64_t offset, line;

    given(rig, text, strlen(text));
    next(rig);
    next(rig);
    offset = rig->reader.offset;
    line = rig->reader.next_line;
    given(rig, text, strlen(text));
    next(rig);
    assert_int_equal(csv_seek(&rig->reader, offset, line, &rig->err), 0);

    assert_string_equal(next(rig), "4: 3|4");
    assert_string_equal(next(rig), "5: 5|6");
    assert_string_equal(next(rig), "end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(records_are_cut_at_commas_and_line_ends, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(quotes_hold_commas_line_ends_and_quotes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(mark_and_empty_lines_are_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(malformed_records_are_told_by_line, setup, teardown),
        cmocka_unit_test_setup_teardown(records_longer_than_the_buffer_are_whole, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(quote_never_closed_ends_before_memory_does, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(reading_goes_on_where_it_was_left, setup, teardown),
    };

    return cmocka_run_group_tests_name("CSV records", tests, NULL, NULL);
}
