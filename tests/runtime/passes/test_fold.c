/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/passes/fixture.h"

/* Every toy of an int64 evaluates to its first input plus 1. */
static void constants_are_evaluated(void **state) {
    expect_text(state, 0, "inline infer fold dce",
                MODEL("g (int64[2] x) => (y) <int64[2] k = {1, 2}> {"
                      " a = test.Neg (k) b = test.Neg (a) y = test.Add (b, x) }"),
                "(int64[2] x) => (int64[2] y) <int64[2] b = {3, 4}> {\n"
                "   y = test.Add (b, x)\n"
                "}\n");
}

static void what_must_run_is_left_alone(void **state) {
    const char *same = "(int64[2] x) => (int64[2] a, int64[2] b, int64[2] c) "
                       "<int64[2] k = {1, 2}> {\n"
                       "   a = test.Random (k)\n"
                       "   b = test.Print (k)\n"
                       "   c = test.Count (k)\n"
                       "}\n";
    const char *text = MODEL("g (int64[2] x) => (a, b, c) <int64[2] k = {1, 2}> {"
                             " a = test.Random (k) b = test.Print (k) c = test.Count (k) }");
    expect_text(state, 0, "inline infer fold", text, same);
    expect_text(state, LG_COMPILE_NO_OPTIMIZE, "inline infer fold",
                MODEL("g () => (a) <int64[2] k = {1, 2}> { a = test.Neg (k) }"),
                "() => (int64[2] a) <int64[2] k = {1, 2}> {\n"
                "   a = test.Neg (k)\n"
                "}\n");
}

/* An initializer that is an input is only a default. */
static void defaults_of_inputs_are_not_constants(void **state) {
    expect_text(state, 0, "inline infer fold",
                MODEL("g (int64[2] k = {1, 2}) => (a) { a = test.Neg (k) }"),
                "(int64[2] k = {1, 2}) => (int64[2] a) {\n"
                "   a = test.Neg (k)\n"
                "}\n");
}

static void large_results_stay_nodes(void **state) {
    fixture f;
    assert_int_equal(fixture_open(&f, state,
                                  MODEL("g () => (a, b) <int64[2] s = {1000, 1000}, "
                                        "float[2] k = {1, 2}> { a = test.Filled (s) "
                                        "b = test.Neg (k) }")),
                     LG_OK);
    assert_int_equal(fixture_run(&f, "inline infer fold"), LG_OK);
    /* Neither the 4 MB result nor the node whose evaluation fails. */
    assert_int_equal(f.module->main->n_order, 2);
    fixture_close(&f);
}

/* A size that folds makes the next shape known, and that folds again. */
static void folding_and_inference_alternate(void **state) {
    fixture f;
    assert_int_equal(fixture_open(&f, state,
                                  MODEL("g () => (y) <int64[1] s = {4}> { a = test.Neg (s) "
                                        "b = test.Filled (a) c = Shape (b) y = test.Neg (c) }")),
                     LG_OK);
    lg_status st = fixture_run(&f, "inline infer fold");
    if (st == LG_E_UNSUPPORTED) { /* no built-in Shape in this build */
        fixture_close(&f);
        return;
    }
    assert_int_equal(st, LG_OK);
    const lg_value *y = &f.module->main->values[f.module->main->outputs[0]];
    assert_non_null(y->data);
    assert_int_equal(((const int64_t *)y->data->data)[0], 6);
    fixture_close(&f);
}

static void constants_of_outer_graphs_count(void **state) {
    fixture f;
    assert_int_equal(
        fixture_open(&f, state,
                     MODEL("g (bool c) => (y) <int64[1] k = {4}> { y = test.Branch (c) <\n"
                           "then_branch = t () => (p) { p = test.Neg (k) },\n"
                           "else_branch = e () => (q) { q = test.Neg (k) }> }")),
        LG_OK);
    assert_int_equal(fixture_run(&f, "inline infer fold"), LG_OK);
    const lg_graph *t = f.module->main->nodes[0].graphs[0];
    assert_int_equal(t->n_order, 0);
    assert_int_equal(((const int64_t *)t->values[t->outputs[0]].data->data)[0], 5);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(constants_are_evaluated),
        lg_test(what_must_run_is_left_alone),
        lg_test(defaults_of_inputs_are_not_constants),
        lg_test(large_results_stay_nodes),
        lg_test(folding_and_inference_alternate),
        lg_test(constants_of_outer_graphs_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
