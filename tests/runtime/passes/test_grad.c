/* SPDX-License-Identifier: Apache-2.0 */
/* The Gradient operator: which function of which values it differentiates, and what it refuses. */
#include "tests/support/gradients.h"

static void other_values_evaluate_the_function_again(void **state) {
    /* y = a² b: 2ab, a² at (b, 5) and at (a, b) */
    const float want[] = {2 * 3 * 5, 9, 2 * 2 * 3, 4};
    gradient_expect(state,
                    AB("p, q, r, s",
                       "c = Mul (a, a) y = Mul (c, b) five = Constant <value = float {5}> ()"
                       " p, q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (b, five)"
                       " r, s = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"),
                    2, 3, want, 4);
    /* The given value is itself part of the function: d (a b) / da at a = b is b, not 2b. */
    const float only_b[] = {3};
    gradient_expect(state, AB("p", "y = Mul (a, b) p = " GRADIENT "<xs = [\"a\"], y = \"y\"> (b)"),
                    2, 3, only_b, 1);
    /* zs are substituted, too, and exchanged values do not meet. */
    const float swapped[] = {2 * 3 * 2};
    gradient_expect(state,
                    AB("p", "c = Mul (a, a) y = Mul (c, b) p = " GRADIENT
                            "<xs = [\"a\"], zs = [\"b\"], y = \"y\"> (b, a)"),
                    2, 3, swapped, 1);
}

static void named_values_cut_the_graph(void **state) {
    /* c = ab is independent: dy/dc, and what a contributes without c */
    const float want[] = {2 * 6 * 2, 36};
    gradient_expect(state,
                    AB("p, q", "c = Mul (a, b) d = Mul (c, c) y = Mul (d, a) p, q = " GRADIENT
                               "<xs = [\"c\", \"a\"], y = \"y\"> (c, a)"),
                    2, 3, want, 2);
    const float behind[] = {0};
    gradient_expect(state,
                    AB("p", "c = Mul (a, b) y = Exp (c) p = " GRADIENT
                            "<xs = [\"a\"], zs = [\"c\"], y = \"y\"> (a, c)"),
                    2, 3, behind, 1);
    const float itself[] = {1, 0};
    gradient_expect(state,
                    AB("p, q", "p, q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"a\"> (a, b) "), 2, 3,
                    itself, 2);
}

static void what_y_does_not_depend_on_gets_zeros(void **state) {
    const float want[] = {0, 1, 0};
    gradient_expect(state,
                    AB("p, q, r",
                       "y = Identity (b) i = Cast <to = 7> (a) f = Cast <to = 1> (i)"
                       " z = Add (f, b) p, q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"
                       " r = " GRADIENT "<xs = [\"a\"], y = \"z\"> (a)"),
                    2, 3, want, 3);
    /* Outputs without name are not made. */
    const float second[] = {2};
    gradient_expect(
        state,
        AB("q", "y = Mul (a, b) \"\", q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"), 2,
        3, second, 1);
}

static void inside_of_subgraphs(void **state) {
    const float want[] = {12};
    gradient_expect(state,
                    AB("p", "t = Greater (b, a) p = If (t) <then_branch = x () => (float r) {"
                            " c = Mul (a, a) y = Mul (c, b) r = " GRADIENT
                            "<xs = [\"a\"], zs = [\"b\"], y = \"y\"> (a, b) },"
                            " else_branch = z () => (float r) { r = Identity (a) }>"),
                    2, 3, want, 1);
}

/* An If that does not depend on x is part of a function that is evaluated again. */
static void subgraphs_are_copied(void **state) {
    /* b > a no longer holds where a is b, too: c is b, not b². */
    const float want[] = {3};
    gradient_expect(
        state,
        AB("p", "t = Greater (b, a) c = If (t) <then_branch = x () => (float r) {"
                " r = Mul (b, b) }, else_branch = z () => (float r) { r = Identity (b) }>"
                " y = Mul (c, a) p = " GRADIENT "<xs = [\"a\"], zs = [\"b\"], y = \"y\"> (b, b)"),
        2, 3, want, 1);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void wrong_models_are_refused(void **state) {
    static const struct {
        const char *node;
        lg_status status;
        const char *words;
    } list[] = {
        {"<xs = [\"a\"], y = \"no\"> (a)", LG_E_MODEL, "y names 'no', which the graph does not"},
        {"<xs = [\"no\"], y = \"y\"> (a)", LG_E_MODEL, "xs names 'no'"},
        {"<xs = [\"a\"], zs = [\"no\"], y = \"y\"> (a, b)", LG_E_MODEL, "zs names 'no'"},
        {"<xs = [\"a\", \"b\"], y = \"y\"> (a)", LG_E_MODEL, "1 inputs, but 2 xs and 0 zs"},
        {"<xs = [\"a\"], y = \"y\"> (a, b)", LG_E_MODEL, "2 inputs, but 1 xs and 0 zs"},
        {"<xs = [\"a\", \"a\"], y = \"y\"> (a, b)", LG_E_MODEL, "'a' is listed twice"},
        {"<xs = [\"a\"]> (a)", LG_E_MODEL, "attributes xs and y are required"},
        {"<y = \"y\"> ()", LG_E_MODEL, "attributes xs and y are required"},
        {"<xs = \"a\", y = \"y\"> (a)", LG_E_MODEL, "attribute 'xs' is not a list of strings"},
        {"<xs = [\"a\"], y = \"y\", w = 1> (a)", LG_E_MODEL, "unknown attribute 'w'"},
        {"<xs = [\"i\"], y = \"y\"> (i)", LG_E_TYPE, "xs names 'i' of type"},
        {"<xs = [\"a\"], y = \"i\"> (a)", LG_E_TYPE, "y names 'i' of type"},
        {"<xs = [\"a\"], y = \"y\"> (i)", LG_E_TYPE, "input 0 has type"},
        {"<xs = [\"a\"], y = \"p\"> (a)", LG_E_MODEL, "depends on itself"},
    };
    for (size_t i = 0; i < LG_COUNT(list); i++) {
        char text[1000];
        (void)snprintf(text, sizeof text,
                       AB("p", "y = Mul (a, b) i = Cast <to = 7> (a) p = " GRADIENT "%s"),
                       list[i].node);
        gradient_refuse(state, text, list[i].status, list[i].words);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(other_values_evaluate_the_function_again),
        lg_test(named_values_cut_the_graph),
        lg_test(what_y_does_not_depend_on_gets_zeros),
        lg_test(inside_of_subgraphs),
        lg_test(subgraphs_are_copied),
        lg_test(wrong_models_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
