/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

static void runs_and_runs_again(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N] x) => (float[N] y) { a = toy.Double(x)\n b = toy.Add(a, x)\n"
                        "y = toy.Double(b) }"),
                    NULL);
    lg_session *s = toy_session(p, NULL);
    float x[4] = {1, -2, 3, 0.5f}, want[4] = {6, -12, 18, 3};
    toy_bind(s, 0, x, 4, -1);
    toy_run(s);
    toy_expect(s, 0, want, 4);
    toy_run(s);
    toy_expect(s, 0, want, 4);
    assert_float_equal(x[1], -2, 0);
    toy_bind(s, 0, x, 2, -1);
    toy_run(s);
    toy_expect(s, 0, want, 2);
    float other[4] = {2, -4, 6, 1}, twice[4] = {12, -24, 36, 6};
    toy_bind(s, 0, other, 4, -1);
    toy_run(s);
    toy_expect(s, 0, twice, 4);
    toy_close(s, p, c);
}

static void second_run_allocates_nothing(void **state) {
    static const char *const graphs[] = {
        TOY("g (float[N] x) => (float y) { a = toy.Double(x)\n y = toy.Sum(a) }"),
        /* sizes that only the run knows */
        TOY("g (float[N] x) => (float[M] y, float s) { a = toy.Positive(x)\n b = toy.Double(a)\n"
            "c = toy.Flatten(b)\n d = toy.Add(c, a)\n y = toy.Double(d)\n s = toy.Sum(y) }"),
        /* a body with a shape of its own */
        TOY("g (float[N] x) => (float[M] y) { t = Constant <value_int = 3> ()\n"
            "y = Loop <body = b (int64 i, bool c, float[K] v) => (bool c2, float[L] w) {"
            " c2 = toy.Below(i)\n w = toy.Twice(v) }> (t, , x) }"),
    };
    for (size_t k = 0; k < LG_COUNT(graphs); k++) {
        lg_context *c = toy_context(state, NULL);
        lg_program *p = toy_program(c, graphs[k], NULL);
        lg_session *s = toy_session(p, NULL);
        float x[6] = {1, -2, 3, 4, -5, 6};
        toy_bind(s, 0, x, 6, -1);
        toy_run(s);
        uint64_t before = lg_test_trace(state)->allocations;
        for (int i = 0; i < 3; i++) {
            toy_bind(s, 0, x, 6, -1);
            toy_run(s);
        }
        assert_int_equal(lg_test_trace(state)->allocations, before);
        toy_close(s, p, c);
    }
}

/* Shape arithmetic is done when shapes are bound: the plan knows every size. */
static void outputs_into_buffers_of_the_caller(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[N] x) => (float[N] y, float[N] x2, float[M] z) { a = toy.Double(x)\n"
            "y = toy.Double(a)\n x2 = toy.Flatten(x)\n z = toy.Positive(y) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    _Alignas(64) float x[4] = {1, -2, 3, 4}, y[4] = {0}, x2[4] = {0}, z[4] = {0};
    float want[4] = {4, -8, 12, 16}, positive[3] = {4, 12, 16};
    lg_view v;
    lg_error err = LG_ERROR_INIT;
    toy_bind(s, 0, x, 4, -1);
    assert_int_equal(lg_session_bind_output(s, 0, y, sizeof y, NULL), LG_OK);
    assert_int_equal(lg_session_bind_output(s, 1, x2, sizeof x2, NULL), LG_OK);
    assert_int_equal(lg_session_bind_output(s, 2, z, sizeof z, NULL), LG_OK);
    toy_run(s);
    assert_memory_equal(y, want, sizeof y);
    assert_memory_equal(x2, x, sizeof x);
    assert_memory_equal(z, positive, sizeof positive);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    assert_ptr_equal(v.data, y);
    /* over its own input */
    assert_int_equal(lg_session_bind_output(s, 0, x, sizeof x, NULL), LG_OK);
    assert_int_equal(lg_session_bind_output(s, 1, NULL, 0, NULL), LG_OK);
    toy_run(s);
    assert_memory_equal(x, want, sizeof x);
    /* too small */
    assert_int_equal(lg_session_bind_output(s, 0, y, 8, NULL), LG_OK);
    assert_int_equal(lg_session_run(s, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "16 bytes"));
    toy_close(s, p, c);
}

static void arena_of_the_caller(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c, TOY("g (float[N] x) => (float[N] y) { y = toy.Double(x) }"), NULL);
    lg_session *s = toy_session(p, NULL);
    _Alignas(64) char memory[256];
    float x[8] = {1, 2, 3, 4, 5, 6, 7, 8}, want[8] = {2, 4, 6, 8, 10, 12, 14, 16};
    float many[100] = {1};
    lg_view v;
    assert_int_equal(lg_session_set_arena(s, memory + 8, 128, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_session_set_arena(s, memory, sizeof memory, NULL), LG_OK);
    toy_bind(s, 0, x, 8, -1);
    toy_run(s);
    toy_expect(s, 0, want, 8);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    assert_true((char *)v.data >= memory && (char *)v.data < memory + sizeof memory);
    toy_bind(s, 0, many, 100, -1); /* does not fit: memory of its own */
    toy_run(s);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    assert_false((char *)v.data >= memory && (char *)v.data < memory + sizeof memory);
    toy_bind(s, 0, x, 8, -1);
    toy_run(s);
    toy_expect(s, 0, want, 8);
    toy_close(s, p, c);
}

static void must_overwrite_without_losing_the_input(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[N] x) => (float[N] y, float[N] z, float[M] w) { a = toy.Double(x)\n"
            "y = toy.Must(a)\n z = toy.Add(a, x)\n b = toy.Positive(x)\n w = toy.Must(b) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[3] = {1, 2, -3}, y[3] = {3, 5, -5}, z[3] = {3, 6, -9}, w[2] = {2, 3};
    toy_bind(s, 0, x, 3, -1);
    for (int i = 0; i < 2; i++) {
        toy_run(s);
        toy_expect(s, 0, y, 3);
        toy_expect(s, 1, z, 3);
        toy_expect(s, 2, w, 2);
    }
    toy_close(s, p, c);
}

static void random_numbers_depend_on_seed_and_run_only(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[2] x) => (float[2] y, float[2] z) { y = toy.Noise(x)\n z = toy.Noise(x) }"),
        NULL);
    lg_session_options o = LG_SESSION_OPTIONS_INIT;
    float x[2] = {0}, first[2], second[2];
    lg_view v, w;
    o.seed = 5;
    for (int k = 0; k < 2; k++) {
        lg_session *s = toy_session(p, &o);
        toy_bind(s, 0, x, 2, -1);
        toy_run(s);
        assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
        assert_int_equal(lg_session_output(s, 1, &w, NULL), LG_OK);
        assert_memory_not_equal(v.data, w.data, sizeof first); /* two nodes */
        if (k)
            assert_memory_equal(v.data, first, sizeof first);
        memcpy(first, v.data, sizeof first);
        toy_run(s);
        assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
        assert_memory_not_equal(v.data, first, sizeof first); /* two runs */
        if (k)
            assert_memory_equal(v.data, second, sizeof second);
        memcpy(second, v.data, sizeof second);
        lg_session_destroy(s);
    }
    toy_close(NULL, p, c);
}

static void failures_name_the_node(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c, TOY("g (float[N] x) => (float[N] y) { a = toy.Double(x)\n [guard] y = toy.Check(a) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    lg_view v;
    float x[2] = {1, -1};
    assert_int_equal(lg_session_run(s, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "input 0 'x' is not bound"));
    toy_bind(s, 0, x, 2, -1);
    assert_int_equal(lg_session_output(s, 0, &v, &err), LG_E_ARGUMENT);
    assert_int_equal(lg_session_run(s, &err), LG_E_DATA);
    assert_int_equal(err.node, 1);
    assert_non_null(strstr(err.message, "'guard'"));
    assert_non_null(strstr(err.message, "toy::Check v1"));
    assert_non_null(strstr(err.message, "element 1 is negative"));
    assert_int_equal(lg_session_output(s, 0, &v, &err), LG_E_ARGUMENT);
    x[1] = 1; /* a failed run leaves the session usable */
    toy_run(s);
    assert_int_equal(lg_session_run(s, NULL), LG_OK);
    toy_close(s, p, c);
}

static int32_t cancel_now(void *user) {
    int *left = user;
    return (*left)-- <= 0;
}

static void stops_when_told(void **state) {
    int left = 1000;
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.user = &left;
    o.cancel = cancel_now;
    lg_context *c = toy_context(state, &o);
    lg_program *p = toy_program(
        c, TOY("g (float[N] x) => (float[N] y) { a = toy.Double(x)\n y = toy.Double(a) }"), NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[2] = {1, 2};
    toy_bind(s, 0, x, 2, -1);
    left = 1;
    assert_int_equal(lg_session_run(s, &err), LG_E_CANCELLED);
    assert_int_equal(err.node, 1);
    left = 1000;
    toy_run(s);
    toy_close(s, p, c);
}

static void threads_do_not_change_bits(void **state) {
    float x[1000], first = 0;
    for (int i = 0; i < 1000; i++)
        x[i] = 1.0f / (float)(i + 1);
    for (uint32_t threads = 1; threads <= 7; threads += 3) {
        lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
        o.n_threads = threads;
        lg_context *c = toy_context(state, &o);
        lg_program *p = toy_program(c, TOY("g (float[N] x) => (float y) { y = toy.Sum(x) }"), NULL);
        lg_session *s = toy_session(p, NULL);
        lg_view v;
        toy_bind(s, 0, x, 1000, -1);
        toy_run(s);
        assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
        if (threads == 1)
            first = *(float *)v.data;
        assert_memory_equal(v.data, &first, sizeof first);
        toy_close(s, p, c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(runs_and_runs_again),
        lg_test(second_run_allocates_nothing),
        lg_test(outputs_into_buffers_of_the_caller),
        lg_test(arena_of_the_caller),
        lg_test(must_overwrite_without_losing_the_input),
        lg_test(random_numbers_depend_on_seed_and_run_only),
        lg_test(failures_name_the_node),
        lg_test(stops_when_told),
        lg_test(threads_do_not_change_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
