/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "tests/support/onnx_build.h"

static const int64_t two = 2;

static void begin(pb *b) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
}

static void finish(pb *b, const char *output) {
    ob_value(b, G_OUTPUT, output, LG_FLOAT, 1, &two);
    pb_end(b);
}

static ob_loaded loaded(void **state, pb *b) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    lg_status st = ob_load(&a, NULL, b->bytes, b->size, &l);
    if (st != LG_OK)
        fail_msg("%s", l.err.message);
    assert_int_equal(lg_graph_verify(l.module->main, &l.err), LG_OK);
    return l;
}

static void refused(void **state, pb *b, lg_status want, const char *word, const char *place) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    lg_status st = ob_load(&a, NULL, b->bytes, b->size, &l);
    if (st != want || !strstr(l.err.message, word) || !strstr(l.err.message, place))
        fail_msg("status %d, wanted %d '%s' '%s': %s", st, want, word, place, l.err.message);
    ob_unload(&l);
    pb_free(b);
}

/* Begins If with the condition x and a then_branch; the graph is open. */
static void begin_if(pb *b, const char *output) {
    ob_node(b, "If", "x", output);
    ob_attr(b, "then_branch", LG_AT_GRAPH);
    ob_graph(b, A_GRAPH, "then");
}

static void reads_nodes_in_order(void **state) {
    pb b = {0};
    begin(&b);
    ob_node(&b, "Clip", "x,,m", "a,");
    pb_str(&b, 3, "first");
    pb_str(&b, 6, "doc");
    pb_str(&b, 7, "ai.onnx");
    pb_end(&b);
    ob_floats(&b, G_INITIALIZER, "m", 2, (float[]){1, 2});
    ob_node_done(&b, "Relu", "a", "y");
    ob_value(&b, G_VALUE_INFO, "a", LG_FLOAT, -1, NULL);
    finish(&b, "y");
    ob_loaded l = loaded(state, &b);
    const lg_graph *g = l.module->main;
    assert_int_equal(g->n_nodes, 2);
    assert_int_equal(g->n_order, 2);
    const lg_node *n = &g->nodes[0];
    assert_string_equal(n->name.ptr, "first");
    assert_string_equal(n->doc.ptr, "doc");
    assert_int_equal(n->domain.len, 0);
    assert_int_equal(n->n_in, 3);
    assert_int_equal(n->in[1], LG_NO_ID);
    assert_int_equal(n->n_out, 2);
    assert_int_equal(n->out[1], LG_NO_ID);
    const lg_value *a = &g->values[n->out[0]];
    assert_int_equal(a->dtype, LG_FLOAT);
    assert_int_equal(a->rank, -1);
    assert_true(a->flags & LG_VALUE_LISTED);
    assert_int_equal(g->values[n->in[2]].data->count, 2);
    ob_unload(&l);
    pb_free(&b);
}

static void subgraphs_capture_outer_values(void **state) {
    pb b = {0};
    begin(&b);
    ob_node_done(&b, "Relu", "x", "r");
    begin_if(&b, "y");
    begin_if(&b, "inner");
    ob_node_done(&b, "Add", "r,x", "t");
    finish(&b, "t");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "inner");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "y");
    ob_loaded l = loaded(state, &b);
    lg_graph *outer = l.module->main->nodes[1].graphs[0];
    lg_graph *inner = outer->nodes[0].graphs[0];
    assert_int_equal(outer->n_captures, 2); /* x as condition, r for the graph below */
    assert_int_equal(inner->n_captures, 2);
    lg_id r = inner->nodes[0].in[0];
    assert_int_equal(inner->values[r].flags, LG_VALUE_CAPTURE);
    assert_string_equal(lg_value_name(inner, r).ptr, "r");
    ob_unload(&l);
    pb_free(&b);
}

static void refuses_bad_names(void **state) {
    pb b = {0};
    begin(&b);
    ob_node_done(&b, "Relu", "b", "a");
    ob_node_done(&b, "Relu", "a", "b");
    finish(&b, "a");
    refused(state, &b, LG_E_MODEL, "made only later, by node #1", "node #0");
    begin(&b);
    ob_node_done(&b, "Add", "x,nothing", "y");
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "input 1 'nothing' is not defined",
            "graph 'g': node #0 '' (Add)");
    begin(&b);
    ob_node_done(&b, "Relu", "x", "y");
    ob_node_done(&b, "Relu", "x", "y");
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "'y': the name is defined already", "node #1");
    begin(&b);
    ob_node_done(&b, "Relu", "x", "x");
    finish(&b, "x");
    refused(state, &b, LG_E_MODEL, "defined already", "node #0");
    begin(&b);
    ob_floats(&b, G_INITIALIZER, "w", 2, (float[]){1, 2});
    ob_node_done(&b, "Relu", "x", "w");
    finish(&b, "w");
    refused(state, &b, LG_E_MODEL, "defined already", "node #0");
    begin(&b);
    finish(&b, "nobody");
    refused(state, &b, LG_E_MODEL, "output 0 'nobody' is not defined", "graph 'g'");
    begin(&b);
    ob_value(&b, G_INPUT, "x", LG_FLOAT, 1, &two);
    finish(&b, "x");
    refused(state, &b, LG_E_MODEL, "graph input 'x': the name is defined already", "graph 'g'");
    begin(&b);
    ob_value(&b, G_INPUT, "", LG_FLOAT, 1, &two);
    finish(&b, "x");
    refused(state, &b, LG_E_MODEL, "graph input without name", "graph 'g'");
    begin(&b);
    ob_node_done(&b, "Relu", "x", NULL);
    finish(&b, "x");
    refused(state, &b, LG_E_MODEL, "no outputs", "node #0");
    begin(&b);
    ob_node_done(&b, "", "x", "y");
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "no operator", "node #0");
    begin(&b);
    ob_node(&b, "Relu", "x", "y");
    pb_str(&b, 7, "other");
    pb_end(&b);
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "no version of domain 'other'", "other::Relu");
}

static void subgraphs_obey_scopes(void **state) {
    pb b = {0};
    begin(&b);
    begin_if(&b, "y");
    ob_node_done(&b, "Relu", "late", "t");
    finish(&b, "t");
    pb_end(&b);
    pb_end(&b);
    ob_node_done(&b, "Relu", "x", "late");
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "'late' is not defined",
            "attribute 'then_branch': graph 'then'");
    begin(&b);
    begin_if(&b, "y");
    ob_node_done(&b, "Relu", "y", "t"); /* the node's own output */
    finish(&b, "t");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "'y' is not defined", "node #0 '' (If)");
    begin(&b);
    begin_if(&b, "y");
    ob_node_done(&b, "Neg", "x", "t");
    ob_node_done(&b, "Relu", "t", "x");
    finish(&b, "t");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "'x'", "node #1 '' (Relu)");
    begin(&b);
    ob_node_done(&b, "Neg", "x", "n");
    begin_if(&b, "y");
    ob_node_done(&b, "Relu", "x", "n");
    finish(&b, "n");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "hides", "node #1 '' (If)");
    begin(&b);
    begin_if(&b, "y");
    finish(&b, "nothing");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "output 0 'nothing'", "then_branch");
    begin(&b);
    begin_if(&b, "y");
    ob_value(&b, G_INPUT, "k", LG_FLOAT, 1, &two);
    ob_floats(&b, G_INITIALIZER, "k", 2, (float[]){1, 2});
    finish(&b, "k");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "y");
    refused(state, &b, LG_E_MODEL, "both input and initializer", "then_branch");
    /* Sibling branches and later outer names may repeat a name. */
    begin(&b);
    begin_if(&b, "y");
    ob_node_done(&b, "Relu", "x", "y");
    finish(&b, "y");
    pb_end(&b);
    ob_attr(&b, "else_branch", LG_AT_GRAPH);
    ob_graph(&b, A_GRAPH, "else");
    ob_node_done(&b, "Relu", "x", "y");
    finish(&b, "y");
    pb_end(&b);
    pb_end(&b);
    finish(&b, "y");
    ob_loaded l = loaded(state, &b);
    ob_unload(&l);
    pb_free(&b);
}

static void nesting_ends_at_the_limit(void **state) {
    for (int levels = 32; levels <= 33; levels++) {
        pb b = {0};
        begin(&b);
        for (int i = 0; i < levels; i++)
            begin_if(&b, "y");
        finish(&b, "x");
        for (int i = 0; i < levels; i++) {
            pb_end(&b);
            pb_end(&b);
            if (i < levels - 1)
                finish(&b, "y");
        }
        finish(&b, "y");
        if (levels == 32) {
            ob_loaded l = loaded(state, &b);
            ob_unload(&l);
            pb_free(&b);
        } else {
            refused(state, &b, LG_E_LIMIT, "max_depth = 32", "then_branch");
        }
    }
}

static void initializers_meet_inputs(void **state) {
    pb b = {0};
    begin(&b);
    ob_floats(&b, G_INITIALIZER, "x", 2, (float[]){1, 2});
    finish(&b, "x");
    ob_loaded l = loaded(state, &b);
    assert_int_equal(l.module->main->values[0].flags,
                     LG_VALUE_INPUT | LG_VALUE_INIT | LG_VALUE_OUTPUT);
    assert_int_equal(l.n_warnings, 0);
    ob_unload(&l);
    pb_free(&b);
    begin(&b);
    ob_floats(&b, G_INITIALIZER, "x", 3, (float[]){1, 2, 3});
    finish(&b, "x");
    l = loaded(state, &b);
    assert_int_equal(l.n_warnings, 1);
    ob_unload(&l);
    pb_free(&b);
    begin(&b);
    ob_tensor(&b, G_INITIALIZER, "x", LG_INT32, 1, &two);
    pb_bytes(&b, 9, "12345678", 8);
    pb_end(&b);
    finish(&b, "x");
    refused(state, &b, LG_E_MODEL, "has type int32, its input float", "graph 'g'");
    begin(&b);
    ob_floats(&b, G_INITIALIZER, "w", 2, (float[]){1, 2});
    ob_floats(&b, G_INITIALIZER, "w", 2, (float[]){1, 2});
    finish(&b, "w");
    refused(state, &b, LG_E_MODEL, "initializer 'w': the name is defined already", "graph 'g'");
    begin(&b);
    ob_floats(&b, G_INITIALIZER, "", 2, (float[]){1, 2});
    finish(&b, "x");
    refused(state, &b, LG_E_MODEL, "initializer without name", "graph 'g'");
    begin(&b);
    ob_tensor(&b, G_INITIALIZER, "w", LG_FLOAT, 1, &two);
    pb_bytes(&b, 9, "1234", 4);
    pb_end(&b);
    finish(&b, "w");
    refused(state, &b, LG_E_MODEL, "raw_data has 4 bytes, float [2] needs 8", "tensor 'w'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_nodes_in_order),      lg_test(subgraphs_capture_outer_values),
        lg_test(refuses_bad_names),         lg_test(subgraphs_obey_scopes),
        lg_test(nesting_ends_at_the_limit), lg_test(initializers_meet_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
