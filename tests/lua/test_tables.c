/* Declared tables, and tables as they are mentioned. */
#include "fixture.h"

static const char declaration[] =
    "local toba = require 'toba'\n"
    "local db = toba.memory {}\n"
    "local raw = db:schema('instagram', {\n"
    "  user_data = {\n"
    "    comment = 'Daily snapshot.', key = { 'user_id', 'datestamp' }, date = 'datestamp',\n"
    "    { 'id', 'bigint surrogate', 'given by the store' },\n"
    "    { 'user_id', 'text not null', 'the account', references = 'instagram.user.id' },\n"
    "    { 'followers', 'int', default = -1 },\n"
    "    { 'share', 'double', default = 0.1 },\n"
    "    { 'url', 'text signed secret' },\n"
    "    { 'valid', 'boolean   not  null', default = true },\n"
    "    { 'since', 'date', default = '2020-02-29' },\n"
    "    { 'kind', 'text', default = '' },\n"
    "    { 'changed', 'timestamp not null stamp' },\n"
    "    { 'datestamp', 'date not null' } },\n"
    "  city = { key = { 'user', 'city' }, replace = { 'user' },\n"
    "    { 'user', 'text not null' }, { 'city', 'text not null' }, { 'id', 'bigint' } } })\n"
    "return toba.pipeline 'p' { toba.numbers {}.rows >> raw.city { id = 'id' } }\n";

static const struct tb_table *table_of(const struct reading *reading, const char *name)
{
    const struct tb_schema *schema = reading->pipeline.schemas[0];

    for (int i = 0; i < schema->n_tables; i++)
        if (strcmp(schema->tables[i]->spec.name, name) == 0)
            return schema->tables[i];
    fail_msg("no table '%s'", name);
    return NULL;
}

static void a_table_is_declared_with_everything(void **state)
{
    struct reading reading;
    const struct tb_table *table;

    (void)state;
    read_good(&reading, declaration, NULL);

    table = table_of(&reading, "user_data");
    assert_int_equal(table->spec.size, sizeof table->spec);
    assert_string_equal(table->spec.schema, "instagram");
    assert_string_equal(table->spec.comment, "Daily snapshot.");
    assert_int_equal(table->spec.n_columns, 10);
    assert_ptr_equal(table->spec.columns, table->columns);
    assert_int_equal(table->spec.n_key, 2);
    assert_int_equal(table->spec.key[0], 1);
    assert_int_equal(table->spec.key[1], 9);
    assert_int_equal(table->spec.mode, TOBA_UPSERT);
    assert_int_equal(table->spec.date, 9);
    assert_int_equal(table->spec.indexed_stamp, -1);
    assert_ptr_equal(table->store, find_step(&reading, "memory"));
    assert_int_equal(table->place.line, 3);
    forget(&reading);
}

static void a_column_has_type_marks_reference_default_and_comment(void **state)
{
    static const struct {
        const char *name;
        int32_t type;
        uint32_t flags;
        const char *fallback;
    } expected[] = {
        {"id", TOBA_INT64, TOBA_SURROGATE, NULL},
        {"user_id", TOBA_TEXT, TOBA_NOT_NULL, NULL},
        {"followers", TOBA_INT32, 0, "-1"},
        {"share", TOBA_DOUBLE, 0, "0.10000000000000001"},
        {"url", TOBA_TEXT, TOBA_SIGNED | TOBA_SECRET, NULL},
        {"valid", TOBA_BOOL, TOBA_NOT_NULL, "true"},
        {"since", TOBA_DATE, 0, "2020-02-29"},
        {"kind", TOBA_TEXT, 0, ""},
        {"changed", TOBA_TIMESTAMP, TOBA_NOT_NULL | TOBA_STAMP, NULL},
        {"datestamp", TOBA_DATE, TOBA_NOT_NULL, NULL},
    };
    struct reading reading;
    const struct tb_table *table;

    (void)state;
    read_good(&reading, declaration, NULL);

    table = table_of(&reading, "user_data");
    for (int i = 0; i < table->spec.n_columns; i++) {
        const struct toba_column *column = &table->columns[i];

        assert_string_equal(column->name, expected[i].name);
        assert_int_equal(column->type, expected[i].type);
        assert_int_equal(column->flags, expected[i].flags);
        assert_null(column->references);
        assert_int_equal(column->fallback != NULL, expected[i].fallback != NULL);
        if (column->fallback)
            assert_string_equal(column->fallback, expected[i].fallback);
    }
    assert_string_equal(table->references[1], "instagram.user.id");
    assert_null(table->references[0]);
    assert_string_equal(table->columns[1].comment, "the account");
    assert_null(table->columns[2].comment);
    forget(&reading);
}

static void a_scope_makes_a_table_replaced(void **state)
{
    struct reading reading;
    const struct tb_table *table;

    (void)state;
    read_good(&reading, declaration, NULL);

    table = table_of(&reading, "city");
    assert_int_equal(table->spec.mode, TOBA_REPLACE);
    assert_int_equal(table->spec.n_scope, 1);
    assert_int_equal(table->spec.scope[0], 0);
    assert_int_equal(table->spec.date, -1);
    forget(&reading);
}

static void only_schemas_in_use_belong_to_the_pipeline(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading,
              BEGIN "local other = db:schema('other', {})\n"
                    "local far = toba.memory {}:schema('far', {})\n"
                    "return toba.pipeline 'p' { toba.numbers {}.rows >> raw.number }",
              NULL);

    assert_int_equal(reading.pipeline.n_schemas, 1);
    assert_string_equal(reading.pipeline.schemas[0]->name, "raw");
    assert_int_equal(reading.pipeline.schemas[0]->n_tables, 2);
    assert_int_equal(reading.pipeline.n_steps, 2);
    forget(&reading);
}

/* The table that the pipeline's only edge reads. */
static const struct tb_table_use *read_use(struct reading *reading, const char *use)
{
    char text[2048];

    snprintf(text, sizeof text,
             BEGIN "local part = raw.number { value = 'id' }:where { name = 'x' }\n"
                   "return toba.pipeline 'p' { %s >> toba.sum {}.totals >> raw.even }",
             use);
    read_good(reading, text, NULL);
    return reading->pipeline.edges[0].from_table;
}

static void braces_rename_and_the_last_one_wins(void **state)
{
    struct reading reading;
    const struct tb_table_use *use;

    (void)state;
    use = read_use(&reading, "raw.number { value = 'id', date = 'day' } { value = 'value' }");

    assert_int_equal(use->n_renames, 2);
    assert_string_equal(use->renames[0].left, "date");
    assert_string_equal(use->renames[0].right, "day");
    assert_string_equal(use->renames[1].left, "value");
    assert_string_equal(use->renames[1].right, "value");
    assert_int_equal(use->place.line, 8);
    forget(&reading);
}

static void where_filters_and_chains(void **state)
{
    struct reading reading;
    const struct tb_table_use *use;

    (void)state;
    use = read_use(&reading, "part:where { id = 7, value = 1.5 }");

    assert_int_equal(use->n_renames, 1);
    assert_int_equal(use->n_filters, 3);
    assert_string_equal(use->filters[0].name, "name");
    assert_string_equal(use->filters[0].value.text, "x");
    assert_string_equal(use->filters[1].name, "id");
    assert_int_equal(use->filters[1].value.i, 7);
    assert_true(use->filters[2].value.d == 1.5);
    forget(&reading);
}

static void a_mention_is_not_changed_by_later_ones(void **state)
{
    struct reading reading;
    const struct tb_table_use *use;

    (void)state;
    use = read_use(&reading, "(part:where { id = 7 } and part { value = 'name' } and part)");

    assert_int_equal(use->n_filters, 1);
    assert_int_equal(use->n_renames, 1);
    assert_string_equal(use->renames[0].right, "id");
    forget(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_declared_with_everything),
        cmocka_unit_test(a_column_has_type_marks_reference_default_and_comment),
        cmocka_unit_test(a_scope_makes_a_table_replaced),
        cmocka_unit_test(only_schemas_in_use_belong_to_the_pipeline),
        cmocka_unit_test(braces_rename_and_the_last_one_wins),
        cmocka_unit_test(where_filters_and_chains),
        cmocka_unit_test(a_mention_is_not_changed_by_later_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
