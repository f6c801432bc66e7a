/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include <stdlib.h>
#include <time.h>

static void takes_one_branch(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (bool b, float[N] x) => (float[N] y) { y = If (b) <"
            "then_branch = t () => (float[N] r) { r = toy.Double(x) },"
            "else_branch = e () => (float[N] r) { s = toy.Double(x)\n r = toy.Add(s, x) }> }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[3] = {1, 2, 3}, two[3] = {2, 4, 6}, three[3] = {3, 6, 9};
    uint8_t b = 1;
    toy_bind_view(s, 0, LG_BOOL, &b, -1);
    toy_bind(s, 1, x, 3, -1);
    toy_run(s);
    toy_expect(s, 0, two, 3);
    b = 0;
    toy_run(s);
    toy_expect(s, 0, three, 3);
    b = 1;
    toy_bind(s, 1, x, 2, -1);
    toy_run(s);
    toy_expect(s, 0, two, 2);
    toy_close(s, p, c);
}

/* The branches give different shapes, and one hands a value of the outer graph on. */
static void branches_of_different_shape(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (bool[1] b, float[N] x) => (float[M] y) { r = If (b) <"
            "then_branch = t () => (float[K] r1) { r1 = toy.Twice(x) },"
            "else_branch = e () => (float[N] r2) { r2 = Identity(x) }>\n y = toy.Double(r) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[2] = {1, 2}, four[4] = {2, 4, 2, 4};
    uint8_t b = 1;
    toy_bind_view(s, 0, LG_BOOL, &b, 1, -1); /* one element is as good as a scalar */
    toy_bind(s, 1, x, 2, -1);
    for (int i = 0; i < 3; i++) {
        b = 1;
        toy_run(s);
        toy_expect(s, 0, four, 4);
        b = 0;
        toy_run(s);
        toy_expect(s, 0, four, 2);
    }
    toy_close(s, p, c);
}

static void a_condition_of_many_elements(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c,
                                TOY("g (bool[N] b, float[N] x) => (float[N] y) { y = If (b) <"
                                    "then_branch = t () => (float[N] r) { r = toy.Double(x) },"
                                    "else_branch = e () => (float[N] r) { r = Identity(x) }> }"),
                                NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[2] = {1, 2};
    uint8_t b[2] = {1, 1};
    toy_bind_view(s, 0, LG_BOOL, b, 2, -1);
    toy_bind(s, 1, x, 2, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_SHAPE);
    assert_non_null(strstr(err.message, "cond has 2 elements"));
    toy_close(s, p, c);
}

/* Inference of nested subgraphs must not double with every level. */
static void twenty_nested_ifs_load_at_once(void **state) {
    enum { LEVELS = 20 };
    char text[16384] = TOY("g (bool b, float[1] x) => (float[1] y) { y = ");
    size_t n = strlen(text);
    for (int i = 0; i < LEVELS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n,
                              "If (b) <else_branch = e%d () => (float[1] q%d) { q%d = "
                              "Identity(x) }, then_branch = t%d () => (float[1] r%d) { r%d = ",
                              i, i, i, i, i, i);
    n += (size_t)snprintf(text + n, sizeof text - n, "toy.Double(x)");
    for (int i = 0; i < LEVELS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "}>");
    (void)snprintf(text + n, sizeof text - n, "}");
    lg_context *c = toy_context(state, NULL);
    struct timespec a, z;
    float x = 3, want = 6;
    uint8_t b = 1;
    (void)clock_gettime(CLOCK_MONOTONIC, &a);
    lg_program *p = toy_program(c, text, NULL);
    lg_session *s = toy_session(p, NULL);
    toy_bind_view(s, 0, LG_BOOL, &b, -1);
    toy_bind(s, 1, &x, 1, -1);
    toy_run(s);
    (void)clock_gettime(CLOCK_MONOTONIC, &z);
    toy_expect(s, 0, &want, 1);
    /* 100 ms on a quiet machine; ten times that on a busy one is still far from 2^20 visits */
    assert_true((z.tv_sec - a.tv_sec) * 1000 + (z.tv_nsec - a.tv_nsec) / 1000000 < 1000);
    toy_close(s, p, c);
}

/* The usual guard: one branch for each rank or size, of which only one can work. */
static void a_branch_for_other_shapes(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (bool b, float[N] x, float[M] y) => (float[K] z){"
            "r = If (b) <then_branch = t () => (float[P] r1) { r1 = Add(x, y) },"
            "else_branch = e () => (float[N] r2) { r2 = Identity(x) }>\n z = toy.Double(r) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[2] = {1, 2}, y[3] = {1, 1, 1}, z[2] = {2, 4}, sum[2] = {4, 6};
    uint8_t b = 0;
    toy_bind_view(s, 0, LG_BOOL, &b, -1);
    toy_bind(s, 1, x, 2, -1);
    toy_bind(s, 2, y, 3, -1);
    toy_run(s);
    toy_expect(s, 0, z, 2);
    b = 1;
    assert_int_equal(lg_session_run(s, &err), LG_E_SHAPE);
    toy_bind(s, 2, y, 1, -1);
    toy_run(s);
    toy_expect(s, 0, sum, 2);
    toy_close(s, p, c);
}

static void branches_with_different_counts(void **state) {
    const char *text = TOY("g (bool b, float[N] x) => (float[N] y) { y = If (b) <"
                           "then_branch = t () => (float[N] r, float[N] q) { r = toy.Double(x)\n"
                           "q = toy.Double(x) },"
                           "else_branch = e () => (float[N] r) { r = toy.Double(x) }> }");
    lg_context *c = toy_context(state, NULL);
    lg_model *m = NULL;
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_model_load(c, text, strlen(text), NULL, &m, &err), LG_OK);
    assert_int_equal(lg_program_compile(m, NULL, &p, &err), LG_E_MODEL);
    assert_non_null(strstr(err.message, "2 outputs"));
    lg_model_destroy(m);
    toy_close(NULL, NULL, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(takes_one_branch),
        lg_test(branches_of_different_shape),
        lg_test(a_condition_of_many_elements),
        lg_test(twenty_nested_ifs_load_at_once),
        lg_test(a_branch_for_other_shapes),
        lg_test(branches_with_different_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
