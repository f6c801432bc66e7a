/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

static const char *const accumulate =
    TOY("g (int64 m, bool c, float[N] x) => (float[N] y, float[T,N] all) {"
        "y, all = Loop (m, c, x) <body = b (int64 i, bool go, float[N] v) => "
        "(bool go2, float[N] w, float[N] e) { go2 = Identity(go)\n w = toy.Add(v, x)\n"
        "e = toy.Double(v) }> }");

static void carries_and_collects(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c, accumulate, NULL);
    lg_session *s = toy_session(p, NULL);
    float x[2] = {1, 10}, y[2] = {4, 40}, all[6] = {2, 20, 4, 40, 6, 60};
    int64_t m = 3;
    uint8_t go = 1;
    lg_view v;
    toy_bind_view(s, 0, LG_INT64, &m, -1);
    toy_bind_view(s, 1, LG_BOOL, &go, -1);
    toy_bind(s, 2, x, 2, -1);
    for (int i = 0; i < 2; i++) {
        m = 3;
        toy_run(s);
        toy_expect(s, 0, y, 2);
        toy_expect(s, 1, all, 6);
        assert_int_equal(lg_session_output(s, 1, &v, NULL), LG_OK);
        assert_int_equal(v.dims[0], 3);
        m = 0; /* not a single iteration: the start values, and nothing collected */
        toy_run(s);
        toy_expect(s, 0, x, 2);
        assert_int_equal(lg_session_output(s, 1, &v, NULL), LG_OK);
        assert_int_equal(v.rank, 2);
        assert_int_equal(v.dims[0], 0);
        assert_int_equal(v.dims[1], 2);
    }
    m = -5;
    toy_run(s);
    toy_expect(s, 0, x, 2);
    m = 3;
    go = 0;
    toy_run(s);
    toy_expect(s, 0, x, 2);
    toy_close(s, p, c);
}

/* No trip count: the body decides. */
static void ends_by_its_condition(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N] x) => (float[N] y) { y = Loop ( , , x) <body = b (int64 i, "
                        "bool go, float[N] v) => (bool go2, float[N] w) { go2 = toy.Below(i)\n"
                        "w = toy.Double(v) }> }"),
                    NULL);
    lg_session *s = toy_session(p, NULL);
    float x[2] = {1, 3}, want[2] = {16, 48}; /* i = 0, 1, 2, 3: the last one says stop */
    toy_bind(s, 0, x, 2, -1);
    toy_run(s);
    toy_expect(s, 0, want, 2);
    toy_close(s, p, c);
}

/* Two values change places: neither may be overwritten too early. */
static void exchanges_values(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (int64 m, float[N] x, float[N] y) => (float[N] a, float[N] b) {"
            "a, b = Loop (m, , x, y) <body = l (int64 i, bool go, float[N] v, float[N] w) => "
            "(bool go2, float[N] w2, float[N] v2) { go2 = Identity(go)\n w2 = Identity(w)\n"
            "v2 = Identity(v) }> }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[2] = {1, 2}, y[2] = {3, 4};
    int64_t m = 5;
    toy_bind_view(s, 0, LG_INT64, &m, -1);
    toy_bind(s, 1, x, 2, -1);
    toy_bind(s, 2, y, 2, -1);
    toy_run(s);
    toy_expect(s, 0, y, 2);
    toy_expect(s, 1, x, 2);
    toy_close(s, p, c);
}

static void nests(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (int64 m, float[N] x) => (float[N] y) { y = Loop (m, , x) <body = outer (int64 i,"
            "bool go, float[N] v) => (bool go2, float[N] w) { go2 = Identity(go)\n"
            "w = Loop (i, , v) <body = inner (int64 j, bool on, float[N] p) => "
            "(bool on2, float[N] q) { on2 = Identity(on)\n q = toy.Add(p, x) }> }> }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[1] = {1}, want[1] = {7}; /* 1 + 0 + 1 + 2 + 3 */
    int64_t m = 4;
    toy_bind_view(s, 0, LG_INT64, &m, -1);
    toy_bind(s, 1, x, 1, -1);
    toy_run(s);
    toy_expect(s, 0, want, 1);
    toy_close(s, p, c);
}

static void a_huge_trip_count_stops(void **state) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.limits.max_loop_iterations = 1000;
    lg_context *c = toy_context(state, &o);
    lg_program *p = toy_program(c, accumulate, NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[1] = {1};
    int64_t m = INT64_MAX;
    uint8_t go = 1;
    toy_bind_view(s, 0, LG_INT64, &m, -1);
    toy_bind_view(s, 1, LG_BOOL, &go, -1);
    toy_bind(s, 2, x, 1, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "max_loop_iterations"));
    toy_close(s, p, c);
    o.limits.max_loop_iterations = INT64_MAX;
    o.limits.deadline_ns = 20000000;
    c = toy_context(state, &o);
    p = toy_program(c,
                    TOY("g (int64 m, float[N] x) => (float[N] y) { y = Loop (m, , x) <body = b "
                        "(int64 i, bool go, float[N] v) => (bool go2, float[N] w) {"
                        "go2 = Identity(go)\n w = Identity(v) }> }"),
                    NULL);
    s = toy_session(p, NULL);
    toy_bind_view(s, 0, LG_INT64, &m, -1);
    toy_bind(s, 1, x, 1, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "deadline"));
    toy_close(s, p, c);
}

static void a_tensor_that_doubles_stops(void **state) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.limits.max_total_bytes = 1 << 20;
    lg_context *c = toy_context(state, &o);
    lg_program *p = toy_program(
        c,
        TOY("g (int64 m, float[N] x) => (float[M] y) { y = Loop (m, , x) <body = b (int64 i, "
            "bool go, float[K] v) => (bool go2, float[L] w) { go2 = Identity(go)\n"
            "w = toy.Twice(v) }> }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[2] = {1, 2}, want[16] = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2};
    int64_t m = 60;
    toy_bind_view(s, 0, LG_INT64, &m, -1);
    toy_bind(s, 1, x, 2, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_LIMIT);
    assert_true(lg_test_trace(state)->peak_bytes < 8 << 20);
    m = 3;
    toy_run(s);
    toy_expect(s, 0, want, 16);
    toy_close(s, p, c);
}

static void elements_that_change_shape(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (int64 m, float[N] x) => (float[M] y, float[T,P] all) { y, all = Loop (m, , x) "
            "<body = b (int64 i, bool go, float[K] v) => (bool go2, float[L] w, float[K] e) {"
            "go2 = Identity(go)\n w = toy.Twice(v)\n e = toy.Double(v) }> }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[2] = {1, 2};
    int64_t m = 2;
    toy_bind_view(s, 0, LG_INT64, &m, -1);
    toy_bind(s, 1, x, 2, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_SHAPE);
    assert_non_null(strstr(err.message, "scan output 0"));
    toy_close(s, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(carries_and_collects),       lg_test(ends_by_its_condition),
        lg_test(exchanges_values),           lg_test(nests),
        lg_test(a_huge_trip_count_stops),    lg_test(a_tensor_that_doubles_stops),
        lg_test(elements_that_change_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
