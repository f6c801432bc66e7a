/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/program.h"

static void packed_weights_are_made_once(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[3] x) => (float[3] y) <float[3] w = {1, 2, 3}> { a = toy.Packed(x, w)\n"
            "y = toy.Packed(a, w) }"),
        NULL);
    lg_session *s = toy_session(p, NULL), *t = toy_session(p, NULL);
    float x[3] = {0}, want[3] = {4, 8, 12};
    toy_bind(s, 0, x, 3, -1);
    toy_run(s);
    toy_expect(s, 0, want, 3);
    toy_bind(t, 0, x, 3, -1);
    toy_run(t);
    toy_expect(t, 0, want, 3);
    lg_session_destroy(t);
    toy_close(s, p, c);
}

/* Runs a graph from x[rows, 5] to y[rows, 130] whose weights and bias are ones: with rows up to 64
 * the product wants no workspace as it is, but does with packed weights. */
static void run_product(void **state, const char *text, int runs) {
    enum { ROWS = 24, N = 130 };
    static float x[ROWS * 5], want[ROWS * N];
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c, text, NULL);
    lg_session *s = toy_session(p, NULL);
    for (int i = 0; i < ROWS * 5; i++)
        x[i] = (float)(1 + i / 5);
    for (int i = 0; i < ROWS * N; i++)
        want[i] = (float)(5 * (1 + i / N) + 1);
    for (int i = 0; i < runs; i++) {
        toy_bind(s, 0, x, ROWS, 5, -1);
        toy_run(s);
        toy_expect(s, 0, want, ROWS * N);
    }
    toy_close(s, p, c);
}

/* Constants w[130, 5] and b[130] of ones. */
#define ONES                                                                                       \
    "sw = Constant <value_ints = [130, 5]> ()\nsb = Constant <value_ints = [130]> ()\n"            \
    "w = ConstantOfShape <value = float[1] {1}> (sw)\n"                                            \
    "b = ConstantOfShape <value = float[1] {1}> (sb)\n"

static void packed_weights_get_workspace(void **state) {
    run_product(
        state,
        TOY("g (float[24, 5] x) => (float[24, 130] y) { " ONES "y = Gemm <transB = 1> (x, w, b) }"),
        1);
}

/* The second run finds the weights packed by the first. */
static void packed_weights_get_workspace_in_every_run(void **state) {
    run_product(
        state,
        TOY("g (float[N, 5] x) => (float[M, 130] y) { " ONES
            "axes = Constant <value_ints = [1]> ()\nsum = ReduceSum <keepdims = 0> (x, axes)\n"
            "found = NonZero (sum)\nrow = Squeeze (found)\nrows = Gather (x, row)\n"
            "y = Gemm <transB = 1> (rows, w, b) }"),
        3);
}

/* Convolution of one pixel, as in squeeze-and-excitation blocks. */
static void convolution_of_one_pixel(void **state) {
    run_product(state,
                TOY("g (float[24, 5] x) => (float[24, 130, 1, 1] y) { " ONES
                    "two = Constant <value_ints = [2, 3]> ()\nx4 = Unsqueeze (x, two)\n"
                    "w4 = Unsqueeze (w, two)\ny = Conv (x4, w4, b) }"),
                1);
}

static void fill(const void *arg, void *dst) {
    ++*(int *)(uintptr_t)arg;
    memset(dst, 7, 16);
}

static void one_entry_per_value_key_and_size(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c, TOY("g (float[N] x) => (float[N] y) { y = toy.Double(x) }"), NULL);
    const void *first = NULL, *again = NULL, *other = NULL;
    int calls = 0;
    assert_int_equal(lg_program_packed(p, p->graph, 0, 1, 16, fill, &calls, &first, NULL), LG_OK);
    assert_int_equal(lg_program_packed(p, p->graph, 0, 1, 16, fill, &calls, &again, NULL), LG_OK);
    assert_ptr_equal(first, again);
    assert_int_equal(calls, 1);
    assert_int_equal(lg_program_packed(p, p->graph, 0, 2, 16, fill, &calls, &other, NULL), LG_OK);
    assert_ptr_not_equal(first, other);
    assert_int_equal(lg_program_packed(p, p->graph, 1, 1, 16, fill, &calls, &other, NULL), LG_OK);
    assert_int_equal(calls, 3);
    lg_trace *trace = lg_test_trace(state);
    trace->fail_at = trace->allocations + 1;
    assert_int_equal(lg_program_packed(p, p->graph, 5, 1, 16, fill, &calls, &other, NULL),
                     LG_E_NO_MEMORY);
    trace->fail_at = 0;
    toy_close(NULL, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(packed_weights_are_made_once), lg_test(one_entry_per_value_key_and_size),
        lg_test(packed_weights_get_workspace), lg_test(packed_weights_get_workspace_in_every_run),
        lg_test(convolution_of_one_pixel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
