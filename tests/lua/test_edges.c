/* `>>`: which edges a pipeline has, and where each was written. */
#include "fixture.h"

static void read_edges(struct reading *reading, const char *edges)
{
    char text[4096];

    snprintf(text, sizeof text,
             BEGIN "local s = toba.numbers {}\nreturn toba.pipeline 'p' {%s}", edges);
    read_good(reading, text, NULL);
}

static void a_source_into_a_schema_is_one_edge(void **state)
{
    struct reading reading;
    const struct tb_edge *edge;

    (void)state;
    read_edges(&reading, "s >> raw");

    edge = reading.pipeline.edges;
    assert_int_equal(reading.pipeline.n_edges, 1);
    assert_ptr_equal(edge->from_step, find_step(&reading, "numbers"));
    assert_null(edge->from_port);
    assert_ptr_equal(edge->to_schema, reading.pipeline.schemas[0]);
    forget(&reading);
}

static void a_port_into_a_schema_keeps_both(void **state)
{
    struct reading reading;

    (void)state;
    read_edges(&reading, "s.evens >> raw");

    assert_string_equal(reading.pipeline.edges[0].from_port, "evens");
    assert_non_null(reading.pipeline.edges[0].to_schema);
    forget(&reading);
}

static void a_chain_is_an_edge_a_link(void **state)
{
    struct reading reading;
    const struct tb_edge *edge;

    (void)state;
    read_edges(&reading, "\ns.rows\n >> toba.upper {}\n >> raw.number { id = 'id' }\n");

    edge = reading.pipeline.edges;
    assert_int_equal(reading.pipeline.n_edges, 2);
    assert_string_equal(edge[0].from_port, "rows");
    assert_ptr_equal(edge[0].to_step, find_step(&reading, "upper"));
    assert_int_equal(edge[0].place.line, 10);
    assert_ptr_equal(edge[1].from_step, edge[0].to_step);
    assert_null(edge[1].from_port);
    assert_string_equal(edge[1].to_table->table->spec.name, "number");
    assert_int_equal(edge[1].to_table->n_renames, 1);
    assert_int_equal(edge[1].place.line, 11);
    assert_string_equal(edge[1].place.file, "p.lua");
    forget(&reading);
}

static void a_chain_goes_on_from_the_port_it_names(void **state)
{
    struct reading reading;
    const struct tb_edge *edge;

    (void)state;
    read_edges(&reading, "raw.number >> toba.sum {}.counts >> raw.even");

    edge = reading.pipeline.edges;
    assert_int_equal(reading.pipeline.n_edges, 2);
    assert_string_equal(edge[0].from_table->table->spec.name, "number");
    assert_ptr_equal(edge[0].to_step, find_step(&reading, "sum"));
    assert_ptr_equal(edge[1].from_step, edge[0].to_step);
    assert_string_equal(edge[1].from_port, "counts");
    forget(&reading);
}

static void a_chain_listed_twice_counts_once(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading,
              BEGIN "local up = toba.numbers {}.rows >> toba.upper {}\n"
                    "return toba.pipeline 'p' { up, up >> raw.number, up >> raw.number }",
              NULL);

    assert_int_equal(reading.pipeline.n_edges, 3);
    forget(&reading);
}

static void lists_of_edges_are_taken_as_they_come(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading,
              BEGIN
              "local more = {}\n"
              "for i = 1, 3 do more[i] = toba.numbers { count = i }.rows >> raw.number end\n"
              "return toba.pipeline 'p' { toba.numbers {}.evens >> raw.even, more, {} }",
              NULL);

    assert_int_equal(reading.pipeline.n_edges, 4);
    assert_string_equal(reading.pipeline.edges[0].from_port, "evens");
    assert_int_equal(find_setting(reading.pipeline.edges[3].from_step, "count")->value.i, 3);
    forget(&reading);
}

static void only_the_returned_pipeline_counts(void **state)
{
    struct reading reading;

    (void)state;
    read_good(&reading,
              BEGIN "local edge = toba.numbers {}.rows >> raw.number\n"
                    "local first = toba.pipeline 'first' { edge }\n"
                    "return toba.pipeline 'second' { edge, toba.numbers {}.evens >> raw.even }",
              NULL);

    assert_string_equal(reading.pipeline.name, "second");
    assert_int_equal(reading.pipeline.n_edges, 2);
    forget(&reading);
}

static void reading_twice_gives_the_same(void **state)
{
    struct reading a, b;
    const char *text = BEGIN "local t = { z = 1, y = 2, x = 3, w = 4 }\n"
                             "local edges = {}\n"
                             "for name, count in pairs(t) do\n"
                             "  edges[#edges + 1] = toba.numbers { count = count }.rows >> "
                             "raw.number\n"
                             "end\n"
                             "return toba.pipeline 'p' { edges }";

    (void)state;
    read_good(&a, text, NULL);
    read_good(&b, text, NULL);

    assert_int_equal(a.pipeline.n_edges, 4);
    for (int i = 0; i < 4; i++) {
        const struct tb_step *x = a.pipeline.edges[i].from_step;
        const struct tb_step *y = b.pipeline.edges[i].from_step;

        assert_string_equal(x->name, y->name);
        assert_int_equal(find_setting(x, "count")->value.i, 4 - i);
        assert_int_equal(find_setting(y, "count")->value.i, 4 - i);
    }
    forget(&a);
    forget(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_into_a_schema_is_one_edge),
        cmocka_unit_test(a_port_into_a_schema_keeps_both),
        cmocka_unit_test(a_chain_is_an_edge_a_link),
        cmocka_unit_test(a_chain_goes_on_from_the_port_it_names),
        cmocka_unit_test(a_chain_listed_twice_counts_once),
        cmocka_unit_test(lists_of_edges_are_taken_as_they_come),
        cmocka_unit_test(only_the_returned_pipeline_counts),
        cmocka_unit_test(reading_twice_gives_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
