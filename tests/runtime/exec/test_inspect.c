/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

static void graphs_are_open_to_the_caller(void **state) {
    static const char *const text =
        TOY("main (bool b, float[N,3] x) => (float[M] y) <float[3] w = {1, 2, 3}> {"
            "[n0] h = toy.Positive(x)\n [n1] y = If (b) <then_branch = t () => (float[M] r) {"
            "r = toy.Double(h) }, else_branch = e () => (float[M] r) { r = my.Unknown(h) }>\n }");
    lg_context *c = toy_context(state, NULL);
    lg_model *m = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_model_info info;
    lg_opset_info opset;
    lg_value_info value;
    lg_node_info node;
    if (lg_model_load(c, text, strlen(text), NULL, &m, &err) != LG_OK)
        print_error("%s\n", err.message);
    assert_non_null(m);
    lg_model_info_get(m, &info);
    assert_int_equal(info.ir_version, 8);
    assert_int_equal(info.n_opsets, 2);
    assert_int_equal(info.n_training, 0);
    assert_string_equal(info.producer_name, "");
    lg_model_opset(m, 1, &opset);
    assert_string_equal(opset.domain, "toy");
    assert_int_equal(opset.version, 1);
    lg_model_opset(m, 2, &opset);
    assert_int_equal(opset.version, 0);
    assert_null(lg_model_warning(m, 0));
    assert_null(lg_model_function(m, 0, NULL, NULL));
    assert_null(lg_model_training(m, 0, 1));
    const lg_graph *g = lg_model_graph(m);
    assert_string_equal(lg_graph_name(g), "main");
    assert_int_equal(lg_graph_input_count(g), 2);
    assert_int_equal(lg_graph_output_count(g), 1);
    assert_int_equal(lg_graph_node_count(g), 2);
    lg_graph_value_get(g, lg_graph_input(g, 1), &value);
    assert_string_equal(value.name, "x");
    assert_int_equal(value.dtype, LG_FLOAT);
    assert_int_equal(value.rank, 2);
    assert_string_equal(lg_model_dim_name(m, value.dims[0]), "N");
    assert_string_equal(lg_model_dim_name(m, -12345), "?");
    assert_int_equal(value.dims[1], 3);
    assert_int_equal(value.is_input, 1);
    assert_int_equal(value.is_initializer, 0);
    uint32_t weights = 0;
    for (uint32_t v = 0; v < lg_graph_value_count(g); v++) {
        lg_graph_value_get(g, v, &value);
        if (value.is_initializer) {
            weights++;
            assert_string_equal(value.name, "w");
            assert_float_equal(((const float *)value.data.data)[2], 3, 0);
        }
    }
    assert_int_equal(weights, 1);
    lg_graph_node_get(g, 0, &node);
    assert_string_equal(node.name, "n0");
    assert_string_equal(node.domain, "toy");
    assert_string_equal(node.op, "Positive");
    assert_non_null(node.desc);
    assert_int_equal(lg_graph_node_input(g, 0, 0), lg_graph_input(g, 1));
    assert_int_equal(lg_graph_node_input(g, 0, 1), UINT32_MAX);
    assert_int_equal(lg_graph_node_output(g, 1, 0), lg_graph_output(g, 0));
    lg_graph_node_get(g, 1, &node);
    assert_int_equal(node.n_graphs, 2);
    const lg_graph *branch = lg_graph_node_graph(g, 1, 1);
    assert_non_null(branch);
    assert_null(lg_graph_node_graph(g, 1, 2));
    lg_graph_node_get(branch, 0, &node);
    assert_string_equal(node.op, "Unknown");
    assert_null(node.desc);
    assert_int_equal(node.is_function, 0);
    lg_graph_node_get(branch, 7, &node);
    assert_string_equal(node.op, "");
    lg_graph_value_get(branch, 999, &value);
    assert_string_equal(value.name, "");
    lg_model_destroy(m);
    lg_context_destroy(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(graphs_are_open_to_the_caller)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
