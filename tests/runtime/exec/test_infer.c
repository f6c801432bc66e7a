/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

/* Types are checked again when shapes are bound: a sequence's items or an undeclared type may only
 * be known then. */
static void shapes_that_do_not_fit_fail_when_prepared(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        "<ir_version: 8, opset_import: [\"\" : 17]>\n"
        "g (float[N,4] x, float[M] y) => (float[P,Q] z) { a = Relu(x)\n [sum] z = Add(a, y) }",
        NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[8] = {0}, y[4] = {1, 2, 3, 4}, z[8] = {1, 2, 3, 4, 1, 2, 3, 4};
    toy_bind(s, 0, x, 2, 4, -1);
    toy_bind(s, 1, y, 3, -1);
    assert_int_equal(lg_session_prepare(s, &err), LG_E_SHAPE);
    assert_non_null(strstr(err.message, "'sum' (Add v"));
    toy_bind(s, 1, y, 4, -1);
    toy_run(s);
    toy_expect(s, 0, z, 8);
    toy_close(s, p, c);
}

static void preparing_is_repeated_for_dynamic_shapes_only_when_they_change(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[N] x) => (float[M] y) <float[2] w = {1, 2}> { a = toy.Positive(x)\n"
            "y = toy.Packed(a, w) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[3] = {1, -1, 2}, y[2] = {3, 6}, one[3] = {5, -1, -1}, y1[1] = {7};
    toy_bind(s, 0, x, 3, -1);
    for (int i = 0; i < 3; i++) {
        toy_bind(s, 0, x, 3, -1);
        toy_run(s);
        toy_expect(s, 0, y, 2);
        toy_bind(s, 0, one, 3, -1); /* the same binding, but one positive element */
        toy_run(s);
        toy_expect(s, 0, y1, 1);
    }
    toy_close(s, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(shapes_that_do_not_fit_fail_when_prepared),
        lg_test(preparing_is_repeated_for_dynamic_shapes_only_when_they_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
