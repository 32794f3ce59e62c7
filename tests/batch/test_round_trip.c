/* Random rows through the builder and back, against plain arrays: random types, NULLs, failed
 * and dropped rows, several batches of one builder, whole and cut out of the middle. TOBA_SEED
 * chooses the rows and is printed, so that a failure can be had again. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "batch/array.h"
#include "batch/builder.h"

enum { CASES = 300, COLUMNS_MAX = 9, ROWS_MAX = 400, TEXT_MAX = 40 };

struct cell {
    bool null;
    int64_t number;
    double real;
    int size;
    char text[TEXT_MAX * 4];
};

struct table {
    int32_t types[COLUMNS_MAX];
    int columns, rows;
    struct cell cells[ROWS_MAX][COLUMNS_MAX];
};

static uint64_t dice;

/* splitmix64 (G. Steele, D. Lea and C. Flood, 2014). */
static uint64_t roll(void)
{
    uint64_t z = dice += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static int below(int n)
{
    return (int)(roll() % (uint64_t)n);
}

static void random_text(struct cell *cell)
{
    static const char *const letters[] = {
        "a", "Z", " ", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8D\x9C"};
    int n = below(4) ? below(TEXT_MAX) : 0;

    cell->size = 0;
    for (int i = 0; i < n; i++) {
        const char *letter = letters[below(6)];
        size_t size = strlen(letter);

        memcpy(cell->text + cell->size, letter, size);
        cell->size += (int)size;
    }
}

static void random_cell(struct cell *cell, int32_t type)
{
    cell->null = below(4) == 0;
    cell->number = (int64_t)roll();
    cell->real = (double)cell->number / 3;
    if (type == TOBA_BOOL)
        cell->number = below(2);
    else if (type == TOBA_INT32 || type == TOBA_DATE)
        cell->number = (int32_t)cell->number;
    else if (type == TOBA_TEXT)
        random_text(cell);
}

static void put(struct toba_builder *b, int column, int32_t type, const struct cell *cell)
{
    if (cell->null)
        return;
    if (type == TOBA_TEXT)
        tb_builder_text(b, column, cell->text, cell->size);
    else if (type == TOBA_DOUBLE)
        tb_builder_double(b, column, cell->real);
    else
        tb_builder_int(b, column, cell->number);
}

/* A row that must not be seen again: given up, or failed by a column that is not there. */
static void put_nonsense(struct toba_builder *b, const struct table *t)
{
    struct toba_error err = {0};

    for (int c = 0; c < t->columns; c++) {
        struct cell cell;

        random_cell(&cell, t->types[c]);
        put(b, c, t->types[c], &cell);
    }
    if (below(2)) {
        tb_builder_drop_row(b);
        return;
    }
    tb_builder_int(b, t->columns, 1);
    assert_int_equal(tb_builder_end_row(b, &err), TOBA_E_PLUGIN);
}

static void fill(struct toba_builder *b, struct table *t)
{
    struct toba_error err = {0};

    t->rows = below(ROWS_MAX);
    for (int r = 0; r < t->rows; r++) {
        if (below(10) == 0)
            put_nonsense(b, t);
        for (int c = 0; c < t->columns; c++) {
            random_cell(&t->cells[r][c], t->types[c]);
            put(b, c, t->types[c], &t->cells[r][c]);
        }
        assert_int_equal(tb_builder_end_row(b, &err), TOBA_OK);
    }
}

static bool same(const struct ArrowArray *column, int32_t type, int64_t row,
                 const struct cell *cell)
{
    struct toba_text text;

    if (cell->null || toba_is_null(column, row))
        return cell->null == toba_is_null(column, row);
    if (type == TOBA_DOUBLE)
        return toba_cell_double(column, type, row) == cell->real;
    if (type != TOBA_TEXT)
        return toba_cell_int(column, type, row) == cell->number;
    text = toba_cell_text(column, row);
    return text.size == cell->size && memcmp(text.at, cell->text, (size_t)text.size) == 0;
}

/* Compares rows [first, rows) through columns whose offset cuts the ones before away. */
static void compare(struct ArrowArray *batch, const struct table *t, int first)
{
    for (int c = 0; c < t->columns; c++) {
        struct ArrowArray *column = batch->children[c];

        column->offset = first;
        column->length = t->rows - first;
        for (int r = first; r < t->rows; r++)
            if (!same(column, t->types[c], r - first, &t->cells[r][c]))
                fail_msg("row %d of column %d (type %d), cut at %d", r, c, t->types[c], first);
        column->offset = 0;
        column->length = t->rows;
    }
}

static void rows_come_back_as_they_were_put(void **state)
{
    struct table *t = malloc(sizeof *t);

    (void)state;
    assert_non_null(t);
    for (int n = 0; n < CASES; n++) {
        struct toba_builder *b;

        t->columns = 1 + below(COLUMNS_MAX);
        for (int c = 0; c < t->columns; c++)
            t->types[c] = TOBA_BOOL + below(TOBA_TIMESTAMP);
        b = tb_builder_new(t->types, t->columns);
        for (int batches = below(4); batches >= 0; batches--) {
            struct ArrowArray batch;
            struct toba_error err = {0};

            fill(b, t);
            assert_int_equal(tb_builder_finish(b, &batch, &err), TOBA_OK);
            assert_int_equal(batch.length, t->rows);
            compare(&batch, t, 0);
            compare(&batch, t, below(t->rows + 1));
            tb_array_release(&batch);
        }
        tb_builder_free(b);
    }
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_come_back_as_they_were_put)};
    const char *given = getenv("TOBA_SEED");

    dice = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("TOBA_SEED=%" PRIu64 "\n", dice);
    fflush(stdout);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
