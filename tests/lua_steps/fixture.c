/* fixture.c - see fixture.h. */
#include "fixture.h"

/* u1: fans 100 → 150, two posts in a week's and a month's reach, one older. u2: a post that
 * nobody saw, one without a timestamp. u3: a post whose reach is not known; no fans. */
static const char history[] =
    "INSERT INTO user VALUES ('u1', 'Ann'), ('u2', NULL), ('u3', 'Cy');"
    "INSERT INTO fans(user_id, day, value) VALUES"
    " ('u1', '2024-09-05', 50), ('u1', '2024-09-27', 100), ('u1', '2024-10-03', 140),"
    " ('u1', '2024-10-04', 150), ('u1', '2024-10-05', 900),"
    " ('u2', '2024-09-20', 7), ('u2', '2024-10-04', NULL);"
    "INSERT INTO media(id, user_id, timestamp, caption) VALUES"
    " ('m1', 'u1', '2024-10-03T00:00:00Z', 'one'), ('m2', 'u1', '2024-09-19T08:00:00Z', NULL),"
    " ('m3', 'u1', '2023-11-14T00:00:00Z', 'three'), ('m4', 'u2', '2024-10-03T00:00:00Z', ''),"
    " ('m5', 'u2', NULL, 'five'), ('m6', 'u3', '2024-10-03T00:00:00Z', 'six');"
    "INSERT INTO media_insight(media_id, metric, day, value) VALUES"
    " ('m1', 'saved', '2024-10-03', 5), ('m1', 'saved', '2024-10-04', 6),"
    " ('m1', 'saved', '2024-10-05', 60), ('m1', 'reach', '2024-10-04', 20),"
    " ('m2', 'reach', '2024-10-01', 10), ('m2', 'saved', '2024-10-01', 1),"
    " ('m3', 'reach', '2024-10-01', 1000), ('m4', 'reach', '2024-10-04', 0),"
    " ('m5', 'reach', '2024-10-04', 7), ('m6', 'saved', '2024-10-04', 7);";

static void load(struct harness *h, const char *path)
{
    if (tb_registry_load(h->registry, path, &h->err))
        fail_msg("%s: %s", path, h->err.message);
}

int fixture_open(void **state)
{
    struct harness *h;

    harness_open(state);
    h = *state;
    load(h, TEST_LUA);
    load(h, TEST_GROWTH);
    /* A first run makes the tables. */
    expect_good(
        h, run_steps(h, "return toba.pipeline 'p' {\n"
                        "  toba.lua { key = 'user_id', fans = raw.fans, media = raw.media,\n"
                        "    insight = raw.media_insight, output = { 'timeframe' },\n"
                        "    group = function() end } >> out.rate,\n"
                        "  raw.user >> toba.lua { input = { 'id' }, output = { 'id' },\n"
                        "    each = function() end } >> out.kinds }"));
    harness_change(h, "a.db", history);
    return 0;
}

int run_steps(struct harness *h, const char *steps)
{
    static char text[16384];

    snprintf(text, sizeof text, TABLES "%s", steps);
    memset(&h->err, 0, sizeof h->err);
    return harness_run(h, text, HARNESS_DAY);
}

int run_rate(struct harness *h, const char *fields)
{
    char text[4096];

    snprintf(text, sizeof text, "return toba.pipeline 'p' { toba.lua {\n%s\n} >> out.rate }",
             fields);
    return run_steps(h, text);
}

void expect_good(const struct harness *h, int code)
{
    if (code)
        fail_msg("%s:%d: %s (%s)", h->err.file, h->err.line, h->err.message, h->err.detail);
}

char *documented(const char *first_line)
{
    FILE *file = fopen(TEST_DOCS, "r");
    char *text = calloc(1, 65536), *begin, *end, *block;

    assert_non_null(file);
    assert_true(fread(text, 1, 65535, file) < 65535);
    fclose(file);
    begin = strstr(text, first_line);
    end = begin ? strstr(begin, "```") : NULL;
    if (!end)
        fail_msg("the documentation has no block that begins: %s", first_line);
    block = strndup(begin, (size_t)(end - begin));
    free(text);
    return block;
}
