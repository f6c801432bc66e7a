/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

static void shape_chains_are_static(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N,M] x) => (float[A,B] y) { d = toy.Dims(x)\n"
                        "f = toy.Flatten(x)\n h = toy.Double(f)\n r = toy.Reshape(h, d)\n"
                        "y = toy.Double(r) }"),
                    NULL);
    lg_session *s = toy_session(p, NULL);
    float x[6] = {1, 2, 3, 4, 5, 6}, want[6] = {4, 8, 12, 16, 20, 24};
    lg_view v;
    toy_bind(s, 0, x, 2, 3, -1);
    assert_int_equal(lg_session_prepare(s, NULL), LG_OK);
    assert_int_equal(lg_session_arena_size(s), 64);
    toy_run(s);
    toy_expect(s, 0, want, 6);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    assert_int_equal(v.rank, 2);
    assert_int_equal(v.dims[0], 2);
    assert_int_equal(v.dims[1], 3);
    toy_bind(s, 0, x, 3, 2, -1);
    toy_run(s);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    assert_int_equal(v.dims[0], 3);
    toy_close(s, p, c);
}

static void a_shape_that_is_an_input(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[N] x, int64[2] d) => (float[A,B] y, float[C,D] z) {"
            "h = toy.Double(x)\n r = toy.Reshape(h, d)\n z = toy.Copy(r)\n y = toy.Double(r) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[6] = {1, 2, 3, 4, 5, 6}, y[6] = {4, 8, 12, 16, 20, 24}, z[6] = {2, 4, 6, 8, 10, 12};
    int64_t d[2] = {2, 3};
    lg_view v;
    lg_error err = LG_ERROR_INIT;
    toy_bind(s, 0, x, 6, -1);
    toy_bind_view(s, 1, LG_INT64, d, 2, -1);
    toy_run(s);
    toy_expect(s, 0, y, 6);
    toy_expect(s, 1, z, 6);
    d[0] = 3; /* the same binding, other contents */
    d[1] = 2;
    toy_run(s);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    assert_int_equal(v.dims[0], 3);
    toy_expect(s, 0, y, 6);
    d[0] = 4;
    assert_int_equal(lg_session_run(s, &err), LG_E_SHAPE);
    assert_non_null(strstr(err.message, "toy::Reshape"));
    toy_close(s, p, c);
}

static void results_sized_by_data(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N] x) => (float[M] y, float[K] z) { a = toy.Positive(x)\n"
                        "y = toy.Double(a)\n f = toy.Flatten(y)\n z = toy.Add(f, a) }"),
                    NULL);
    lg_session *s = toy_session(p, NULL);
    float x[5] = {1, -2, 3, -4, 5}, y[3] = {2, 6, 10}, z[3] = {3, 9, 15}, none[5] = {0};
    toy_bind(s, 0, x, 5, -1);
    toy_run(s);
    toy_expect(s, 0, y, 3);
    toy_expect(s, 1, z, 3);
    toy_bind(s, 0, none, 5, -1);
    toy_run(s);
    toy_expect(s, 0, y, 0);
    toy_bind(s, 0, x, 3, -1);
    toy_run(s);
    toy_expect(s, 1, z, 2);
    toy_close(s, p, c);
}

/* A view of an input follows the input when other data are bound. */
static void views_follow_their_input(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N,M] x) => (float[K] y, float[K] z) { y = toy.Flatten(x)\n"
                        "z = toy.Double(y) }"),
                    NULL);
    lg_session *s = toy_session(p, NULL);
    float a[4] = {1, 2, 3, 4}, b[4] = {5, 6, 7, 8}, a2[4] = {2, 4, 6, 8}, b2[4] = {10, 12, 14, 16};
    lg_view v;
    toy_bind(s, 0, a, 2, 2, -1);
    toy_run(s);
    toy_expect(s, 0, a, 4);
    toy_expect(s, 1, a2, 4);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    assert_ptr_equal(v.data, a); /* no copy */
    toy_bind(s, 0, b, 2, 2, -1);
    toy_run(s);
    toy_expect(s, 0, b, 4);
    toy_expect(s, 1, b2, 4);
    toy_close(s, p, c);
}

static void a_tensor_above_the_limit_is_refused(void **state) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.limits.max_tensor_bytes = 1000;
    lg_context *c = toy_context(state, &o);
    lg_program *p = toy_program(
        c, TOY("g (float[N] x) => (float[M] y) { a = toy.Twice(x)\n y = toy.Twice(a) }"), NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[100] = {0};
    toy_bind(s, 0, x, 100, -1);
    assert_int_equal(lg_session_prepare(s, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "max_tensor_bytes is 1000"));
    assert_int_equal(err.node, 1);
    toy_bind(s, 0, x, 50, -1);
    toy_run(s);
    toy_close(s, p, c);
}

/* Values that are evaluated while binding may only fail when they are really needed. */
static void failures_wait_for_the_run(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    o.flags = LG_COMPILE_NO_OPTIMIZE;
    lg_program *p =
        toy_program(c,
                    TOY("g (bool b, float[N] x) => (float[M] y) <float[1] w = {-1}> { y = If (b) <"
                        "then_branch = t () => (float[M] r) { r = toy.Check(w) },"
                        "else_branch = e () => (float[M] r) { r = toy.Double(x) }> }"),
                    &o);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[1] = {2}, y[1] = {4};
    uint8_t b = 0;
    toy_bind_view(s, 0, LG_BOOL, &b, -1);
    toy_bind(s, 1, x, 1, -1);
    toy_run(s);
    toy_expect(s, 0, y, 1);
    b = 1;
    assert_int_equal(lg_session_run(s, &err), LG_E_DATA);
    assert_non_null(strstr(err.message, "element 0 is negative"));
    toy_close(s, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(shape_chains_are_static),
        lg_test(a_shape_that_is_an_input),
        lg_test(results_sized_by_data),
        lg_test(views_follow_their_input),
        lg_test(a_tensor_above_the_limit_is_refused),
        lg_test(failures_wait_for_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
