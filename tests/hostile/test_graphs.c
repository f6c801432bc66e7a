/* SPDX-License-Identifier: Apache-2.0 */
/* Class D: graphs and functions. */
#include "tests/support/hostile.h"
#include "tests/support/support.h"

#include <stdlib.h>

static const int64_t two = 2;

static void begin(pb *b) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
}
static void finish(pb *b, const char *output) {
    ob_value(b, G_OUTPUT, output, LG_FLOAT, -1, NULL);
    pb_end(b);
}
static void one_node(pb *b, const char *op, const char *in, const char *out) {
    begin(b);
    ob_node_done(b, op, in, out);
    finish(b, "y");
}

static void d01(pb *b) {
    begin(b);
    ob_node_done(b, "Relu", "y", "a");
    ob_node_done(b, "Relu", "a", "y");
    finish(b, "y");
}
static void d02(pb *b) {
    one_node(b, "Relu", "nothing", "y");
}
static void d03(pb *b) {
    begin(b);
    ob_node_done(b, "Relu", "x", "y");
    ob_node_done(b, "Neg", "x", "y");
    finish(b, "y");
}
static void d04(pb *b) {
    one_node(b, "Relu", "x", "z");
}
static void d05(pb *b) {
    begin(b);
    ob_node_done(b, "Relu", "a", "y");
    ob_node_done(b, "Relu", "x", "a");
    finish(b, "y");
}
static void d06(pb *b) {
    begin(b);
    ob_floats(b, G_INITIALIZER, "y", 2, (float[]){1, 2});
    ob_node_done(b, "Relu", "x", "y");
    finish(b, "y");
}
static void opset(pb *b, bool given, int64_t version) {
    pb_int(b, 1, 10);
    if (given)
        ob_opset(b, 8, "", version);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_node_done(b, "Relu", "x", "y");
    finish(b, "y");
}
static void d07(pb *b) {
    opset(b, false, 0);
}
static void d08(pb *b) {
    pb_int(b, 1, 10);
    ob_opset(b, 8, "", 17);
    ob_opset(b, 8, "", 9);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_node_done(b, "Relu", "x", "y");
    finish(b, "y");
}
static void d09(pb *b) {
    opset(b, true, INT32_MAX);
}
static void d10(pb *b) {
    opset(b, true, -5);
}
static void d11(pb *b) {
    pb_int(b, 1, (int64_t)1 << 62);
    ob_opset(b, 8, "", 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "y", LG_FLOAT, 1, &two);
    finish(b, "y");
}
static void d12(pb *b) {
    one_node(b, "Rellu", "x", "y");
}
static void domain(pb *b, const char *name, bool imported) {
    ob_head(b, 10, 17);
    if (imported)
        ob_opset(b, 8, name, 1);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_node(b, "Relu", "x", "y");
    pb_str(b, 7, name);
    pb_end(b);
    finish(b, "y");
}
static void d13(pb *b) {
    domain(b, "nobody.knows", true);
}
static void d13b(pb *b) {
    domain(b, "nobody.knows", false);
}
static void d14(pb *b) {
    one_node(b, "Add", "x", "y");
}
static void d15(pb *b) {
    one_node(b, "Relu", "x", "y,z,w");
}
static void d16(pb *b) {
    one_node(b, "Add", "x,", "y");
}
static void d17(pb *b) {
    begin(b);
    ob_node(b, "Concat", "x,x", "y");
    ob_attr_float(b, "axis", 0);
    pb_end(b);
    finish(b, "y");
}
static void d18(pb *b) {
    one_node(b, "Concat", "x,x", "y");
}
static void d19(pb *b) {
    begin(b);
    ob_node(b, "Concat", "x,x", "y");
    ob_attr_int(b, "axis", 0);
    ob_attr_int(b, "axis", 0);
    pb_end(b);
    finish(b, "y");
}
static void d20(pb *b) {
    begin(b);
    ob_node(b, "Concat", "x,x", "y");
    ob_attr_ref(b, "axis", LG_AT_INT, "outer");
    pb_end(b);
    finish(b, "y");
}
static void d20b(pb *b) {
    begin(b);
    ob_node(b, "Relu", "x", "y");
    ob_attr_int(b, "unheard_of", 0);
    pb_end(b);
    finish(b, "y");
}

/* Function `domain`::name(p) -> q that applies callee `times` in a row. */
static void function(pb *b, const char *in_domain, const char *name, const char *callee_domain,
                     const char *callee, int times) {
    pb_begin(b, M_FUNCTION);
    pb_str(b, 1, name);
    pb_str(b, 10, in_domain);
    pb_str(b, 4, "p");
    pb_str(b, 5, "q");
    ob_opset(b, 9, "", 17);
    ob_opset(b, 9, "f", 1);
    for (int i = 0; i < times; i++) {
        char in[16], out[16];
        (void)snprintf(in, sizeof in, "v%d", i);
        (void)snprintf(out, sizeof out, "v%d", i + 1);
        pb_begin(b, 7);
        pb_str(b, 1, i ? in : "p");
        pb_str(b, 2, i + 1 == times ? "q" : out);
        pb_str(b, 4, callee);
        pb_str(b, 7, callee_domain);
        pb_end(b);
    }
    pb_end(b);
}
static void call(pb *b, const char *name) {
    ob_head(b, 10, 17);
    ob_opset(b, 8, "f", 1);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_node(b, name, "x", "y");
    pb_str(b, 7, "f");
    pb_end(b);
    finish(b, "y");
}
static void d21(pb *b) {
    call(b, "F");
    function(b, "f", "F", "f", "F", 1);
}
static void d22(pb *b) {
    call(b, "F");
    function(b, "f", "F", "f", "G", 1);
    function(b, "f", "G", "f", "F", 1);
}
static void chain(pb *b, int n, int times) {
    call(b, "F0");
    for (int i = 0; i < n; i++) {
        char name[16], next[16];
        (void)snprintf(name, sizeof name, "F%d", i);
        (void)snprintf(next, sizeof next, "F%d", i + 1);
        bool last = i + 1 == n;
        function(b, "f", name, last ? "" : "f", last ? "Relu" : next, times);
    }
}
static void d23(pb *b) {
    chain(b, 40, 2);
}
static void d23b(pb *b) {
    chain(b, 30, 2);
}
static void d23c(pb *b) { /* legal, 8,192 nodes */
    chain(b, 13, 2);
}
static void d24(pb *b) {
    call(b, "F");
    function(b, "f", "F", "", "Relu", 1);
    function(b, "f", "F", "", "Neg", 1);
}
static void d25(pb *b) {
    one_node(b, "Relu", "x", "y");
    function(b, "", "Relu", "", "Neg", 1);
}
static void if_node(pb *b, const char *output) {
    ob_node(b, "If", "c", output);
}
/* 20 Ifs inside each other, both branches. */
static void d26(pb *b) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_value(b, G_INPUT, "c", LG_BOOL, 0, NULL);
    char name[40];
    for (int i = 0; i < 20; i++) {
        (void)snprintf(name, sizeof name, "y%d", i);
        if_node(b, name);
        ob_attr(b, "else_branch", LG_AT_GRAPH);
        ob_graph(b, A_GRAPH, "else");
        (void)snprintf(name, sizeof name, "e%d", i);
        ob_node_done(b, "Neg", "x", name);
        ob_value(b, G_OUTPUT, name, LG_FLOAT, 1, &two);
        pb_end(b);
        pb_end(b);
        ob_attr(b, "then_branch", LG_AT_GRAPH);
        ob_graph(b, A_GRAPH, "then");
    }
    ob_node_done(b, "Relu", "x", "t");
    ob_value(b, G_OUTPUT, "t", LG_FLOAT, 1, &two);
    for (int i = 19; i >= 0; i--) {
        pb_end(b);
        pb_end(b);
        pb_end(b);
        (void)snprintf(name, sizeof name, "y%d", i);
        ob_value(b, G_OUTPUT, name, LG_FLOAT, 1, &two);
    }
    pb_end(b);
}
/* Loop with `trips`; the body makes v of itself by Concat (doubling) or Relu. */
static void loop(pb *b, int64_t trips, bool doubling) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_tensor(b, G_INITIALIZER, "n", LG_INT64, 0, NULL);
    pb_int(b, 7, trips);
    pb_end(b);
    ob_node(b, "Loop", "n,,x", "y");
    ob_attr(b, "body", LG_AT_GRAPH);
    ob_graph(b, A_GRAPH, "body");
    ob_value(b, G_INPUT, "i", LG_INT64, 0, NULL);
    ob_value(b, G_INPUT, "c", LG_BOOL, 0, NULL);
    ob_value(b, G_INPUT, "v", LG_FLOAT, doubling ? -1 : 1, &two);
    ob_node_done(b, "Identity", "c", "c2");
    if (doubling) {
        ob_node(b, "Concat", "v,v", "w");
        ob_attr_int(b, "axis", 0);
        pb_end(b);
    } else {
        ob_node_done(b, "Relu", "v", "w");
    }
    ob_value(b, G_OUTPUT, "c2", LG_BOOL, 0, NULL);
    ob_value(b, G_OUTPUT, "w", LG_FLOAT, doubling ? -1 : 1, &two);
    pb_end(b);
    pb_end(b);
    pb_end(b);
    finish(b, "y");
}
static void d27(pb *b) {
    loop(b, INT64_MAX, false);
}
static void d28(pb *b) {
    loop(b, 60, true);
}
static void d29(pb *b) {
    char *name = malloc((1 << 20) + 1);
    assert_non_null(name);
    memset(name, 'n', 1 << 20);
    name[1 << 20] = '\0';
    begin(b);
    ob_node_done(b, "Relu", name, "y");
    finish(b, "y");
    free(name);
}
static void d29b(pb *b) {
    begin(b);
    ob_node_done(b, "Relu", "a\x1b[31mb\nc", "y");
    finish(b, "y");
}
static void d30(pb *b) {
    begin(b);
    ob_node_done(b, "Relu", "x", NULL);
    finish(b, "x");
}
static void d31(pb *b) {
    one_node(b, "Add", NULL, "y");
}
static void d32(pb *b) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "");
    pb_begin(b, G_INPUT);
    pb_str(b, 1, "x");
    pb_end(b);
    ob_node_done(b, "Relu", "x", "y");
    finish(b, "y");
}
static void d33(pb *b) {
    begin(b);
    ob_node_done(b, "Relu", "x", "a");
    ob_value(b, G_VALUE_INFO, "a", LG_FLOAT, 2, (int64_t[]){(int64_t)1 << 31, (int64_t)1 << 31});
    ob_node_done(b, "Relu", "a", "y");
    finish(b, "y");
}
static void d34(pb *b) {
    begin(b);
    ob_node_done(b, "Relu", "x", "a");
    ob_value(b, G_VALUE_INFO, "a", LG_FLOAT, 1, (int64_t[]){-7});
    ob_node_done(b, "Relu", "a", "y");
    finish(b, "y");
}
static void branches(pb *b, int then_outputs, int else_outputs, const char *reads) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_value(b, G_INPUT, "c", LG_BOOL, 0, NULL);
    if_node(b, "y");
    for (int k = 0; k < 2; k++) {
        ob_attr(b, k ? "else_branch" : "then_branch", LG_AT_GRAPH);
        ob_graph(b, A_GRAPH, "branch");
        ob_node_done(b, "Relu", reads, "t");
        for (int i = 0; i < (k ? else_outputs : then_outputs); i++)
            ob_value(b, G_OUTPUT, "t", LG_FLOAT, 1, &two);
        pb_end(b);
        pb_end(b);
    }
    pb_end(b);
    ob_node_done(b, "Neg", "x", "late");
    finish(b, "y");
}
static void d35(pb *b) {
    branches(b, 1, 2, "x");
}
static void d36(pb *b) {
    branches(b, 1, 1, "late");
}
static void d37(pb *b) {
    call(b, "F");
    pb_begin(b, M_FUNCTION);
    pb_str(b, 1, "F");
    pb_str(b, 10, "f");
    pb_str(b, 4, "p");
    pb_str(b, 5, "q");
    ob_opset(b, 9, "", 17);
    pb_begin(b, 7);
    pb_str(b, 1, "p");
    pb_str(b, 2, "q");
    pb_str(b, 4, "Elu");
    ob_attr_ref(b, "alpha", LG_AT_FLOAT, "undeclared");
    pb_end(b);
    pb_end(b);
}
static void d38(pb *b) {
    chain(b, 10000, 1);
}
static void d39(pb *b) {
    begin(b);
    ob_node(b, "If", "c", "y");
    ob_attr(b, "then_branch", LG_AT_GRAPH);
    ob_graph(b, A_GRAPH, "then");
    finish(b, "nothing");
    pb_end(b);
    pb_end(b);
    ob_value(b, G_INPUT, "c", LG_BOOL, 0, NULL);
    finish(b, "y");
}
/* 10,000 nodes in a row. */
static void d40(pb *b) {
    char in[16], out[16];
    begin(b);
    for (int i = 0; i < 10000; i++) {
        (void)snprintf(in, sizeof in, i ? "v%d" : "x", i);
        (void)snprintf(out, sizeof out, i == 9999 ? "y" : "v%d", i + 1);
        ob_node_done(b, "Relu", in, out);
    }
    finish(b, "y");
}

static void d41(pb *b) { /* nothing at all */
    ob_head(b, 10, 17);
    pb_begin(b, M_GRAPH);
    pb_end(b);
}

static void class_d(void **state) {
    (void)state;
    static const hostile_case cases[] = {
        {"D01", d01, H(MODEL), "made only later", H_LOAD, NULL, 0},
        {"D02", d02, H(MODEL), "'nothing' is not defined", H_LOAD, NULL, 0},
        {"D03", d03, H(MODEL), "'y': the name is defined already", H_LOAD, NULL, 0},
        {"D04", d04, H(MODEL), "output 0 'y' is not defined", H_LOAD, NULL, 0},
        {"D05", d05, H(MODEL), "node #0 '' (Relu): input 0 'a' is made only later, by node #1",
         H_LOAD, NULL, 0},
        {"D06", d06, H(MODEL), "'y': the name is defined already", H_LOAD, NULL, 0},
        {"D07", d07, H(MODEL), "'ai.onnx'", H_LOAD, NULL, 0},
        {"D08", d08, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"D09", d09, H(MODEL), "2147483647", H_LOAD, NULL, 0},
        {"D10", d10, H(MODEL), "-5", H_LOAD, NULL, 0},
        {"D11", d11, H(MODEL), "IR version 4611686018427387904", H_LOAD, NULL, 0},
        {"D12", d12, H(UNSUPPORTED), "Rellu", H_COMPILE, NULL, 0},
        {"D13", d13, H(UNSUPPORTED), "nobody.knows", H_COMPILE, NULL, 0},
        {"D13b", d13b, H(MODEL), "nobody.knows", H_LOAD, NULL, 0},
        {"D14", d14, H(MODEL), "Add", H_COMPILE, NULL, 0},
        {"D15", d15, H(MODEL), "Relu", H_COMPILE, NULL, 0},
        {"D16", d16, H(MODEL), "Add", H_COMPILE, NULL, 0},
        {"D17", d17, H(MODEL), "axis", H_COMPILE, NULL, 0},
        {"D18", d18, H(MODEL), "axis", H_COMPILE, NULL, 0},
        {"D19", d19, H(MODEL), "'axis' is given twice", H_LOAD, NULL, 0},
        {"D20", d20, H(MODEL), "outside of a function", H_LOAD, NULL, 0},
        {"D20b", d20b, H(MODEL), "unheard_of", H_COMPILE, NULL, 0},
        {"D21", d21, H(MODEL), "calls itself", H_LOAD, NULL, 0},
        {"D22", d22, H(MODEL), "calls itself", H_LOAD, NULL, 0},
        {"D23", d23, H(LIMIT), "max_depth", H_LOAD, NULL, 0},
        {"D23b", d23b, H(LIMIT), "max_nodes", H_LOAD, NULL, 0},
        {"D23c", d23c, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"D24", d24, H(MODEL), "defined twice", H_LOAD, NULL, 0},
        {"D25", d25, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"D26", d26, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"D27", d27, H(LIMIT), "max_loop_iterations", H_RUN | H_SLOW, NULL, 0},
        {"D28", d28, H(LIMIT), "", H_RUN, NULL, 0},
        {"D29", d29, H(MODEL), "nnn...' is not defined", H_LOAD, NULL, 0},
        {"D29b", d29b, H(MODEL), "a\\x1b[31mb\\x0ac", H_LOAD, NULL, 0},
        {"D30", d30, H(MODEL), "no outputs", H_LOAD, NULL, 0},
        {"D31", d31, H(MODEL), "Add", H_COMPILE, NULL, 0},
        {"D32", d32, H(MODEL) | H(TYPE) | H(SHAPE), "x", H_COMPILE, NULL, 0},
        {"D33", d33, H_ACCEPT | H(MODEL) | H(SHAPE), NULL, H_RUN, NULL, 0},
        {"D34", d34, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"D35", d35, H(MODEL), "If", H_COMPILE, NULL, 0},
        {"D36", d36, H(MODEL), "'late' is not defined", H_LOAD, NULL, 0},
        {"D37", d37, H(MODEL), "declares no such attribute", H_LOAD, NULL, 0},
        {"D38", d38, H(LIMIT), "max_depth is 32", H_LOAD, NULL, 0},
        {"D39", d39, H(MODEL), "'nothing' is not defined", H_LOAD, NULL, 0},
        {"D41", d41, H_ACCEPT | H(MODEL), NULL, H_RUN, NULL, 0},
        {"D40", d40, H_ACCEPT, NULL, H_RUN, NULL, 0},
    };
    hostile_run_all(cases, LG_COUNT(cases));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(class_d)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
