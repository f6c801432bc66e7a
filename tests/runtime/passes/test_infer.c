/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/passes/fixture.h"

#include <time.h>

static const lg_value *value_of(const fixture *f, const char *name) {
    lg_id id = lg_graph_find(f->module->main, lg_str_of(name));
    assert_int_not_equal(id, LG_NO_ID);
    return &f->module->main->values[id];
}

static void shapes_are_symbolic(void **state) {
    fixture f;
    assert_int_equal(
        fixture_open(&f, state,
                     MODEL("g (float[N] x, float[3] k) => (y, z, w) <int64[2] s = {2, 5}> {"
                           " y = test.Stack (x, k) z = test.Stack (x, k)"
                           " w = test.Filled (s) }")),
        LG_OK);
    if (fixture_run(&f, "inline infer") != LG_OK)
        fail_msg("%s", f.err.message);
    const lg_value *x = value_of(&f, "x"), *y = value_of(&f, "y"), *z = value_of(&f, "z");
    assert_int_equal(y->dtype, LG_FLOAT);
    assert_int_equal(y->rank, 1);
    assert_true(y->dims[0] < 0 && y->dims[0] != x->dims[0]);
    assert_int_equal(y->dims[0], z->dims[0]); /* N + 3 is N + 3 */
    lg_buf text;
    lg_buf_init(&text, lg_test_allocator(state));
    lg_dim_text(f.module, y->dims[0], &text);
    assert_string_equal(text.data, "(N + 3)");
    lg_buf_reset(&text);
    const lg_value *w = value_of(&f, "w");
    assert_int_equal(w->rank, 2);
    assert_int_equal(w->dims[1], 5);
    fixture_close(&f);
}

static void types_are_checked(void **state) {
    expect_error(state, "inline infer", MODEL("g (bool x) => (y) { [n] y = test.Neg (x) }"),
                 LG_E_TYPE,
                 "graph 'g' node #0 'n' (test::Neg v1): input 0 'x' has type bool, expected "
                 "float32, int64 or float64");
    expect_error(state, "inline infer",
                 MODEL("g (float x, double z) => (y) { y = test.Add (x, z) }"), LG_E_TYPE,
                 "input 1 'b' has type float64, expected float32 like input 0 'a'");
    expect_error(state, "inline infer", MODEL("g (x) => (y) { y = test.Neg (x) }"), LG_E_MODEL,
                 "input 0 'x' of graph 'g' has no type");
    expect_error(state, "inline infer",
                 MODEL("g (float x) => (y) <int64 a> { a = test.Neg (x) y = test.Neg (a) }"),
                 LG_E_TYPE, "output 0 'a' has type float32, the model declares int64");
    expect_error(state, "inline infer", MODEL("g (float[2,2] x) => (y) { y = test.Stack (x, x) }"),
                 LG_E_SHAPE, "ranks 2 and 2, expected 1");
}

static void declared_shapes_are_not_trusted(void **state) {
    fixture f;
    assert_int_equal(
        fixture_open(&f, state, MODEL("g (float[4] x) => (float[3] y) { y = test.Neg (x) }")),
        LG_OK);
    assert_int_equal(fixture_run(&f, "inline infer"), LG_OK);
    assert_int_equal(value_of(&f, "y")->dims[0], 4);
    assert_non_null(strstr(f.warnings, "value 'y': the shape that the model declares"));
    fixture_close(&f);
}

static void impossible_dims_are_errors_of_the_node(void **state) {
    expect_error(state, "inline infer",
                 MODEL("g (float[9223372036854775807] x) => (y) { y = test.Stack (x, x) }"),
                 LG_E_LIMIT, "(test::Stack v1): dimensions 9223372036854775807");
}

static void subgraphs_are_inferred_with_what_they_capture(void **state) {
    fixture f;
    assert_int_equal(fixture_open(&f, state,
                                  MODEL("g (bool c, float[2] x) => (y) { y = test.Branch (c) <\n"
                                        "then_branch = t () => (p) { p = test.Stack (x, x) },\n"
                                        "else_branch = e () => (q) { q = test.Neg (x) }> }")),
                     LG_OK);
    if (fixture_run(&f, "inline infer") != LG_OK)
        fail_msg("%s", f.err.message);
    assert_int_equal(value_of(&f, "y")->dims[0], 4);
    const lg_graph *e = f.module->main->nodes[0].graphs[1];
    assert_int_equal(e->values[e->outputs[0]].dims[0], 2);
    fixture_close(&f);
    expect_error(state, "inline infer",
                 MODEL("g (bool c, float[2] x) => (y) { y = test.Branch (c) <\n"
                       "then_branch = t () => (p) { p = test.Neg (x) },\n"
                       "else_branch = e () => (q) { [in] q = test.Neg (c) }> }"),
                 LG_E_TYPE,
                 "graph 'g/Branch#0/else_branch' node #0 'in' (test::Neg v1): input 0 'x' has type "
                 "bool");
    expect_error(state, "inline infer",
                 MODEL("g (bool c, float[2] x) => (y) { y = test.Branch (c) <\n"
                       "then_branch = t () => (p, x) { p = test.Neg (x) },\n"
                       "else_branch = e () => (q) { q = test.Neg (x) }> }"),
                 LG_E_MODEL, "subgraph 't' has 0 inputs and 2 outputs, expected 0 and 1");
}

/* D26: both branches of each level ask for the next one; without memory that is 2^20 visits. */
static void nested_branches_take_no_time(void **state) {
    static char text[1 << 16];
    enum { levels = 20 };
    size_t n = (size_t)snprintf(text, sizeof text, MODEL("g (bool c, float[2] x) => (y0) {"));
    for (int i = 0; i < levels; i++)
        n += (size_t)snprintf(text + n, sizeof text - n,
                              "y%d = test.Branch (c) <then_branch = t () => (y%d) {", i, i + 1);
    n += (size_t)snprintf(text + n, sizeof text - n, "y%d = test.Neg (x) }", levels);
    for (int i = levels; i-- > 0;) {
        n += (size_t)snprintf(text + n, sizeof text - n,
                              ", else_branch = e () => (z%d) { z%d = test.Stack (x, x) }>", i, i);
        n += (size_t)snprintf(text + n, sizeof text - n, i ? "}" : "");
    }
    n += (size_t)snprintf(text + n, sizeof text - n, "}");
    fixture f;
    if (fixture_open(&f, state, text) != LG_OK)
        fail_msg("%s", f.err.message);
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    lg_status st = lg_passes_run(&f.env, f.module, f.module->main, &f.err);
    clock_gettime(CLOCK_MONOTONIC, &b);
    if (st != LG_OK)
        fail_msg("%s", f.err.message);
    double ms = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
    assert_true(ms < 100);
    assert_int_equal(value_of(&f, "y0")->dims[0], 2);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(shapes_are_symbolic),
        lg_test(types_are_checked),
        lg_test(declared_shapes_are_not_trusted),
        lg_test(impossible_dims_are_errors_of_the_node),
        lg_test(subgraphs_are_inferred_with_what_they_capture),
        lg_test(nested_branches_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
