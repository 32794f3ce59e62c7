/* world.c - see world.h. Nothing here is clever: it loops over all rows, again and again. */
#include "world.h"

#include <stdlib.h>

/* ---- Making -------------------------------------------------------------- */

int world_dice(uint64_t *seed, int n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((*seed >> 33) % (uint64_t)n);
}

static struct cell cell_of(const char *text)
{
    struct cell cell = {.null = !text};

    if (text)
        snprintf(cell.text, sizeof cell.text, "%s", text);
    return cell;
}

static struct cell number(int64_t v)
{
    struct cell cell = {0};

    snprintf(cell.text, sizeof cell.text, "%lld", (long long)v);
    return cell;
}

/* The i-th of the keys; their bytewise order is not that of any language. */
static struct cell key_cell(const struct world *world, int i)
{
    static const char *const texts[] = {
        "b",  "B", "\xc3\xa9", "",  "10", "9", "b ", "a|'\"", "zz", "\xf0\x9f\x98\x80",
        "A1", "-", "c",        "d", "e",  "f"};

    return world->key_type == TOBA_TEXT ? cell_of(texts[i])
                                        : number(((int64_t)i - 4) * 1000000007);
}

static struct cell date_cell(const struct world *world, uint64_t *seed)
{
    int month = world_dice(seed, 2) + 1, day = world_dice(seed, 6);
    struct cell cell = {0};

    if (world->date_type == TOBA_DATE)
        snprintf(cell.text, sizeof cell.text, "2024-0%d-%02d", month,
                 month == 1 ? day + 26 : day + 1);
    else
        snprintf(cell.text, sizeof cell.text, "2024-0%d-%02dT%02d:59:%02dZ", month,
                 month == 1 ? day + 26 : day + 1, world_dice(seed, 2) * 23,
                 world_dice(seed, 2) * 59);
    return cell;
}

static void declare(struct world *w, uint64_t *seed)
{
    static const int32_t keys[][4] = {
        {FACT_PARENT, FACT_DATE, -1, -1},
        {FACT_PARENT, FACT_SERIES, FACT_DATE, -1},
        {FACT_SERIES, FACT_PARENT, FACT_DATE, -1},
        {FACT_PARENT, FACT_SERIES, FACT_DATE, FACT_EXTRA},
        {FACT_EXTRA, FACT_DATE, FACT_PARENT, -1},
    };
    const int32_t *key = keys[world_dice(seed, TOBA_COUNT(keys))];
    uint32_t surrogate = world_dice(seed, 2) ? TOBA_SURROGATE : 0;

    w->key_type = world_dice(seed, 3) ? TOBA_TEXT : TOBA_INT64;
    w->date_type = world_dice(seed, 2) ? TOBA_DATE : TOBA_TIMESTAMP;
    w->owner_columns[0] = (struct toba_column){.name = "id", .type = w->key_type};
    w->parent_columns[PARENT_ID] = (struct toba_column){.name = "id", .type = w->key_type};
    w->parent_columns[PARENT_OWNER] =
        (struct toba_column){.name = "owner", .type = w->key_type, .references = &w->owner};
    w->parent_columns[PARENT_NOTE] = (struct toba_column){.name = "note", .type = TOBA_INT32};
    w->fact_columns[FACT_ID] =
        (struct toba_column){.name = "id", .type = TOBA_INT64, .flags = surrogate};
    w->fact_columns[FACT_PARENT] =
        (struct toba_column){.name = "parent", .type = w->key_type, .references = &w->parent};
    w->fact_columns[FACT_SERIES] = (struct toba_column){.name = "series", .type = TOBA_TEXT};
    w->fact_columns[FACT_DATE] = (struct toba_column){.name = "date", .type = w->date_type};
    w->fact_columns[FACT_VALUE] = (struct toba_column){.name = "value", .type = TOBA_INT32};
    w->fact_columns[FACT_EXTRA] = (struct toba_column){.name = "extra", .type = TOBA_INT32};
    w->fact_columns[FACT_STAMP] =
        (struct toba_column){.name = "stamp", .type = TOBA_TIMESTAMP, .flags = TOBA_STAMP};
    w->owner = (struct toba_table){.name = "owner",
                                   .columns = w->owner_columns,
                                   .n_columns = 1,
                                   .key = w->owner_key,
                                   .n_key = 1};
    w->parent = (struct toba_table){.name = "parent",
                                    .columns = w->parent_columns,
                                    .n_columns = PARENTS,
                                    .key = w->parent_key,
                                    .n_key = 1};
    w->fact = (struct toba_table){
        .name = "fact", .columns = w->fact_columns, .n_columns = FACTS, .key = w->fact_key};
    for (int i = 0; i < 4 && key[i] >= 0; i++)
        w->fact_key[w->fact.n_key++] = key[i];
    w->owner.size = w->parent.size = w->fact.size = sizeof w->fact;
    w->owner.schema = w->parent.schema = w->fact.schema = "s";
    w->owner.date = w->parent.date = -1;
    w->fact.date = FACT_DATE;
    w->owner.indexed_stamp = w->parent.indexed_stamp = -1;
    w->fact.indexed_stamp = FACT_STAMP;
}

static bool in_key(const struct world *w, int32_t column)
{
    for (int32_t i = 0; i < w->fact.n_key; i++)
        if (w->fact_key[i] == column)
            return true;
    return false;
}

static bool same_key(const struct world *w, const struct cell *a, const struct cell *b)
{
    for (int32_t i = 0; i < w->fact.n_key; i++)
        if (strcmp(a[w->fact_key[i]].text, b[w->fact_key[i]].text) != 0)
            return false;
    return true;
}

static void add_fact(struct world *w, uint64_t *seed)
{
    struct cell *fact = w->facts[w->n_facts];

    fact[FACT_ID] = number(w->n_facts + 1);
    fact[FACT_PARENT] = key_cell(w, world_dice(seed, 12));
    fact[FACT_PARENT].null = !in_key(w, FACT_PARENT) && !world_dice(seed, 8);
    fact[FACT_SERIES] = cell_of(world_dice(seed, 2) ? "week" : "day");
    fact[FACT_SERIES].null = !in_key(w, FACT_SERIES) && !world_dice(seed, 5);
    fact[FACT_DATE] = date_cell(w, seed);
    fact[FACT_DATE].null = !in_key(w, FACT_DATE) && !world_dice(seed, 8);
    fact[FACT_VALUE] = number(world_dice(seed, 100) - 50);
    fact[FACT_VALUE].null = !world_dice(seed, 6);
    fact[FACT_EXTRA] = number(world_dice(seed, 30) - 10);
    fact[FACT_STAMP] =
        cell_of(world_dice(seed, 4) ? "2024-03-01T00:00:00Z" : "2024-03-02T00:00:00Z");
    for (int i = 0; i < w->n_facts; i++)
        if (same_key(w, w->facts[i], fact))
            return;
    w->n_facts++;
}

void world_make(struct world *w, uint64_t *seed)
{
    int wanted = world_dice(seed, 3) ? world_dice(seed, 150) : world_dice(seed, 12);

    memset(w, 0, sizeof *w);
    declare(w, seed);
    w->n_owners = world_dice(seed, 6);
    for (int i = 0; i < w->n_owners; i++)
        w->owners[i] = key_cell(w, i);
    w->n_parents = world_dice(seed, 11); /* some facts have no parent */
    for (int i = 0; i < w->n_parents; i++) {
        w->parents[i][PARENT_ID] = key_cell(w, i);
        w->parents[i][PARENT_OWNER] = key_cell(w, world_dice(seed, 7));
        w->parents[i][PARENT_OWNER].null = !world_dice(seed, 6);
        w->parents[i][PARENT_NOTE] = number(i * 11);
        w->parents[i][PARENT_NOTE].null = !world_dice(seed, 4);
    }
    for (int i = 0; i < wanted; i++)
        add_fact(w, seed);
}

static void insert(sqlite3 *db, const char *table, const struct cell *cells, int n)
{
    sqlite3_str *sql = sqlite3_str_new(db);
    char *text;

    sqlite3_str_appendf(sql, "INSERT INTO %s VALUES(", table);
    for (int i = 0; i < n; i++)
        sqlite3_str_appendf(sql, "%s%Q", i ? ", " : "", cells[i].null ? NULL : cells[i].text);
    sqlite3_str_appendall(sql, ")");
    text = sqlite3_str_finish(sql);
    if (sqlite3_exec(db, text, NULL, NULL, NULL))
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    sqlite3_free(text);
}

void world_fill(const struct world *w, struct rig *rig)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(rig->path, &db), SQLITE_OK);
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    for (int i = 0; i < w->n_owners; i++)
        insert(db, "owner", &w->owners[i], 1);
    for (int i = 0; i < w->n_parents; i++)
        insert(db, "parent", w->parents[i], PARENTS);
    for (int i = 0; i < w->n_facts; i++)
        insert(db, "fact", w->facts[i], FACTS);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
}

/* ---- Expecting ----------------------------------------------------------- */

static const struct cell nothing = {.null = true};

static const struct cell *parent_cell(const struct world *w, const struct cell *fact,
                                      int column)
{
    for (int i = 0; i < w->n_parents && !fact[FACT_PARENT].null; i++)
        if (strcmp(w->parents[i][PARENT_ID].text, fact[FACT_PARENT].text) == 0)
            return &w->parents[i][column];
    return &nothing;
}

static const struct cell *path_cell(const struct world *w, const struct cell *fact,
                                    const struct toba_path *path)
{
    return path->via ? parent_cell(w, fact, path->via_column) : &fact[path->column];
}

/* NULLs first, numbers by value, texts by bytes. */
static int compare(const struct cell *a, const struct cell *b, int32_t type)
{
    long long x, y;

    if (a->null || b->null)
        return b->null - a->null;
    if (type != TOBA_INT32 && type != TOBA_INT64)
        return strcmp(a->text, b->text);
    x = atoll(a->text);
    y = atoll(b->text);
    return (x > y) - (x < y);
}

static int32_t day_of(const struct cell *date)
{
    return (int32_t)rig_day(date->text);
}

/* Whether the row belongs to the read, whatever its key. */
static bool is_wanted(const struct toba_read *read, const struct cell *fact)
{
    for (int32_t i = 0; i < read->n_filters; i++) {
        const struct cell *cell = &fact[read->filters[i].column];

        if (cell->null || strcmp(cell->text, read->filters[i].value) != 0)
            return false;
    }
    if (read->date < 0 ||
        (read->rows == TOBA_ALL && read->from_day == INT32_MIN && read->to_day == INT32_MAX))
        return true;
    return !fact[read->date].null && day_of(&fact[read->date]) >= read->from_day &&
           day_of(&fact[read->date]) <= read->to_day;
}

static bool is_changed(const struct toba_read *read, const struct cell *fact)
{
    return read->since_instant == INT64_MIN ||
           rig_instant(fact[FACT_STAMP].text) >= read->since_instant ||
           day_of(&fact[read->date]) > read->since_day;
}

struct line {
    const struct cell *fact;
    const struct cell *sub;
};

static const struct toba_read *sorted_read; /* qsort has no place for it */
static const struct world *sorted_world;

static int by_order(const void *x, const void *y)
{
    const struct line *a = x, *b = y;
    const struct toba_read *read = sorted_read;
    int order = 0;

    if (read->sub_key.column >= 0)
        order = compare(a->sub, b->sub,
                        read->sub_key.via ? TOBA_INT32
                                          : read->table->columns[read->sub_key.column].type);
    if (!order && read->date >= 0)
        order = compare(&a->fact[read->date], &b->fact[read->date], TOBA_TEXT);
    for (int32_t i = 0; !order && i < sorted_world->fact.n_key; i++) {
        int32_t column = sorted_world->fact_key[i];

        order = compare(&a->fact[column], &b->fact[column], read->table->columns[column].type);
    }
    return order;
}

/* The rows of one key, in order. */
static int rows_of(const struct world *w, const struct toba_read *read, const struct cell *key,
                   struct line lines[400])
{
    int n = 0;

    for (int i = 0; i < w->n_facts; i++) {
        const struct cell *fact = w->facts[i];
        const struct cell *own = path_cell(w, fact, &read->key);
        const struct cell *sub =
            read->sub_key.column >= 0 ? path_cell(w, fact, &read->sub_key) : key;

        if (own->null || strcmp(own->text, key->text) != 0 || sub->null ||
            !is_wanted(read, fact))
            continue;
        lines[n++] = (struct line){fact, sub};
    }
    sorted_read = read;
    sorted_world = w;
    qsort(lines, (size_t)n, sizeof lines[0], by_order);
    return n;
}

static void add_line(sqlite3_str *out, const struct world *w, const struct toba_read *read,
                     const struct cell *key, const struct line *line, int extra)
{
    sqlite3_str_appendall(out, key->text);
    if (read->sub_key.column >= 0)
        sqlite3_str_appendf(out, "|%s", line->sub->text);
    if (extra >= 0)
        sqlite3_str_appendf(out, "|%d", extra);
    for (int32_t i = 0; i < read->n_columns; i++) {
        const struct cell *cell = path_cell(w, line->fact, &read->columns[i]);

        sqlite3_str_appendf(out, "|%s", cell->null ? "NULL" : cell->text);
    }
    sqlite3_str_appendall(out, "\n");
}

static void add_points(sqlite3_str *out, const struct world *w, const struct toba_read *read,
                       const struct cell *key, const struct line *lines, int n)
{
    for (int p = 0; p < read->n_points; p++) {
        bool oldest = read->points[p].day == TOBA_OLDEST;
        const struct line *found = NULL;

        for (int i = 0; i < n; i++) {
            int32_t day = day_of(&lines[i].fact[read->date]);

            if (day <= read->points[p].day && day > read->points[p].after_day &&
                !(oldest && found))
                found = &lines[i];
        }
        if (found)
            add_line(out, w, read, key, found, p);
    }
}

static void add_changed(sqlite3_str *out, const struct world *w, const struct toba_read *read,
                        const struct cell *key, const struct line *lines, int n)
{
    const char *first = NULL, *last = NULL, *before = NULL, *after = NULL;

    for (int i = 0; i < n; i++) {
        if (!is_changed(read, lines[i].fact))
            continue;
        first = first ? first : lines[i].fact[read->date].text;
        last = lines[i].fact[read->date].text;
    }
    for (int i = 0; first && i < n; i++) {
        const char *date = lines[i].fact[read->date].text;

        if (strcmp(date, first) < 0)
            before = date;
        if (strcmp(date, last) > 0 && !after)
            after = date;
    }
    for (int i = 0; first && i < n; i++) {
        const char *date = lines[i].fact[read->date].text;

        if (strcmp(date, before ? before : first) >= 0 &&
            strcmp(date, after ? after : last) <= 0)
            add_line(out, w, read, key, &lines[i], strcmp(date, first) >= 0);
    }
}

static void add_group(sqlite3_str *out, const struct world *w, const struct toba_read *read,
                      const struct cell *key, const struct line *lines, int n)
{
    if (read->rows == TOBA_AS_OF)
        add_points(out, w, read, key, lines, n);
    else if (read->rows == TOBA_CHANGED)
        add_changed(out, w, read, key, lines, n);
    else
        for (int i = 0; i < n; i++)
            add_line(out, w, read, key, &lines[i], -1);
}

char *world_rows(const struct world *w, const struct toba_read *read, const struct cell *keys,
                 int64_t n)
{
    sqlite3_str *out = sqlite3_str_new(NULL);
    struct line lines[400];
    char *text;

    for (int64_t k = 0; k < n; k++) {
        int rows = rows_of(w, read, &keys[k], lines);

        for (int i = 0, end; i < rows; i = end) {
            for (end = i + 1; end < rows && read->sub_key.column >= 0 &&
                              strcmp(lines[end].sub->text, lines[i].sub->text) == 0;)
                end++;
            if (read->sub_key.column < 0)
                end = rows;
            add_group(out, w, read, &keys[k], lines + i, end - i);
        }
    }
    text = sqlite3_str_finish(out);
    return text ? text : sqlite3_mprintf("");
}

static int32_t sorted_type;

static int by_key(const void *a, const void *b)
{
    return compare(a, b, sorted_type);
}

int world_keys(const struct world *w, const struct toba_scan *scan, struct cell keys[400])
{
    const struct toba_read *read =
        scan->driver_read >= 0 ? &scan->reads[scan->driver_read] : NULL;
    struct cell after = cell_of(scan->after);
    int all = read ? w->n_facts : scan->driver == &w->owner ? w->n_owners : w->n_parents;
    int n = 0, kept = 0;

    for (int i = 0; i < all; i++) {
        const struct cell *key;

        if (read && (!is_wanted(read, w->facts[i]) ||
                     (read->rows == TOBA_CHANGED && !is_changed(read, w->facts[i]))))
            continue;
        if (read)
            key = path_cell(w, w->facts[i], &read->key);
        else
            key = scan->driver == &w->owner ? &w->owners[i] : &w->parents[i][PARENT_ID];
        if (!key->null && (!scan->after || compare(key, &after, w->key_type) > 0))
            keys[n++] = *key;
    }
    sorted_type = w->key_type;
    qsort(keys, (size_t)n, sizeof keys[0], by_key);
    for (int i = 0; i < n; i++)
        if (i == 0 || strcmp(keys[i].text, keys[kept - 1].text) != 0)
            keys[kept++] = keys[i];
    return kept;
}
