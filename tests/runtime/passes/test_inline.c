/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/passes/fixture.h"

static void calls_become_bodies(void **state) {
    expect_text(state, 0, "inline dce",
                MODEL("g (float[2] x) => (y, z) {\n"
                      " y = f.outer <p = 2.0> (x) z = f.outer (y, x) }\n"
                      "<domain: \"f\", opset_import: [\"test\" : 1, \"f\" : 1]>\n"
                      "outer <p = 0.25> (a, b) => (r) {\n"
                      "  [n] t = test.Scaled <alpha : float = @p, mode : string = @absent> (a)\n"
                      "  r = f.inner (t, b) unused = test.Neg (a) }\n"
                      "<domain: \"f\", opset_import: [\"test\" : 1]>\n"
                      "inner (a, b) => (r) { r = test.Add (a, b) }"),
                "(float[2] x) => (y, z) {\n"
                "   [\"outer_1/n\"] \"outer_1/t\" = test.Scaled <alpha = 2.0> (x)\n"
                "   y = test.Add (\"outer_1/t\")\n"
                "   [\"outer_2/n\"] \"outer_2/t\" = test.Scaled <alpha = 0.25> (y)\n"
                "   z = test.Add (\"outer_2/t\", x)\n"
                "}\n");
}

static void subgraphs_of_bodies_are_renamed_and_bound(void **state) {
    expect_text(state, 0, "inline",
                MODEL("g (bool c, float[2] x) => (y) { y = f.pick <k = 3.0> (c, x, \"\") }\n"
                      "<domain: \"f\", opset_import: [\"test\" : 1]>\n"
                      "pick <k> (c, a, missing) => (r) {\n"
                      "  r = test.Branch (c) <\n"
                      "    then_branch = t () => (p) { p = test.Add (a, missing) },\n"
                      "    else_branch = e () => (q) { q = test.Scaled <alpha : float = @k> (a) }>"
                      "}"),
                "(bool c, float[2] x) => (y) {\n"
                "   y = test.Branch (c) <then_branch = t () => (\"pick_1/p\") {\n"
                "      \"pick_1/p\" = test.Add (x)\n"
                "   }, else_branch = e () => (\"pick_1/q\") {\n"
                "      \"pick_1/q\" = test.Scaled <alpha = 3.0> (x)\n"
                "   }>\n"
                "}\n");
}

/* A graph that the caller passes: used twice, once below a graph of the body. */
static void graphs_are_passed_into_functions(void **state) {
    expect_text(
        state, 0, "inline",
        MODEL("g (bool c, float[2] x) => (y) {\n"
              " h = test.Neg (x)\n"
              " y = f.pick (c) <alt = a () => (p) { p = test.Add (h, x) }> }\n"
              "<domain: \"f\", opset_import: [\"test\" : 1]>\n"
              "pick <alt> (c) => (r) {\n"
              "  r = test.Branch (c) <then_branch : graph = @alt, else_branch = e () => (q) {"
              "    q = test.Branch (c) <then_branch : graph = @alt,"
              "      else_branch : graph = @alt> }> }"),
        "(bool c, float[2] x) => (y) {\n"
        "   h = test.Neg (x)\n"
        "   y = test.Branch (c) <then_branch = a () => (p) {\n"
        "      p = test.Add (h, x)\n"
        "   }, else_branch = e () => (\"pick_1/q\") {\n"
        "      \"pick_1/q\" = test.Branch (c) <then_branch = a () => (p) {\n"
        "         p = test.Add (h, x)\n"
        "      }, else_branch = a () => (p) {\n"
        "         p = test.Add (h, x)\n"
        "      }>\n"
        "   }>\n"
        "}\n");
}

static void a_kernel_wins_over_a_function(void **state) {
    const char *text = MODEL("g (float x) => (y) { y = test.Neg (x) }\n"
                             "<domain: \"test\", opset_import: [\"test\" : 1]>\n"
                             "Neg (a) => (r) { r = test.Add (a, a) }");
    fixture f;
    assert_int_equal(fixture_open(&f, state, text), LG_OK);
    assert_int_equal(fixture_run(&f, "inline"), LG_OK);
    assert_true(lg_str_is(f.module->main->nodes[f.module->main->order[0]].op, "Neg"));
    assert_non_null(strstr(f.warnings, "test::Neg has the identity of an operator with a kernel"));
    fixture_close(&f);
    expect_text(state, LG_COMPILE_BODIES, "inline", text,
                "(float x) => (y) {\n"
                "   y = test.Add (x, x)\n"
                "}\n");
}

static void outputs_that_are_inputs_or_constants_are_copied(void **state) {
    fixture f;
    assert_int_equal(fixture_open(&f, state,
                                  MODEL("g (float x) => (y, k) { y, k = f.same (x) }\n"
                                        "<domain: \"f\", opset_import: [\"\" : 20]>\n"
                                        "same (a) => (a, b) { b = Constant <value_int = 1> () }")),
                     LG_OK);
    lg_status st = fixture_run(&f, "inline");
    /* Identity has no kernel here; the built-in one may be registered or not. */
    if (lg_registry_find(f.registry, "", "Identity", 20)) {
        assert_int_equal(st, LG_OK);
        assert_int_equal(f.module->main->n_order, 1);
    } else {
        assert_int_equal(st, LG_E_UNSUPPORTED);
        assert_non_null(strstr(f.err.message, "Identity"));
    }
    fixture_close(&f);
}

static void wrong_calls_are_refused(void **state) {
#define FUNCTION "<domain: \"f\", opset_import: [\"test\" : 1, \"f\" : 1]> "
    expect_error(
        state, "inline",
        MODEL("g (float x) => (y) { y = f.a (x, x) }" FUNCTION "a (p) => (r) { r = test.Neg (p) }"),
        LG_E_MODEL, "2 inputs and 1 outputs, the function has 1 and 1");
    expect_error(state, "inline",
                 MODEL("g (float x) => (y) { y = f.a <q = 1> (x) }" FUNCTION
                       "a <p> (p) => (r) { r = test.Neg (p) }"),
                 LG_E_MODEL, "no attribute 'q'");
    expect_error(state, "inline",
                 MODEL("g (float x) => (y) { y = f.a <p = 1> (x) }" FUNCTION
                       "a <p> (p) => (r) { r = test.Scaled <alpha : float = @p> (p) }"),
                 LG_E_MODEL, "attribute 'p' of the call has type 2");
}

/* D21, D22 */
static void recursion_is_refused(void **state) {
    expect_error(
        state, "inline",
        MODEL("g (float x) => (y) { y = f.a (x) }" FUNCTION "a (p) => (r) { r = f.a (p) }"),
        LG_E_MODEL, "function f::a calls itself");
    expect_error(state, "inline",
                 MODEL("g (float x) => (y) { y = test.Neg (x) }" FUNCTION
                       "a (p) => (r) { r = f.b (p) }" FUNCTION "b (p) => (r) { r = f.a (p) }"),
                 LG_E_MODEL, "calls itself, directly or through others");
}

static char *chain(char *text, size_t size, int functions, const char *calls) {
    size_t n =
        (size_t)snprintf(text, size, MODEL("g (float x) => (y) { y = f.a%d (x) }"), functions - 1);
    for (int i = 0; i < functions; i++) {
        n += (size_t)snprintf(text + n, size - n, FUNCTION "a%d (p) => (r) { ", i);
        if (i == 0)
            n += (size_t)snprintf(text + n, size - n, "r = test.Neg (p) }\n");
        else if (strcmp(calls, "two") == 0)
            n += (size_t)snprintf(text + n, size - n, "q = f.a%d (p) r = f.a%d (q) }\n", i - 1,
                                  i - 1);
        else
            n += (size_t)snprintf(text + n, size - n, "r = f.a%d (p) }\n", i - 1);
    }
    return text;
}

/* D23: 2^29 nodes in 30 functions; and a chain that nests too deep. */
static void explosions_are_counted_before_they_happen(void **state) {
    static char text[16384];
    expect_error(state, "inline", chain(text, sizeof text, 30, "two"), LG_E_LIMIT,
                 "nodes after inlining, max_nodes is 1000000");
    expect_error(state, "inline", chain(text, sizeof text, 40, "two"), LG_E_LIMIT,
                 "nest 33 deep, max_depth is 32");
    expect_error(state, "inline", chain(text, sizeof text, 33, "one"), LG_E_LIMIT,
                 "nest 33 deep, max_depth is 32");
    fixture f;
    assert_int_equal(fixture_open(&f, state, chain(text, sizeof text, 10, "two")), LG_OK);
    assert_int_equal(fixture_run(&f, "inline"), LG_OK);
    assert_int_equal(f.module->main->n_order, 512);
    fixture_close(&f);
}

/* D12, D13, and several at once */
static void all_unsupported_operators_are_named(void **state) {
    expect_error(state, "inline", MODEL("g (float x) => (y) { [q] y = test.Ned (x) }"),
                 LG_E_UNSUPPORTED,
                 "graph 'g' node #0 'q' (test::Ned v1): unknown operator test::Ned\nnear names: "
                 "test::Neg");
    expect_error(state, "inline", MODEL("g (float x) => (y) { y = no.where.Foo (x) }"),
                 LG_E_UNSUPPORTED, "registered domains: ");
    expect_error(
        state, "inline",
        MODEL("g (float x) => (y) { a = test.Foo (x) b = test.Foo (a) y = other.Bar (b) }"),
        LG_E_UNSUPPORTED,
        "2 unsupported operators (number of nodes): test::Foo v1 (2), other::Bar v0 (1)");
    /* In a subgraph and in a function body too. */
    expect_error(state, "inline",
                 MODEL("g (bool c, float x) => (y) { y = test.Branch (c) <\n"
                       "then_branch = t () => (p) { p = test.Foo (x) },"
                       "else_branch = e () => (q) { q = f.a (x) }> }" FUNCTION
                       "a (p) => (r) { r = test.Bar (p) }"),
                 LG_E_UNSUPPORTED, "test::Foo v1 (1), test::Bar v1 (1)");
}

static void every_failing_allocation_is_reported(void **state) {
    const char *text =
        MODEL("g (bool c, float[2] x) => (y) { t = f.pick <k = 3.0> (c, x, \"\")\n"
              " y = test.Square (t) }\n" FUNCTION "pick <k> (c, a, missing) => (r) {\n"
              "  r = test.Branch (c) <\n"
              "    then_branch = t () => (p) { p = test.Add (a, missing) },\n"
              "    else_branch = e () => (q) { q = f.deep <k : float = @k> (a) }> }" FUNCTION
              "deep <k> (a) => (r) { r = test.Scaled <alpha : float = @k> (a) }");
    for (uint64_t n = 1;; n++) {
        fixture f;
        assert_int_equal(fixture_open(&f, state, text), LG_OK);
        uint64_t live = lg_test_trace(state)->live;
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = lg_passes_run(&f.env, f.module, f.module->main, &f.err);
        lg_test_trace(state)->fail_at = 0;
        (void)live;
        fixture_close(&f);
        assert_int_equal(lg_test_trace(state)->live, 0);
        if (st == LG_OK)
            break;
        assert_int_equal(st, LG_E_NO_MEMORY);
        assert_true(n < 2000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(calls_become_bodies),
        lg_test(subgraphs_of_bodies_are_renamed_and_bound),
        lg_test(graphs_are_passed_into_functions),
        lg_test(a_kernel_wins_over_a_function),
        lg_test(outputs_that_are_inputs_or_constants_are_copied),
        lg_test(wrong_calls_are_refused),
        lg_test(recursion_is_refused),
        lg_test(explosions_are_counted_before_they_happen),
        lg_test(all_unsupported_operators_are_named),
        lg_test(every_failing_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
