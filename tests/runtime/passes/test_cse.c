/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/passes/fixture.h"

static void equal_nodes_become_one(void **state) {
    expect_text(state, 0, "inline infer cse dce",
                MODEL("g (float[2] x) => (y) {"
                      " a = test.Neg (x) b = test.Neg (x) c = test.Neg (a) d = test.Neg (b)"
                      " y = test.Add (c, d) }"),
                "(float[2] x) => (float[2] y) {\n"
                "   a = test.Neg (x)\n"
                "   c = test.Neg (a)\n"
                "   y = test.Add (c, c)\n"
                "}\n");
}

static void differences_that_matter_keep_nodes_apart(void **state) {
    const char *same = "(float[2] x) => (float[2] y, float[2] z) {\n"
                       "   a = test.Scaled <alpha = 1.0> (x)\n"
                       "   b = test.Scaled <alpha = 2.0> (x)\n"
                       "   c = test.Random (x)\n"
                       "   d = test.Random (x)\n"
                       "   e = test.Print (x)\n"
                       "   f = test.Print (x)\n"
                       "   y = test.Neg (x)\n"
                       "   z = test.Neg (x)\n"
                       "}\n";
    expect_text(
        state, 0, "inline infer cse",
        MODEL("g (float[2] x) => (y, z) {"
              " a = test.Scaled <alpha = 1.0> (x) b = test.Scaled <alpha = 2.0> (x)"
              " c = test.Random (x) d = test.Random (x) e = test.Print (x) f = test.Print (x)"
              " y = test.Neg (x) z = test.Neg (x) }"),
        same);
}

/* The second Neg reads what Count has changed. */
static void values_written_in_place_are_left_alone(void **state) {
    expect_text(state, 0, "inline infer cse",
                MODEL("g (float[2] x) => (y) { a = test.Neg (x) b = test.Count (x)"
                      " c = test.Neg (x) y = test.Add (a, c) }"),
                "(float[2] x) => (float[2] y) {\n"
                "   a = test.Neg (x)\n"
                "   b = test.Count (x)\n"
                "   c = test.Neg (x)\n"
                "   y = test.Add (a, c)\n"
                "}\n");
}

static void subgraphs_follow_their_outer_values(void **state) {
    expect_text(state, 0, "inline infer cse dce",
                MODEL("g (bool c, float[2] x) => (y) { a = test.Neg (x) b = test.Neg (x)\n"
                      "y = test.Branch (c) <then_branch = t () => (p) { p = test.Add (a, b) },\n"
                      "else_branch = e () => (q) { q = test.Neg (b) }> }"),
                "(bool c, float[2] x) => (float[2] y) {\n"
                "   a = test.Neg (x)\n"
                "   y = test.Branch (c) <then_branch = t () => (float[2] p) {\n"
                "      p = test.Add (a, a)\n"
                "   }, else_branch = e () => (float[2] q) {\n"
                "      q = test.Neg (a)\n"
                "   }>\n"
                "}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(equal_nodes_become_one),
        lg_test(differences_that_matter_keep_nodes_apart),
        lg_test(values_written_in_place_are_left_alone),
        lg_test(subgraphs_follow_their_outer_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
