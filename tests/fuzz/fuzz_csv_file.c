/* fuzz_csv_file.c - any bytes as a file of the csv source: every cell is read as every type,
 * and a reader that goes on at the second record finds what the first reader found. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch/host.h"
#include "input.h"
#include "reader.h"
#include "value.h"

static void read_cell(const struct csv_cell *cell)
{
    double d;
    int64_t i;

    if (cell->size < 0 || cell->at[cell->size] != '\0')
        abort();
    if (csv_double(cell->at, &d) && !isfinite(d))
        abort();
    for (int32_t type = TOBA_BOOL; type <= TOBA_TIMESTAMP; type++)
        if (csv_type_name(type))
            csv_integer(cell->at, type, &i);
    csv_type_named(cell->at);
}

/* The records that are left; -1 when one is malformed. */
static int64_t count(struct csv_reader *reader)
{
    struct toba_error err;
    int64_t n = 0;
    bool more;

    while (csv_next(reader, &more, &err) == 0) {
        if (!more)
            return n;
        for (int32_t i = 0; i < reader->n_cells; i++)
            read_cell(&reader->cells[i]);
        n++;
    }
    return -1;
}

static int64_t count_from(const char *path, int64_t offset, int64_t line)
{
    struct csv_reader reader = {0};
    struct toba_error err;
    int64_t n = -1;

    if (csv_open(&reader, tb_batch_host(), path, &err) == 0 &&
        csv_seek(&reader, offset, line, &err) == 0)
        n = count(&reader);
    csv_close(&reader);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(data, size);
    struct csv_reader reader = {0};
    struct toba_error err;
    bool more = false;

    if (csv_open(&reader, tb_batch_host(), path, &err) == 0 &&
        csv_next(&reader, &more, &err) == 0 && more) {
        const int64_t offset = reader.offset, line = reader.next_line;

        if (count(&reader) != count_from(path, offset, line))
            abort();
    }
    csv_close(&reader);
    return 0;
}
