/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

static lg_session *open_session(void **state, lg_context **c, lg_program **p) {
    *c = toy_context(state, NULL);
    *p = toy_program(
        *c, TOY("g (float[N,3] x, float[N,3] y) => (float[N,3] z) { z = toy.Add(x, y) }"), NULL);
    return toy_session(*p, NULL);
}

static void expected_and_actual_are_named(void **state) {
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, &c, &p);
    float x[6] = {0};
    int64_t dims[3] = {2, 4, 1};
    lg_view v = {x, dims, 6, 2, LG_FLOAT};
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_session_bind_input(s, 0, &v, &err), LG_E_SHAPE);
    assert_string_equal(err.message, "input 0 'x' has shape [2,4], expected [N,3]");
    v.rank = 3;
    assert_int_equal(lg_session_bind_input(s, 0, &v, &err), LG_E_SHAPE);
    assert_string_equal(err.message, "input 0 'x' has shape [2,4,1], expected [N,3]");
    v.dtype = LG_DOUBLE;
    assert_int_equal(lg_session_bind_input(s, 1, &v, &err), LG_E_TYPE);
    assert_string_equal(err.message, "input 1 'y' has type double, expected float");
    assert_int_equal(lg_session_bind_input(s, 2, &v, &err), LG_E_ARGUMENT);
    assert_int_equal(lg_session_bind_input(s, 0, NULL, &err), LG_E_ARGUMENT);
    v = (lg_view){NULL, dims, 6, 2, LG_FLOAT};
    dims[1] = 3;
    assert_int_equal(lg_session_bind_input(s, 0, &v, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "has no data"));
    dims[0] = -1;
    v.data = x;
    assert_int_equal(lg_session_bind_input(s, 0, &v, &err), LG_E_ARGUMENT);
    dims[0] = INT64_MAX;
    assert_int_equal(lg_session_bind_input(s, 0, &v, &err), LG_E_ARGUMENT);
    toy_close(s, p, c);
}

static void symbols_have_to_agree(void **state) {
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, &c, &p);
    float x[9] = {0};
    lg_error err = LG_ERROR_INIT;
    toy_bind(s, 0, x, 2, 3, -1);
    toy_bind(s, 1, x, 3, 3, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_SHAPE);
    assert_string_equal(err.message, "input 1 'y' has dimension N = 3, but input 0 'x' has 2");
    toy_bind(s, 0, x, 3, 3, -1);
    toy_run(s);
    toy_close(s, p, c);
}

static void dims_of_the_caller_are_copied(void **state) {
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, &c, &p);
    float x[6] = {1, 2, 3, 4, 5, 6}, want[6] = {2, 4, 6, 8, 10, 12};
    int64_t dims[2] = {2, 3};
    lg_view v = {x, dims, 6, 2, LG_FLOAT};
    assert_int_equal(lg_session_bind_input(s, 0, &v, NULL), LG_OK);
    assert_int_equal(lg_session_bind_input(s, 1, &v, NULL), LG_OK);
    dims[0] = 1000;
    toy_run(s);
    toy_expect(s, 0, want, 6);
    toy_close(s, p, c);
}

static void empty_tensors_need_no_data(void **state) {
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, &c, &p);
    toy_bind(s, 0, NULL, 0, 3, -1);
    toy_bind(s, 1, NULL, 0, 3, -1);
    toy_run(s);
    toy_expect(s, 0, NULL, 0);
    toy_close(s, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(expected_and_actual_are_named),
        lg_test(symbols_have_to_agree),
        lg_test(dims_of_the_caller_are_copied),
        lg_test(empty_tensors_need_no_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
